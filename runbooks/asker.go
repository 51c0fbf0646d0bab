package runbooks

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// keptSeries bounds what one query leaves behind as evidence: a selector that
// matches a thousand series proves no more than its first fifty.
const keptSeries = 50

// asker puts queries to one source and keeps what was asked and answered.
type asker struct {
	m     Metrics
	asked []incident.Asked
}

// instant asks for the value of expr at one time.
func (a *asker) instant(ctx context.Context, why, expr string, at time.Time) (incident.Measured, error) {
	got, err := a.m.Query(ctx, expr, at)
	a.keep(incident.Asked{For: why, Query: expr}, got, err)
	return got, err
}

// over asks for the values of expr between two times.
func (a *asker) over(ctx context.Context, why, expr string, from, to time.Time, step time.Duration) (incident.Measured, error) {
	got, err := a.m.QueryRange(ctx, expr, from, to, step)
	a.keep(incident.Asked{For: why, Query: expr, From: from.UTC(), To: to.UTC()}, got, err)
	return got, err
}

func (a *asker) keep(q incident.Asked, got incident.Measured, err error) {
	if err != nil {
		q.Error = sourceClause(err)
	}
	odd := 0
	for i, s := range got.Series {
		if i == keptSeries {
			break
		}
		kept := incident.Series{Labels: s.Labels, Samples: make([]incident.Sample, 0, len(s.Samples))}
		for _, p := range s.Samples {
			// Evidence is JSON, which has no NaN and no infinity.
			if math.IsNaN(p.Value) || math.IsInf(p.Value, 0) {
				odd++
				continue
			}
			kept.Samples = append(kept.Samples, p)
		}
		q.Series = append(q.Series, kept)
	}
	if odd > 0 {
		q.Error = fmt.Sprintf("%d values were not a number and are left out here", odd)
	}
	if len(got.Warnings) > 0 {
		q.Error = "warning: " + got.Warnings[0]
	}
	a.asked = append(a.asked, q)
}

// evidence is all that was asked, sealed. expr is the main query, which the live
// graph shows.
func (a *asker) evidence(check string, at time.Time, outcome incident.Outcome, reason incident.Reason, expr string) incident.Evidence {
	e := incident.Evidence{Check: check, At: at.UTC(), Source: a.m.Name(), Queries: a.asked, Outcome: outcome, Reason: reason}
	if e.Query = expr; expr != "" {
		e.Link = a.m.GraphURL(expr, at)
	}
	sealed, err := e.Sealed()
	if err != nil {
		// Only a number that JSON cannot hold gets here, and keep let none in.
		return e
	}
	return sealed
}
