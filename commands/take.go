package commands

import (
	"context"

	"github.com/sitrephq/sitrep/bot/incident"
)

// taker is all that take needs from the domain.
type taker interface {
	Take(ctx context.Context, call incident.Call, check string) (incident.Incident, error)
}

// Take puts a person on a failing check. It is pressed as [I'm on it], or typed. The board shows it, so it answers with nothing.
func Take(incidents taker, checks checkFinder) Command {
	return Command{
		Name:    "take",
		Aliases: []string{"mine"},
		Args:    "<check>",
		Short:   "Say that you are on a failing check",
		Example: "/incident take pool",
		Moment:  Judging,
		Answers: "Nothing: the board and the check’s message show that you are on it.",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			if req.Text == "" {
				return Reply{}, UsageError("Which check are you on?")
			}
			found, near := find(checks, req.Text)
			if len(found) != 1 {
				return noSuchCheck(req.Text, append(found, near...), "take", ""), nil
			}
			_, err := incidents.Take(ctx, req.Call, found[0].Name)
			return Reply{}, err
		},
	}
}
