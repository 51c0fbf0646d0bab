package runbooks

import (
	"context"
	"strconv"
	"time"
)

// countedFor is the stretch over which samples are counted to find how often
// they are scraped.
const countedFor = 20 * time.Minute

// countedRange is that stretch in a query, a millisecond short: up to version 2 of
// Prometheus a range has both its ends, and would count one sample too many.
const countedRange = "[19m59s999ms]"

// scrapes is how many samples the fullest series of a selector got in the last
// twenty minutes.
func scrapes(ctx context.Context, a *asker, sel string, at time.Time) (float64, *trouble) {
	got, err := a.instant(ctx, "interval", "max(count_over_time("+sel+countedRange+"))", at)
	if t := troubleOf(a.m, got, err); t != nil {
		return 0, t
	}
	p, _ := single(got)
	return p.Value, nil
}

// windowFor scales the window of a rate with the scrape interval: at least
// five minutes, at least four samples. A window of two samples is noise, one
// of a single sample is empty.
func windowFor(ctx context.Context, a *asker, sel string, at time.Time) (string, *trouble) {
	n, t := scrapes(ctx, a, sel, at)
	if t != nil {
		return "", t
	}
	if n < 2 {
		return "5m", nil
	}
	interval := countedFor / time.Duration(n-1) // From above: n samples span n-1 intervals.
	if 4*interval <= 5*time.Minute {
		return "5m", nil
	}
	return strconv.Itoa(int((4*interval).Seconds()+1)) + "s", nil
}

// slowestOf is the scrape interval of the slowest of the selectors, in whole
// seconds, at least one.
func slowestOf(ctx context.Context, a *asker, selectors []string, at time.Time) (time.Duration, *trouble) {
	counts, troubles := make([]float64, len(selectors)), make([]*trouble, len(selectors))
	a.beside(len(selectors), func(n int, a *asker) { counts[n], troubles[n] = scrapes(ctx, a, selectors[n], at) })
	interval := time.Second
	for n, t := range troubles {
		if t != nil {
			return 0, t
		}
		one := slowest
		if counts[n] >= 1 {
			one = min(slowest, time.Duration(float64(countedFor)/counts[n]).Round(time.Second))
		}
		interval = max(interval, one)
	}
	return interval, nil
}
