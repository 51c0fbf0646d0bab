package postmortem

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// hindsight is the table of what the metrics knew and when, beside what was said
// and done about it then.
func (p *page) hindsight() {
	h := p.doc.Hindsight
	if h == nil {
		return
	}
	p.line("### When the metrics first showed it")
	p.block("hindsight", func() {
		p.line(fmt.Sprintf("Every check that can be asked, asked again over %s to %s.%s", p.clock.at(h.From), p.clock.at(h.To), p.refs([]int64{h.Row})))
		rows := make([][]string, 0, len(h.Showed))
		for _, s := range h.Showed {
			rows = append(rows, []string{esc(s.Ask) + " " + code(s.Check), p.firstShowed(s), p.clock.at(s.Last), share(s.Share), p.told(s), p.late(s, s.OwnedAt, s.OwnedRow)})
		}
		if len(rows) == 0 {
			p.line("None of them failed.")
		}
		p.table([]string{"Question", "First showed", "Last showed", "Failed", "The bot said so", "Someone on it"}, rows)
		for _, s := range h.Missed {
			p.line(fmt.Sprintf("**Measured, failing from %s, and never asked:** %s %s", p.clock.at(s.First), esc(s.Ask), code(s.Check)))
		}
		if len(h.Passed) > 0 {
			p.line("Passed all the time: " + p.names(h.Passed) + ".")
		}
		for _, s := range h.Untold {
			p.line(fmt.Sprintf("Could not be looked back: %s: %s", code(s.Check), esc(s.Why)))
		}
	})
}

// firstShowed is when a check first failed. What was red where the look begins
// is an older story.
func (p *page) firstShowed(s SeenLate) string {
	switch {
	case s.First.IsZero():
		return "was already red before"
	case s.Red:
		return "was already red before; again " + p.clock.at(s.First)
	}
	return p.clock.at(s.First)
}

func (p *page) told(s SeenLate) string {
	if !s.Asked {
		return "never asked"
	}
	return p.late(s, s.ToldAt, s.ToldRow)
}

// late is a time of the incident, and how long after the metrics it was.
func (p *page) late(s SeenLate, at time.Time, row int64) string {
	if at.IsZero() {
		return "not on record"
	}
	said := p.ref(row, p.clock.at(at))
	if after := at.Sub(s.First); !s.First.IsZero() && after >= time.Minute {
		said += fmt.Sprintf(", %d min later", int(after/time.Minute))
	}
	return said
}

// share is a part in hundredths; a little is not nothing, and almost all is not
// all.
func share(part float64) string {
	percent := math.Round(part * 100)
	switch {
	case part > 0 && percent == 0:
		return "under 1 %"
	case part < 1 && percent == 100:
		return "over 99 %"
	}
	return fmt.Sprintf("%.0f %%", percent)
}

// names are checks in a line.
func (p *page) names(all []SeenLate) string {
	names := make([]string, 0, len(all))
	for _, s := range all {
		names = append(names, code(s.Check))
	}
	return strings.Join(names, ", ")
}
