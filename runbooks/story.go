package runbooks

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// maxGap is the longest hole in the samples that a stretch survives: what was
// red before and after it was red within, for all anyone knows.
const maxGap = 5 * time.Minute

// enoughGood is how much of the good stretch is kept: a baseline wants recent
// numbers, not many.
const enoughGood = 10 * time.Minute

// story finds out what only the first look at a failure needs: since when.
// What cannot be found out stays empty; the verdict holds.
func (c Check) story(ctx context.Context, a *asker, v *incident.Verdict, l look, s Scope) {
	from, to := lookBackSpan(s.At)
	l.silent, _ = c.vanished(ctx, a, l.ready, s, l.lines)
	if points, err := c.over(ctx, a, "since", l.ready, from, to, lookBackStep); err == nil {
		now := v.SampledAt
		if n := len(points); n > 0 && now.Before(points[n-1].at) {
			now = points[n-1].at
		}
		c.since(v, append(points, point{at: now, worst: l.worst}))
	}
}

// usual is what it was at this time of the day before.
func (c Check) usual(ctx context.Context, a *asker, v *incident.Verdict, l look, s Scope) {
	then := c.measure(ctx, a, l.ready, s.At.Add(-24*time.Hour))
	if then.trouble == nil {
		v.Usual = fmt.Sprintf("Yesterday at this time: %s.", withUnit(number(then.worst.have), c.Unit))
	}
}

// point is one step of a look back.
type point struct {
	at    time.Time
	worst line
}

// since finds the stretch of failure that still lasts and the good one before.
// The points end with the failure that was just judged.
func (c Check) since(v *incident.Verdict, points []point) {
	i := len(points) - 1
	for i > 0 && !c.Holds(points[i-1].worst.value) && points[i].at.Sub(points[i-1].at) <= maxGap {
		i--
	}
	v.Since = points[i].at
	v.SinceAtLeast = i == 0 || points[i].at.Sub(points[i-1].at) > maxGap
	for i > 0 && !c.Holds(points[i-1].worst.value) {
		i--
	}
	if i == 0 {
		return
	}
	i--
	v.GoodTo = points[i].at
	for i > 0 && c.Holds(points[i-1].worst.value) && points[i].at.Sub(points[i-1].at) <= maxGap && v.GoodTo.Sub(points[i-1].at) <= enoughGood {
		i--
	}
	v.GoodFrom = points[i].at
}

// over asks one variant over a range: the worst line at each step that has a
// number.
func (c Check) over(ctx context.Context, a *asker, why string, r ready, from, to time.Time, step time.Duration) ([]point, error) {
	got, want, err := a.both(r.want != "", func(n int, a *asker) (incident.Measured, error) {
		if n == 0 {
			return a.over(ctx, why, r.expr(), from, to, step)
		}
		return a.over(ctx, "want", r.want, from, to, step)
	})
	if err != nil {
		return nil, err
	}
	if t := troubleOf(a.m, incident.Measured{Warnings: slices.Concat(got.Warnings, want.Warnings)}, nil); t != nil {
		return nil, t.asError()
	}
	haves, wants := byTime(got), byTime(want)
	counted, err := c.countedNone(ctx, a, r, from, to, step)
	if err != nil {
		return nil, err
	}
	guarded, err := guardedSteps(ctx, a, r, from, to, step)
	if err != nil {
		return nil, err
	}
	var points []point
	for at := from; !at.After(to); at = at.Add(step) {
		key := at.UnixMilli()
		if !guarded(key) {
			continue
		}
		lines := pair(haves[key], wants[key], r)
		if c.Expect.series && len(lines) > 0 {
			lines = []line{{have: float64(len(lines)), want: math.NaN(), value: float64(len(lines))}}
		}
		if len(lines) == 0 && counted[key] == len(r.selectors) {
			lines = []line{{want: math.NaN()}}
		}
		if c.Expect.Shows() {
			if sum := total(lines); len(lines) > 0 && !math.IsNaN(sum.value) && !math.IsInf(sum.value, 0) {
				points = append(points, point{at: at.UTC(), worst: sum})
			}
			continue
		}
		worst, outcome, _ := c.judge(lines)
		if outcome == incident.Pass && r.misses(lines) {
			continue
		}
		if outcome == incident.Pass || outcome == incident.Fail {
			points = append(points, point{at: at.UTC(), worst: worst})
		}
	}
	return points, nil
}

// total is all lines of a listed answer as one number: such a check is never
// judged, and may be measured.
func total(lines []line) line {
	sum := line{want: math.NaN()}
	for _, l := range lines {
		sum.have += l.have
	}
	sum.value = sum.have
	return sum
}

// guardedSteps tells at which steps the question made sense: its guard held,
// and what it compares with was a number. The others are a pass for nobody.
func guardedSteps(ctx context.Context, a *asker, r ready, from, to time.Time, step time.Duration) (func(key int64) bool, error) {
	exprs := slices.Clone(r.scalars)
	if r.guard != "" {
		exprs = append(exprs, r.guard)
	}
	steps, errs := make([]map[int64]incident.Measured, len(exprs)), make([]error, len(exprs))
	a.beside(len(exprs), func(n int, a *asker) {
		got, err := a.over(ctx, "guard", exprs[n], from, to, step)
		if t := troubleOf(a.m, got, err); t != nil {
			errs[n] = t.asError()
		}
		steps[n] = byTime(got)
	})
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return func(key int64) bool {
		for n, at := range steps {
			isGuard := n == len(r.scalars)
			if got := at[key].Series; len(got) == 0 || !isGuard && len(got) > 1 || slices.ContainsFunc(got, func(s incident.Series) bool {
				p, _ := s.Last()
				return math.IsNaN(p.Value) || isGuard && p.Value == 0
			}) {
				return false
			}
		}
		return true
	}, nil
}

// countedNone counts, for each step, how many of the variant's selectors had
// series there: where all had, an empty answer means none.
func (c Check) countedNone(ctx context.Context, a *asker, r ready, from, to time.Time, step time.Duration) (map[int64]int, error) {
	counted := map[int64]int{}
	if r.query == "" || !r.none || !c.Expect.countsNone() {
		return counted, nil
	}
	for _, sel := range r.selectors {
		got, err := a.over(ctx, "newest", newestOf(sel), from, to, step)
		if err != nil {
			return nil, err
		}
		for key := range byTime(got) {
			counted[key]++
		}
	}
	return counted, nil
}

// byTime turns lines of samples into an answer per step.
func byTime(got incident.Measured) map[int64]incident.Measured {
	steps := map[int64]incident.Measured{}
	for _, s := range got.Series {
		for _, p := range s.Samples {
			m := steps[p.At.UnixMilli()]
			m.Series = append(m.Series, incident.Series{Labels: s.Labels, Samples: []incident.Sample{p}})
			steps[p.At.UnixMilli()] = m
		}
	}
	return steps
}
