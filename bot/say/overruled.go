package say

import (
	"fmt"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// overruled is a check that a person overruled: both sides, and which one
// counts. What a person calls fine is never shown as a pass.
func overruled(i incident.Incident, c incident.Check, o incident.Overrule, at time.Time) chat.Message {
	symbol, head := "≠ ", "OVERRULED · "
	counts := "it counts neither as failing nor as passing until the metrics change"
	if o.Outcome == incident.Fail {
		symbol, head = "✗ ", "FAIL, by a person · "
		counts = "it counts as failing until the metrics change"
	}
	m := chat.Message{Text: fmt.Sprintf("%s%s, says %s; %s", head, Claim(c.Verdict, o.Outcome), person(o.By).Text, metricsSay(c.Verdict))}
	m.Parts = append(m.Parts, chat.P(lines(nonEmpty(
		[]chat.Span{chat.T(symbol), chat.B(head + c.Ask), chat.T(" "), person(o.By), chat.T(fmt.Sprintf(" says %s (%s)%s.", Claim(c.Verdict, o.Outcome), clock(o.At, at), because(o.Why)))},
		text(capital(metricsSay(c.Verdict))+" ("+outcomeWord(c.Outcome)+"). Both are kept; "+counts+"."),
		rerun(c, at),
		owner(c),
	)...)...))
	var buttons []chat.Button
	if o.Outcome == incident.Fail && c.Owner.IsZero() && i.Open() {
		buttons = append(buttons, chat.Button{Label: "I'm on it", Verb: "take", Value: c.Verdict.Check, Primary: true})
	}
	m.Parts = append(m.Parts, chat.Buttons(append(buttons, evidenceButton(c)...)...))
	return trimmed(m)
}

// overruledLine is a check that a person set aside, in a line.
func overruledLine(c incident.Check, at time.Time) []chat.Span {
	return append([]chat.Span{chat.T("≠ "), chat.B("overruled"), chat.T(" " + c.Ask + " ")}, overruledBy(c, at)...)
}

// overruledBy is by whom, when, why, and against what: "overruled by Ana at
// 15:20: they serve, the exporter is old (the metric says 2 of 20)".
func overruledBy(c incident.Check, at time.Time) []chat.Span {
	o, ok := c.Overruled()
	if !ok {
		return nil
	}
	return []chat.Span{chat.T("by "), person(o.By), chat.T(fmt.Sprintf(" at %s%s (the metric says %s)", clock(o.At, at), because(o.Why), measured(c.Verdict)))}
}

// overrulings are the checks that a person set aside, a line each.
func overrulings(i incident.Incident, at time.Time) [][]chat.Span {
	var all [][]chat.Span
	for _, c := range inOrder(i.Checks) {
		if c.SetAside() {
			all = append(all, overruledLine(c, at))
		}
	}
	return all
}

// overruledUntil says that an overruling has ended, and by what.
func overruledUntil(c incident.Check, at time.Time) []chat.Span {
	n := len(c.Overrules) - 1
	if _, stands := c.Overruled(); stands || n < 0 {
		return nil
	}
	o := c.Overrules[n]
	return []chat.Span{chat.T("The overruling by "), person(o.By), chat.T(fmt.Sprintf(" (%s) ended at %s: the metrics changed from %s to %s.", clock(o.At, at), clock(o.EndedAt, at), outcomeWord(o.Over), outcomeWord(o.EndedBy)))}
}

// metricsSay is what the metrics say beside a person's word.
func metricsSay(v incident.Verdict) string {
	if v.Outcome == incident.Unknown {
		return "the metrics can't tell"
	}
	return inSentence(measurer(v)) + " " + conjugate(measurer(v), "says") + " " + measured(v)
}

// outcomeWord is an outcome as verdicts head with it.
func outcomeWord(o incident.Outcome) string {
	if o == incident.Unknown {
		return "can't tell"
	}
	return strings.ToUpper(string(o))
}
