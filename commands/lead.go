package commands

import (
	"context"
	"strings"

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
			lead, ok := leadOf(req)
			if !ok {
				return Reply{}, UsageError("Who leads? Type @ and pick the person, or no name for yourself.")
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

// leadOf is the person that was named, anywhere in the line: "assign lead to
// @ben" names Ben.
func leadOf(req Request) (incident.Actor, bool) {
	rest := req.Text
	lead := req.By
	if m := personRef.FindStringSubmatch(req.Text); m != nil {
		lead = incident.Actor{ID: m[1], Name: m[2]}
		rest = strings.Replace(req.Text, m[0], "", 1)
	}
	// Other roles are not kept, and a scribe must not become the lead.
	for w := range strings.FieldsSeq(strings.ToLower(rest)) {
		switch strings.Trim(w, ".,:;") {
		case "lead", "leader", "commander", "ic", "as", "to", "is", "the", "role", "me", "i", "":
		default:
			return incident.Actor{}, false
		}
	}
	return lead, true
}
