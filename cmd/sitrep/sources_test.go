package main

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/configs"
	"github.com/sitrephq/sitrep/internal/promlab"
)

// One service is answered by a Prometheus, the other by a page: each check goes
// where its service, or the service for that runbook, says.
func TestEachCheckAsksTheSourceOfItsService(t *testing.T) {
	t.Parallel()
	page := httptest.NewServer(http.FileServer(http.Dir(filepath.Join("..", "..", "integrations", "exporter", "testdata"))))
	t.Cleanup(page.Close)
	now := time.Now()
	lab := promlab.New(promlab.Config{Now: func() time.Time { return now }})
	for n, series := range []string{`haproxy_backend_active_servers{proxy="api"}`, `haproxy_backend_active_servers{proxy="shop"}`} {
		if err := lab.Line(series, promlab.Level(now.Add(-time.Hour), float64(20-n*18))); err != nil {
			t.Fatal(err)
		}
	}
	metrics := httptest.NewServer(lab.Handler())
	t.Cleanup(metrics.Close)

	config := func(page string) string {
		path := filepath.Join(t.TempDir(), "sitrep.yaml")
		text := `
sources:
  - {name: main, url: "` + metrics.URL + `"}
  - {name: pages, exporters: [{url: "` + page + `", labels: {job: lb}}]}
services:
  - {name: api, members: 20}
  - {name: pool, members: 8, source: pages}
  - {name: shop, members: 20, source: pages, sources: {backend-pool: main}}
`
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	healthy, degraded := config(page.URL+"/haproxy_healthy.prom"), config(page.URL+"/haproxy_degraded.prom")
	tests := []struct {
		config, service, says string
		code                  int
	}{
		{healthy, "api", "20 of 20 take traffic", 0},
		{healthy, "pool", "8 of 8 take traffic", 0},
		{degraded, "pool", "2 of 8 take traffic", exitFail},
		{degraded, "shop", "2 of 20 take traffic", exitFail},
		{config("http://127.0.0.1:1/metrics"), "pool", "nothing answers at its address", exitUnknown},
		{config("http://127.0.0.1:1/metrics"), "api", "20 of 20 take traffic", 0},
	}
	for _, tt := range tests {
		var out bytes.Buffer
		err := runCheck(t.Context(), []string{"backend-pool/healthy-share"}, checkOptions{asking: asking{config: tt.config}, service: tt.service}, now, &out)
		code := exitError{}
		if err != nil && !errors.As(err, &code) || code.code != tt.code || !strings.Contains(out.String(), tt.says) {
			t.Errorf("%s: %v, %q; want %d and %q", tt.service, err, out.String(), tt.code, tt.says)
		}
	}
}

func TestASourceThatCannotBeBuiltIsNamed(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		source configs.Source
		says   string
	}{
		"a CA that is missing":      {configs.Source{Name: "eu", URL: "https://p", Auth: []byte("tls_config: {ca_file: /etc/none/ca.pem}")}, "the metrics source eu: the way to connect: unable to read CA cert: unable to read file /etc/none/ca.pem"},
		"the same for a page":       {configs.Source{Name: "eu", Exporters: []configs.Exporter{{URL: "https://p"}}, Auth: []byte("tls_config: {ca_file: /etc/none/ca.pem}")}, "the metrics source eu: the way to connect: unable to read CA cert: unable to read file /etc/none/ca.pem"},
		"a misspelt way to connect": {configs.Source{Name: "eu", URL: "https://p", Auth: []byte("\n\nbasic: {}")}, "line 3: field basic not found"},
	} {
		if _, err := newSources([]configs.Source{tt.source}, time.Now); err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v, want %q", name, err, tt.says)
		}
	}
	if _, err := newSources(nil, time.Now); err == nil || !strings.Contains(err.Error(), "set SITREP_PROMETHEUS_URL, or name one under sources") {
		t.Errorf("no source: %v", err)
	}
}
