package postmortem

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/sitrephq/sitrep/bot/incident"
)

// first is the first screen: what happened, how long it was there to be seen,
// what moved nothing, what users felt, what is left to do.
func (p *page) first() {
	d := p.doc
	p.block("header", func() {
		service := "service not known"
		if d.Service != "" {
			service = "service " + esc(d.Service)
		}
		times := "all times " + d.Zone.String()
		if !d.Day.IsZero() {
			times += ", " + p.clock.date(d.Day)
		}
		parts := []string{"**DRAFT**", d.Severity.String(), statusWord(d.Status), service, "owner: nobody yet", times}
		if !d.DraftedAt.IsZero() {
			parts = append(parts, "drafted "+p.clock.at(d.DraftedAt))
		}
		p.line(strings.Join(parts, " · "))
	})
	p.block("summary", func() {
		said := make([]string, 0, len(d.Breath))
		for _, s := range d.Breath {
			said = append(said, esc(s.Text)+p.marks(s.Rows))
		}
		if len(said) == 0 {
			said = append(said, "Nothing is on record.")
		}
		p.line("**In one breath.** " + strings.Join(said, " ") + " *(machine text: accept or rewrite)*")
	})
	p.block("glance", func() {
		p.blind()
		p.trail()
		p.line("**Impact:** " + p.windows())
		left := make([]string, 0, len(d.Gaps))
		for n, g := range d.Gaps {
			title := esc(g.Title)
			if g.Under != "" {
				title = "[" + title + "](#" + anchor(g.Under) + ")"
			}
			left = append(left, strconv.Itoa(n+1)+" "+title)
		}
		p.line(fmt.Sprintf("**Left for you, %s only people can fill:** ", count(len(left), "gap")) + strings.Join(left, " · "))
	})
}

// blind is the line that no other report has: when it was there to be seen,
// and when somebody was on it.
func (p *page) blind() {
	b := p.doc.Blind
	if b.Check == "" {
		p.line("**Blind time is blank.** " + esc(b.Figure.BlankBecause))
		return
	}
	from, to := p.clock.ends(b.Figure)
	said := "When the metrics first showed it is not known."
	switch {
	case b.Figure.From.Precision == incident.By:
		said = fmt.Sprintf("It was on the metrics at %s or earlier.", strings.TrimPrefix(from, "by "))
	case b.Figure.From.Known():
		said = fmt.Sprintf("It was on the metrics at %s.", from)
	}
	if b.Figure.To.Known() {
		said += fmt.Sprintf(" We acted on it %s.", atTime(to))
	} else {
		said += " No act of ours on it is on record."
	}
	if n := length(b.Figure); n != "" {
		said += " " + sentence(n)
	}
	line := "**" + said + "**"
	if b.Figure.Minutes == nil {
		line += " Blind time is blank: " + esc(lowerFirst(b.Figure.BlankBecause))
	}
	marks := make([]string, 0, len(b.Trace))
	for _, m := range b.Trace {
		marks = append(marks, p.ref(m.Row, m.Word+" "+p.clock.moment(m.Time)))
	}
	p.line(strings.Join(kept(line, strings.Join(marks, " · ")), " "))
	p.line("The deciding check: " + esc(b.Ask) + " " + code(b.Check))
}

// atTime puts "at" in front of a time that does not say "by" or "about".
func atTime(t string) string {
	if strings.HasPrefix(t, "by ") || strings.HasPrefix(t, "about ") {
		return t
	}
	return "at " + t
}

func (p *page) trail() {
	t := p.doc.Trail
	name := "**Actions after which nothing measured moved: " + strconv.Itoa(t.Count) + "**"
	switch {
	case t.Count == 0 && t.Figure.Minutes == nil:
		p.line("**Actions after which nothing measured moved: blank.** " + esc(t.Figure.BlankBecause))
		return
	case t.Count == 0:
		p.line(name + ".")
		return
	case t.Count == 1:
		name += ", " + atTime(p.clock.moment(t.First))
	default:
		name += ", " + p.clock.moment(t.First) + " to " + p.clock.moment(t.Last)
	}
	if n := length(t.Figure); n != "" {
		name += ". " + sentence(n)
	} else {
		name += ". Its minutes are blank: " + esc(lowerFirst(t.Figure.BlankBecause))
	}
	p.line(name + p.marks(t.Rows))
}

// windows is the impact on one line.
func (p *page) windows() string {
	if len(p.doc.Impact) == 0 {
		return "not on record; nobody has said when users felt it."
	}
	parts := make([]string, 0, len(p.doc.Impact))
	for _, w := range p.doc.Impact {
		from, to := p.clock.ends(w.Figure)
		if !w.From.Known() {
			from = "start not recorded"
		}
		if !w.To.Known() {
			to = "end not recorded"
		}
		parts = append(parts, strings.Join(kept(from+" → "+to, length(w.Figure)), ", ")+p.marks(w.Rows))
	}
	return strings.Join(parts, " · ")
}

// anchor is the address that renderers give a heading of ours: plain words and
// commas only.
func anchor(heading string) string {
	return strings.ReplaceAll(strings.ReplaceAll(strings.ToLower(heading), ",", ""), " ", "-")
}
