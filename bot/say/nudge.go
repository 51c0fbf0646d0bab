package say

import (
	"fmt"
	"strings"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// nudge is the bot's question about a theory, in its thread: how long it has
// been followed and what was measured for it, beside what fails and has nobody
// on it. It is no reproach, so it names nobody.
func nudge(i incident.Incident, seq int64) (chat.Message, bool) {
	t, ok := i.TheoryOf(seq)
	asked, after := stepAfter(t, seq)
	if !ok || asked.Seq == 0 {
		return chat.Message{}, false
	}
	head, first := asks(i, t, asked)
	m := chat.Message{Text: head}
	switch {
	case !t.Open():
		first = append(first, chat.T(" "), chat.B(capital(string(t.Status))+" "+clock(t.ClosedAt, i.DeclaredAt)+because(t.Why)+"."))
	case after.Kind == incident.Kept:
		first = append(first, chat.T(" Followed until "+clock(t.Until, i.DeclaredAt)+"."))
	}
	m.Parts = append(m.Parts, chat.P(lines(nonEmpty(first, text(unattended(i, t)), neverAnswered(i))...)...))

	if !i.Open() {
		return m, true
	}
	var buttons []chat.Button
	if t.Open() && after.Seq == 0 {
		buttons = append(buttons,
			chat.Button{Label: "Still " + clip(brief(t.Text, nameLength), 30) + fmt.Sprintf(", %.0f more min", incident.KeepFor.Minutes()), Verb: "still", Value: t.Name()},
			chat.Button{Label: "Ruled out", Verb: "ruleout", Value: t.Name()})
	}
	if free := byPath(i.Unattended(t)); len(free) > 0 {
		buttons = append(buttons, chat.Button{Label: "I take " + theThing(free[0].Verdict), Verb: "take", Value: free[0].Verdict.Check, Primary: true})
	}
	if len(buttons) > 0 {
		m.Parts = append(m.Parts, chat.Buttons(buttons...))
	}
	return m, true
}

// stepAfter is a step of a theory by its event, and the next that a person
// took after it.
func stepAfter(t incident.Theory, seq int64) (step, after incident.TheoryStep) {
	for _, s := range t.Steps {
		switch {
		case s.Seq == seq && s.Kind == incident.Nudged:
			step = s
		case s.Seq > seq && s.Kind != incident.Nudged && after.Seq == 0:
			after = s
		}
	}
	return step, after
}

// measuredSoFar is what was measured for a theory, in the middle of a sentence.
func measuredSoFar(i incident.Incident, t incident.Theory) string {
	said := MeasuredFor(i, t)
	switch {
	case said == "":
		return "nothing"
	case i.Bears(t).Measured():
		return clause(said)
	default:
		return "nothing (" + clause(said) + ")"
	}
}

// mostUnattended is how many failing checks a question names one by one.
const mostUnattended = 3

// unattended are the failing checks that nobody is on, worst first.
func unattended(i incident.Incident, t incident.Theory) string {
	free := byPath(i.Unattended(t))
	var named []string
	for _, c := range free[:min(len(free), mostUnattended)] {
		what := shortOf(c)
		if !c.ByPerson() {
			what = theThing(c.Verdict)
			if c.Short != "" {
				what += ", " + c.Short
			}
			if !c.Since.IsZero() {
				what += ", since " + clock(c.Since, i.DeclaredAt)
			}
		}
		named = append(named, what)
	}
	if more := len(free) - len(named); more > 0 {
		named = append(named, fmt.Sprintf("%d more", more))
	}
	if len(named) == 0 {
		return "By now nothing measured fails with nobody on it."
	}
	return "Measured, and nobody on it: " + strings.Join(named, "; ") + "."
}

// neverAnswered names the questions that wait for a person.
func neverAnswered(i incident.Incident) []chat.Span {
	var asks []string
	for _, c := range i.Checks {
		if c.Waits() {
			asks = append(asks, c.Ask)
		}
	}
	if len(asks) == 0 {
		return nil
	}
	return []chat.Span{chat.T("Never answered: " + strings.Join(asks, " "))}
}

// Nudge is the question about a theory for the lead alone, with the address of
// the one in the thread. It has no buttons: what is pressed elsewhere is of no
// incident's channel. It reports false once there is nothing to be asked.
func Nudge(i incident.Incident, seq int64, address string) (chat.Message, bool) {
	t, ok := i.TheoryOf(seq)
	asked, after := stepAfter(t, seq)
	if !ok || asked.Seq == 0 || after.Seq != 0 || !i.Open() || len(i.Unattended(t)) == 0 {
		return chat.Message{}, false
	}
	where := []chat.Span{chat.T("Answer it in the thread of " + t.Name() + ": "), {Text: "#" + i.ChannelName, Here: string(i.Channel)}}
	if address != "" {
		where[1] = chat.Span{Text: "#" + i.ChannelName, URL: address}
	}
	head, first := asks(i, t, asked)
	return chat.Message{
		Text: i.Name() + ": " + head,
		Parts: []chat.Part{chat.P(lines(nonEmpty(
			append([]chat.Span{chat.B(i.Name() + ":"), chat.T(" ")}, first...), text(unattended(i, t)), neverAnswered(i), where,
		)...)...)},
	}, true
}

// asks is the question in one line: for a lock screen, and as it is read.
func asks(i incident.Incident, t incident.Theory, asked incident.TheoryStep) (head string, first []chat.Span) {
	since := length(t.OpenFor(asked.At)) + " on " + t.Name() + " "
	name := brief(t.Text, nameLength)
	return since + name + ". " + unattended(i, t),
		[]chat.Span{chat.T(since), {Text: name, Italic: true}, chat.T(". Measured for it so far: " + measuredSoFar(i, t) + ".")}
}
