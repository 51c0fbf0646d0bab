package chart_test

import (
	"testing"
	"time"

	"github.com/sitrephq/sitrep/internal/chart"
)

// BenchmarkPNG draws the picture that every renderer was measured with: eight
// lines of 361 points, a gap, a limit and three marks.
func BenchmarkPNG(b *testing.B) {
	p := chart.Picture{Title: "Requests per second by server", Unit: "req/s", From: begin, To: begin.Add(time.Hour), Limit: new(240.0)}
	for n := range 8 {
		p.Series = append(p.Series, series(instance("api-"+string(rune('1'+n))), time.Hour, 10*time.Second, func(at time.Duration) float64 {
			return 100 + 20*float64(n) + 12*wobble(at, float64(n))
		}))
	}
	p.Series[0].Samples = append(p.Series[0].Samples[:100:100], p.Series[0].Samples[130:]...)
	for n, text := range []string{"deploy v42", "declared", "added 4 database replicas"} {
		p.Marks = append(p.Marks, chart.Mark{At: begin.Add(time.Duration(n*15) * time.Minute), Text: text})
	}
	b.ReportAllocs()
	for b.Loop() {
		png, err := chart.PNG(p)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(png)), "png-bytes")
	}
}

// BenchmarkSpark draws one line of it as characters.
func BenchmarkSpark(b *testing.B) {
	s := series(nil, time.Hour, 10*time.Second, func(at time.Duration) float64 { return wobble(at, 1) })
	b.ReportAllocs()
	for b.Loop() {
		if chart.Spark(s.Samples, 24) == "" {
			b.Fatal("nothing was drawn")
		}
	}
}
