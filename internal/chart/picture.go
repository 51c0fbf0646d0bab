package chart

import (
	"slices"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// The size of a picture in its own pixels. It is drawn with twice as many: a
// phone shows it small on a fine screen, and the labels have to stay sharp.
const (
	Width  = 800
	Height = 450
	Scale  = 2
)

// mostLines is how many lines one picture shows. More than eight nobody tells
// apart.
const mostLines = 8

// Picture is what is drawn. Only the series and their time are needed.
type Picture struct {
	Title string // What was measured, as in "p95".
	Unit  string // Of the values, as in "s"; printed on the axis.
	// From and To are the ends of the time axis, in UTC. Where both are zero,
	// the samples are.
	From, To time.Time
	Series   []incident.Series
	Legend   string             // How the series are named, see incident.SeriesNames.
	Good     incident.Direction // Which way is better: it decides what is worst, and so shown first.
	Limit    *float64           // Where it turns bad; nil draws none.
	// Wanted is a second line that the values are compared with, where what is
	// wanted changes over time. It is drawn like a limit.
	Wanted []incident.Sample
	Marks  []Mark
	More   int // How many further series there are that were left out before.
	Dark   bool
}

// Mark is something that happened, drawn above the lines.
type Mark struct {
	At   time.Time
	Text string // A few words; longer ones are clipped.
}

// line is one series on its way to the picture.
type line struct {
	name  string
	parts [][]incident.Sample // Between gaps; none is empty.
	last  incident.Sample
	steps bool // Whole numbers: a state holds until the next sample.
	ended bool // It has no sample at the end of the picture.
	same  int  // How many other lines lie exactly under it.
}

// plan is a picture whose numbers are settled.
type plan struct {
	Picture
	lines []line
	more  int // Series that are not shown.
	step  time.Duration
	marks []Mark
	y     scale
}

// settle decides what is shown: the worst lines, their gaps, the ends of both
// axes.
func (p Picture) settle() plan {
	d := plan{Picture: p, more: p.More}
	var all []incident.Series
	for _, s := range incident.WorstFirst(p.Series, p.Good) {
		if s.Samples = drawable(s.Samples); len(s.Samples) > 0 {
			all = append(all, s)
		}
	}
	names := incident.SeriesNames(all, p.Legend)
	d.From, d.To = span(p.From, p.To, all)
	d.step = stepOf(all)
	for n, s := range all {
		l := line{name: names[n], parts: split(within(s.Samples, d.From, d.To), d.step)}
		if len(l.parts) == 0 {
			continue
		}
		l.steps = whole(s.Samples)
		lastPart := l.parts[len(l.parts)-1]
		l.last = lastPart[len(lastPart)-1]
		l.ended = d.To.Sub(l.last.At) > max(3*d.step, d.To.Sub(d.From)/60)
		if i := slices.IndexFunc(d.lines, func(o line) bool { return o.covers(l) }); i >= 0 {
			d.lines[i].same++
			continue
		}
		if len(d.lines) == mostLines {
			d.more++
			continue
		}
		d.lines = append(d.lines, l)
	}
	d.Wanted = within(drawable(p.Wanted), d.From, d.To)
	d.y = d.values()
	for _, m := range p.Marks {
		if !m.At.Before(d.From) && !m.At.After(d.To) {
			d.marks = append(d.marks, m)
		}
	}
	slices.SortStableFunc(d.marks, func(a, b Mark) int { return a.At.Compare(b.At) })
	return d
}

// covers reports whether two lines lie on each other from end to end: equal
// states would hide one another, so they are drawn once and counted.
func (l line) covers(o line) bool {
	return slices.EqualFunc(l.parts, o.parts, func(a, b []incident.Sample) bool {
		return slices.EqualFunc(a, b, func(x, y incident.Sample) bool { return x.At.Equal(y.At) && x.Value == y.Value })
	})
}

// span is the time axis: as it was given, else as long as the samples, and
// never empty.
func span(from, to time.Time, all []incident.Series) (time.Time, time.Time) {
	if from.IsZero() && to.IsZero() {
		for _, s := range all {
			first, last := s.Samples[0].At, s.Samples[len(s.Samples)-1].At
			if from.IsZero() || first.Before(from) {
				from = first
			}
			if last.After(to) {
				to = last
			}
		}
	}
	from, to = from.UTC(), to.UTC()
	if to.Sub(from) < time.Second {
		to = to.Add(30 * time.Second)
		from = to.Add(-time.Minute)
	}
	return from, to
}

// drawable are the samples that have a number, oldest first.
func drawable(samples []incident.Sample) []incident.Sample {
	samples = slices.DeleteFunc(slices.Clone(samples), func(s incident.Sample) bool { return !finite(s.Value) })
	slices.SortStableFunc(samples, func(a, b incident.Sample) int { return a.At.Compare(b.At) })
	return samples
}

func within(samples []incident.Sample, from, to time.Time) []incident.Sample {
	return slices.DeleteFunc(slices.Clone(samples), func(s incident.Sample) bool { return s.At.Before(from) || s.At.After(to) })
}

// stepOf is the time between two samples where nothing is missing: the most
// frequent one of all series. Zero where there are not two samples.
func stepOf(all []incident.Series) time.Duration {
	count := map[time.Duration]int{}
	for _, s := range all {
		for n := range len(s.Samples) - 1 {
			if d := s.Samples[n+1].At.Sub(s.Samples[n].At); d > 0 {
				count[d]++
			}
		}
	}
	best, most := time.Duration(0), 0
	for d, n := range count {
		if n > most || n == most && d < best {
			best, most = d, n
		}
	}
	return best
}

// split parts samples at their gaps: where at least one is missing.
func split(samples []incident.Sample, step time.Duration) [][]incident.Sample {
	if len(samples) == 0 {
		return nil
	}
	var parts [][]incident.Sample
	begin := 0
	for n := 1; n < len(samples); n++ {
		if step > 0 && samples[n].At.Sub(samples[n-1].At) > step+step/2 {
			parts = append(parts, samples[begin:n])
			begin = n
		}
	}
	return append(parts, samples[begin:])
}

// whole reports whether all values are whole numbers, as states and counts of
// things are.
func whole(samples []incident.Sample) bool {
	return !slices.ContainsFunc(samples, func(s incident.Sample) bool { return s.Value != float64(int64(s.Value)) })
}

// ends are the lowest and highest value that is drawn.
func (d plan) ends() (lo, hi float64, ok bool) {
	first := true
	take := func(v float64) {
		if first {
			lo, hi, first = v, v, false
		}
		lo, hi = min(lo, v), max(hi, v)
	}
	for _, l := range d.lines {
		for _, part := range l.parts {
			for _, s := range part {
				take(s.Value)
			}
		}
	}
	for _, s := range d.Wanted {
		take(s.Value)
	}
	return lo, hi, !first
}

// farLimit is how many times the height of the lines a limit may add before it
// is left outside the picture: a limit of a million over values of one would
// leave a flat line.
const farLimit = 8

// nearZero is the share of the highest value that the lines have to span for
// the axis to begin at zero.
const nearZero = 0.4

// values is the value axis. It begins at zero unless all that happens is far
// away from there.
func (d plan) values() scale {
	lo, hi, ok := d.ends()
	if !ok {
		lo, hi = 0, 1
	}
	if l := d.Limit; l != nil && finite(*l) && near(*l, lo, hi) {
		lo, hi = min(lo, *l), max(hi, *l)
	}
	if lo > 0 && hi/2-lo/2 >= hi/2*nearZero || lo > 0 && lo == hi {
		lo = 0
	}
	if hi < 0 && hi/2-lo/2 >= -lo/2*nearZero || hi < 0 && lo == hi {
		hi = 0
	}
	if lo == hi { // Both are zero.
		lo, hi = 0, 1
	}
	y := newScale(lo, hi)
	if !slices.ContainsFunc(d.lines, func(l line) bool { return !l.steps }) {
		y.step = max(y.step, 1) // Half a server is none.
	}
	return y
}

// near reports whether a limit belongs into the picture of values between lo
// and hi. One that is not far from zero always does where they are not.
func near(limit, lo, hi float64) bool {
	lo, hi = min(lo, 0), max(hi, 0)
	height := hi/2 - lo/2
	if height == 0 {
		return true
	}
	return limit/2-hi/2 <= farLimit*height && lo/2-limit/2 <= farLimit*height
}
