package watch

import (
	"math"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/runbooks"
)

// lapse is the first stretch in which a number failed that had passed: from
// when it was last good to when it was good next, or to the end. It judges
// medians over the width of a window, as the rule does, so that one odd sample
// is no lapse; the samples begin one width before the time that is judged.
func (c compared) lapse(samples []incident.Sample, width time.Duration) (from, to time.Time) {
	first, failed := 0, -1
	for n, s := range samples {
		for !samples[first].At.After(s.At.Add(-width)) {
			first++
		}
		window := samples[first : n+1]
		if len(window) < minSamples {
			continue
		}
		switch fine := c.holds(runbooks.Median(window)); {
		case !fine && failed < 0:
			// A median turns when half of its window has.
			failed = n
			from = c.lastGood(samples[:n+1], s.At.Add(-width/2))
		case fine && failed >= 0:
			return from, c.firstGood(samples[failed:], s.At.Add(-width/2))
		}
	}
	if failed < 0 {
		return time.Time{}, time.Time{}
	}
	return from, samples[len(samples)-1].At
}

// lastGood is the last sample that passes up to a time; the first one where
// none does.
func (c compared) lastGood(samples []incident.Sample, at time.Time) time.Time {
	good := samples[0].At
	for _, s := range samples {
		if !s.At.After(at) && c.holds(s.Value) {
			good = s.At
		}
	}
	return good
}

// firstGood is the first sample that passes from a time on; the last one where
// none does.
func (c compared) firstGood(samples []incident.Sample, at time.Time) time.Time {
	for _, s := range samples {
		if !s.At.Before(at) && c.holds(s.Value) {
			return s.At
		}
	}
	return samples[len(samples)-1].At
}

// clearly reports whether a number passes by more than it wavers: a median of a
// few noisy samples may pass by luck while the level fails.
func (c compared) clearly(after []incident.Sample) bool {
	// The median of normal data wanders 1.2533 times as far as the mean.
	m, far := runbooks.Median(after), math.Sqrt(math.Pi/2)*runbooks.Noise(after)
	return c.holds(m) && c.holds(m-far) && c.holds(m+far)
}

// lasting is the judgement of a number that had passed at an earlier look.
func lasting(judged incident.EffectOutcome) incident.EffectOutcome {
	switch judged {
	case incident.NothingYet, incident.MostOfIt, incident.Worse:
		return incident.DidNotLast
	default:
		return judged
	}
}
