package commands

import (
	"context"
	"strconv"

	"github.com/sitrephq/sitrep/bot/incident"
)

// finisher is all that finish needs from the domain.
type finisher interface {
	FinishAction(ctx context.Context, call incident.Call, action int64) (incident.Incident, error)
}

// Finish says that an action which took its time is finished now: what it
// moved is counted from here. The action's message shows it.
func Finish(incidents finisher) Command {
	return Command{
		Name:    "finish",
		Args:    "<line of the action>",
		Short:   "Say that an action is finished only now",
		Example: "/incident finish 14",
		Moment:  Saying,
		Answers: "Nothing: the action’s message shows that it is measured from now on.",
		Press:   true,
		Run: func(ctx context.Context, req Request) (Reply, error) {
			action, err := strconv.ParseInt(req.Text, 10, 64)
			if err != nil {
				return Reply{}, UsageError("Which action is finished? Say its number from the timeline.")
			}
			_, err = incidents.FinishAction(ctx, req.Call, action)
			return Reply{}, err
		},
	}
}
