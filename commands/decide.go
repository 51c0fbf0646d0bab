package commands

import (
	"context"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// decider is all that decide needs from the domain.
type decider interface {
	here
	Decide(ctx context.Context, call incident.Call, what string, when incident.Moment) (incident.Incident, error)
}

// Decide keeps what people agreed on: who comes later asks for it first, and
// nobody remembers when it was. The board shows the newest.
func Decide(incidents decider) Command {
	return Command{
		Name:    "decide",
		Aliases: []string{"decided", "decision", "agreed"},
		Args:    "[time] <what was decided>",
		Short:   "Keep a decision; the board shows the newest",
		Example: "/incident decide no failover before the pool is whole",
		Moment:  Saying,
		Answers: "The decision with the time as it was read, and [Undo]. The board shows the newest.",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			when, text, err := timed(ctx, req)
			if err != nil {
				return Reply{}, err
			}
			if text == "" {
				return asksWhat(ctx, incidents, req, "Keep it", "What was decided? Say it as you would to somebody who was not there.")
			}
			i, err := incidents.Decide(ctx, req.Call, text, when.Moment)
			if err != nil {
				return Reply{}, err
			}
			kept := "Decided, and on the board: "
			if when.Known() {
				kept = "Decided at " + when.Echo + ", and on the board: "
			}
			m := chat.Text(kept + text)
			m.Parts = append(m.Parts, chat.Buttons(undoButton(i.Seq)))
			return Reply{Message: m}, nil
		},
	}
}
