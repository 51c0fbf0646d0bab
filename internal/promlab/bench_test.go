package promlab

import (
	"context"
	"fmt"
	"testing"
	"time"
)

// BenchmarkWeekOfOneSeries is what freezes a baseline: 40,320 points.
func BenchmarkWeekOfOneSeries(b *testing.B) {
	for _, share := range []float64{0, 0.03} {
		b.Run(fmt.Sprintf("wobble=%v", share), func(b *testing.B) {
			benchmark(b, 1, share, `max_over_time(x[7d])`)
		})
	}
}

// BenchmarkBaselineOfAPool is the same over 20 servers.
func BenchmarkBaselineOfAPool(b *testing.B) {
	benchmark(b, 20, 0, `max(sum_over_time(x[7d]))`)
}

// BenchmarkSixHoursOfRates is a range query as watch asks it back.
func BenchmarkSixHoursOfRates(b *testing.B) {
	now := time.Date(2018, 1, 16, 15, 4, 0, 0, time.UTC)
	l := benchLab(b, now, 500, 0.03)
	for b.Loop() {
		q, err := l.engine.NewRangeQuery(context.Background(), l, nil, `sum(rate(x[1m]))`, now.Add(-6*time.Hour), now, 90*time.Second)
		if err != nil {
			b.Fatal(err)
		}
		if res := q.Exec(context.Background()); res.Err != nil {
			b.Fatal(res.Err)
		}
		q.Close()
	}
}

func benchmark(b *testing.B, series int, share float64, expr string) {
	b.ReportAllocs()
	now := time.Date(2018, 1, 16, 15, 4, 0, 0, time.UTC)
	l := benchLab(b, now, series, share)
	for b.Loop() {
		q, err := l.engine.NewInstantQuery(context.Background(), l, nil, expr, now)
		if err != nil {
			b.Fatal(err)
		}
		if res := q.Exec(context.Background()); res.Err != nil {
			b.Fatal(res.Err)
		}
		q.Close()
	}
}

func benchLab(b *testing.B, now time.Time, series int, share float64) *Lab {
	l := New(Config{Now: func() time.Time { return now }})
	for i := range series {
		if err := l.Line(fmt.Sprintf(`x{i="%d"}`, i), Slope(now.AddDate(0, 0, -8), 20).Wobbling(share)); err != nil {
			b.Fatal(err)
		}
	}
	return l
}
