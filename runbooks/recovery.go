package runbooks

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// The windows of a recovery. What was usual is the median of the hour before
// the incident began: people declare minutes after it broke, and a median
// forgets up to half of its window. The windows before and after the action
// hold ten samples where people scrape slowly. Story time.
const (
	usualFor     = time.Hour
	leastSamples = 8
	settledAfter = 5 * time.Minute
)

// way is how far a number came back: its medians before the incident began,
// just before the action, and now.
type way struct{ good, before, after float64 }

// share is the part of the way back, 1 for all of it: (B-A)/(B-G).
func (w way) share() float64 { return (w.before - w.after) / (w.before - w.good) }

// recovered judges how far a variant's number came back after the action.
func (c Check) recovered(ctx context.Context, a *asker, r ready, s Scope) look {
	l := look{ready: r, outcome: incident.Unknown}
	acted, began, t := c.moments(s)
	if t != nil {
		l.trouble = t
		return l
	}
	meter := Meter{check: c, metrics: a.m, there: []ready{r}}
	if meter.Interval, l.trouble = slowestOf(ctx, a, r.selectors, s.At); l.trouble != nil {
		return l
	}
	width := incident.EffectWindow(meter.Interval)
	settled := acted.Add(c.Wait)
	after := s.At.Add(-width)
	if after.Before(settled) {
		after = settled
	}
	windows := []struct {
		name     string
		from, to time.Time
		samples  []incident.Sample
		err      error
	}{
		{name: "before it began", from: began.Add(-max(usualFor, width)), to: began},
		{name: "before the action", from: acted.Add(-width), to: acted},
		{name: "after the action", from: after, to: s.At},
	}
	a.beside(len(windows), func(n int, a *asker) {
		w := &windows[n]
		w.samples, _, w.err = meter.over(ctx, a, w.name, w.from, w.to)
	})
	for _, w := range windows {
		if w.err != nil {
			l.trouble = unmeasured(a.m, w.err)
			return l
		}
	}
	for n, w := range windows {
		if len(w.samples) >= leastSamples {
			continue
		}
		l.trouble = &trouble{
			reason: incident.TooFew, short: "too few samples",
			detail: fmt.Sprintf("Too few samples %s: %d, and I need %d.", w.name, len(w.samples), leastSamples),
		}
		if at := settled.Add(leastSamples * meter.Interval); n == 2 && at.After(s.At) {
			l.trouble.detail += fmt.Sprintf(" With your %d s scrape the answer comes at %s.", int(meter.Interval.Seconds()), at.UTC().Format("15:04 MST"))
		}
		return l
	}
	good, before, now := windows[0].samples, windows[1].samples, windows[2].samples
	l.way = way{good: Median(good), before: Median(before), after: Median(now)}
	lost := math.Abs(l.way.before - l.way.good)
	if lost <= max(Noise(good), Noise(before)) || lost <= 1e-9*math.Abs(l.way.good) {
		l.trouble = &trouble{
			reason: incident.TooFew, short: "nothing to recover",
			detail: fmt.Sprintf("Nothing to recover: it was %s before this began and %s before the action.", withUnit(number(l.way.good), c.Unit), withUnit(number(l.way.before), c.Unit)),
		}
		return l
	}
	share := l.way.share()
	l.lines = []line{{have: share, want: math.NaN(), value: share}}
	l.worst, l.outcome, l.trouble = c.judge(l.lines)
	return l
}

// early is the trouble of a check that is asked before it makes sense to, and
// of a recovery without an action to compare around.
func (c Check) early(s Scope) *trouble {
	if c.Expect.recovery {
		if _, _, t := c.moments(s); t != nil {
			return t
		}
	}
	said := c.values(s)["acted"]
	if c.Wait == 0 || said == "" {
		return nil
	}
	acted, err := instantOf(said)
	if err != nil {
		return unfit(s.Service, "${acted}: "+err.Error())
	}
	if from := acted.Add(c.Wait); s.At.Before(from) {
		return &trouble{
			reason: incident.TooFew, short: "too early",
			detail: fmt.Sprintf("Too early to tell: I wait %s after the action, until %s.", lengthWords(c.Wait), from.UTC().Format("15:04 MST")),
		}
	}
	return nil
}

// moments are when the action was done and when the incident began.
func (c Check) moments(s Scope) (acted, began time.Time, t *trouble) {
	values := c.values(s)
	if values["acted"] == "" {
		return acted, began, &trouble{
			reason: incident.NoAction, short: "which action?",
			detail: "Say which action: this compares before it with after it, so I need its time (acted).",
		}
	}
	acted, err := instantOf(values["acted"])
	if err != nil {
		return acted, began, unfit(s.Service, "${acted}: "+err.Error())
	}
	began, err = instantOf(values["began"])
	switch {
	case err != nil:
		return acted, began, unfit(s.Service, "${began}: "+err.Error())
	case s.Began.IsZero() && s.Vars["began"] == "":
		return acted, began, &trouble{
			reason: incident.NoAction, short: "since when?",
			detail: "Say when it began: what is usual is measured before that, so I need the time (began).",
		}
	case acted.After(s.At):
		return acted, began, &trouble{reason: incident.NoAction, short: "not done yet", detail: "The action is not done yet, so there is nothing to compare."}
	case !began.Before(acted):
		return acted, began, &trouble{
			reason: incident.NoAction, short: "acted before it began",
			detail: "The action was done before this began, so there was nothing to recover from.",
		}
	}
	return acted, began, nil
}

// instantOf reads a value of the time kind.
func instantOf(value string) (time.Time, error) {
	said, err := Time.literal(value)
	if err != nil {
		return time.Time{}, err
	}
	unix, err := strconv.ParseFloat(said, 64)
	if err != nil {
		return time.Time{}, err
	}
	return seconds(unix), nil
}

// unmeasured is why a window has no numbers, from an error of a Meter.
func unmeasured(m Metrics, err error) *trouble {
	if e, ok := errors.AsType[*incident.Error](err); ok {
		return &trouble{reason: incident.Partial, short: "partial data", detail: e.Message}
	}
	return troubleOf(m, incident.Measured{}, err)
}

// percent is a share of the way back for people, with as many digits as it
// takes that it is judged like the number.
func (c Check) percent(share float64) string {
	return honest(100*share, func(x float64) bool { return c.Holds(x / 100) }) + " %"
}

// wayShort is the clause for the board, and wayWords the whole answer.
func (c Check) wayShort(share float64) string {
	if share < 0 {
		return "further off than before"
	}
	return c.percent(share) + " of the way back"
}

func (c Check) wayWords(l look) string {
	return fmt.Sprintf("%s: %s → %s, %s before this began",
		c.wayShort(l.worst.value), number(l.way.before), withUnit(number(l.way.after), c.Unit), withUnit(number(l.way.good), c.Unit))
}

// lengthWords writes a length of time for people: 5 min, 90 s.
func lengthWords(d time.Duration) string {
	if d%time.Minute == 0 {
		return fmt.Sprintf("%d min", int(d.Minutes()))
	}
	return fmt.Sprintf("%d s", int(d.Seconds()))
}
