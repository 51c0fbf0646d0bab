package runbooks

import (
	"context"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// line is one judged series: what it has, what it should have, and the number
// that the expectation is put to.
type line struct {
	id, name          string  // Its labels as one string, and its name for people.
	have, want, value float64 // want is NaN where the check knows no whole.
}

// look is what one variant answered.
type look struct {
	ready
	lines   []line
	worst   line
	outcome incident.Outcome
	trouble *trouble // Set when the outcome is unknown.
	way     way      // How far it came back, of a recovery.
}

// look asks one variant and judges its answer.
func (c Check) look(ctx context.Context, a *asker, r ready, s Scope) look {
	ask := func() look { return c.measureWhole(ctx, a, r, s) }
	if c.Expect.recovery {
		ask = func() look { return c.recovered(ctx, a, r, s) }
	}
	l := ask()
	// What comes late may well be from before it broke.
	before := r.late > 0 && l.outcome == incident.Pass && r.newest.Before(s.Began)
	if (before || s.At.Sub(r.newest) > c.allowed(r)) && (l.trouble == nil || l.trouble.err == nil) {
		l.trouble = c.stale(l, s)
	}
	if l.outcome == incident.Pass && l.trouble == nil {
		if l.silent, l.trouble = c.vanished(ctx, a, r, s, l.lines); len(l.silent) > 0 {
			l.trouble = c.fellSilent(l)
		}
	}
	if l.trouble != nil {
		l.outcome = incident.Unknown
	}
	return l
}

// measure asks for the variant's numbers at one time and judges them, whatever
// the age of the samples.
func (c Check) measure(ctx context.Context, a *asker, r ready, at time.Time) look {
	l := look{ready: r, outcome: incident.Unknown}
	if l.trouble = c.guarded(ctx, a, r, at); l.trouble != nil {
		return l
	}
	l.lines, l.trouble = c.numbers(ctx, a, r, at)
	if l.trouble == nil {
		l.worst, l.outcome, l.trouble = c.judge(l.lines)
	}
	return l
}

// guarded asks what must hold for the question to make sense now.
func (c Check) guarded(ctx context.Context, a *asker, r ready, at time.Time) *trouble {
	for _, arg := range r.scalars {
		got, err := a.instant(ctx, "scalar", arg, at)
		if t := troubleOf(a.m, got, err); t != nil {
			return t
		}
		p, ok := single(got)
		if !ok || math.IsNaN(p.Value) {
			return &trouble{reason: incident.TooFew, short: "too few samples", detail: "What it compares with has too few samples to judge."}
		}
	}
	if r.guard == "" {
		return nil
	}
	got, err := a.instant(ctx, "guard", r.guard, at)
	if t := troubleOf(a.m, got, err); t != nil {
		return t
	}
	for _, s := range got.Series {
		if p, ok := s.Last(); !ok || math.IsNaN(p.Value) || p.Value == 0 {
			return c.unguarded()
		}
	}
	if len(got.Series) == 0 {
		return c.unguarded()
	}
	return nil
}

func (c Check) unguarded() *trouble {
	said := c.guardSay
	if said == "" {
		said = "it cannot be judged now"
	}
	return &trouble{reason: incident.TooFew, short: said, detail: strings.ToUpper(said[:1]) + said[1:] + "."}
}

// numbers asks for what the check judges, one line per series.
func (c Check) numbers(ctx context.Context, a *asker, r ready, at time.Time) ([]line, *trouble) {
	main, why := r.query, "query"
	if r.have != "" {
		main, why = r.have, "have"
	}
	got, want, err := a.both(r.want != "", func(n int, a *asker) (incident.Measured, error) {
		if n == 0 {
			return a.instant(ctx, why, main, at)
		}
		return a.instant(ctx, "want", r.want, at)
	})
	if t := troubleOf(a.m, incident.Measured{Warnings: slices.Concat(got.Warnings, want.Warnings)}, err); t != nil {
		return nil, t
	}
	if r.want != "" && len(want.Series) == 0 {
		return nil, &trouble{reason: incident.TooFew, short: "nothing to compare with", detail: "There is nothing to compare with: no sample from before this began."}
	}
	if c.Expect.series {
		return []line{{have: float64(len(got.Series)), want: math.NaN(), value: float64(len(got.Series))}}, nil
	}
	if len(got.Series) > 0 {
		return pair(got, want, r), nil
	}
	switch {
	case r.query != "" && r.none && c.Expect.countsNone():
		return []line{{want: math.NaN()}}, nil
	case r.windowed:
		return nil, &trouble{reason: incident.TooFew, short: "too few samples", detail: "The window holds too few samples to judge."}
	}
	return nil, &trouble{reason: incident.TooFew, short: "no answer", detail: "The series are there, and the query matches none of them."}
}

// pair joins what is there with what should be, series by series where their
// labels agree. One without a partner is measured by the largest there is.
func pair(have, want incident.Measured, r ready) []line {
	wants := map[string]float64{}
	largest := math.NaN()
	for _, s := range want.Series {
		if p, ok := s.Last(); ok {
			wants[identity(s.Labels)] = p.Value
			if math.IsNaN(largest) || p.Value > largest {
				largest = p.Value
			}
		}
	}
	if r.least > largest {
		largest = r.least // Not where it is NaN.
	}
	if !math.IsNaN(r.declared) {
		largest = r.declared
	}
	var lines []line
	for _, s := range have.Series {
		p, ok := s.Last()
		if !ok {
			continue
		}
		l := line{id: identity(s.Labels), name: nameOf(s.Labels), have: p.Value, want: largest, value: p.Value}
		if w, ok := wants[identity(s.Labels)]; ok && !(r.least > w) {
			l.want = w
		}
		if r.have != "" {
			l.value = l.have / l.want
		}
		lines = append(lines, l)
	}
	return lines
}

// judge finds the worst line. A failing one outranks one that is not a number,
// and that one outranks all that pass.
func (c Check) judge(lines []line) (line, incident.Outcome, *trouble) {
	if c.Expect.Shows() {
		first := line{want: math.NaN(), value: float64(len(lines)), have: float64(len(lines))}
		return first, incident.Shown, nil
	}
	var worst line
	found, odd := false, false
	for _, l := range lines {
		if math.IsNaN(l.value) || math.IsInf(l.value, 0) {
			odd = true
			continue
		}
		if !found || c.Expect.badness(l.value) > c.Expect.badness(worst.value) {
			worst, found = l, true
		}
	}
	switch {
	case found && !c.Holds(worst.value):
		return worst, incident.Fail, nil
	case odd && c.declaredZero(lines):
		return worst, incident.Unknown, &trouble{reason: incident.NotANumber, short: "0 to compare with", detail: "There is nothing to compare with: the whole is 0."}
	case odd || !found:
		return worst, incident.Unknown, &trouble{reason: incident.NotANumber, short: "not a number", detail: "The answer is not a number (NaN), as it is when there was nothing to measure."}
	}
	return worst, incident.Pass, nil
}

func (c Check) declaredZero(lines []line) bool {
	return slices.ContainsFunc(lines, func(l line) bool { return l.want == 0 })
}

// identity is a series' labels without its metric name, as one string.
func identity(labels map[string]string) string {
	var b strings.Builder
	for _, k := range slices.Sorted(maps.Keys(labels)) {
		if k != "__name__" {
			b.WriteString(k + "\x00" + labels[k] + "\x00")
		}
	}
	return b.String()
}
