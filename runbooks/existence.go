package runbooks

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// lookBackFor is how far one range query looks back: for when a series ended
// and for when a failure began.
const lookBackFor = 6 * time.Hour

// lookBackStep is the grid of that query, and so the precision of its answer.
const lookBackStep = 30 * time.Second

// existence asks, for every selector once, for its newest sample. A selector
// without an answer has no series now.
func (c Check) existence(ctx context.Context, a *asker, filled []ready, at time.Time) (map[string]time.Time, *trouble) {
	var all, asked []string
	for _, r := range filled {
		for _, sel := range r.selectors {
			if !slices.Contains(all, sel) {
				all, asked = append(all, sel), append(asked, c.newestIn(r, sel))
			}
		}
	}
	found, troubles := make([]time.Time, len(all)), make([]*trouble, len(all))
	ask := func(n int, a *asker) {
		got, err := a.instant(ctx, "newest", asked[n], at)
		if troubles[n] = troubleOf(a.m, got, err); troubles[n] != nil {
			return
		}
		if p, ok := single(got); ok {
			found[n] = seconds(p.Value)
		}
	}
	// The first is asked alone: a source that does not answer is asked once.
	ask(0, a)
	if troubles[0] == nil {
		a.beside(len(all)-1, func(n int, a *asker) { ask(n+1, a) })
	}
	newest := map[string]time.Time{}
	for n, sel := range all {
		if troubles[n] != nil {
			return nil, troubles[n]
		}
		newest[sel] = found[n]
	}
	return newest, nil
}

func newestOf(sel string) string { return "max(timestamp(" + sel + "))" }

// newestIn is newestOf for a selector of a variant. Prometheus looks back five
// minutes for a sample; where they come later than that, it is told how far.
func (c Check) newestIn(r ready, sel string) string {
	if r.late == 0 {
		return newestOf(sel)
	}
	return fmt.Sprintf("max(max_over_time(timestamp(%s)[%ds:%ds]))", sel, int(c.allowed(r).Seconds()), int(lookBackStep.Seconds()))
}

func present(filled []ready, newest map[string]time.Time) []ready {
	var there []ready
	for _, r := range filled {
		r.newest = time.Time{}
		whole := len(r.selectors) > 0
		for _, sel := range r.selectors {
			at := newest[sel]
			whole = whole && !at.IsZero()
			if r.newest.IsZero() || at.Before(r.newest) {
				r.newest = at
			}
		}
		if whole {
			there = append(there, r)
		}
	}
	return there
}

// gone tells a series that stopped from one that never was, by one look back
// for each that is missing.
func (c Check) gone(ctx context.Context, a *asker, filled []ready, newest map[string]time.Time, s Scope) *trouble {
	ended := map[string]time.Time{}
	var never []string
	var last *ready
	var until time.Time
	for _, r := range filled {
		end, lost := time.Time{}, false
		for _, sel := range r.selectors {
			if !newest[sel].IsZero() {
				continue
			}
			at, known := ended[sel]
			if !known {
				var t *trouble
				if at, t = endOf(ctx, a, sel, s.At); t != nil {
					return t
				}
				ended[sel] = at
			}
			if at.IsZero() {
				lost = true
				if !slices.Contains(never, sel) {
					never = append(never, sel)
				}
			}
			if end.IsZero() || at.Before(end) {
				end = at
			}
		}
		if !lost && end.After(until) {
			until, last = end, &r
		}
	}
	if last == nil {
		return &trouble{reason: incident.NeverThere, short: "not set up", detail: "Not set up for " + s.Service.words() + ": there are no series " + strings.Join(never, ", ") + "."}
	}
	at := until.Format("15:04")
	said := ""
	if l := c.measure(ctx, a, *last, until); l.trouble == nil && !c.Expect.recovery {
		said = " (" + c.shortWords(l) + ")"
	}
	return &trouble{reason: incident.Stopped, short: "stopped reporting at " + at, sampledAt: until, detail: "It was measured until " + at + said + ", then the series ended."}
}

// endOf is the time of the last sample of a selector within the look back;
// zero where there is none.
func endOf(ctx context.Context, a *asker, sel string, at time.Time) (time.Time, *trouble) {
	from, to := lookBackSpan(at)
	got, err := a.over(ctx, "until", newestOf(sel), from, to, lookBackStep)
	if t := troubleOf(a.m, got, err); t != nil {
		return time.Time{}, t
	}
	if len(got.Series) == 0 {
		return time.Time{}, nil
	}
	p, ok := got.Series[0].Last()
	if !ok {
		return time.Time{}, nil
	}
	return seconds(p.Value), nil
}

// lookBackSpan is the six hours before a time, on whole steps, so that two
// looks ask for the same instants.
func lookBackSpan(at time.Time) (from, to time.Time) {
	to = at.Truncate(lookBackStep)
	return to.Add(-lookBackFor), to
}

// single is the value of an answer that has exactly one series.
func single(got incident.Measured) (incident.Sample, bool) {
	if len(got.Series) != 1 {
		return incident.Sample{}, false
	}
	return got.Series[0].Last()
}

func seconds(unix float64) time.Time {
	return time.UnixMilli(int64(math.Round(unix * 1000))).UTC()
}
