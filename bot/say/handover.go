package say

import (
	"fmt"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// Handing is what is handed over with the lead, as it stands then: what fails,
// what was tried, what is thought, what is still to come, and what nobody has
// answered. What there is none of is left out.
func Handing(i incident.Incident, at time.Time) string {
	var said []string
	add := func(head, what string) {
		if what != "" {
			said = append(said, head+" "+clause(what)+".")
		}
	}
	add("Failing:", failingNow(i))
	add("Tried:", triedSoFar(i))
	add("Open:", openTheories(i))
	add("Coming:", nextLookOf(i, at))
	if p, ok := i.Promised(); ok {
		add("Promised:", "word to others "+clock(p.Next, at))
	}
	if n := questionsOpen(i); n > 0 {
		add("Unanswered:", count(n, "question", "questions"))
	}
	if len(said) == 0 {
		return "Nothing measured fails, and nothing was tried."
	}
	return strings.Join(said, " ")
}

// mostHanded is how many failing checks or theories are named one by one.
const mostHanded = 3

// failingNow are the checks that fail, each with who is on it.
func failingNow(i incident.Incident) string {
	bad := byPath(i.Failing())
	var named []string
	for _, c := range bad[:min(len(bad), mostHanded)] {
		who := "nobody on it"
		if !c.Owner.IsZero() {
			who = person(c.Owner).Text + " on it"
		}
		named = append(named, thing(c.Verdict)+" ("+who+")")
	}
	return listed(named, len(bad))
}

// triedSoFar counts the actions and names what they moved.
func triedSoFar(i incident.Incident) string {
	var moved []string
	for _, a := range i.Actions {
		if a.Effect == nil || a.Effect.Outcome != incident.Moved && a.Effect.Outcome != incident.MostOfIt {
			continue
		}
		what := brief(a.Text, nameLength)
		for _, m := range a.Effect.Measures {
			if m.Judged == incident.Moved || m.Judged == incident.MostOfIt {
				what = m.Name
				break
			}
		}
		moved = append(moved, what)
	}
	switch {
	case len(i.Actions) == 0:
		return ""
	case len(moved) == 0:
		return fmt.Sprintf("%d, none moved anything measured so far", len(i.Actions))
	}
	return fmt.Sprintf("%d, %s moved something (%s)", len(i.Actions), few(len(moved)), listed(moved[:min(len(moved), mostHanded)], len(moved)))
}

// openTheories are the theories that are followed.
func openTheories(i incident.Incident) string {
	all := i.TheoriesThat(incident.TheoryOpen)
	var named []string
	for _, t := range all[:min(len(all), mostHanded)] {
		named = append(named, t.Name()+" "+clause(brief(t.Text, nameLength)))
	}
	return listed(named, len(all))
}

// nextLookOf is the next look at what an action moved.
func nextLookOf(i incident.Incident, at time.Time) string {
	var said string
	var soonest time.Time
	for _, a := range i.Actions {
		if a.Running {
			continue
		}
		for n, look := range incident.EffectLooks() {
			due := a.Began().Add(look)
			if due.After(at) && (soonest.IsZero() || due.Before(soonest)) {
				soonest, said = due, fmt.Sprintf("%s look at “%s” %s", [...]string{"first", "second", "last"}[n], brief(a.Text, nameLength), clock(due, at))
			}
		}
	}
	return said
}

// questionsOpen is how many questions wait for a person.
func questionsOpen(i incident.Incident) int {
	n := 0
	for _, c := range i.Checks {
		if c.Waits() {
			n++
		}
	}
	return n
}

// listed joins names, and says how many of all it left out.
func listed(named []string, all int) string {
	if more := all - len(named); more > 0 {
		named = append(named, fmt.Sprintf("%d more", more))
	}
	return strings.Join(named, ", ")
}

// handover is an offer of the lead: while it stands with what is handed over,
// afterwards with what became of it.
func handover(i incident.Incident, seq int64) (chat.Message, bool) {
	h, ok := i.Handover(seq)
	if !ok {
		return chat.Message{}, false
	}
	from, to := person(h.From), person(h.To)
	when := clock(h.EndedAt, i.DeclaredAt)
	ended := func(sign string, spans ...chat.Span) (chat.Message, bool) {
		return chat.Message{Text: plain(spans), Parts: []chat.Part{chat.P(append([]chat.Span{chat.T(sign + " ")}, spans...)...)}}, true
	}
	switch h.End {
	case incident.HandoverAccepted:
		return ended("✓", bold(to), chat.T(" has the lead since "+when+offeredFor(h)+"."))
	case incident.HandoverDeclined:
		return ended("○", to, chat.T(" declined the lead "+when+"."))
	case incident.HandoverWithdrawn:
		return ended("○", chat.T("The lead was offered to "), to, chat.T(" "+clock(h.At, i.DeclaredAt)+"; withdrawn "+when+"."))
	}
	head := fmt.Sprintf("Handover %s: %s to %s.", clock(h.At, i.DeclaredAt), from.Text, to.Text)
	value := fmt.Sprintf(" %d", seq)
	first := []chat.Span{chat.B(head), chat.T(" "), from, chat.T(" leads until "), to, chat.T(" presses [I have it].")}
	return chat.Message{
		Text: plain(first) + " " + h.Summary,
		Parts: []chat.Part{
			chat.P(lines(nonEmpty(first, text(h.Summary))...)...),
			chat.Buttons(
				chat.Button{Label: "I have it", Verb: "handover", Value: "accept" + value, Primary: true},
				chat.Button{Label: "Not me", Verb: "handover", Value: "decline" + value}),
		},
	}, true
}

// offeredFor is how long after the offer it was settled.
func offeredFor(h incident.Handover) string {
	if d := h.EndedAt.Sub(h.At); d >= time.Minute {
		return ", " + length(d) + " after it was offered"
	}
	return ""
}

func bold(s chat.Span) chat.Span {
	s.Bold = true
	return s
}
