package commands

import (
	"context"
	"strconv"

	"github.com/sitrephq/sitrep/bot/incident"
)

// runner is all that running needs from the domain.
type runner interface {
	KeepRunning(ctx context.Context, call incident.Call, action int64) (incident.Incident, error)
}

// Running says that an action is not finished yet: what it moved is looked at
// once it is. The action's message shows it.
func Running(incidents runner) Command {
	return Command{
		Name:    "running",
		Args:    "<line of the action>",
		Short:   "Say that an action is still running",
		Example: "/incident running 14",
		Moment:  Saying,
		Answers: "Nothing: the action’s message shows that it is not judged yet.",
		Press:   true,
		Run: func(ctx context.Context, req Request) (Reply, error) {
			action, err := strconv.ParseInt(req.Text, 10, 64)
			if err != nil {
				return Reply{}, UsageError("Which action is still running? Say its number from the timeline.")
			}
			_, err = incidents.KeepRunning(ctx, req.Call, action)
			return Reply{}, err
		},
	}
}
