package runbooks

import (
	"context"
	"math"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// oldEnough is how much history before the incident makes the best of it a
// whole: a day has seen both the night and the peak.
const oldEnough = 24 * time.Hour

// measureWhole asks for a variant's numbers and, beside them, for the least that
// their whole can be: one after the other would cost a slow source its verdict.
func (c Check) measureWhole(ctx context.Context, a *asker, r ready, s Scope) look {
	var l look
	least, t := math.NaN(), (*trouble)(nil)
	a.beside(2, func(n int, a *asker) {
		if n == 0 {
			l = c.measure(ctx, a, r, s.At)
			return
		}
		least, t = c.least(ctx, a, r, s)
	})
	switch {
	case l.trouble != nil:
	case t != nil:
		l.trouble, l.outcome = t, incident.Unknown
	case !math.IsNaN(least):
		l.least = least
		for n, line := range l.lines {
			if least > line.want {
				l.lines[n].want, l.lines[n].value = least, line.have/least
			}
		}
		l.worst, l.outcome, l.trouble = c.judge(l.lines)
	}
	return l
}

// listed fills in the least that the whole of each variant can be.
func (c Check) listed(ctx context.Context, a *asker, there []ready, s Scope) *trouble {
	troubles := make([]*trouble, len(there))
	a.beside(len(there), func(n int, a *asker) { there[n].least, troubles[n] = c.least(ctx, a, there[n], s) })
	for _, t := range troubles {
		if t != nil {
			return t
		}
	}
	return nil
}

// least is the least that the whole can be. Metrics that are younger than a day
// when the incident begins may have begun in the outage, and the best that they
// ever saw is then the outage itself: so what is listed counts as well, up or
// down. Where the history is old enough, or nothing is listed, it is NaN.
func (c Check) least(ctx context.Context, a *asker, r ready, s Scope) (float64, *trouble) {
	if r.listed == "" || r.want == "" {
		return math.NaN(), nil
	}
	then, err := a.instant(ctx, "a day before", r.have, s.began().Add(-oldEnough))
	if t := troubleOf(a.m, then, err); t != nil || len(then.Series) > 0 {
		return math.NaN(), t
	}
	listed, err := a.instant(ctx, "listed", r.listed, s.At)
	if t := troubleOf(a.m, incident.Measured{Warnings: listed.Warnings}, err); t != nil {
		return math.NaN(), t
	}
	p, ok := single(listed)
	if !ok {
		return math.NaN(), nil
	}
	return p.Value, nil
}
