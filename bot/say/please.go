package say

import (
	"fmt"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// please is a question that only people can answer: put to everyone, and once
// it is answered, who says what.
func please(i incident.Incident, c incident.Check, at time.Time) chat.Message {
	var m chat.Message
	if c.Waits() {
		m.Text = "PLEASE ANSWER: " + c.Ask
		m.Parts = append(m.Parts, chat.P(lines(nonEmpty(
			[]chat.Span{chat.T("☐ "), chat.B("PLEASE ANSWER · " + c.Ask), chat.T(" No metric answers this: somebody has to look.")},
			waited(c, at),
		)...)...))
	} else {
		answered := peopleSay(c, at)
		m.Text = clip(plain(answered[1:]), 2*lockScreen)
		m.Parts = append(m.Parts, chat.P(answered...))
	}
	if i.Open() {
		m.Parts = append(m.Parts, chat.Buttons(questionButtons(c)...), chat.Small(inWords(c)...))
	}
	return trimmed(m)
}

// pleaseLine is an open question in a line of the board.
func pleaseLine(c incident.Check, at time.Time) []chat.Span {
	spans := []chat.Span{chat.T("☐ "), chat.B("please answer"), chat.T(" " + c.Ask)}
	if w := waited(c, at); w != nil {
		spans = append(append(spans, chat.T(" · ")), w...)
	}
	return spans
}

// waited is what was said to a question that is still open: that one cannot
// tell, or the answers from before it was asked again.
func waited(c incident.Check, at time.Time) []chat.Span {
	var spans []chat.Span
	for n, a := range c.Words() {
		if n > 0 {
			spans = append(spans, chat.T("; "))
		}
		if a.Outcome == incident.Unknown {
			spans = append(spans, person(a.By), chat.T(" can't tell ("+clock(a.At, at)+")"+because(a.Why)))
			continue
		}
		spans = append(spans, says(c.Verdict, a, at)...)
	}
	if spans == nil {
		return nil
	}
	return append(spans, chat.T("; asked again"))
}

// peopleSay is an answered question in a line: each person's word, worst
// counting where they differ.
func peopleSay(c incident.Check, at time.Time) []chat.Span {
	symbol := map[incident.Outcome]string{incident.Pass: "✓ ", incident.Fail: "✗ "}[c.Stands()]
	if symbol == "" {
		symbol = "· "
	}
	spans := []chat.Span{chat.T(symbol)}
	for n, a := range c.Words() {
		if n > 0 {
			spans = append(spans, chat.T("; "))
		}
		what := Claim(c.Verdict, a.Outcome)
		switch a.Outcome {
		case "":
			spans = append(spans, person(a.By), chat.T(" says: "), chat.B(clause(a.Why)), chat.T(" ("+clock(a.At, at)+")"))
			continue
		case incident.Unknown:
			what = "I can't tell"
		case incident.Pass, incident.Fail, incident.Shown:
		}
		spans = append(spans, person(a.By), chat.T(" says: "), chat.B(what), chat.T(fmt.Sprintf(" (%s)%s", clock(a.At, at), because(a.Why))))
	}
	return append(spans, chat.T(" · "+c.Ask))
}

// questions are the board's lines about what only people can answer and that
// does not fail: what was answered, then what is open.
func questions(i incident.Incident, at time.Time) (answered, open [][]chat.Span) {
	for _, c := range i.Checks {
		switch {
		case !c.Human || c.Outcome == "":
		case c.Waits():
			open = append(open, pleaseLine(c, at))
		case c.Stands() != incident.Fail:
			answered = append(answered, peopleSay(c, at))
		}
	}
	if more := len(open) - mostLines; more > 0 {
		open = append(open[:mostLines], text(fmt.Sprintf("☐ please answer: %d more", more)))
	}
	return answered, open
}

// firstOpen is the open question that the board lets one answer.
func firstOpen(i incident.Incident) (incident.Check, bool) {
	for _, c := range i.Checks {
		if c.Waits() {
			return c, true
		}
	}
	return incident.Check{}, false
}

// questionButtons answer a question in its own words. What is bad news says
// nothing without what one knows of it, so that is asked for, and a text is, too.
func questionButtons(c incident.Check) []chat.Button {
	check := c.Verdict.Check
	buttons := []chat.Button{{Label: "Answer…", Verb: "answer", Value: check, Ask: true}}
	if !c.Text {
		buttons = outcomeButtons(c.Verdict)
		bad := &buttons[1]
		bad.Label, bad.Ask = clip(bad.Label, labelLength-1)+"…", true
	}
	if c.Waits() {
		buttons = append(buttons, chat.Button{Label: "Ask later", Verb: "answer", Value: check + " later"})
	}
	return buttons
}

// inWords says how to answer where the answer is a text.
func inWords(c incident.Check) []chat.Span {
	if !c.Text {
		return nil
	}
	return []chat.Span{chat.T("Or type "), {Text: "answer " + oneWord(c.Verdict), Code: true}, chat.T(" and what you know.")}
}
