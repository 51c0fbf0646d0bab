package postmortem

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// done are the actions that stand, by the time they were done.
func (l *ledger) done() []incident.Action {
	actions := slices.Clone(l.Incident.Actions)
	slices.SortFunc(actions, func(a, b incident.Action) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Seq, b.Seq)) })
	return actions
}

// moved reports whether something that was measured got better after an
// action, though perhaps not all the way, and not for long.
func moved(a incident.Action) bool {
	if a.Effect == nil {
		return false
	}
	switch a.Effect.Outcome {
	case incident.Moved, incident.MostOfIt, incident.DidNotLast:
		return true
	default:
		return false
	}
}

func movedNothing(a incident.Action) bool {
	return a.Effect != nil && a.Effect.Outcome == incident.NothingYet
}

// unjudged reports whether nobody knows what an action moved.
func unjudged(a incident.Action) bool {
	return a.Effect == nil || a.Effect.Outcome == incident.CantTell
}

// trail sums the time after actions that moved nothing. Each counts until the
// next action, the first action with an effect or somebody being on the
// deciding check, whichever comes first.
func (l *ledger) trail() Trail {
	actions := l.done()
	t := Trail{Figure: Figure{Name: NothingMoved, FromIs: "the first such action", ToIs: "the end of the last such stretch"}}
	sum, unknown := 0, 0
	var blank string
	first, owned := slices.IndexFunc(actions, moved), l.owned(l.deciding)
	if !l.decided {
		owned.missing = "no base check failed"
	}
	for n, a := range actions {
		if unjudged(a) {
			unknown++
		}
		if !movedNothing(a) {
			continue
		}
		if t.Count++; t.Count == 1 {
			t.First, t.Figure.From = a.Moment, a.Moment
		}
		t.Last = a.Moment
		t.Rows = append(t.Rows, a.Seq)
		f := l.span("", end{Moment: a.Moment, what: fmt.Sprintf("the action of line %d", a.Seq), row: a.Seq}, endOfTrail(actions, n, first, owned))
		t.Figure.Rows = append(t.Figure.Rows, f.Rows...)
		if f.Minutes == nil {
			blank = cmp.Or(blank, f.BlankBecause)
			continue
		}
		sum += *f.Minutes
		t.Figure.To, t.Figure.Precision = f.To, both(t.Figure.Precision, f.Precision)
	}
	t.Figure.Rows = lines(t.Figure.Rows...)
	switch {
	case len(actions) == 0:
		blank = "No action is on record."
	case t.Count == 0 && unknown > 0:
		blank = fmt.Sprintf("What %s moved is not known.", count(unknown, "action"))
	case blank == "":
		t.Figure.Minutes = &sum
		if unknown > 0 {
			t.Figure.Precision = both(t.Figure.Precision, AtLeast)
		}
		return t
	}
	t.Figure.BlankBecause, t.Figure.Precision, t.Figure.To = blank, "", incident.Moment{}
	return t
}

// endOfTrail is where the time after an action that moved nothing ends.
func endOfTrail(actions []incident.Action, n, first int, owned end) end {
	ends := make([]end, 0, 3)
	if n+1 < len(actions) {
		next := actions[n+1]
		ends = append(ends, end{Moment: next.Moment, what: "the next action", row: next.Seq})
	}
	if first > n {
		ends = append(ends, end{Moment: actions[first].Moment, what: "the first action with an effect", row: actions[first].Seq})
	}
	if owned.missing == "" && owned.At.After(actions[n].At) {
		ends = append(ends, owned)
	}
	if len(ends) == 0 {
		return end{what: "the end of it", missing: fmt.Sprintf("nothing ends the stretch after line %d: no later action and nobody on the deciding check after it are on record", actions[n].Seq)}
	}
	return slices.MinFunc(ends, func(a, b end) int { return a.At.Compare(b.At) })
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func clockMinutes(d time.Duration) string {
	if d < time.Minute {
		return "under 1 min"
	}
	return fmt.Sprintf("%d min", int(d/time.Minute))
}
