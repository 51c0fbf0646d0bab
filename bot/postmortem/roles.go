package postmortem

import (
	"cmp"
	"strings"

	"github.com/sitrephq/sitrep/bot/incident"
)

// roleText is who was offered the lead or another part, and who has it.
func roleText(e incident.Event) string {
	var who incident.Actor
	if e.Data.Person != nil {
		who = *e.Data.Person
	}
	name := cmp.Or(who.Name, who.ID, "nobody")
	switch {
	case e.Kind == incident.Offered:
		return join("Offered the lead to "+name, e.Text)
	case e.Kind == incident.HandedOver:
		return sentence("Has the lead, " + e.Text)
	case e.Kind == incident.OfferDropped && e.Actor.ID == who.ID:
		return "Declined the lead."
	case e.Kind == incident.OfferDropped:
		return "Withdrew the offer of the lead to " + name + "."
	}
	role := string(e.Data.Role)
	return sentence(strings.ToUpper(role[:min(len(role), 1)]) + role[min(len(role), 1):] + ": " + name)
}
