package postmortem

import (
	"fmt"
	"slices"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// Told is a word to people outside, and what became of the promise it made.
type Told struct {
	Line      int64
	Time      incident.Moment
	Said      string    // Empty where only the next word was promised.
	Next      time.Time // For when the next word was promised; zero where it was not.
	Came      time.Time // When that came; zero when it did not.
	CameRow   int64
	CameAs    ToldAs
	Withdrawn time.Time // When it was taken back; zero where it stands.
}

// ToldAs is what came of a promised word.
type ToldAs int

// What came: nothing by the time of the draft, a word, the end of the incident,
// or another time.
const (
	CameNothing ToldAs = iota
	CameWord
	CameEnd
	PutOff
)

// outside are the words to people outside, by the time they were said.
func (l *ledger) outside() []Told {
	var all []Told
	for _, e := range l.events {
		if e.Kind != incident.Told {
			continue
		}
		t := Told{Line: e.Seq, Time: e.Moment, Said: e.Text, Next: e.Data.Next, Withdrawn: l.takenBack[e.Seq].At}
		if e.Redacted {
			t.Said = redactedText
		}
		if t.Withdrawn.IsZero() && !t.Next.IsZero() {
			t.Came, t.CameRow, t.CameAs = l.came(e)
		}
		all = append(all, t)
	}
	return all
}

// came is what came of a promised word: the first that settles it.
func (l *ledger) came(promise incident.Event) (at time.Time, row int64, as ToldAs) {
	settles := slices.IndexFunc(l.events, func(e incident.Event) bool {
		return e.Seq > promise.Seq && (e.Kind == incident.Resolved || e.Kind == incident.Told && l.stands(e))
	})
	if settles < 0 {
		return time.Time{}, 0, CameNothing
	}
	switch e := l.events[settles]; {
	case e.Kind == incident.Resolved:
		return e.At, e.Seq, CameEnd
	case e.Text == "" && !e.Redacted:
		return e.At, e.Seq, PutOff
	default:
		return e.At, e.Seq, CameWord
	}
}

// toldText is a word to people outside in a line.
func (l *ledger) toldText(e incident.Event) string {
	switch next := e.Data.Next; {
	case next.IsZero():
		return join(label(e), e.Text)
	case e.Text == "":
		return "Promised others the next word for " + l.clock.at(next)
	default:
		return join(label(e), sentence(e.Text)) + " Next word promised for " + l.clock.at(next) + "."
	}
}

// outside lists what we told others, what was promised beside what came.
func (p *page) outside() {
	if len(p.doc.Told) == 0 {
		return
	}
	p.line("### What we told others")
	p.block("told", func() {
		rows := make([][]string, 0, len(p.doc.Told))
		for _, t := range p.doc.Told {
			said, next := esc(t.Said), ""
			if t.Said == "" {
				said = "(only when they hear next)"
			}
			if !t.Withdrawn.IsZero() {
				said = "~~" + said + "~~ withdrawn at " + p.clock.at(t.Withdrawn)
			}
			if !t.Next.IsZero() {
				next = p.clock.at(t.Next)
			}
			rows = append(rows, []string{p.clock.moment(t.Time), said, next, p.kept(t), p.numbers(lines(t.Line))})
		}
		p.table([]string{"When", "We said", "Next word promised for", "It came", "Line"}, rows)
	})
}

// kept says whether a promised word came, and when.
func (p *page) kept(t Told) string {
	if t.Next.IsZero() || !t.Withdrawn.IsZero() {
		return ""
	}
	switch t.CameAs {
	case CameNothing:
		if p.doc.DraftedAt.Before(t.Next) {
			return "not yet due"
		}
		return "not by this draft"
	case PutOff:
		return p.ref(t.CameRow, "put off at "+p.clock.at(t.Came))
	case CameWord, CameEnd:
	}
	said := p.clock.at(t.Came)
	if t.CameAs == CameEnd {
		said = "with the end, " + said
	}
	if late := t.Came.Sub(t.Next); late >= time.Minute {
		said += fmt.Sprintf(", %d min late", int(late/time.Minute))
	} else {
		said += ", in time"
	}
	return p.ref(t.CameRow, said)
}
