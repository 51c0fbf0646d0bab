package postmortem

import (
	"fmt"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// Theory is what we thought was wrong, without who did: names stand in its rows.
type Theory struct {
	Name     string // T1.
	Text     string
	Time     incident.Moment
	Followed time.Duration // Without the time for which it was closed.
	Status   incident.TheoryStatus
	ClosedAt time.Time // Zero while it is open.
	Why      string    // Why it was ruled out, or how it was found.
	Measured []string  // What was measured for it by then, a sentence each.
	Line     int64
	Closed   int64   // The line that closed it; 0 while it is open.
	Rows     []int64 // Its own and those of what was measured.
}

// theories are what we thought and did not take back, by number.
func (l *ledger) theories(at time.Time) []Theory {
	if !l.ResolvedAt.IsZero() && l.ResolvedAt.Before(at) {
		at = l.ResolvedAt
	}
	all := make([]Theory, 0, len(l.Theories))
	for _, t := range l.Theories {
		closed := t.ClosedBy()
		said := Theory{
			Name: t.Name(), Text: l.doneTo(t.Seq, t.Text), Time: t.Moment, Status: t.Status, ClosedAt: t.ClosedAt,
			Followed: t.OpenFor(at), Why: l.doneTo(closed, t.Why), Line: t.Seq, Closed: closed,
		}
		if !t.Open() {
			said.Followed = t.OpenFor(t.ClosedAt)
		}
		var rows []int64
		said.Measured, rows = l.measuredFor(t, closed)
		said.Rows = lines(append(rows, t.Seq, closed)...)
		all = append(all, said)
	}
	return all
}

// measuredFor is what was measured for a theory, and the lines that say so: as
// it was known when the theory was closed, or at the end. What the fix did to a
// check says nothing of a theory that was ruled out before it.
func (l *ledger) measuredFor(t incident.Theory, closed int64) (said []string, rows []int64) {
	then := l.Incident
	if end := firstLine(closed, l.resolved); end != 0 {
		then = l.asOf(end)
	}
	b := then.Bears(t)
	switch c := b.Check; {
	case c.Outcome == incident.Pass && !c.FailedAt.IsZero():
		// It was mended by then: that it had failed is what was measured.
		said = append(said, spaced(c.Ask, fmt.Sprintf("FAIL at %s, fine again at %s.", l.clock.at(c.FailedAt), l.clock.at(c.BackAt))))
		rows = append(rows, c.FailSeq, c.Seq)
	case c.Outcome != "":
		said, rows = append(said, spaced(c.Ask, sentence(join(outcome(c.Outcome), c.Short)))), append(rows, c.Seq)
	}
	for _, a := range b.Actions {
		if a.Effect == nil {
			continue
		}
		said, rows = append(said, sentence(l.doneTo(a.Seq, a.Text)+": "+lowerFirst(effect(a.Effect.Outcome)))), append(rows, a.Seq)
		for _, e := range l.of(incident.EffectJudged) {
			if f := e.Data.Effect; f != nil && f.Action == a.Seq && f.Look == a.Effect.Look && e.Seq <= then.Seq {
				rows = append(rows, e.Seq)
			}
		}
	}
	for _, a := range b.Answers {
		e := l.event(a.Seq)
		said, rows = append(said, l.answerText(e)), append(rows, a.Seq)
	}
	return said, rows
}

// firstLine is the first of some lines that there is.
func firstLine(rows ...int64) int64 {
	for _, r := range rows {
		if r != 0 {
			return r
		}
	}
	return 0
}

// found is what we found to be the cause.
func (l *ledger) found(d Document) Sentence {
	var causes []string
	var rows []int64
	for _, t := range d.Theories {
		if t.Status == incident.TheoryFound {
			causes = append(causes, fmt.Sprintf("%s (found %s)", strings.TrimSuffix(t.Text, "."), l.clock.at(t.ClosedAt)))
			rows = append(rows, t.Line, t.Closed)
		}
	}
	switch len(causes) {
	case 0:
		return Sentence{}
	case 1:
		return Sentence{Text: "The cause that we found: " + causes[0] + ".", Rows: lines(rows...)}
	default:
		return Sentence{Text: "The causes that we found: " + list(causes) + ".", Rows: lines(rows...)}
	}
}

// theories is the table of what we thought, with what was measured for it.
func (p *page) theories() {
	if len(p.doc.Theories) == 0 {
		return
	}
	p.block("theories", func() {
		rows := make([][]string, 0, len(p.doc.Theories))
		for _, t := range p.doc.Theories {
			measured := "nothing"
			if len(t.Measured) > 0 {
				measured = esc(strings.Join(t.Measured, " "))
			}
			followed := ""
			if t.Followed > 0 {
				followed = clockMinutes(t.Followed)
			}
			rows = append(rows, []string{t.Name + " " + esc(t.Text), p.clock.moment(t.Time), followed, measured, p.howItEnded(t), p.numbers(t.Rows)})
		}
		p.table([]string{"We thought", "From", "Followed for", "Measured for it", "How it ended", "Lines"}, rows)
	})
}

// howItEnded is what became of a theory.
func (p *page) howItEnded(t Theory) string {
	var ended string
	switch t.Status {
	case incident.TheoryRuledOut:
		ended = "ruled out " + p.clock.at(t.ClosedAt)
		if t.Why == "" {
			ended += ", no reason on record"
		}
	case incident.TheoryFound:
		ended = "**a cause**, found " + p.clock.at(t.ClosedAt)
	case incident.TheoryOpen:
		return "neither ruled out nor found"
	}
	if t.Why != "" {
		ended += ": " + esc(t.Why)
	}
	return ended
}

// theoryText is a line in the life of a theory: which one, in its own words,
// and what was said of it.
func (l *ledger) theoryText(e incident.Event) string {
	head := fmt.Sprintf("%s T%d", label(e), e.Data.Theory)
	t, ok := l.Theory(e.Data.Theory)
	switch {
	case e.Kind == incident.Nudged:
		return join(head, "a failing check had nobody on it")
	case !ok || t.Seq == e.Seq:
		return join(head, e.Text)
	default:
		return join(head+", “"+l.doneTo(t.Seq, t.Text)+"”", e.Text)
	}
}
