package runbooks

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// slowest is the longest scrape interval that is believed: after five minutes
// without a sample Prometheus itself takes a series for gone.
const slowest = 5 * time.Minute

// Meter is a check that is ready to be measured over time, for the rule that
// compares before with after.
type Meter struct {
	// Interval is how often the series of the check are scraped: the slowest
	// of them, because the number is no newer than that. Story time.
	Interval time.Duration

	check   Check
	metrics Metrics
	there   []ready
}

// Meter makes the check ready to be measured as it stands at s.At.
//
// The error is an *incident.SourceError where the source failed, otherwise an
// *incident.Error whose sentence says why nothing can be measured: no series,
// or samples too old at s.At.
func (c Check) Meter(ctx context.Context, m Metrics, s Scope) (Meter, error) {
	a := &asker{m: m}
	t := Meter{check: c, metrics: m}
	var trouble *trouble
	if t.there, trouble = c.prepare(ctx, a, s); trouble != nil {
		return Meter{}, trouble.asError()
	}
	if trouble = c.listed(ctx, a, t.there, s); trouble != nil {
		return Meter{}, trouble.asError()
	}
	for n, r := range t.there {
		if age := s.At.Sub(r.newest); age > c.allowed(r) {
			return Meter{}, incident.Errorf(incident.Unavailable, "The newest sample is %s.", ageWords(age, c.allowed(r)))
		}
		now, trouble := c.have(ctx, a, r, s.At)
		if trouble == nil {
			t.there[n].silent, trouble = c.vanished(ctx, a, r, s, now)
		}
		if trouble != nil {
			return Meter{}, trouble.asError()
		}
	}
	t.Interval, trouble = slowestOf(ctx, a, t.selectors(), s.At)
	if trouble != nil {
		return Meter{}, trouble.asError()
	}
	return t, nil
}

// Why is an error of a Meter as a sentence that is safe for a channel.
func Why(m Metrics, err error) string {
	if e, ok := errors.AsType[*incident.Error](err); ok {
		return e.Message
	}
	return sourceSentence(m.Name(), err)
}

// Query is what is measured, as it is sent.
func (t Meter) Query() string {
	if len(t.there) == 0 {
		return ""
	}
	return t.there[0].expr()
}

// Over is the check's numbers between two times, the first one excluded:
// judged is what the expectation is put to, shown is what people are shown
// ("2" of 20). There is one for each sample that was scraped within, so that
// their number says how much is known: a step that only repeats an old sample
// has none, nor has one without a number. Where several series or variants
// answer, each step carries the worst. Errors are as those of Meter.
func (t Meter) Over(ctx context.Context, from, to time.Time) (judged, shown []incident.Sample, err error) {
	return t.over(ctx, &asker{m: t.metrics}, "measure", from, to)
}

// over is Over, which leaves what it asked with the asker.
func (t Meter) over(ctx context.Context, a *asker, why string, from, to time.Time) (judged, shown []incident.Sample, err error) {
	// The metrics know milliseconds; a clock knows more. The steps end at to,
	// where the newest sample is.
	from, to = from.Truncate(time.Millisecond), to.Truncate(time.Millisecond)
	if !from.Before(to) {
		return nil, nil, nil
	}
	first := to.Add(-(to.Sub(from) - 1).Truncate(t.Interval))
	var fresh map[int64]bool
	points, errs := make([][]point, len(t.there)), make([]error, len(t.there)+1)
	a.beside(len(t.there)+1, func(n int, a *asker) {
		if n == len(t.there) {
			fresh, errs[n] = t.fresh(ctx, a, from, first, to)
			return
		}
		points[n], errs[n] = t.check.over(ctx, a, why, t.there[n], first, to, t.Interval)
	})
	if i := slices.IndexFunc(errs, func(err error) bool { return err != nil }); i >= 0 {
		return nil, nil, errs[i]
	}
	worst := map[int64]point{}
	for _, p := range slices.Concat(points...) {
		key := p.at.UnixMilli()
		if known, ok := worst[key]; !ok || t.check.Expect.badness(p.worst.value) > t.check.Expect.badness(known.worst.value) {
			worst[key] = p
		}
	}
	for at := first; !at.After(to); at = at.Add(t.Interval) {
		if p, ok := worst[at.UnixMilli()]; ok && fresh[at.UnixMilli()] {
			judged = append(judged, incident.Sample{At: p.at, Value: p.worst.value})
			shown = append(shown, incident.Sample{At: p.at, Value: p.worst.have})
		}
	}
	return judged, shown, nil
}

// fresh are the steps at which every series of the check has a sample that no
// step before it had. Prometheus repeats a sample for five minutes: counted by
// steps, a single one would be twenty.
func (t Meter) fresh(ctx context.Context, a *asker, from, first, to time.Time) (map[int64]bool, error) {
	all := t.selectors()
	newest, errs := make([]map[int64]incident.Measured, len(all)), make([]error, len(all))
	a.beside(len(all), func(n int, a *asker) {
		got, err := a.over(ctx, "newest", newestOf(all[n]), first, to, t.Interval)
		newest[n], errs[n] = byTime(got), err
	})
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	fresh, last := map[int64]bool{}, from
	for at := first; !at.After(to); at = at.Add(t.Interval) {
		oldest := to
		for _, steps := range newest {
			p, ok := single(steps[at.UnixMilli()])
			if !ok {
				oldest = time.Time{}
				break
			}
			if sampled := seconds(p.Value); sampled.Before(oldest) {
				oldest = sampled
			}
		}
		if oldest.After(last) {
			fresh[at.UnixMilli()], last = true, oldest
		}
	}
	return fresh, nil
}

// selectors are the series that all variants read, each once.
func (t Meter) selectors() []string {
	var all []string
	for _, r := range t.there {
		for _, sel := range r.selectors {
			if !slices.Contains(all, sel) {
				all = append(all, sel)
			}
		}
	}
	return all
}

// have asks for the lines of a have, to see which are missing; nothing where
// only one can answer.
func (c Check) have(ctx context.Context, a *asker, r ready, at time.Time) ([]line, *trouble) {
	if !r.several {
		return nil, nil
	}
	got, err := a.instant(ctx, "have", r.have, at)
	if t := troubleOf(a.m, got, err); t != nil {
		return nil, t
	}
	return pair(got, incident.Measured{}, r), nil
}

// asError is the trouble for a caller that wants numbers, not a verdict.
func (t *trouble) asError() error {
	if t.err != nil {
		return t.err
	}
	return &incident.Error{Code: incident.Unavailable, Message: t.detail}
}
