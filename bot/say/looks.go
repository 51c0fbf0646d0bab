package say

import (
	"fmt"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// tally counts an incident's checks by how they stand.
type tally struct {
	fail, pass, unknown, shown int
	source                     int // Of the unknown: those that a source did not answer.
	notHere                    int // Cannot be asked of this service; counted nowhere else.
	open                       int // Base checks that were asked and have not been answered.
}

// asked is how many questions were put and can be answered here.
func (t tally) asked() int { return t.fail + t.pass + t.unknown + t.shown }

func tallyOf(i incident.Incident) tally {
	var t tally
	bases, judged := 0, 0
	for _, c := range i.Checks {
		bases = max(bases, c.Bases)
		if c.Base && c.Outcome != "" {
			judged++
		}
		switch {
		case notHere(c.Verdict):
			t.notHere++
		case c.Outcome == incident.Fail:
			t.fail++
		case c.Outcome == incident.Pass:
			t.pass++
		case c.Outcome == incident.Shown:
			t.shown++
		case c.Outcome == incident.Unknown:
			t.unknown++
			if c.Reason == incident.SourceFailed {
				t.source++
			}
		}
	}
	t.open = max(0, bases-judged)
	return t
}

// notHere says that a check was never set up for the service, which is no news.
func notHere(v incident.Verdict) bool {
	return v.Outcome == incident.Unknown && (v.Reason == incident.NeverThere || v.Reason == incident.Unfit)
}

// looks are the board's lines about the checks: what fails and what nobody can
// tell, one by one; what is fine, as a number.
func looks(i incident.Incident, at time.Time) [][]chat.Span {
	t := tallyOf(i)
	var all [][]chat.Span
	for n, c := range byPath(i.Failing()) {
		if n == mostLines {
			all = append(all, []chat.Span{chat.T(fmt.Sprintf("✗ no: %d more", t.fail-n))})
			break
		}
		all = append(all, failLine(c, n == 0, at))
	}
	if t.source > 0 {
		all = append(all, sourceLine(i, t.source))
	}
	for _, c := range i.Checks {
		switch {
		case c.Outcome == incident.Unknown && !notHere(c.Verdict) && c.Reason != incident.SourceFailed:
			all = append(all, unknownLine(c, at))
		case c.Outcome == incident.Shown:
			all = append(all, []chat.Span{chat.T("· " + c.Ask + " " + c.Short)})
		}
	}
	if line := fineLine(i, t); line != "" {
		all = append(all, []chat.Span{chat.T(line)})
	}
	return all
}

// failLine is a failing check. The board says above who is on the first.
func failLine(c incident.Check, first bool, at time.Time) []chat.Span {
	no := lower(word(c.Verdict))
	if no == "" {
		no = "fails"
	}
	spans := []chat.Span{chat.T("✗ "), chat.B(no), chat.T(" " + c.Ask + " " + c.Short)}
	switch {
	case c.Flapping(at):
		spans = append(spans, chat.T(" · keeps flipping"))
	case c.SinceAtLeast && !c.Since.IsZero():
		spans = append(spans, chat.T(" · so for "+atLeast(c.At.Sub(c.Since))+", probably not this"))
	}
	if !first && !c.Owner.IsZero() {
		spans = append(spans, chat.T(" · "), person(c.Owner), chat.T(" on it"))
	}
	return append(spans, said(c, at)...)
}

func unknownLine(c incident.Check, at time.Time) []chat.Span {
	why := c.Short
	if why == "" {
		why = clause(c.Detail)
	}
	spans := []chat.Span{chat.T("? "), chat.B("can't tell"), chat.T(" " + c.Ask + " " + capital(why))}
	return append(spans, said(c, at)...)
}

// sourceLine is one line for all checks that a source did not answer.
func sourceLine(i incident.Incident, n int) []chat.Span {
	v := silent(i)[0]
	return []chat.Span{
		chat.T("? "), chat.B("can't tell"),
		chat.T(fmt.Sprintf(" %s: %s gives no answer. Nothing of that is green.", count(n, "question", "questions"), sourceName(v.Source))),
	}
}

// fineLine is what needs nobody: numbers only.
func fineLine(i incident.Incident, t tally) string {
	line := ""
	switch {
	case t.pass > 0 && t.asked() > t.pass:
		line = fmt.Sprintf("✓ %d more %s fine", t.pass, are(t.pass))
	case t.pass > 0:
		line = fmt.Sprintf("✓ %d %s fine", t.pass, are(t.pass))
	}
	if t.notHere == 0 {
		return line
	}
	if line != "" {
		line += " · "
	}
	return line + fmt.Sprintf("%d %s not set up for %s", t.notHere, are(t.notHere), i.Service)
}

// said is a person's word on a check, kept beside the verdict.
func said(c incident.Check, at time.Time) []chat.Span {
	a := c.Answer
	if a == nil {
		return nil
	}
	words := map[incident.Outcome]string{incident.Pass: " says it is fine", incident.Fail: " says it is not fine", incident.Unknown: " can't tell either"}
	text := words[a.Outcome]
	if text == "" {
		text = " answered"
	}
	text += " (" + clock(a.At, at) + ")"
	if a.Why != "" {
		text += ": " + clause(a.Why)
	}
	return []chat.Span{chat.T(" · "), person(a.By), chat.T(text)}
}

func are(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}
