package postmortem

import (
	"fmt"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// The names of the figures, the same everywhere.
const (
	TimeToDetect   = "time to detect"
	TimeToEngage   = "time to engage"
	TimeToDiagnose = "time to diagnose"
	BlindTime      = "blind time"
	VisibleToTold  = "visible to told"
	ToldToOwned    = "told to owned"
	TimeToMitigate = "time to mitigate"
	TimeToResolve  = "time to resolve"
	NothingMoved   = "actions after which nothing measured moved"
	ImpactMinutes  = "impact minutes"
)

// Bound says what a figure's vague ends leave of its number. The empty Bound
// is a number that can be relied on to the minute.
type Bound string

// The bounds.
const (
	AtMost  Bound = "at most"
	AtLeast Bound = "at least"
	About   Bound = "about"
)

// Figure is a number of minutes with both of its end points. Minutes is nil
// where it cannot be computed, and BlankBecause says why; an end that is known
// is given all the same.
type Figure struct {
	Name         string
	From, To     incident.Moment
	FromIs, ToIs string // What happened at the ends: "impact began".
	Minutes      *int   // Whole minutes between the ends, not rounded up.
	BlankBecause string // A sentence; empty when Minutes is set.
	Precision    Bound
	Rows         []int64 // The lines that carry the ends.
}

// Named is one of the figures by its name.
func Named(figures []Figure, name string) (Figure, bool) {
	for _, f := range figures {
		if f.Name == name {
			return f, true
		}
	}
	return Figure{}, false
}

// end is one end of a figure: a time and its line, or why there is none.
type end struct {
	incident.Moment
	what    string // As in "the end of impact".
	row     int64
	missing string // A clause; empty when the time is known.
}

// known says that the end can be computed with, or gives the reason why not.
func (e end) known() (string, bool) {
	switch {
	case e.missing != "":
		return e.missing, false
	case !e.Known() || e.Precision == incident.None:
		return "no time is known for " + e.what, false
	case e.Precision == incident.Date:
		return "only the day is known for " + e.what, false
	}
	return "", true
}

// span is the figure between two ends.
func (l *ledger) span(name string, from, to end) Figure {
	f := Figure{Name: name, From: from.Moment, To: to.Moment, FromIs: from.what, ToIs: to.what, Rows: lines(from.row, to.row)}
	why, ok := from.known()
	other, known := to.known()
	if !ok || !known {
		switch {
		case ok:
			why = other
		case !known && other != why:
			why += ", and " + other
		}
		f.BlankBecause = sentence(why)
		return f
	}
	if to.At.Before(from.At) {
		f.BlankBecause = sentence(fmt.Sprintf("the times contradict each other: %s (%s) is before %s (%s)", to.what, l.clock.moment(to.Moment), from.what, l.clock.moment(from.Moment)))
		l.flag("order", f.BlankBecause, f.Rows...)
		return f
	}
	f.Minutes, f.Precision = minutes(to.At.Sub(from.At)), bound(from.Moment, to.Moment)
	return f
}

// bound is what two ends leave of the number between them. A time that is only
// known as "no later than" makes the number too small when it is the start and
// too large when it is the end.
func bound(from, to incident.Moment) Bound {
	loose := func(m incident.Moment) bool {
		return m.Precision == incident.Approx || m.Precision == incident.Relative
	}
	fromBy, toBy := from.Precision == incident.By, to.Precision == incident.By
	switch {
	case loose(from) || loose(to) || fromBy && toBy:
		return About
	case fromBy:
		return AtLeast
	case toBy:
		return AtMost
	}
	return ""
}

// both is the bound of a sum.
func both(a, b Bound) Bound {
	switch {
	case a == "" || a == b:
		return b
	case b == "":
		return a
	}
	return About
}

func minutes(d time.Duration) *int {
	n := int(d / time.Minute)
	return &n
}

// sentence makes a clause a sentence.
func sentence(s string) string {
	s = strings.TrimSpace(s)
	if s == "" {
		return ""
	}
	s = upperFirst(s)
	if strings.ContainsAny(s[len(s)-1:], ".?!:") {
		return s
	}
	return s + "."
}
