package commands

import (
	"context"
	"strings"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// roleSetter is all that comms and scribe need from the domain.
type roleSetter interface {
	SetRole(ctx context.Context, call incident.Call, role incident.Role, who incident.Actor) (incident.Incident, error)
}

// Comms says who tells people outside; without a name, whoever types it.
func Comms(incidents roleSetter) Command {
	return role(incidents, incident.CommsRole, Command{
		Name:    "comms",
		Aliases: []string{"communications"},
		Args:    "[@person|nobody]",
		Short:   "Say who tells people outside, and is reminded of it",
		Example: "/incident comms",
		Moment:  Telling,
		Answers: "Who does it now.",
	})
}

// Scribe says who keeps the timeline; without a name, whoever types it.
func Scribe(incidents roleSetter) Command {
	return role(incidents, incident.ScribeRole, Command{
		Name:    "scribe",
		Args:    "[@person|nobody]",
		Short:   "Say who keeps the timeline",
		Example: "/incident scribe",
		Moment:  Telling,
		Answers: "Who does it now.",
	})
}

func role(incidents roleSetter, r incident.Role, c Command) Command {
	c.Run = func(ctx context.Context, req Request) (Reply, error) {
		who, ok := personIn(ctx, req, string(r), "role")
		switch strings.ToLower(strings.Trim(req.Text, ".,:;")) {
		case "nobody", "none", "off":
			who, ok = incident.Actor{}, true
		}
		if !ok {
			return Reply{}, UsageError("Who does " + string(r) + "? Type @ and pick the person, no name for yourself, or nobody.")
		}
		i, err := incidents.SetRole(ctx, req.Call, r, who)
		if err != nil {
			return Reply{}, err
		}
		does := " does " + string(r) + " for " + i.Name() + "."
		if who.IsZero() {
			return Reply{Message: chat.Text("Nobody" + does)}, nil
		}
		name := or(who.Name, who.ID)
		return Reply{Message: chat.Message{Text: name + does, Parts: []chat.Part{chat.P(chat.Span{Text: name, Person: who.ID}, chat.T(does))}}}, nil
	}
	return c
}
