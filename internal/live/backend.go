//go:build unix

package live

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// Backend is an API server that answers "ok" and measures itself, as services
// do: http_request_duration_seconds on its own /metrics.
type Backend struct {
	Name    string // As in "api3".
	Address string // It keeps it through its deaths.

	t   testing.TB
	srv *http.Server
	end chan struct{} // Closed when the server has ended.

	mu    sync.Mutex
	count [len(bounds) + 1]int // Requests by how long they took.
	sum   float64              // Of all of them, in seconds.
}

// bounds are the upper ends of the histogram's buckets, in seconds.
var bounds = [...]float64{0.005, 0.05, 0.1, 0.3, 0.8, 2.5, 5}

// StartBackend starts an API server.
func StartBackend(t testing.TB, name string) *Backend {
	t.Helper()
	b := &Backend{Name: name, Address: "127.0.0.1:0", t: t}
	b.Revive()
	t.Cleanup(b.Kill)
	return b
}

// Kill ends the server: its connections break, new ones are refused.
func (b *Backend) Kill() {
	if b.srv == nil {
		return
	}
	_ = b.srv.Close()
	<-b.end
	b.srv = nil
}

// Revive starts the server again, at the address it had.
func (b *Backend) Revive() {
	b.t.Helper()
	if b.srv != nil {
		return
	}
	var l net.Listener
	Until(b.t, b.Name+" got its address back", func() (string, bool) {
		var err error
		l, err = new(net.ListenConfig).Listen(context.Background(), "tcp", b.Address)
		return fmt.Sprint(err), err == nil
	})
	b.Address = l.Addr().String()
	mux := http.NewServeMux()
	mux.HandleFunc("/", b.work)
	mux.HandleFunc("/metrics", b.metrics)
	b.srv, b.end = &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}, make(chan struct{})
	go func(srv *http.Server, end chan struct{}) {
		defer close(end)
		_ = srv.Serve(l) // It ends by Kill only.
	}(b.srv, b.end)
}

func (b *Backend) work(w http.ResponseWriter, r *http.Request) {
	began := time.Now()
	_, _ = io.WriteString(w, "ok")
	if r.URL.Path == "/health" {
		return
	}
	took := time.Since(began).Seconds()
	n := 0
	for n < len(bounds) && took > bounds[n] {
		n++
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.count[n]++
	b.sum += took
}

// metrics writes the page that Prometheus scrapes.
func (b *Backend) metrics(w http.ResponseWriter, _ *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	const name = "http_request_duration_seconds"
	var page strings.Builder
	fmt.Fprintf(&page, "# TYPE %s histogram\n", name)
	total := 0
	for n, count := range b.count {
		le := "+Inf"
		if total += count; n < len(bounds) {
			le = fmt.Sprint(bounds[n])
		}
		fmt.Fprintf(&page, "%s_bucket{le=%q} %d\n", name, le, total)
	}
	fmt.Fprintf(&page, "%s_sum %g\n%s_count %d\n", name, b.sum, name, total)
	w.Header().Set("Content-Type", "text/plain; version=0.0.4")
	_, _ = io.WriteString(w, page.String())
}
