package watch

import (
	"slices"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// windows are the three stretches of time that are compared.
type windows struct {
	good, before, after span
	since               time.Time // From when on it is asked whether it lasted; zero where it had not passed.
}

// span is a stretch of time, its beginning excluded.
type span struct{ from, to time.Time }

// of are the samples within.
func (s span) of(samples []incident.Sample) []incident.Sample {
	n := slices.IndexFunc(samples, func(p incident.Sample) bool { return p.At.After(s.from) })
	if n < 0 {
		return nil
	}
	return samples[n:]
}

// around are the windows of an action at that time which is looked at now. The
// good one ends where the good stretch ended, the last one does not reach back
// into the time in which the action had not settled.
func around(action, goodTo, now time.Time, width time.Duration) windows {
	w := windows{
		before: span{action.Add(-width), action},
		after:  span{now.Add(-width), now},
	}
	if settled := incident.Settled(action); w.after.from.Before(settled) {
		w.after.from = settled
	}
	if !goodTo.IsZero() {
		w.good = span{goodTo.Add(-width), goodTo}
	}
	return w
}
