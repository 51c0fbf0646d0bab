package runbooks

import (
	"math"
	"slices"

	"github.com/sitrephq/sitrep/bot/incident"
)

// Median is the middle value; the mean of the middle two where they are even,
// NaN where there is none.
func Median(samples []incident.Sample) float64 { return median(numbersOf(samples)) }

// Noise is how far a median may wander by chance: three standard errors, from
// the median absolute deviation, which a single spike does not move. 1.4826
// makes it a standard deviation for normal data. No sample has no noise.
func Noise(samples []incident.Sample) float64 {
	if len(samples) == 0 {
		return 0
	}
	values := numbersOf(samples)
	m := median(values)
	for n, v := range values {
		values[n] = math.Abs(v - m)
	}
	return 3 * 1.4826 * median(values) / math.Sqrt(float64(len(samples)))
}

func numbersOf(samples []incident.Sample) []float64 {
	values := make([]float64, 0, len(samples))
	for _, s := range samples {
		values = append(values, s.Value)
	}
	return values
}

func median(x []float64) float64 {
	if len(x) == 0 {
		return math.NaN()
	}
	x = slices.Sorted(slices.Values(x))
	mid := len(x) / 2
	if len(x)%2 == 1 {
		return x[mid]
	}
	return (x[mid-1] + x[mid]) / 2
}
