package postmortem

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sitrephq/sitrep/bot/incident"
)

// breath is what happened in a few sentences: what users felt, what the metrics
// showed, what the cause was, how it ended. Each is carried by rows.
func (l *ledger) breath(d Document) []Sentence {
	var said []Sentence
	for _, s := range []Sentence{l.felt(d), l.showed(), l.found(d), l.ended(d)} {
		if s.Text != "" && len(s.Rows) > 0 {
			said = append(said, s)
		}
	}
	return said
}

func (l *ledger) felt(d Document) Sentence {
	what := firstOf(d.Title, d.Name)
	if d.Service != "" {
		what += " (" + d.Service + ")"
	}
	rows := []int64{l.declared}
	var known []string
	for _, w := range d.Impact {
		rows = append(rows, w.Rows...)
		from, to := l.inWords(w.From), l.inWords(w.To)
		switch {
		case w.From.Known() && w.To.Known():
			known = append(known, fmt.Sprintf("from %s to %s", from, to))
		case w.From.Known():
			known = append(known, fmt.Sprintf("from %s, end not recorded", from))
		case w.To.Known():
			known = append(known, fmt.Sprintf("until %s, start not recorded", to))
		}
	}
	if len(known) == 0 {
		if l.declared == 0 {
			return Sentence{}
		}
		return Sentence{Text: fmt.Sprintf("%s: declared at %s; when users felt it is not recorded.", what, l.clock.moment(d.Declared)), Rows: lines(rows...)}
	}
	text := fmt.Sprintf("%s: users felt it %s.", what, list(known))
	return Sentence{Text: text, Rows: lines(rows...)}
}

// inWords is a time inside a sentence, where "to by 19:30" is no English.
func (l *ledger) inWords(m incident.Moment) string {
	if m.Precision == incident.By {
		return l.clock.at(m.At) + " at the latest"
	}
	return l.clock.moment(m)
}

func (l *ledger) showed() Sentence {
	if !l.decided {
		return Sentence{}
	}
	v := l.event(l.deciding.FailSeq).Data.Verdict
	if v == nil {
		return Sentence{}
	}
	said := strings.TrimSuffix(join(outcome(v.Outcome), v.Say), ".")
	if signal := l.signal(l.deciding); signal.missing == "" {
		said += ", since " + l.clock.at(signal.At)
		if signal.Precision == incident.By {
			said += " or earlier"
		}
	}
	return Sentence{Text: spaced(v.Ask, sentence(said)), Rows: lines(l.deciding.FailSeq)}
}

func (l *ledger) ended(d Document) Sentence {
	if l.resolved == 0 {
		newest := l.of(incident.Declared, incident.Mitigated, incident.Reopened)
		if len(newest) == 0 {
			return Sentence{}
		}
		e := slices.MaxFunc(newest, func(a, b incident.Event) int { return int(a.Seq - b.Seq) })
		state := "still open"
		if e.Kind == incident.Mitigated {
			state = fmt.Sprintf("mitigated at %s and not resolved", l.clock.moment(e.Moment))
		}
		return Sentence{Text: fmt.Sprintf("It was %s when this was drafted at %s.", state, l.clock.at(d.DraftedAt)), Rows: lines(e.Seq)}
	}
	e := l.event(l.resolved)
	rows := []int64{e.Seq}
	text := join(fmt.Sprintf("We resolved it at %s", l.clock.moment(e.Moment)), l.doneTo(e.Seq, e.Text))
	if failing := l.failingAt(e.Seq); len(failing) > 0 {
		text = sentence(text) + fmt.Sprintf(" %s still failing then.", was(len(failing)))
		for _, f := range failing {
			rows = append(rows, f.row)
		}
	}
	for _, a := range l.asideAt(e.Seq) {
		text = sentence(text) + " " + spaced(a.ask, upperFirst(a.said))
		rows = append(rows, a.row)
	}
	return Sentence{Text: sentence(text), Rows: lines(rows...)}
}

func was(checks int) string {
	if checks == 1 {
		return "1 check was"
	}
	return fmt.Sprintf("%d checks were", checks)
}

// list joins parts as one says them.
func list(parts []string) string {
	text := ""
	for n, p := range parts {
		switch {
		case n == 0:
			text = p
		case n == len(parts)-1:
			text += ", and " + p
		default:
			text += ", " + p
		}
	}
	return text
}

// blind is the line about blind time, and how it went.
func (l *ledger) blind(figures []Figure, evidence map[string]incident.Evidence) Blind {
	f, _ := Named(figures, BlindTime)
	b := Blind{Figure: f}
	if !l.decided {
		return b
	}
	c := l.deciding
	b.Check, b.Ask = c.Verdict.Check, c.Ask
	failed := l.event(c.FailSeq)
	if p, ok := evidence[failed.Evidence]; ok && !p.At.IsZero() {
		b.Trace = append(b.Trace, Mark{Word: "asked", Time: incident.ExactMoment(p.At), Row: failed.Seq})
	}
	b.Trace = append(b.Trace, Mark{Word: "answered FAIL", Time: incident.ExactMoment(c.FailedAt), Row: c.FailSeq})
	if told := l.told(c); told.missing == "" {
		b.Trace = append(b.Trace, Mark{Word: "told", Time: told.Moment, Row: told.row})
	}
	if owned := l.owned(c); owned.missing == "" {
		b.Trace = append(b.Trace, Mark{Word: "someone on it", Time: owned.Moment, Row: owned.row})
	}
	if at, row := l.back(c.Verdict.Check, c.FailSeq); row != 0 {
		b.Trace = append(b.Trace, Mark{Word: "back", Time: incident.ExactMoment(at), Row: row})
	}
	return b
}
