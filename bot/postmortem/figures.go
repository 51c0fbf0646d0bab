package postmortem

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// Figures are the standard figures of an incident, each with both end points,
// or blank with the reason. They come from impact windows and from what was
// measured, said and done, never from the life of the channel, and do not
// depend on the order of the events. Times in reasons are in UTC.
func Figures(i incident.Incident, events []incident.Event) []Figure {
	l := newLedger(i, events, time.UTC)
	return l.figures(l.windows())
}

func (l *ledger) figures(windows []Window) []Figure {
	detected, signal, told, owned := l.detected(), l.signal(l.deciding), l.told(l.deciding), l.owned(l.deciding)
	if !l.decided {
		none := "no base check failed"
		if len(l.Incident.Checks) == 0 {
			none = "no check was asked"
		}
		signal.missing, told.missing, owned.missing = none, none, none
	}
	began, ended := stretch(windows)
	figures := []Figure{
		l.span(TimeToDetect, beganBefore(windows, began, detected), detected),
		l.span(TimeToEngage, detected, l.engaged(detected)),
		l.span(TimeToDiagnose, detected, owned),
		l.span(BlindTime, signal, owned),
		l.span(VisibleToTold, signal, told),
		l.span(ToldToOwned, told, owned),
		l.span(TimeToMitigate, began, ended),
		l.span(TimeToResolve, began, l.whole()),
		l.trail().Figure,
	}
	for _, w := range windows {
		figures = append(figures, w.Figure)
	}
	return append(figures, total(windows))
}

// detected is the first signal on record that a person raised.
func (l *ledger) detected() end {
	e := end{what: "the declaration", row: l.declared, Moment: l.moment(l.declared)}
	if l.declared == 0 {
		e.missing = "no declaration is on record"
	}
	return e
}

// engaged is the first thing that a person did about it. What was done before
// it was noticed may be its cause and is no response.
func (l *ledger) engaged(detected end) end {
	for _, e := range l.of(incident.Acted, incident.Taken, incident.Answered, incident.Overruled, incident.CheckAsked, incident.Mitigated, incident.Resolved) {
		if !e.Actor.IsBot() && e.Known() && !e.At.Before(detected.At) {
			return end{what: "the first act of a responder", row: e.Seq, Moment: e.Moment}
		}
	}
	return end{what: "the first act of a responder", missing: "no act of a responder is on record"}
}

// whole is when the cause was gone and everything was whole again.
func (l *ledger) whole() end {
	e := end{what: "the resolution", row: l.resolved, Moment: l.moment(l.resolved)}
	if l.resolved == 0 {
		e.missing = "it was not resolved when this was drafted"
		return e
	}
	if failing := l.failingAt(l.resolved); len(failing) > 0 {
		e.missing = fmt.Sprintf("it was resolved at %s with a check still failing (%s), so when everything was whole again is not known", l.clock.at(e.At), failing[0].ask)
	}
	if aside := l.asideAt(l.resolved); e.missing == "" && len(aside) > 0 {
		e.missing = fmt.Sprintf("it was resolved at %s with a check overruled and not measured as whole (%s)", l.clock.at(e.At), aside[0].ask)
	}
	return e
}

// verdictAt is the newest verdict on a check that was recorded before a line;
// the zero Event when there is none.
func (l *ledger) verdictAt(check string, seq int64) incident.Event {
	known := l.verdicts[check]
	n, _ := slices.BinarySearchFunc(known, seq, func(e incident.Event, seq int64) int { return cmp.Compare(e.Seq, seq) })
	if n == 0 {
		return incident.Event{}
	}
	return known[n-1]
}
