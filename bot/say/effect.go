package say

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// effect is what an action moved: the turning point, and so a message of its
// own.
func effect(i incident.Incident, seq int64) (chat.Message, bool) {
	a, ok := i.Action(seq)
	if !ok {
		return chat.Message{}, false
	}
	if a.Effect == nil {
		return anew(i, a)
	}
	e := *a.Effect
	symbol, head, after := effectHead(a, e)
	first := []chat.Span{chat.T(symbol + " "), chat.B(head)}
	if after != "" {
		first = append(first, chat.T(" "+after))
	}
	m := chat.Message{Text: head}
	m.Parts = append(m.Parts, chat.P(lines(nonEmpty(
		first,
		text(measures(e.Measures)),
		text(lapsed(i, e)),
		text(effectWhy(e)),
		added(i, a),
		text(shared(i, e)),
		text(demand(e)),
		text(ended(i, e)),
		text(comingLooks(i, a)),
	)...)...))
	if buttons := effectButtons(i, a, e); len(buttons) > 0 {
		m.Parts = append(m.Parts, chat.Buttons(buttons...))
	}
	return m, true
}

// anew takes back what was said of an action that went on: it was looked at too
// early. Where nothing was said there is nothing to take back.
func anew(i incident.Incident, a incident.Action) (chat.Message, bool) {
	if _, told := i.Posts[incident.EffectSubject(a.Seq)]; !told {
		return chat.Message{}, false
	}
	head, then := "Not finished yet: "+brief(a.Text, headLength), afterwards
	if !a.Running {
		answer, _ := answerAt(i, a)
		head = fmt.Sprintf("Finished %s: %s", clock(a.Began(), i.DeclaredAt), brief(a.Text, headLength))
		then = "I look at what it moved at " + clock(answer, i.DeclaredAt) + "."
	}
	m := chat.Message{Text: head, Parts: []chat.Part{chat.P(chat.T("○ "), chat.B(head), chat.T("\n"+then))}}
	if a.Running && i.Open() {
		m.Parts = append(m.Parts, chat.Buttons(chat.Button{Label: "Finished now", Verb: "finish", Value: strconv.FormatInt(a.Seq, 10)}))
	}
	return m, true
}

// effectHead is the verdict on the action, its symbol, and what trails it.
func effectHead(a incident.Action, e incident.Effect) (symbol, head, after string) {
	what := brief(a.Text, headLength)
	switch e.Outcome {
	case incident.Moved:
		if a.Lasted() {
			return "✓", "Lasted an hour: " + clause(what) + ".", ""
		}
		return "✓", "It moved: " + clause(what) + ".", ""
	case incident.DidNotLast:
		return "✗", "It did not last: " + what, "(" + length(e.After) + ")"
	case incident.MostOfIt:
		return "◐", capital(mostOfIt(e)) + ": " + what, "(" + length(e.After) + ")"
	case incident.Worse:
		return "✗", "It got worse: " + what, "(" + length(e.After) + ")"
	case incident.NoMeasure:
		return "·", "Nothing failed that it could mend: " + what, ""
	case incident.CantTell:
		return "?", "Can't tell what it moved: " + what, ""
	case incident.NothingYet:
	}
	if e.After >= noEffect || e.Ended != 0 {
		return "○", "No effect in " + length(e.After) + ": " + what, ""
	}
	return "○", "Nothing has moved yet: " + what, "(" + length(e.After) + ")"
}

// mostOfIt is how far it came: a part of the numbers, or a part of the way.
func mostOfIt(e incident.Effect) string {
	moved, failed := 0, 0
	for _, m := range e.Measures {
		switch m.Judged {
		case incident.Moved:
			moved++
			failed++
		case incident.NothingYet:
			failed++
		default:
			return "most of the way, still failing"
		}
	}
	if moved == 0 {
		return "most of the way, still failing"
	}
	return fmt.Sprintf("%d of %d moved, still failing", moved, failed)
}

// measures are the numbers before and after: "p95 4.1 → 4.2 s (normal 0.3).
// Pool 2 → 2 of 20.".
func measures(all []incident.Measure) string {
	var parts []string
	for _, m := range all {
		if m.Judged == incident.CantTell || math.IsNaN(m.Before) || math.IsNaN(m.After) {
			continue
		}
		s := fmt.Sprintf("%s %s → %s", capitalName(m.Name), number(m.Before, m.Unit), number(m.After, m.Unit))
		if m.Of != "" {
			s += " of " + m.Of
		}
		if m.Unit != "" {
			s += " " + m.Unit
		}
		if m.Of == "" && m.Good != nil {
			s += " (normal " + number(*m.Good, m.Unit) + ")"
		}
		parts = append(parts, s+".")
	}
	return strings.Join(parts, " ")
}

// capitalName begins a name with a capital unless it is a symbol like p95.
func capitalName(name string) string {
	if len(name) > 1 && name[1] >= '0' && name[1] <= '9' {
		return name
	}
	return capital(name)
}

// number is a measured value in as many digits as tell it apart. Without a
// unit it is a count or a share, and a whole one is printed whole.
func number(v float64, unit string) string {
	switch a := math.Abs(v); {
	case a >= 100 || v == 0 || unit == "" && v == math.Trunc(v):
		return strconv.FormatFloat(math.Round(v), 'f', -1, 64)
	case a >= 1:
		return strconv.FormatFloat(v, 'f', 1, 64)
	default:
		return strconv.FormatFloat(v, 'g', 2, 64)
	}
}

func effectWhy(e incident.Effect) string {
	switch e.Outcome {
	case incident.CantTell, incident.NoMeasure:
		return sentence(e.Reason)
	default:
		return ""
	}
}

// effectButtons are what can be done about an action that did not mend it: the
// check that nobody is on, and saying that it is not finished yet.
func effectButtons(i incident.Incident, a incident.Action, e incident.Effect) []chat.Button {
	if !i.Open() || e.Outcome == incident.Moved {
		return nil
	}
	var buttons []chat.Button
	if bad := byPath(i.Failing()); len(bad) > 0 && bad[0].Owner.IsZero() {
		buttons = append(buttons, chat.Button{Label: clip("I take "+theThing(bad[0].Verdict), 30), Verb: "take", Value: bad[0].Verdict.Check, Primary: true})
	}
	if a.DoneAt.IsZero() && e.Outcome != incident.NoMeasure {
		buttons = append(buttons, chat.Button{Label: "Not finished yet", Verb: "running", Value: strconv.FormatInt(a.Seq, 10)})
	}
	return buttons
}
