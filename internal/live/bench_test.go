//go:build unix

package live_test

import (
	"slices"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/live"
	"github.com/sitrephq/sitrep/runbooks"
)

// six are the checks that are measured: one of each step of the path, and the
// two that lean on other exporters.
func six(t testing.TB) []runbooks.Check {
	t.Helper()
	var all []runbooks.Check
	for _, name := range []string{
		"backend-pool/running", "backend-pool/deployed-equals-live", "backend-pool/healthy-share", "backend-pool/receiving",
		"backend-pool/answers", "connection-limits/database",
	} {
		all = append(all, check(t, name))
	}
	return all
}

// percentiles reports the median and the 95th percentile in milliseconds.
func percentiles(b *testing.B, what string, took []time.Duration) {
	slices.Sort(took)
	at := func(q float64) float64 { return float64(took[int(q*float64(len(took)-1))].Microseconds()) / 1000 }
	b.ReportMetric(at(0.5), what+"-p50-ms")
	b.ReportMetric(at(0.95), what+"-p95-ms")
}

// BenchmarkSixChecks asks six checks side by side of a real Prometheus: when
// all is well, and when the pool is broken and its story is asked for too.
func BenchmarkSixChecks(b *testing.B) {
	l := live.StartLab(b)
	m, checks := source(b, "main", l.Prometheus.URL, time.Minute), six(b)
	run := func(b *testing.B, want incident.Outcome) {
		var took []time.Duration
		for b.Loop() {
			began := time.Now()
			got := askAll(b.Context(), m, checks, runbooks.Scope{Service: pool(), At: time.Now(), LookBack: true})
			took = append(took, time.Since(began))
			if v := got["backend-pool/healthy-share"]; v.Outcome != want {
				b.Fatalf("%s %s, want %s", v.Outcome, v.Say, want)
			}
		}
		percentiles(b, "all", took)
	}
	b.Run("well", func(b *testing.B) { run(b, incident.Pass) })
	for _, s := range l.Servers[2:] {
		s.Kill()
	}
	live.Until(b, "the pool is broken", func() (string, bool) {
		got := l.Prometheus.Ask("haproxy_backend_active_servers", time.Now())
		return "", len(got) == 1 && got[0].Value == 2
	})
	b.Run("broken", func(b *testing.B) { run(b, incident.Fail) })
}

// BenchmarkAHungSource asks the same six, one of them of a source that hangs,
// and measures how long the five others take.
func BenchmarkAHungSource(b *testing.B) {
	l := live.StartLab(b)
	hung := live.StartPrometheus(b, live.PrometheusConfig{Every: time.Minute})
	hung.Freeze()
	sources := runbooks.Sources{source(b, "main", l.Prometheus.URL, 0), source(b, "databases", hung.URL, 0)}
	checks := six(b)
	var others, itself []time.Duration
	for b.Loop() {
		for name, v := range askBeside(b.Context(), sources, checks, time.Now()) {
			if name == "connection-limits/database" {
				itself = append(itself, v.took)
				continue
			}
			others = append(others, v.took)
		}
	}
	percentiles(b, "others", others)
	percentiles(b, "hung", itself)
}
