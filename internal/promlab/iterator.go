package promlab

import (
	"sort"

	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
)

// millis is a time in milliseconds since the epoch, as the engine counts it.
type millis = int64

// iterator computes a line's samples from mint to maxt, both included. Seeking costs the same however far it goes.
type iterator struct {
	line       *line
	interval   int64 // Milliseconds.
	mint, maxt millis

	point   int // The next point to look at.
	stretch int // The next stretch to look at.
	cur     promql.FPoint
	started bool
	done    bool
}

var _ chunkenc.Iterator = (*iterator)(nil)

func (it *iterator) reset(l *line, interval, mint, maxt int64) {
	*it = iterator{line: l, interval: interval, mint: mint, maxt: maxt}
}

// Next moves to the next sample.
func (it *iterator) Next() chunkenc.ValueType {
	if !it.started {
		return it.advance(it.mint)
	}
	return it.advance(it.cur.T + 1)
}

// Seek moves forward to the first sample at t or after it.
func (it *iterator) Seek(t millis) chunkenc.ValueType {
	if it.started && !it.done && it.cur.T >= t {
		return chunkenc.ValFloat
	}
	return it.advance(max(t, it.mint))
}

func (it *iterator) advance(t int64) chunkenc.ValueType {
	it.started = true
	if it.done {
		return chunkenc.ValNone
	}
	p, ok := it.find(t)
	if !ok || p.T > it.maxt {
		it.done = true
		return chunkenc.ValNone
	}
	it.cur = p
	return chunkenc.ValFloat
}

// find is the first sample at t or after it. Times never go back, so neither
// do the two positions.
func (it *iterator) find(t int64) (promql.FPoint, bool) {
	if left := it.line.points[it.point:]; len(left) > 0 {
		if left[0].T < t {
			it.point += sort.Search(len(left), func(i int) bool { return left[i].T >= t })
		}
		if it.point < len(it.line.points) {
			return it.line.points[it.point], true
		}
	}
	for ; it.stretch < len(it.line.stretches); it.stretch++ {
		s := it.line.stretches[it.stretch]
		first := it.onGrid(s.from)
		at := first
		if t > first {
			at = it.onGrid(t)
		}
		if i := it.stretch + 1; i < len(it.line.stretches) && at >= it.line.stretches[i].from {
			continue
		}
		if s.kind != gone {
			return promql.FPoint{T: at, F: s.at(at, it.line.noise)}, true
		}
		if at == first && !s.quiet {
			return stale(at), true
		}
	}
	return promql.FPoint{}, false
}

// onGrid is the first scrape at t or after it.
func (it *iterator) onGrid(t int64) int64 {
	rest := t % it.interval
	if rest > 0 {
		rest -= it.interval
	}
	return t - rest
}

func (it *iterator) At() (int64, float64) { return it.cur.T, it.cur.F }
func (it *iterator) AtT() int64           { return it.cur.T }

// AtST is zero: the start of a counter is not known here.
func (it *iterator) AtST() int64 { return 0 }
func (it *iterator) Err() error  { return nil }

// AtHistogram is never called, because no sample is a histogram.
func (it *iterator) AtHistogram(*histogram.Histogram) (int64, *histogram.Histogram) {
	return it.cur.T, nil
}

// AtFloatHistogram is never called, because no sample is a histogram.
func (it *iterator) AtFloatHistogram(*histogram.FloatHistogram) (int64, *histogram.FloatHistogram) {
	return it.cur.T, nil
}
