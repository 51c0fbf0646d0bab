package chart_test

import (
	"math"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/chart"
)

func TestASparklineSaysHowItWent(t *testing.T) {
	t.Parallel()
	at := func(values ...float64) []incident.Sample {
		var all []incident.Sample
		for n, v := range values {
			all = append(all, incident.Sample{At: begin.Add(time.Duration(n) * time.Minute), Value: v})
		}
		return all
	}
	nan := math.NaN()
	for _, tt := range []struct {
		name    string
		samples []incident.Sample
		width   int
		want    string
	}{
		{"rises", at(0, 1, 2, 3, 4, 5, 6, 7), 8, "▁▂▃▄▅▆▇█"},
		{"below zero", at(-7, 0), 8, "▁█"},
		{"a constant runs in the middle", at(20, 20, 20), 8, "▄▄▄"},
		{"zeros run in the middle", at(0, 0), 8, "▄▄"},
		{"a gap is a dot", at(1, 1, nan, nan, 8, 8), 8, "▁▁··██"},
		{"one sample", at(5), 8, "▄"},
		{"no sample", nil, 8, ""},
		{"nothing but NaN", at(nan, math.Inf(1)), 8, ""},
		{"no room", at(1, 2), 0, ""},
		{"a spike is not averaged away", at(1, 1, 9, 1, 1, 1, 1, 1), 4, "▁█▁▁"},
		{"the largest numbers", at(-math.MaxFloat64, math.MaxFloat64), 4, "▁█"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := chart.Spark(tt.samples, tt.width); got != tt.want {
				t.Errorf("it is %s, want %s", got, tt.want)
			}
		})
	}
	long := series(nil, time.Hour, time.Second, func(at time.Duration) float64 { return wobble(at, 1) })
	if n := utf8.RuneCountInString(chart.Spark(long.Samples, 24)); n != 24 {
		t.Errorf("an hour takes %d characters, want 24", n)
	}
}
