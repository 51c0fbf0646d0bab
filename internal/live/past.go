//go:build unix

package live

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// Past is a time that nobody had to live through: what Prometheus would have
// scraped in it.
type Past struct {
	From, To time.Time
	Every    time.Duration // The scrape interval.
	Series   []Series
}

// Series is one series of a past.
type Series struct {
	Name  string // With its labels, as in `up{job="api"}`.
	Value func(at time.Time) float64
}

// Always is a value that never changes.
func Always(v float64) func(time.Time) float64 { return func(time.Time) float64 { return v } }

// Write makes the past into a folder of blocks that a Prometheus can begin
// with, by Prometheus' own tool.
func (p Past) Write(t testing.TB) (folder string) {
	t.Helper()
	tool := find(t, []string{"promtool"})
	var text bytes.Buffer
	for _, s := range p.Series {
		for at := p.From; !at.After(p.To); at = at.Add(p.Every) {
			fmt.Fprintf(&text, "%s %g %.3f\n", s.Name, s.Value(at), float64(at.UnixMilli())/1000)
		}
	}
	text.WriteString("# EOF\n")
	dir := t.TempDir()
	file, data := filepath.Join(dir, "past.om"), filepath.Join(dir, "data")
	if err := os.WriteFile(file, text.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(context.Background(), tool, "tsdb", "create-blocks-from", "openmetrics", file, data).CombinedOutput(); err != nil {
		t.Fatalf("promtool: %v\n%s", err, out)
	}
	return data
}
