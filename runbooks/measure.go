package runbooks

import (
	"context"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// Measure is the check's numbers over a range, for the rule that compares
// before with after: judged is what the expectation is put to, shown is what
// people are shown ("2" of 20). Steps without a number have no sample. Where
// several series or variants answer, each step carries the worst.
//
// The error is an *incident.SourceError where the source failed, otherwise an
// *incident.Error whose sentence says why nothing can be measured: no series,
// or samples too old at s.At.
func (c Check) Measure(ctx context.Context, m Metrics, s Scope, from, to time.Time, step time.Duration) (judged, shown []incident.Sample, err error) {
	a := &asker{m: m}
	there, t := c.prepare(ctx, a, s)
	if t != nil {
		return nil, nil, t.asError()
	}
	// The metrics know milliseconds; a clock knows more.
	from, to = from.Truncate(time.Millisecond), to.Truncate(time.Millisecond)
	worst := map[int64]point{}
	for _, r := range there {
		if s.At.Sub(r.newest) > c.MaxAge {
			return nil, nil, incident.Errorf(incident.Unavailable, "The newest sample is %s.", ageWords(s.At.Sub(r.newest), c.MaxAge))
		}
		points, err := c.over(ctx, a, "measure", r, from, to, step)
		if err != nil {
			return nil, nil, err
		}
		for _, p := range points {
			key := p.at.UnixMilli()
			if known, ok := worst[key]; !ok || c.Expect.badness(p.worst.value) > c.Expect.badness(known.worst.value) {
				worst[key] = p
			}
		}
	}
	for at := from; !at.After(to); at = at.Add(step) {
		if p, ok := worst[at.UnixMilli()]; ok {
			judged = append(judged, incident.Sample{At: p.at, Value: p.worst.value})
			shown = append(shown, incident.Sample{At: p.at, Value: p.worst.have})
		}
	}
	return judged, shown, nil
}

// asError is the trouble for a caller that wants numbers, not a verdict.
func (t *trouble) asError() error {
	if t.err != nil {
		return t.err
	}
	return &incident.Error{Code: incident.Unavailable, Message: t.detail}
}
