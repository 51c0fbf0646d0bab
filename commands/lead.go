package commands

import (
	"context"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// leadSetter is all that lead needs from the domain.
type leadSetter interface {
	SetLead(ctx context.Context, call incident.Call, lead incident.Actor) (incident.Incident, error)
}

// Lead says who leads; without a name, whoever types it.
func Lead(incidents leadSetter) Command {
	return Command{
		Name:    "lead",
		Aliases: []string{"role", "assign", "ic", "commander"},
		Args:    "[@person]",
		Short:   "Take the lead, or give it to someone",
		Example: "/incident lead",
		Moment:  Starting,
		Answers: "Who leads now.",
		Run: func(ctx context.Context, req Request) (Reply, error) {
			lead, ok := personIn(ctx, req, "lead", "leader", "commander", "ic", "role")
			if !ok {
				return Reply{}, UsageError("Who leads? Type @ and pick the person, or no name for yourself. Other parts are comms and scribe.")
			}
			i, err := incidents.SetLead(ctx, req.Call, lead)
			if err != nil {
				return Reply{}, err
			}
			text := or(lead.Name, lead.ID) + " leads " + i.Name() + "."
			return Reply{Message: chat.Message{Text: text, Parts: []chat.Part{
				chat.P(chat.Span{Text: or(lead.Name, lead.ID), Person: lead.ID}, chat.T(" leads "+i.Name()+".")),
			}}}, nil
		},
	}
}
