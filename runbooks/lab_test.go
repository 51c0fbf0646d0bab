package runbooks

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/integrations/prometheus"
	"github.com/sitrephq/sitrep/internal/promlab"
)

// lab is a Prometheus of the test's own, asked by the real client.
type lab struct {
	Metrics
	prom *promlab.Lab
}

func newLab(t *testing.T) *lab {
	t.Helper()
	end := broke().AddDate(20, 0, 0)
	prom := promlab.New(promlab.Config{Now: func() time.Time { return end }})
	return &lab{Metrics: source(t, prom, 20*time.Second), prom: prom}
}

// source is the real client of a lab, with a limit for one question.
func source(t *testing.T, prom *promlab.Lab, limit time.Duration) Metrics {
	t.Helper()
	server := httptest.NewServer(prom.Handler())
	t.Cleanup(func() {
		prom.SetFault(promlab.Fault{})
		server.CloseClientConnections()
		server.Close()
	})
	s, err := prometheus.New(prometheus.Config{Name: "main", URL: server.URL, Timeout: limit})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// line adds a series and its values, one each step, in unit-test notation.
func (l *lab) line(t *testing.T, start time.Time, step time.Duration, text string) {
	t.Helper()
	series, values, _ := strings.Cut(text, " ")
	if err := l.prom.Load(start, step, series, values); err != nil {
		t.Fatal(err)
	}
}
