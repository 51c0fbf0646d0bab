package say

import (
	"fmt"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// check is one check's message as it stands.
func check(i incident.Incident, c incident.Check, at time.Time) chat.Message {
	if o, ok := c.Overruled(); ok {
		return overruled(i, c, o, at)
	}
	if c.Human {
		return please(i, c, at)
	}
	switch c.Outcome {
	case incident.Fail:
		return failing(i, c, at)
	case incident.Pass:
		return passing(i, c, at)
	case incident.Shown:
		return shown(i, c, at)
	default:
		return unknown(i, c, at)
	}
}

// word is the answer to the check's question, in one word: yes or no, unless
// the answer begins with its own.
func word(v incident.Verdict) string {
	w, _ := splitWord(v.Say)
	switch {
	case w != "":
		return w
	case (v.Outcome == incident.Pass) != v.GoodIsNo:
		return "Yes"
	default:
		return "No"
	}
}

// answer is the answer in words, its yes or no in front.
func answer(v incident.Verdict) string {
	_, rest := splitWord(v.Say)
	rest = clause(rest)
	if rest == "" {
		rest = clause(v.Short)
	}
	switch w := word(v); {
	case w == "":
		return sentence(rest)
	case rest == "":
		return w + "."
	default:
		return w + ": " + rest + "."
	}
}

// splitWord parts a leading yes or no from what is said.
func splitWord(say string) (w, rest string) {
	for _, w := range []string{"Yes", "No"} {
		if rest, ok := strings.CutPrefix(say, w); ok && (rest == "" || strings.ContainsAny(rest[:1], ":,.")) {
			return w, strings.TrimLeft(rest, ":,. ")
		}
	}
	return "", say
}

// failing is a failing verdict: have and want, since when, who, what next, who
// is on it.
func failing(i incident.Incident, c incident.Check, at time.Time) chat.Message {
	said := clause(c.Say)
	if said == "" {
		said = c.Ask + " " + c.Short
	}
	m := chat.Message{Text: "FAIL: " + said}
	if !c.Since.IsZero() && !c.SinceAtLeast {
		m.Text += ", since " + clock(c.Since, i.DeclaredAt)
	}

	head := "FAIL · " + c.Ask + " " + answer(c.Verdict)
	m.Parts = append(m.Parts, chat.P(lines(nonEmpty(
		[]chat.Span{chat.T("✗ "), chat.B(head)},
		recurred(i, c),
		rerun(c, at),
		longLine(c),
		text(history(i, c)),
		text(out(c.Verdict)),
		owner(c),
		contradiction(c, at),
		overruledUntil(c, at),
		flipping(c, at),
		next(c.Verdict),
	)...)...))

	var buttons []chat.Button
	if c.Owner.IsZero() && i.Open() {
		buttons = append(buttons, chat.Button{Label: "I'm on it", Verb: "take", Value: c.Verdict.Check, Primary: true})
	}
	if i.Open() {
		buttons = append(buttons, chat.Button{Label: "That's wrong…", Verb: "overrule", Value: c.Verdict.Check + " ok", Ask: true})
	}
	if len(recurred(i, c)) > 0 {
		buttons = append(buttons, chat.Button{Label: "Not over: reopen", Verb: "reopen", Value: clip(said, headLength), Primary: true})
	}
	m.Parts = append(m.Parts, chat.Buttons(append(buttons, evidenceButton(c)...)...))
	return trimmed(m)
}

// recurred says of a check that failed after the end what it failed after.
func recurred(i incident.Incident, c incident.Check) []chat.Span {
	if i.Status != incident.IsResolved || !c.At.After(i.ResolvedAt) {
		return nil
	}
	return []chat.Span{chat.B(length(c.At.Sub(i.ResolvedAt)) + " after " + i.Name() + " was resolved.")}
}

// longLine warns that what was red long before is probably another story.
func longLine(c incident.Check) []chat.Span {
	if !long(c) || c.Since.IsZero() {
		return nil
	}
	return []chat.Span{chat.B("FAIL, but it has been so for " + atLeast(c.At.Sub(c.Since)) + ": probably not this incident.")}
}

// history is since when, what was usual, and what is wanted.
func history(i incident.Incident, c incident.Check) string {
	var parts []string
	switch {
	case c.Since.IsZero():
		parts = append(parts, "Since when is not known.")
	case !c.SinceAtLeast:
		parts = append(parts, "Since "+clock(c.Since, i.DeclaredAt)+", "+beforeDeclared(i, c.Since)+".")
	}
	if c.Usual != "" {
		parts = append(parts, sentence(c.Usual))
	}
	if c.Need != "" {
		parts = append(parts, "Wanted: "+clause(c.Need)+".")
	}
	return strings.Join(parts, " ")
}

// beforeDeclared places a time beside the declaration.
func beforeDeclared(i incident.Incident, t time.Time) string {
	switch d := i.DeclaredAt.Sub(t); {
	case d >= time.Minute:
		return length(d) + " before you declared"
	case d <= -time.Minute:
		return length(d) + " after you declared"
	default:
		return "as you declared"
	}
}

// out is who is out, and what they have in common.
func out(v incident.Verdict) string {
	if len(v.Offenders) == 0 {
		return sentence(v.Why)
	}
	named, more := v.Offenders, v.More
	if len(named) > 3 && more+len(named)-3 > 0 {
		named, more = named[:3], more+len(named)-3
	}
	s := "Out: " + list(named)
	if more > 0 {
		s = fmt.Sprintf("Out: %s and %d more", strings.Join(named, ", "), more)
	}
	return strings.TrimSpace(s + ". " + sentence(v.Why))
}

func next(v incident.Verdict) []chat.Span {
	if v.Next == "" {
		return nil
	}
	return []chat.Span{chat.B("Next:"), chat.T(" " + strings.TrimSpace(v.Next))}
}

func owner(c incident.Check) []chat.Span {
	if c.Owner.IsZero() {
		return nil
	}
	return []chat.Span{person(c.Owner), chat.T(" is on it.")}
}

// contradiction keeps a person's word beside the metrics: neither wins.
func contradiction(c incident.Check, at time.Time) []chat.Span {
	spans := said(c, at)
	if spans == nil {
		return nil
	}
	spans = spans[1:]
	if !c.Contradicted() {
		return append(spans, chat.T("."))
	}
	return append(spans, chat.T(". "+capital(inSentence(measurer(c.Verdict)))+" "+conjugate(measurer(c.Verdict), "says")+" otherwise. Both are kept; the board stays at "+outcomeWord(c.Outcome)+"."))
}

func flipping(c incident.Check, at time.Time) []chat.Span {
	if !c.Flapping(at) {
		return nil
	}
	return text("It keeps flipping, see the board.")
}

// evidenceButton leads to the query, where there is one.
func evidenceButton(c incident.Check) []chat.Button {
	if c.Evidence == "" {
		return nil
	}
	return []chat.Button{{Label: "Evidence", Verb: "evidence", Value: c.Verdict.Check}}
}

// text is a line of plain text, or none.
func text(s string) []chat.Span {
	if s == "" {
		return nil
	}
	return []chat.Span{chat.T(s)}
}

// trimmed is the message without parts that turned out empty.
func trimmed(m chat.Message) chat.Message {
	var parts []chat.Part
	for _, p := range m.Parts {
		if p.Title != "" || len(p.Text) > 0 || len(p.Small) > 0 || len(p.Buttons) > 0 || p.Divider || p.Image != nil {
			parts = append(parts, p)
		}
	}
	m.Parts = parts
	return m
}
