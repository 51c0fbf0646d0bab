package chart

import "math"

// scale is a value axis: its ends and the ticks between them.
type scale struct {
	lo, hi float64
	step   float64 // Between two ticks.
}

// wantedTicks is about how many ticks an axis has.
const wantedTicks = 5

// newScale makes an axis for values between lo and hi, which differ. There is
// a little room above and below what is drawn, but never below zero for what
// is never negative.
func newScale(lo, hi float64) scale {
	// Halves, because the distance of two huge numbers is infinite.
	half := hi/2 - lo/2
	if room := half * 0.12; math.Abs(hi) < 1e307 && math.Abs(lo) < 1e307 {
		if hi > 0 {
			hi += room
		}
		if lo < 0 || lo > 0 {
			lo -= room
		}
	}
	return scale{lo: lo, hi: hi, step: niceStep(hi/2-lo/2, wantedTicks)}
}

// at is where a value lies on the axis: 0 at its low end, 1 at its high end.
func (s scale) at(v float64) float64 {
	return (v/2 - s.lo/2) / (s.hi/2 - s.lo/2)
}

// ticks are the values that are labelled.
func (s scale) ticks() []float64 {
	var all []float64
	if s.step <= 0 || !finite(s.step) {
		return []float64{s.lo, s.hi}
	}
	first, last := math.Ceil(s.lo/s.step), math.Floor(s.hi/s.step)
	if last-first > 4*wantedTicks || !finite(first) || !finite(last) {
		// The steps are finer than the numbers can say.
		return []float64{s.lo, s.hi}
	}
	for n := first; n <= last; n++ {
		all = append(all, n*s.step)
	}
	return all
}

// niceStep is a distance of 1, 2 or 5 times a power of ten, that parts a span,
// of which half is given, into about n.
func niceStep(half float64, n int) float64 {
	raw := half / float64(n) * 2
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, times := range []float64{1, 2, 5, 10} {
		if power*times >= raw*0.75 {
			return power * times
		}
	}
	return raw
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
