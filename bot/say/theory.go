package say

import (
	"fmt"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// theory is what somebody thinks is wrong: one small message, edited until it is
// ruled out. That it is the cause is a message of its own.
func theory(i incident.Incident, seq int64, at time.Time) (chat.Message, bool) {
	t, ok := i.TheoryOf(seq)
	if !ok {
		return chat.Message{}, false
	}
	var m chat.Message
	switch t.Status {
	case incident.TheoryRuledOut:
		m.Text = RuledOut(t)
		m.Parts = append(m.Parts, chat.P(chat.T("○ "), chat.B("Ruled out: "+called(t)), chat.T(", "+open(t.OpenFor(at))+", "+whyOf(t))))
		if i.Open() {
			m.Parts = append(m.Parts, chat.Buttons(chat.Button{Label: "Open it again", Verb: "think", Value: t.Name()}))
		}
		return m, true
	case incident.TheoryFound:
		m.Text = Found(t)
		head := []chat.Span{chat.T("✓ "), chat.B("A cause is found: " + t.Name() + " " + t.Text), chat.T(" (" + clock(t.ClosedAt, i.DeclaredAt) + ")")}
		if t.Why != "" {
			head = append(head, chat.T(": "+clause(t.Why)))
		}
		next := "What fixes it is still to be done: log it with did."
		if !i.Open() || len(i.Failing()) == 0 {
			next = "" // Nothing is left that I could see.
		}
		m.Parts = append(m.Parts, chat.P(lines(nonEmpty(head, text(next))...)...))
		return m, true
	case incident.TheoryOpen:
	}
	m.Text = fmt.Sprintf("%s %s: %s", t.Name(), brief(t.Text, headLength), measuredWords(i, t))
	m.Parts = append(m.Parts, chat.P(chat.T(clock(t.At, i.DeclaredAt)+" · "), person(t.By), chat.T(" thinks: "), chat.B(t.Name()+" "+t.Text), chat.T(" · "+measuredWords(i, t))))
	if i.Open() {
		m.Parts = append(m.Parts, chat.Buttons(theoryButtons(i, t)...))
	}
	return m, true
}

// theoryButtons are what may be done with an open theory. A check that would
// measure it comes first, while it has no answer.
func theoryButtons(i incident.Incident, t incident.Theory) []chat.Button {
	var buttons []chat.Button
	if c := i.Bears(t).Check; t.Check != "" && c.Outcome != incident.Pass && c.Outcome != incident.Fail {
		known, _ := i.Check(t.Check)
		known.Verdict.Check = t.Check
		buttons = append(buttons, chat.Button{Label: "Ask " + clip(thing(known.Verdict), 40), Verb: "check", Value: t.Check})
	}
	return append(buttons,
		chat.Button{Label: "Ruled out", Verb: "ruleout", Value: t.Name()},
		chat.Button{Label: "It is the cause", Verb: "found", Value: t.Name()})
}

// called is a theory by number and words, where it is one thing among others.
func called(t incident.Theory) string { return t.Name() + " " + brief(t.Text, nameLength) }

// whyOf is why a theory was ruled out.
func whyOf(t incident.Theory) string {
	if t.Why == "" {
		return "no reason given"
	}
	return clause(t.Why)
}

// RuledOut says that a theory is not it, after how long, and why.
func RuledOut(t incident.Theory) string {
	return fmt.Sprintf("Ruled out: %s, %s, %s", called(t), open(t.OpenFor(t.ClosedAt)), whyOf(t))
}

// Found says that a theory is a cause.
func Found(t incident.Theory) string {
	said := "A cause is found: " + called(t)
	if t.Why != "" {
		said += ": " + clause(t.Why)
	}
	return said
}

// MeasuredFor is what was measured for a theory, tried for it and answered to
// it, in a few words each; empty where there is nothing at all.
func MeasuredFor(i incident.Incident, t incident.Theory) string {
	b := i.Bears(t)
	var parts []string
	switch c := b.Check; c.Outcome {
	case incident.Pass:
		if !c.BackAt.IsZero() {
			parts = append(parts, theThing(c.Verdict)+" failed, fine again since "+clock(c.BackAt, i.DeclaredAt))
			break
		}
		parts = append(parts, inShort(c.Verdict)+" (pass)")
	case incident.Fail:
		parts = append(parts, inShort(c.Verdict)+" (FAIL)")
	case incident.Unknown:
		parts = append(parts, "asked, can't tell")
	case incident.Shown:
	}
	for _, a := range b.Actions {
		if a.Effect != nil {
			parts = append(parts, brief(a.Text, nameLength)+": "+soFar(i, a))
		}
	}
	c, _ := i.Check(t.Check)
	for _, a := range b.Answers {
		if a.Outcome == "" {
			parts = append(parts, person(a.By).Text+" says: "+clause(a.Why))
			continue
		}
		parts = append(parts, person(a.By).Text+" says "+Claim(c.Verdict, a.Outcome))
	}
	return strings.Join(parts, "; ")
}

// measuredWords is what was measured for a theory, or that nothing was.
func measuredWords(i incident.Incident, t incident.Theory) string {
	said := MeasuredFor(i, t)
	if i.Bears(t).Measured() {
		return said
	}
	if said == "" {
		return "nothing measured for it"
	}
	return "nothing measured for it; " + said
}

// mostTheories is how many open theories the board names one by one.
const mostTheories = 2

// thinking are the board's lines about theories: the causes that were found,
// then the newest that are open.
func thinking(i incident.Incident, at time.Time) [][]chat.Span {
	all := causes(i)
	followed := i.TheoriesThat(incident.TheoryOpen)
	earlier := max(0, len(followed)-mostTheories)
	for _, t := range followed[earlier:] {
		all = append(all, text(fmt.Sprintf("Thinking: %s, %s, %s", called(t), open(t.OpenFor(until(i, at))), measuredWords(i, t))))
	}
	if earlier > 0 {
		all = append(all, text(fmt.Sprintf("Thinking: %d more, %s", earlier, list(names(followed[:earlier])))))
	}
	return all
}

// causes are those that were found.
func causes(i incident.Incident) [][]chat.Span {
	var all [][]chat.Span
	for _, t := range i.TheoriesThat(incident.TheoryFound) {
		all = append(all, []chat.Span{chat.B("Cause:"), chat.T(fmt.Sprintf(" %s (found %s)", called(t), clock(t.ClosedAt, i.DeclaredAt)))})
	}
	return all
}

// until is now, or the end of an incident that is over: nobody thinks on.
func until(i incident.Incident, at time.Time) time.Time {
	if !i.ResolvedAt.IsZero() && i.ResolvedAt.Before(at) {
		return i.ResolvedAt
	}
	return at
}

// excluded are the theories that were ruled out, for whoever asks how it stands.
func excluded(i incident.Incident) [][]chat.Span {
	var all [][]chat.Span
	for _, t := range i.TheoriesThat(incident.TheoryRuledOut) {
		all = append(all, text(RuledOut(t)))
	}
	return all
}

func names(some []incident.Theory) []string {
	var all []string
	for _, t := range some {
		all = append(all, t.Name())
	}
	return all
}
