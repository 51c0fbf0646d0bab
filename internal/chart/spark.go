package chart

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// gap stands in a sparkline where nothing was measured.
const gap = '·'

// Spark is a line of at most width characters from ▁, the lowest value, to █,
// the highest. Where a character's stretch of time has no sample it is ·, and a
// value that never changes runs in the middle. Of several samples in one
// stretch the one that is furthest from the usual, the median, counts: a spike
// is never averaged away. It is empty where there is no sample with a number.
func Spark(samples []incident.Sample, width int) string {
	samples = drawable(samples)
	if len(samples) == 0 || width < 1 {
		return ""
	}
	from, last := samples[0].At, samples[len(samples)-1].At
	if step := stepOf([]incident.Series{{Samples: samples}}); step > 0 {
		// No more characters than there were times to measure at.
		width = min(width, int(last.Sub(from)/step)+1)
	} else {
		width = 1
	}
	lo, hi := samples[0].Value, samples[0].Value
	for _, s := range samples {
		lo, hi = min(lo, s.Value), max(hi, s.Value)
	}
	y, usual := scale{lo: lo, hi: hi}, usually(samples)
	far := func(at float64) float64 { return math.Abs(at - y.at(usual)) }
	height := make([]float64, width)
	known := make([]bool, width)
	for _, s := range samples {
		n := cell(s.At.Sub(from), last.Sub(from), width)
		at := 0.5
		if lo != hi {
			at = y.at(s.Value)
		}
		if !known[n] || far(at) >= far(height[n]) {
			height[n], known[n] = at, true
		}
	}
	bars := []rune("▁▂▃▄▅▆▇█")
	var b strings.Builder
	for n, at := range height {
		switch {
		case !known[n]:
			b.WriteRune(gap)
		case lo == hi:
			b.WriteRune(bars[3])
		default:
			b.WriteRune(bars[min(len(bars)-1, int(at*float64(len(bars))))])
		}
	}
	return b.String()
}

// cell is the character that a moment falls into.
func cell(since, whole time.Duration, width int) int {
	if whole <= 0 {
		return 0
	}
	return min(width-1, int(float64(since)/float64(whole)*float64(width)))
}

// usually is the median of the values.
func usually(samples []incident.Sample) float64 {
	values := make([]float64, 0, len(samples))
	for _, s := range samples {
		values = append(values, s.Value)
	}
	slices.Sort(values)
	return values[(len(values)-1)/2]
}
