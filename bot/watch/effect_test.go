package watch

import (
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// flat is a window of twenty samples around a value, with a little noise.
func flat(value, noise float64) []incident.Sample {
	at := time.Date(2018, 1, 16, 15, 0, 0, 0, time.UTC)
	var samples []incident.Sample
	for n := range 20 {
		wobble := noise * float64(n%5-2) / 2
		samples = append(samples, incident.Sample{At: at.Add(time.Duration(n) * 15 * time.Second), Value: value * (1 + wobble)})
	}
	return samples
}

func atLeast(limit float64) func(float64) bool { return func(v float64) bool { return v >= limit } }
func under(limit float64) func(float64) bool   { return func(v float64) bool { return v < limit } }

func TestTheCheckOwnExpectationComesFirst(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name                string
		good, before, after float64
		holds               func(float64) bool
		want                incident.EffectOutcome
	}{
		// The plain rule calls these three "nothing to recover": the loss is
		// under 30 % of the good value. They were outages.
		{"availability 99.9, 75, 99.9", 0.999, 0.75, 0.999, atLeast(0.98), incident.Moved},
		{"pool 20, 15, 20", 1, 0.75, 1, atLeast(0.8), incident.Moved},
		{"throughput 258, 194, 258", 258, 194, 258, atLeast(230), incident.Moved},
		// The plain rule calls this one recovered, while its limit fails.
		{"p95 0.3, 4.0, 1.0 with a limit of 0.8", 0.3, 4.0, 1.0, under(0.8), incident.MostOfIt},

		{"nothing moved", 0.3, 4.1, 4.2, under(0.8), incident.NothingYet},
		{"a little of it is nothing yet", 0.3, 4.0, 3.5, under(0.8), incident.NothingYet},
		{"it got worse", 0.3, 2.0, 4.0, under(0.8), incident.Worse},
		{"it broke what was fine", 0.3, 0.3, 4.0, under(0.8), incident.Worse},
		{"it was fine and is", 0.3, 0.3, 0.31, under(0.8), incident.NoMeasure},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := compared{good: flat(tt.good, 0.02), before: flat(tt.before, 0.02), after: flat(tt.after, 0.02), holds: tt.holds}
			if got := c.judge(); got != tt.want {
				t.Errorf("judged %s, want %s", got, tt.want)
			}
		})
	}
}

func TestTooFewSamplesAreNotAnAnswer(t *testing.T) {
	t.Parallel()
	whole := flat(1, 0)
	for name, c := range map[string]compared{
		"before":                             {good: whole, before: whole[:7], after: whole, holds: atLeast(0.8)},
		"after":                              {good: whole, before: whole, after: whole[:7], holds: atLeast(0.8)},
		"good, and it moved without passing": {good: whole[:3], before: flat(0.1, 0), after: flat(0.5, 0), holds: atLeast(0.8)},
	} {
		if got := c.judge(); got != incident.CantTell {
			t.Errorf("too few %s: judged %s", name, got)
		}
	}
}

func TestWithoutAGoodWindowNothingMovedIsStillSaid(t *testing.T) {
	t.Parallel()
	c := compared{before: flat(4.1, 0.02), after: flat(4.1, 0.02), holds: under(0.8)}
	if got := c.judge(); got != incident.NothingYet {
		t.Errorf("judged %s", got)
	}
}

// ramp is a window that goes from one value to another.
func ramp(from, to float64) []incident.Sample {
	samples := flat(0, 0)
	for n := range samples {
		samples[n].Value = from + (to-from)*float64(n)/float64(len(samples)-1)
	}
	return samples
}

func TestAnActionIsNotBlamedForWhatWasOnItsWay(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name                string
		good, before, after []incident.Sample
		want                incident.EffectOutcome
	}{
		{"it was getting worse and came to rest", flat(0.3, 0), ramp(1.7, 3.9), flat(4.1, 0), incident.NothingYet},
		{"it was getting worse and went on to", flat(0.3, 0), ramp(1, 2), flat(4.1, 0), incident.Worse},
		{"it broke just before", flat(20, 0), append(flat(20, 0)[:16], flat(2, 0)[:4]...), flat(2, 0), incident.NothingYet},
		{"it had come back before the action", flat(0.3, 0), ramp(4.1, 0.3), flat(0.3, 0), incident.NoMeasure},
	}
	for _, tt := range tests {
		c := compared{good: tt.good, before: tt.before, after: tt.after, holds: under(0.8)}
		if tt.good[0].Value == 20 {
			c.holds = atLeast(16)
		}
		if got := c.judge(); got != tt.want {
			t.Errorf("%s: judged %s, want %s", tt.name, got, tt.want)
		}
	}
}
