package say

import (
	"fmt"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// stages is how far added members came: "asked 4 → running 4 → healthy 4 →
// receiving 0", the first loss in bold, and which stages before it nobody
// measures: it may be one of them.
func stages(c incident.Capacity) []chat.Span {
	var spans []chat.Span
	var open []string
	last, found := 0, false
	for _, s := range c.Stages() {
		if s.N == nil {
			if !found {
				open = append(open, s.Name)
			}
			continue
		}
		if len(spans) > 0 {
			spans = append(spans, chat.T(" → "))
		}
		lost := !found && len(spans) > 0 && *s.N < last
		found, last = found || lost, *s.N
		spans = append(spans, chat.Span{Text: fmt.Sprintf("%s %d", s.Name, *s.N), Bold: lost})
	}
	switch {
	case len(spans) == 0 || len(open) == 0:
		return spans
	case len(open) == 1:
		return append(spans, chat.T(" · "+open[0]+" is not measured"))
	default:
		return append(spans, chat.T(" · "+list(open)+" are not measured"))
	}
}

// stagesShort is the stage that lost them, or else the last one measured:
// "receiving 0".
func stagesShort(c incident.Capacity) string {
	short, last := "not measured", -1
	for _, s := range c.Stages() {
		if s.N == nil {
			continue
		}
		short = fmt.Sprintf("%s %d", s.Name, *s.N)
		if last >= 0 && *s.N < last {
			return short
		}
		last = *s.N
	}
	return short
}

// added says what the new members tell about the outage: that they wait for
// work that does not come, that it passes them by, or that they were not what
// was missing.
func added(i incident.Incident, a incident.Action) []chat.Span {
	c := a.Capacity
	switch {
	case a.Effect.Outcome == incident.Moved || c == nil || c.Receiving == nil || c.Healthy == nil || *c.Healthy == 0:
		return nil
	case *c.Receiving < *c.Healthy:
		return idle(i, *c)
	case a.Effect.Outcome == incident.NothingYet && (c.Working == nil || *c.Working == *c.Receiving):
		return text(they(*c.Receiving, "The one works", "The "+few(*c.Receiving)+" work") + ", and nothing got better: " + they(*c.Receiving, "it is", "they are") + " not the bottleneck.")
	}
	return nil
}

// idle points from members that receive nothing to why, or to the step before
// them.
func idle(i incident.Incident, c incident.Capacity) []chat.Span {
	n := *c.Healthy - *c.Receiving
	who := they(n, "The one is", "The "+few(n)+" are")
	if *c.Receiving > 0 && len(c.Idle) > 0 {
		who = runs(c.Idle) + they(len(c.Idle), " is", " are")
	}
	spans := []chat.Span{chat.T(who + " healthy and "), chat.B(they(n, "receives", "receive") + " nothing")}
	oldIdle, known := c.OldIdle()
	switch {
	case c.Because != "":
		return append(spans, chat.T(": "+c.Because+"."))
	case known && !oldIdle:
		return append(spans, chat.T(": traffic goes to the old ones only."))
	case known:
		spans = append(spans, chat.T(": "+they(n, "it waits", "they wait")+" for traffic that does not come."))
	default:
		spans = append(spans, chat.T("."))
	}
	bad := byPath(i.Failing())
	if len(bad) == 0 || incident.StageOrder(bad[0].Stage) >= incident.StageOrder("working") {
		return spans
	}
	stands := bad[0].Short
	if bad[0].ByPerson() {
		stands = shortOf(bad[0])
	}
	step := fmt.Sprintf(" The step before %s is %s, %s, ", they(n, "it", "them"), theThing(bad[0].Verdict), stands)
	if bad[0].Owner.IsZero() {
		return append(spans, chat.T(step+"nobody on it."))
	}
	return append(spans, chat.T(step), person(bad[0].Owner), chat.T(" on it."))
}

// they chooses between the words for one and for several.
func they(n int, one, several string) string {
	if n == 1 {
		return one
	}
	return several
}
