package runbooks

import (
	"fmt"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// sentence is the answer of a measure of one series: now, before, the limit,
// the worst moment. The zone stands once, at the first time.
func (g *Graph) sentence(s Scope) string {
	l := g.Lines[0]
	c := &clocks{day: s.At}
	name := strings.TrimSpace(g.Name + " " + l.Name)
	if g.ended(l, s) {
		name += " was"
	}
	said := name + " " + g.value(l.Now.Value)
	if g.ended(l, s) {
		said += " at " + c.at(l.Now.At) + ", and nothing was measured since"
	}
	return said + g.course(l, c)
}

// several is the answer of a measure of several series: how many, and the
// worst of them.
func (g *Graph) several(s Scope) string {
	l := g.Lines[0]
	c := &clocks{day: s.At}
	said := fmt.Sprintf("%s of %d series, the worst: %s ", g.Name, len(g.Lines)+g.More, l.Name)
	if g.ended(l, s) {
		said += "was " + g.value(l.Now.Value) + " at " + c.at(l.Now.At) + ", and nothing was measured since"
	} else {
		said += g.value(l.Now.Value)
	}
	return said + g.course(l, c)
}

// course is how a line came to where it is.
func (g *Graph) course(l incident.MetricLine, c *clocks) string {
	said := ""
	if l.Low.Value == l.High.Value {
		if l.Begin.At.Before(l.Now.At) {
			said = ", unchanged since " + c.at(l.Begin.At)
		}
	} else {
		said = fmt.Sprintf(", was %s at %s", number(l.Begin.Value), c.at(l.Begin.At))
	}
	if g.Limit != nil {
		said += "; limit " + number(*g.Limit)
	}
	if l.Low.Value == l.High.Value {
		return said
	}
	if g.Good != incident.Up {
		said += extreme("highest", l.High, l, c)
	}
	if g.Good != incident.Down && (g.Good == incident.Up || g.Limit == nil) {
		said += extreme("lowest", l.Low, l, c)
	}
	return said
}

// extreme is a line's highest or lowest moment. Where it stands there now, the
// number is said already.
func extreme(word string, p incident.Sample, l incident.MetricLine, c *clocks) string {
	switch number(p.Value) {
	case number(l.Now.Value):
		return "; at its " + word + " since " + c.at(p.At)
	case number(l.Begin.Value):
		return "" // It is what it was.
	}
	return fmt.Sprintf("; %s %s at %s", word, number(p.Value), c.at(p.At))
}

// value is a number with its unit, on its own side of the limit.
func (g *Graph) value(v float64) string {
	said := number(v)
	if g.Limit != nil {
		limit := *g.Limit
		said = honest(v, func(x float64) bool { return x > limit })
		if v == limit {
			said = number(v)
		}
	}
	return withUnit(said, g.Unit)
}

// stillThere is how old a line's last sample may be for it to be called now.
const stillThere = 5 * time.Minute

// ended reports whether a line has nothing to say about now.
func (g *Graph) ended(l incident.MetricLine, s Scope) bool {
	return s.At.Sub(l.Now.At) > max(stillThere, g.To.Sub(g.From)/60)
}

// clocks writes times: the first one with the zone, one of another day with its
// date.
type clocks struct {
	day  time.Time
	said bool
}

func (c *clocks) at(t time.Time) string {
	t = t.UTC()
	form := "15:04"
	if t.Format(time.DateOnly) != c.day.UTC().Format(time.DateOnly) {
		form = "2 Jan 15:04"
	}
	said := t.Format(form)
	if !c.said {
		said += " UTC"
	}
	c.said = true
	return said
}
