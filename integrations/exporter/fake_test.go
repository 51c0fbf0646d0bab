package exporter

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// shown is a server that shows a page of testdata.
func recorded(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return shows(t, string(text))
}

// shows is the address of a page with a text.
func shows(t *testing.T, text string) string {
	t.Helper()
	return serves(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text) })
}

func serves(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4")
		h(w, r)
	}))
	t.Cleanup(srv.Close)
	return srv.URL + "/metrics"
}

// hung is the address of a page that never comes.
func hung(t *testing.T) string {
	t.Helper()
	return serves(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
}

// source reads pages whose instances are a, b and so on.
func source(t *testing.T, cfg Config, urls ...string) *Source {
	t.Helper()
	cfg.Name = "pages"
	for n, u := range urls {
		cfg.Pages = append(cfg.Pages, Page{URL: u, Labels: map[string]string{"instance": string(rune('a' + n)), "job": "lb"}})
	}
	if cfg.Now == nil {
		cfg.Now = func() time.Time { return noon }
	}
	s, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// values are an answer's values by a label.
func values(got incident.Measured, label string) map[string]float64 {
	all := map[string]float64{}
	for _, s := range got.Series {
		p, _ := s.Last()
		all[s.Labels[label]] = p.Value
	}
	return all
}

// wantFault checks a failure's kind and words.
func wantFault(t *testing.T, what string, err error, fault incident.SourceFault, says string) {
	t.Helper()
	e, ok := errors.AsType[*incident.SourceError](err)
	if !ok || e.Source != "pages" || e.Fault != fault || e.Detail != says {
		t.Errorf("%s: %#v, want %s %q", what, err, fault, says)
	}
}

// clock is a story time that moves by hand.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}
