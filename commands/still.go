package commands

import (
	"context"

	"github.com/sitrephq/sitrep/bot/incident"
)

// keeper is all that still needs from the domain.
type keeper interface {
	KeepTheory(ctx context.Context, call incident.Call, theory int) (incident.Incident, error)
}

// Still gives a theory some more time before the bot asks about it again: the
// press below its question. The question shows it, so it answers with nothing.
func Still(incidents keeper) Command {
	return Command{
		Name:    "still",
		Args:    "<theory>",
		Short:   "Stay with a theory for some more time",
		Example: "/incident still T2",
		Moment:  Theorising,
		Answers: "Nothing: my question about the theory shows until when it is followed.",
		Press:   true,
		Run: func(ctx context.Context, req Request) (Reply, error) {
			n, _, ok := theoryRef(req.Text)
			if !ok {
				return Reply{}, UsageError("Which theory? Say its number from the board, such as T2.")
			}
			_, err := incidents.KeepTheory(ctx, req.Call, n)
			return Reply{}, err
		},
	}
}
