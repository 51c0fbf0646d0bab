package say

import (
	"fmt"
	"math"

	"github.com/sitrephq/sitrep/bot/incident"
)

// shared names what else was done in the same window, here and in other
// incidents on the service.
func shared(i incident.Incident, e incident.Effect) string {
	var others []string
	for _, seq := range e.Shared {
		if o, ok := i.Action(seq); ok {
			others = append(others, fmt.Sprintf("%s (%s)", clause(brief(o.Text, nameLength)), clock(o.At, i.DeclaredAt)))
		}
	}
	for _, o := range e.Elsewhere {
		others = append(others, fmt.Sprintf("%s (%s, in %s)", clause(brief(o.Text, nameLength)), clock(o.At, i.DeclaredAt), o.Incident))
	}
	switch len(others) {
	case 0:
		return ""
	case 1:
		return "Same window: " + others[0] + ", so neither can be judged alone."
	default:
		return "Same window: " + list(others) + ", so none can be judged alone."
	}
}

// demand says that much less or much more was asked of the service than before,
// and what that may explain.
func demand(e incident.Effect) string {
	share, much := e.Demand.Changed()
	if !much {
		return ""
	}
	said := fmt.Sprintf("Traffic is %.0f %% higher than before, ", math.Abs(share)*100)
	if share < 0 {
		said = fmt.Sprintf("Traffic is %.0f %% lower than before, ", math.Abs(share)*100)
	}
	switch {
	case e.Outcome == incident.Moved || e.Outcome == incident.MostOfIt:
		return said + "so it may have moved for that and not for the action."
	case e.Outcome == incident.NothingYet && share < 0:
		return said + "and still nothing moved."
	case e.Outcome == incident.NothingYet:
		return said + "so an effect may be hidden."
	case e.Outcome == incident.Worse || e.Outcome == incident.DidNotLast:
		return said + "so that may be why."
	default:
		return ""
	}
}
