package commands

import (
	"context"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// reopener is all that reopen needs from the domain.
type reopener interface {
	Reopen(ctx context.Context, call incident.Call, why string) (incident.Incident, error)
}

// Reopen takes a resolution back by a further line; what was said stays.
func Reopen(incidents reopener) Command {
	return Command{
		Name:    "reopen",
		Aliases: []string{"reopened", "unresolve"},
		Args:    "[what you see]",
		Short:   "It came back, or was never over",
		Example: "/incident reopen the pool is down to 4 again",
		Moment:  Ending,
		Answers: "That it is open again.",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			i, err := incidents.Reopen(ctx, req.Call, words(req.Text))
			if err != nil {
				return Reply{}, err
			}
			return Reply{Message: chat.Text(i.Name() + " is open again.")}, nil
		},
	}
}
