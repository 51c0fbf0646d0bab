package commands

import (
	"context"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// mitigator is all that mitigate needs from the domain.
type mitigator interface {
	Mitigate(ctx context.Context, call incident.Call, how string) (incident.Incident, error)
}

// Mitigate says that users are fine again while the cause may still be there.
func Mitigate(incidents mitigator) Command {
	return Command{
		Name:    "mitigate",
		Aliases: []string{"mitigated", "stable"},
		Args:    "[how]",
		Short:   "Say that users are fine; the cause may still be there",
		Example: "/incident mitigate traffic goes to the other region",
		Moment:  Ending,
		Answers: "That users are fine, and what ends it.",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			i, err := incidents.Mitigate(ctx, req.Call, words(req.Text))
			if err != nil {
				return Reply{}, err
			}
			return Reply{Message: chat.Text(i.Name() + " is mitigated: users are fine. Type resolve when the cause is gone.")}, nil
		},
	}
}
