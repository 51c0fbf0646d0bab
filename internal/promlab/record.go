package promlab

import (
	"fmt"
	"time"

	"github.com/prometheus/prometheus/promql"
)

// Sample is one value of a recorded series.
type Sample struct {
	At    time.Time
	Value float64
}

// Record adds a series with its samples as they are, in the order of their
// times. It goes on after the last one only where a Change lets it.
func (l *Lab) Record(series string, samples []Sample) error {
	ls, err := l.parser.ParseMetric(series)
	if err != nil {
		return fmt.Errorf("series %q: %w", series, err)
	}
	next := newLine(ls, l.cfg.Interval)
	next.points = make([]promql.FPoint, 0, len(samples))
	for n, s := range samples {
		at := s.At.UnixMilli()
		if n > 0 && at <= next.points[n-1].T {
			return fmt.Errorf("series %s: sample %d is not after the one before it", series, n+1)
		}
		next.points = append(next.points, promql.FPoint{T: at, F: s.Value})
	}
	return l.add(next)
}
