package say

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sitrephq/sitrep/bot/incident"
)

// lapsed says when what an action had mended failed again.
func lapsed(i incident.Incident, e incident.Effect) string {
	from, to, ok := e.Lapsed()
	switch {
	case !ok:
		return ""
	case e.Outcome == incident.DidNotLast:
		return "Last good at " + clock(from, i.DeclaredAt) + "."
	default:
		return fmt.Sprintf("In between it failed, from %s to %s, so I do not call it lasting.", from.UTC().Format("15:04"), clock(to, i.DeclaredAt))
	}
}

// ended names the action that came before anything had moved.
func ended(i incident.Incident, e incident.Effect) string {
	next, ok := i.Action(e.Ended)
	if e.Ended == 0 || !ok {
		return ""
	}
	return fmt.Sprintf("Then came: %s (%s). What moved after it is not counted here.", clause(brief(next.Text, nameLength)), clock(next.At, i.DeclaredAt))
}

// comingLooks says what the next look is for, and what the newest one could not
// tell.
func comingLooks(i incident.Incident, a incident.Action) string {
	e := *a.Effect
	var said []string
	if n := len(a.Looks); n > 0 && a.Looks[n-1].Outcome == incident.CantTell && e.Outcome != incident.CantTell {
		last := a.Looks[n-1]
		said = append(said, fmt.Sprintf("At %s I could not tell: %s", clock(last.At, i.DeclaredAt), last.Reason))
		e.Next, e.Look = last.Next, last.Look
	}
	_, _, lapse := e.Lapsed()
	switch {
	case e.Next.IsZero() || e.Outcome == incident.CantTell || e.Outcome == incident.NoMeasure:
	case e.Outcome != incident.Moved || lapse || slices.ContainsFunc(a.Looks, failedAgain):
		said = append(said, "Next look "+clock(e.Next, i.DeclaredAt)+".")
	default:
		said = append(said, "I call it lasting after "+lastingAfter(i, a, e)+".")
	}
	return strings.Join(said, " ")
}

func failedAgain(e incident.Effect) bool { return e.Outcome == incident.DidNotLast }

// lastingAfter are the times of the looks still to come: "15:46 and 16:16 UTC".
func lastingAfter(i incident.Incident, a incident.Action, e incident.Effect) string {
	var times []string
	for _, look := range incident.EffectLooks() {
		if look > e.Look {
			times = append(times, clock(a.Began().Add(look), i.DeclaredAt))
		}
	}
	for n := range times[:len(times)-1] {
		times[n] = strings.TrimSuffix(times[n], " UTC")
	}
	return list(times)
}
