package promlab

import (
	"math"
	"slices"
	"sort"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/value"
	"github.com/prometheus/prometheus/promql"
)

// line is one series: points that were loaded, then stretches that are
// computed. A line is never changed; a change makes another.
type line struct {
	labels    labels.Labels
	noise     noise
	points    []promql.FPoint
	stretches []stretch
}

func newLine(ls labels.Labels, interval time.Duration) *line {
	return &line{labels: ls, noise: noise{seed: labels.StableHash(ls), period: interval.Milliseconds()}}
}

// with is the line that goes on with a segment, and forgets what else was to
// come from then on.
func (l *line) with(s Segment) *line {
	from := s.From.UnixMilli()
	next := *l
	next.points = l.points[:sort.Search(len(l.points), func(i int) bool { return l.points[i].T >= from })]
	next.stretches = l.stretches[:sort.Search(len(l.stretches), func(i int) bool { return l.stretches[i].from >= from })]
	st := stretch{Segment: s, from: from}
	if n := len(next.stretches); n > 0 {
		last := next.stretches[n-1]
		st.base, st.quiet = last.reached(from, l.noise), last.kind == gone
	} else {
		st.base, st.quiet = lastNumber(next.points), len(next.points) == 0
	}
	next.stretches = append(slices.Clip(next.stretches), st)
	return &next
}

// lastNumber is the value that a slope after these points goes on from.
func lastNumber(points []promql.FPoint) float64 {
	for _, p := range slices.Backward(points) {
		if !math.IsNaN(p.F) && !math.IsInf(p.F, 0) {
			return p.F
		}
	}
	return 0
}

func stale(t int64) promql.FPoint {
	return promql.FPoint{T: t, F: math.Float64frombits(value.StaleNaN)}
}
