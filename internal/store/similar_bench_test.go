package store

import (
	"fmt"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// BenchmarkSimilar reads what similar incidents are looked for among: the newest
// fifty, and the newest fifty of a service that one in forty is about, out of
// 10,000 incidents of a hundred lines.
func BenchmarkSimilar(b *testing.B) {
	const many = 10_000
	s := openBench(b)
	for n := range many {
		length := 2
		if n >= many-50 || n%40 == 0 {
			length = 100 // Of the others nothing is read.
		}
		key := fmt.Sprint("incident ", n)
		if _, err := s.Create(b.Context(), key, func(i incident.Incident) (incident.Change, error) {
			c, err := benchWrite(length, 0)(i)
			c.Events[0].Kind, c.Events[0].Data = incident.Declared, incident.Data{UID: key, Title: "slow", Service: fmt.Sprint("s", n%40)}
			return c, err
		}); err != nil {
			b.Fatal(err)
		}
	}
	for name, f := range map[string]incident.Filter{"newest": {Limit: 50}, "of-a-service": {Service: "s0", Limit: 50}} {
		b.Run(name, func(b *testing.B) {
			begun, n := time.Now(), 0
			for b.Loop() {
				list, err := s.Incidents(b.Context(), f)
				if err != nil || len(list) != 50 {
					b.Fatal(len(list), err)
				}
				n++
			}
			b.ReportMetric(time.Since(begun).Seconds()*1000/float64(n), "ms/list")
		})
	}
}
