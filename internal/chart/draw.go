package chart

import (
	"cmp"
	"fmt"
	"image/color"
	"slices"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// The places of the picture, in its own pixels.
const (
	edge      = 14.0 // Free around everything.
	titleAt   = 22.0 // The middle of the title.
	marksAt   = 54.0 // The middle of the marks above the lines.
	markSize  = 11.0 // The radius of a mark.
	rowHeight = 21.0
	endGap    = 19.0  // Between two names at the lines' ends.
	endWidth  = 230.0 // The widest that names may be.
)

// frame is where the lines are drawn.
type frame struct {
	left, right, top, bottom float64
	plan
}

// PNG draws the picture. It can be called side by side. The error says that
// the picture could not be encoded: whatever the data are, something is drawn.
func PNG(p Picture) ([]byte, error) {
	d := p.settle()
	t := themeOf(p.Dark)
	pen := newPen(t.paper)
	f := frame{plan: d, left: edge, right: Width - edge, top: titleAt + 30, bottom: Height - edge - 26}

	pen.heading(d, t)
	var words []string
	if len(d.marks) > 0 {
		f.top = marksAt + markSize + 12
		words = pen.markWords(d.marks)
		f.bottom -= pen.writeMarks(words, t)
	}
	if len(d.lines) == 0 {
		f.left, f.right = f.left+30, f.right-30
		pen.timeAxis(f, t)
		pen.drawMarks(f, t)
		pen.empty(f, t)
		return pen.png(t)
	}
	ends := pen.ends(f)
	for _, e := range ends {
		f.right = min(f.right, Width-edge-pen.width(e.text, e.bold)-12)
	}
	pen.axes(&f, t)
	pen.drawMarks(f, t)
	pen.limit(f, t)
	for n, l := range slices.Backward(d.lines) { // The worst on top.
		pen.line(f, l, t.lines[n], offset(d.lines, n))
	}
	pen.limitWords(f, t)
	pen.names(f, ends, t)
	return pen.png(t)
}

func (p pen) heading(d plan, t theme) {
	said := rangeWords(d.From, d.To)
	p.text(t.quiet, said, point{Width - edge, titleAt}, right, false)
	p.text(t.ink, p.clip(d.Title, Width-3*edge-p.width(said, false), true), point{edge, titleAt}, left, true)
}

func (p pen) empty(f frame, t theme) {
	p.text(t.quiet, "No samples in this time", point{Width / 2, (f.top + f.bottom) / 2}, middle, false)
}

func (f frame) x(at time.Time) float64 {
	return f.left + (f.right-f.left)*float64(at.Sub(f.From))/float64(f.To.Sub(f.From))
}

func (f frame) y(v float64) float64 { return f.bottom - (f.bottom-f.top)*f.plan.y.at(v) }

// axes draws the grid and its labels. The widest label of the values says where
// the lines may begin.
func (p pen) axes(f *frame, t theme) {
	ticks := f.plan.y.ticks()
	labels := tickLabels(ticks)
	for n := range labels {
		labels[n] = withUnit(labels[n], p.clip(f.Unit, 90, false))
		f.left = max(f.left, edge+p.width(labels[n], false)+8)
	}
	for n, v := range ticks {
		y := f.y(v)
		p.stroke(t.grid, 1, []point{{f.left, y}, {f.right, y}})
		p.text(t.quiet, labels[n], point{f.left - 8, y}, right, false)
	}
	p.timeAxis(*f, t)
}

func (p pen) timeAxis(f frame, t theme) {
	below := f.bottom + 20
	free := f.left - 40 // Where the label before ended.
	for _, tick := range timeTicks(f.From, f.To, int((f.right-f.left)/80)) {
		x, half := f.x(tick.at), p.width(tick.label, false)/2
		p.stroke(t.grid, 1, []point{{x, f.bottom}, {x, f.bottom + 6}})
		if x-half < max(free+12, edge) || x+half > Width-edge-p.width("UTC", false)-8 {
			continue
		}
		free = x + half
		p.text(t.quiet, tick.label, point{x, below}, middle, false)
	}
	p.text(t.quiet, "UTC", point{Width - edge, below}, right, false)
	p.stroke(t.quiet, 1, []point{{f.left, f.bottom}, {f.right, f.bottom}})
}

// offset moves lines of whole numbers a little apart: states are often equal
// for a while, and then one would hide the other.
func offset(lines []line, n int) float64 {
	if !lines[n].steps || len(lines) == 1 {
		return 0
	}
	return (float64(len(lines)-1)/2 - float64(n)) * 2.5
}

// line draws one series: a state in steps, anything else straight from sample
// to sample, a sample that stands alone as a dot.
func (p pen) line(f frame, l line, c color.Color, dy float64) {
	inside := func(y float64) float64 { return min(max(y+dy, f.top), f.bottom) }
	for _, part := range l.parts {
		var points []point
		for n, s := range part {
			at := point{f.x(s.At), inside(f.y(s.Value))}
			if l.steps && n > 0 {
				points = append(points, point{at.x, points[len(points)-1].y})
			}
			points = append(points, at)
		}
		if len(part) == 1 {
			p.disc(c, points[0], 3.5)
			continue
		}
		p.stroke(c, 2.25, points)
	}
	p.disc(c, point{f.x(l.last.At), inside(f.y(l.last.Value))}, 3.5)
}

// limit draws where it turns bad: a line of its own, or what is wanted at each
// time.
func (p pen) limit(f frame, t theme) {
	if f.shownLimit() {
		y := f.y(*f.Limit)
		p.stroke(t.limit, 1.5, []point{{f.left, y}, {f.right, y}}, 7, 5)
	}
	for _, part := range split(f.Wanted, stepOf([]incident.Series{{Samples: f.Wanted}})) {
		var points []point
		for _, s := range part {
			points = append(points, point{f.x(s.At), f.y(s.Value)})
		}
		p.stroke(t.limit, 1.5, points, 7, 5)
	}
}

func (f frame) shownLimit() bool {
	return f.Limit != nil && finite(*f.Limit) && *f.Limit >= f.plan.y.lo && *f.Limit <= f.plan.y.hi
}

// limitWords names the limit where the lines leave room for it: at the left
// end, on its other side if the lines are there.
func (p pen) limitWords(f frame, t theme) {
	var said string
	var y float64
	switch {
	case f.Limit != nil && finite(*f.Limit):
		said = "limit " + withUnit(number(*f.Limit), f.Unit)
		switch {
		case f.shownLimit():
			y = f.y(*f.Limit)
		case *f.Limit > f.plan.y.hi:
			said, y = said+", above", f.top+rowHeight
		default:
			said, y = said+", below", f.bottom
		}
	case len(f.Wanted) > 0:
		said = "wanted " + withUnit(number(f.Wanted[len(f.Wanted)-1].Value), f.Unit)
		y = f.y(f.Wanted[0].Value)
	default:
		return
	}
	said = p.clip(said, (f.right-f.left)/2, false)
	width := p.width(said, false)
	above, under := point{f.left + 6, y - 12}, point{f.left + 6, y + 13}
	at := above
	if above.y-9 < f.top || under.y+9 < f.bottom && f.crossed(above, width) > f.crossed(under, width) {
		at = under
	}
	p.box(t.paper, point{at.x - 3, at.y - 9}, point{at.x + width + 3, at.y + 9})
	p.text(t.limit, said, at, left, false)
}

// crossed counts the samples that lie under a text there.
func (f frame) crossed(at point, width float64) int {
	n := 0
	for _, l := range f.lines {
		for _, part := range l.parts {
			n += len(slices.DeleteFunc(slices.Clone(part), func(s incident.Sample) bool {
				x, y := f.x(s.At), f.y(s.Value)
				return x < at.x-3 || x > at.x+width+3 || y < at.y-11 || y > at.y+11
			}))
		}
	}
	return n
}

// end is the name at a line's end.
type end struct {
	text  string
	bold  bool
	line  int // Whose; -1 for how many are not shown.
	value float64
}

// ends are what stands at the lines' ends: the name, clipped so that the last
// value always fits, and until when there was one.
func (p pen) ends(f frame) []end {
	var all []end
	values := f.lastValues()
	for n, l := range f.lines {
		unit := f.Unit
		if len(f.lines) > 1 {
			unit = "" // The axis says it, and many names need the room.
		}
		value := withUnit(values[n], unit)
		if l.ended {
			value += " until " + l.last.At.UTC().Format("15:04")
		}
		name := l.name
		if l.same > 0 {
			name = fmt.Sprintf("%s and %d more:", name, l.same)
		}
		if name != "" {
			value = " " + value
		}
		all = append(all, end{text: p.clip(name, max(40, endWidth-p.width(value, true)), true) + value, bold: true, line: n, value: l.last.Value})
	}
	slices.SortStableFunc(all, func(a, b end) int { return cmp.Or(cmp.Compare(b.value, a.value), cmp.Compare(b.line, a.line)) })
	if f.more > 0 {
		all = append(all, end{text: fmt.Sprintf("and %d more", f.more), line: -1})
	}
	return all
}

// lastValues are the lines' last values, with so many digits that two lines that
// end apart do not read the same.
func (f frame) lastValues() []string {
	var values []string
	for more := range 3 {
		values = nil
		said, differ := map[string]float64{}, true
		for _, l := range f.lines {
			v := l.last.Value
			s := honest(v, f.Limit, more)
			if other, ok := said[s]; ok && other != v {
				differ = false
			}
			said[s] = v
			values = append(values, s)
		}
		if differ {
			break
		}
	}
	return values
}

// names writes the ends, moved apart where they would cover each other, with a
// thin line from each line's end to its name.
func (p pen) names(f frame, ends []end, t theme) {
	var places []float64
	for _, e := range ends {
		y := f.bottom
		switch {
		case e.line >= 0:
			y = f.y(e.value) + offset(f.lines, e.line)
		case len(places) > 0:
			y = places[len(places)-1] // How many more there are stands below the last.
		}
		places = append(places, min(max(y, f.top), f.bottom))
	}
	for n, y := range spread(places, endGap, f.top, f.bottom-4) {
		e, x := ends[n], f.right+12
		c := t.quiet
		if e.line >= 0 {
			c = t.lines[e.line]
			l := f.lines[e.line]
			p.stroke(c, 1, []point{{f.x(l.last.At), places[n]}, {f.right + 2, places[n]}, {x - 2, y}}, 2, 2)
		}
		p.text(c, e.text, point{x, y}, left, e.bold)
	}
}
