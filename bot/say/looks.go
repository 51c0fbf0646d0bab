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
	overruled                  int // Set aside by a person; neither failing nor passing.
	source                     int // Of the unknown: those that a source did not answer.
	notHere                    int // Cannot be asked of this service; counted nowhere else.
	open                       int // Base checks that were asked and have not been answered.
	waits                      int // Questions to people that nobody has answered; counted nowhere else.
}

// asked is how many questions were put and can be answered here.
func (t tally) asked() int { return t.fail + t.pass + t.unknown + t.shown + t.overruled }

func tallyOf(i incident.Incident) tally {
	var t tally
	bases, judged := 0, 0
	for _, c := range i.Checks {
		bases = max(bases, c.Bases)
		if c.Base && c.Outcome != "" {
			judged++
		}
		switch {
		case c.Stands() == incident.Fail:
			t.fail++
			if c.Waits() {
				t.waits++
			}
		case c.Human:
			// What a person calls fine is not measured, and so is no pass.
			if c.Waits() {
				t.waits++
			}
		case c.SetAside():
			t.overruled++
		case notHere(c.Verdict):
			t.notHere++
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
// tell, one by one, and what is fine, as a number; then what people are asked.
// Counted says that some are there as a number only.
func looks(i incident.Incident, at time.Time) (all [][]chat.Span, counted bool, open [][]chat.Span) {
	t := tallyOf(i)
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
		if c.Stands() == incident.Unknown && !c.SetAside() && !c.Human && !notHere(c.Verdict) && c.Reason != incident.SourceFailed {
			all = append(all, unknownLine(c, at))
		}
	}
	all = append(all, overrulings(i, at)...)
	for _, c := range i.Checks {
		if c.Outcome == incident.Shown {
			all = append(all, shownLine(c))
		}
	}
	answered, open := questions(i, at)
	all = append(all, answered...)
	line := fineLine(i, t)
	if line != "" {
		all = append(all, []chat.Span{chat.T(line)})
	}
	return all, line != "", open
}

// shownLine is a look that is listed and not judged.
func shownLine(c incident.Check) []chat.Span {
	found := clause(c.Say)
	if found == "" {
		found = clause(c.Short)
	}
	return []chat.Span{chat.T("· "), chat.B("listed"), chat.T(" " + c.Ask + " " + brief(found, nameLength))}
}

// failLine is a failing check. The board says above who is on the first.
func failLine(c incident.Check, first bool, at time.Time) []chat.Span {
	if c.ByPerson() {
		return personFails(c, first, at)
	}
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

// personFails is a check that fails by a person's word.
func personFails(c incident.Check, first bool, at time.Time) []chat.Span {
	var spans []chat.Span
	if o, ok := c.Overruled(); ok {
		spans = append(spans, chat.T("✗ "), person(o.By), chat.T(" says: "), chat.B(Claim(c.Verdict, o.Outcome)),
			chat.T(fmt.Sprintf(" (%s)%s · %s", clock(o.At, at), because(o.Why), metricsSay(c.Verdict))))
	} else {
		spans = peopleSay(c, at)
	}
	if !first && !c.Owner.IsZero() {
		spans = append(spans, chat.T(" · "), person(c.Owner), chat.T(" on it"))
	}
	return spans
}

func are(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}
