package say

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// answers are the first answers, which came unasked: the failing check that is
// first on the path in full, the others in a line each, what is fine as a
// number. Where none fails it says so shortly and names what is not known.
func answers(i incident.Incident, at time.Time) (chat.Message, bool) {
	base := i
	base.Checks = nil
	for _, c := range i.Checks {
		if c.Base && c.Outcome != "" {
			base.Checks = append(base.Checks, c)
		}
	}
	t := tallyOf(base)
	if t.asked()+t.notHere == 0 {
		return chat.Message{}, false
	}

	var m chat.Message
	var rest [][]chat.Span
	if bad := byPath(base.Failing()); len(bad) > 0 {
		// What fell later has a message of its own, which says it in full.
		slices.SortStableFunc(bad, func(a, b incident.Check) int { return cmp.Compare(posted(i, a), posted(i, b)) })
		m = check(i, bad[0], at)
		for _, c := range bad[1:] {
			if c.ByPerson() {
				rest = append(rest, personFails(c, false, at))
				continue
			}
			rest = append(rest, []chat.Span{chat.B("Also no:"), chat.T(" " + c.Ask + " " + c.Short)})
		}
	} else {
		m = nothingFails(base, t)
	}
	if t.source > 0 && t.asked() > t.source {
		rest = append(rest, silence(base, silent(base)))
	}
	for _, c := range base.Checks {
		if c.Stands() == incident.Unknown && !c.SetAside() && c.Reason != incident.SourceFailed && !notHere(c.Verdict) {
			rest = append(rest, cantTell(base, c.Verdict))
		}
	}
	rest = append(rest, overrulings(base, at)...)
	if t.fail > 0 && t.pass > 0 {
		rest = append(rest, text(fmt.Sprintf("✓ %d more %s fine.", t.pass, are(t.pass))))
	}
	if len(rest) == 0 {
		return m, true
	}
	// What to press stays last.
	n := len(m.Parts)
	if n > 0 && len(m.Parts[n-1].Buttons) > 0 {
		n--
	}
	parts := slices.Clone(m.Parts[:n])
	parts = append(parts, chat.P(lines(rest...)...))
	m.Parts = append(parts, m.Parts[n:]...)
	return m, true
}

// posted is 1 for a check that has a message of its own.
func posted(i incident.Incident, c incident.Check) int {
	if i.Posts[incident.CheckSubject(c.Verdict.Check)].TS == "" {
		return 0
	}
	return 1
}

// nothingFails is the answer where no base check fails. That says little about
// the incident, so it says what was not looked at, too.
func nothingFails(base incident.Incident, t tally) chat.Message {
	if t.source > 0 && t.asked() == t.source && t.open == 0 {
		m, _ := source(base)
		return m
	}
	if t.asked() == 0 {
		text := fmt.Sprintf("I have no measure for %s: %s not set up.", orService(base.Service), count(t.notHere, "question is", "questions are"))
		return chat.Message{Text: text, Parts: []chat.Part{chat.P(chat.T("? "), chat.B(text), chat.T(" You look, I keep the timeline."))}}
	}
	var tail []string
	if t.pass > 0 {
		tail = append(tail, fmt.Sprintf("%d %s fine", t.pass, are(t.pass)))
	}
	if t.unknown > 0 {
		tail = append(tail, fmt.Sprintf("%d can't tell", t.unknown))
	}
	if t.shown > 0 {
		tail = append(tail, fmt.Sprintf("%d listed", t.shown))
	}
	if t.overruled > 0 {
		tail = append(tail, fmt.Sprintf("%d overruled", t.overruled))
	}
	if t.notHere > 0 {
		tail = append(tail, fmt.Sprintf("%d %s not set up for %s", t.notHere, are(t.notHere), orService(base.Service)))
	}
	symbol, head := "✓ ", "Nothing I can measure fails"
	if t.open > 0 {
		tail = append(tail, fmt.Sprintf("%d not answered yet", t.open))
	}
	switch {
	case t.open > 0:
		// What is not known yet is no good news.
		symbol, head = "? ", "Nothing fails so far"
	case t.overruled > 0:
		// What was set aside is no good news either.
		symbol, head = "≠ ", "Nothing else fails"
	case t.pass == 0 && t.unknown > 0:
		symbol, head = "? ", "CAN'T TELL, "+all(t.unknown)
		tail = tail[1:]
	case t.pass == 0:
		symbol, head = "· ", "Nothing here is judged"
	case t.unknown > 0:
		symbol = "? "
	}
	sum := strings.Join(tail, ", ")
	then := recovered(base)
	if then == "" && t.pass > 0 && t.open == 0 && t.overruled == 0 {
		then = "So it is something that these questions do not ask."
	}
	return chat.Message{
		Text: strings.TrimSuffix(head+": "+sum, ": "),
		Parts: []chat.Part{chat.P(lines(nonEmpty(
			[]chat.Span{chat.T(symbol), chat.B(head + "."), chat.T(strings.TrimRight(" "+sentence(sum), " "))},
			text(then),
		)...)...)},
	}
}

// cantTell is one unknown in a line.
func cantTell(base incident.Incident, v incident.Verdict) []chat.Span {
	why := sentence(v.Detail)
	if why == "" {
		why = sentence(v.Short)
	}
	return []chat.Span{chat.T("? "), chat.B("CAN'T TELL · " + v.Ask), chat.T(" " + strings.TrimSpace(why+" "+unknownNext(base, v)))}
}

// failedBefore are the checks that failed and are fine now.
func failedBefore(i incident.Incident) []incident.Check {
	var out []incident.Check
	for _, c := range byPath(i.Checks) {
		if c.Outcome == incident.Pass && !c.BackAt.IsZero() {
			out = append(out, c)
		}
	}
	return out
}

// recovered says what failed before, from when to when.
func recovered(i incident.Incident) string {
	var all []string
	for _, c := range failedBefore(i) {
		began := c.SignalAt
		if began.IsZero() {
			began = c.FailedAt
		}
		all = append(all, fmt.Sprintf("%s %s It failed from %s and passes again since %s.",
			c.Ask, answer(c.Verdict), clock(began, i.DeclaredAt), clock(c.BackAt, i.DeclaredAt)))
	}
	return strings.Join(all, "\n")
}

func orService(name string) string {
	if name == "" {
		return "this"
	}
	return name
}
