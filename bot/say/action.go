package say

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// The looks at an action, in story time after it was finished. They are the
// watch's own times.
const (
	membersAfter = 2 * time.Minute
	noEffect     = 30 * time.Minute
)

// action is what was done, and what became of what it added. It is edited as
// the action goes on; what it moved is a message of its own.
func action(i incident.Incident, seq int64) (chat.Message, bool) {
	a, ok := i.Action(seq)
	if !ok {
		return chat.Message{}, false
	}
	when := clock(a.At, i.DeclaredAt)
	m := chat.Message{Text: fmt.Sprintf("%s %s", when, brief(a.Text, headLength))}
	head := []chat.Span{chat.T(when + " · "), person(a.By), chat.T(" "), chat.B(a.Text)}
	switch {
	case a.Running:
		head = append(head, chat.T(" · still running"))
	case !a.DoneAt.IsZero():
		head = append(head, chat.T(" · finished "+clock(a.DoneAt, i.DeclaredAt)))
	}

	var then []chat.Span
	switch {
	case a.Capacity != nil:
		then = stagesOf(a)
		m.Text += ": " + stagesShort(*a.Capacity)
	case a.Effect == nil:
		then = text(compare(i, a))
	}
	var end []chat.Span
	if a.Effect != nil {
		came := soFar(i, incident.Action{Effect: a.Effect, Looks: a.Looks})
		if !strings.Contains(came, length(a.Effect.After)) {
			came = "after " + length(a.Effect.After) + ": " + came
		}
		end = text(sentence(came))
	}
	m.Parts = append(m.Parts, chat.P(lines(nonEmpty(head, then, end)...)...))
	if i.Open() {
		value := strconv.FormatInt(seq, 10)
		var buttons []chat.Button
		if a.DoneAt.IsZero() && !a.Running && a.Effect == nil {
			buttons = append(buttons, chat.Button{Label: "Still running", Verb: "running", Value: value})
		}
		if a.DoneAt.IsZero() && (a.Effect == nil || !a.Effect.Next.IsZero()) {
			buttons = append(buttons, chat.Button{Label: "Finished now", Verb: "finish", Value: value})
		}
		m.Parts = append(m.Parts, chat.Buttons(append(buttons, chat.Button{Label: "Undo", Verb: "undo", Value: value})...))
	}
	return m, true
}

// afterwards is when an action that goes on is looked at.
const afterwards = "I look at what it moved 10 min after it is finished."

// compare says what the action will be measured by, and when.
func compare(i incident.Incident, a incident.Action) string {
	var names []string
	var good incident.Check
	for _, c := range byPath(i.Failing()) {
		if name := theThing(c.Verdict); len(names) < 3 && (len(names) == 0 || names[len(names)-1] != name) {
			names = append(names, name)
		}
		if good.GoodTo.IsZero() {
			good = c
		}
	}
	if a.Running {
		return afterwards
	}
	answer, why := answerAt(i, a)
	looks := fmt.Sprintf("first look %s, verdict %s%s", clock(a.Began().Add(membersAfter), i.DeclaredAt), clock(answer, i.DeclaredAt), why)
	if len(names) == 0 {
		return "Nothing measured fails that it could mend · " + looks
	}
	with := ""
	if !good.GoodTo.IsZero() {
		with = " with " + good.GoodTo.UTC().Add(-5*time.Minute).Format("15:04") + "-" + clock(good.GoodTo, i.DeclaredAt)
	}
	return "I compare " + list(names) + with + " · " + looks
}

// answerAt is when the first look at an action can tell, and why that is later
// than usual: a window needs samples, and a slow scrape takes its time.
func answerAt(i incident.Incident, a incident.Action) (at time.Time, why string) {
	at = a.Began().Add(incident.EffectLooks()[0])
	for _, c := range i.Checks {
		if c.Every == 0 || !c.Base {
			continue
		}
		if answer := incident.AnswerAt(a.Began(), c.Every); answer.After(at) {
			at, why = answer, fmt.Sprintf(" (you scrape every %.0f s)", c.Every.Seconds())
		}
	}
	return at, why
}

// stagesOf is what became of the members that an action added, by stage.
func stagesOf(a incident.Action) []chat.Span {
	c := *a.Capacity
	spans := []chat.Span{}
	if len(c.Members) > 0 {
		spans = append(spans, chat.T(fmt.Sprintf("New since %s: %s. ", clock(a.At, a.At), runs(c.Members))))
	}
	return append(spans, stages(c)...)
}

// soFar is what an action moved, for the board.
func soFar(i incident.Incident, a incident.Action) string {
	answer, _ := answerAt(i, a)
	var parts []string
	if a.Capacity != nil {
		parts = append(parts, stagesShort(*a.Capacity))
	}
	if a.Running {
		return strings.Join(append(parts, "still running"), "; ")
	}
	if a.Effect == nil {
		parts = append(parts, "verdict at "+clock(answer, answer))
		return strings.Join(parts, "; ")
	}
	switch e := a.Effect; e.Outcome {
	case incident.NothingYet:
		if e.After >= noEffect || e.Ended != 0 {
			parts = append(parts, "no effect in "+length(e.After))
		} else {
			parts = append(parts, "nothing has moved yet")
		}
	case incident.Moved:
		if a.Lasted() {
			parts = append(parts, "it lasted an hour")
		} else {
			parts = append(parts, "it moved")
		}
	case incident.DidNotLast:
		parts = append(parts, "it did not last")
	case incident.MostOfIt:
		parts = append(parts, mostOfIt(*e))
	case incident.Worse:
		parts = append(parts, "it got worse")
	case incident.NoMeasure:
		parts = append(parts, "nothing failed that it could mend")
	case incident.CantTell:
		parts = append(parts, "can't tell what it moved")
	}
	return strings.Join(parts, "; ")
}

var numbered = regexp.MustCompile(`^(.*?)(\d+)$`)

// runs shortens neighbours to a range: "db-5 to db-8".
func runs(members []string) string {
	var out []string
	for n := 0; n < len(members); {
		end := n
		for end+1 < len(members) && follows(members[end], members[end+1]) {
			end++
		}
		switch {
		case end >= n+2:
			out = append(out, members[n]+" to "+members[end])
		default:
			out = append(out, members[n:end+1]...)
		}
		n = end + 1
	}
	if len(out) > 6 {
		return fmt.Sprintf("%s and %d more", strings.Join(out[:5], ", "), len(out)-5)
	}
	return list(out)
}

// follows says that b is the next number after a.
func follows(a, b string) bool {
	x, y := numbered.FindStringSubmatch(a), numbered.FindStringSubmatch(b)
	if x == nil || y == nil || x[1] != y[1] {
		return false
	}
	m, errA := strconv.Atoi(x[2])
	n, errB := strconv.Atoi(y[2])
	return errA == nil && errB == nil && n == m+1
}
