package postmortem

import "github.com/sitrephq/sitrep/bot/incident"

// Measure is what people asked to see, and what it showed.
type Measure struct {
	Line  int64 // Of what it showed.
	Time  incident.Moment
	Asked string // As it was typed.
	Said  string // The answer in words; it holds the numbers.
}

// measures are what people asked to see, in the order of the answers. Where the
// request was blanked, its answer is too: it repeats the query.
func (l *ledger) measures() []Measure {
	var all []Measure
	for _, e := range l.of(incident.MetricShown) {
		m := e.Data.Metric
		if m == nil {
			continue
		}
		asked := Measure{Line: e.Seq, Time: e.Moment, Asked: l.event(m.Asked).Text, Said: m.Say}
		if e.Redacted || l.redacted(m.Asked) {
			asked.Asked, asked.Said = "", redactedText
		}
		all = append(all, asked)
	}
	return all
}

func (p *page) measures() {
	if len(p.doc.Measures) == 0 {
		return
	}
	p.line("### What we looked at")
	p.block("measures", func() {
		for _, m := range p.doc.Measures {
			asked := ""
			if m.Asked != "" {
				asked = code(short(m.Asked, mostAsked)) + ": "
			}
			p.raw("- " + p.clock.moment(m.Time) + " " + asked + esc(m.Said) + p.refs([]int64{m.Line}) + "\n")
		}
		p.raw("\n")
	})
}

// mostAsked is how much of a request is printed; the line has all of it.
const mostAsked = 120
