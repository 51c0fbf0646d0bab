package postmortem

import (
	"fmt"

	"github.com/sitrephq/sitrep/bot/incident"
)

// standing is how a check stood as a line was recorded, and the line that says
// so.
type standing struct {
	ask, said string
	row       int64
}

// asOf is the incident as it was when a line was recorded, without what people
// took back since.
func (l *ledger) asOf(seq int64) incident.Incident {
	var until []incident.Event
	for _, e := range l.events {
		if e.Seq <= seq && l.stands(e) {
			until = append(until, e)
		}
	}
	return incident.Fold(l.ID, l.Number, until)
}

// failingAt are the checks that failed as a line was recorded: by the metrics,
// or by a person's word where that decides.
func (l *ledger) failingAt(seq int64) []standing {
	var failing []standing
	for _, c := range l.asOf(seq).Failing() {
		s := standing{ask: c.Ask, said: c.Say, row: c.Seq}
		if c.ByPerson() {
			s.said, s.row = "we said that it is not fine", wordRow(c)
		}
		failing = append(failing, s)
	}
	return failing
}

// asideAt are the checks that somebody had overruled as a line was recorded.
func (l *ledger) asideAt(seq int64) []standing {
	var aside []standing
	for _, c := range l.asOf(seq).Checks {
		if o, ok := c.Overruled(); ok && c.SetAside() {
			aside = append(aside, standing{ask: c.Ask, said: l.overruling(c, o), row: o.Seq})
		}
	}
	return aside
}

// wordRow is the line of the person's word by which a check fails.
func wordRow(c incident.Check) int64 {
	if o, ok := c.Overruled(); ok {
		return o.Seq
	}
	for _, a := range c.Words() {
		if a.Outcome == incident.Fail {
			return a.Seq
		}
	}
	return c.Seq
}

// overruling is who overruled a check, when, why, and against what.
func (l *ledger) overruling(c incident.Check, o incident.Overrule) string {
	measured := firstOf(o.Measured, outcome(o.Over))
	if o.EndedAt.IsZero() && c.Short != "" {
		measured = c.Short
	}
	said := fmt.Sprintf("overruled by %s at %s: %s (the metric says %s)", firstOf(o.By.Name, o.By.ID), l.clock.at(o.At), l.doneTo(o.Seq, o.Why), measured)
	if !o.EndedAt.IsZero() {
		said += fmt.Sprintf(", until the metrics changed at %s", l.clock.at(o.EndedAt))
	}
	return said
}
