//go:build unix

package live

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Blocks turns a text in the OpenMetrics format, with a time on each sample,
// into a folder of blocks that a Prometheus can begin with: a past that it did
// not have to live through.
func Blocks(t testing.TB, openMetrics []byte) string {
	t.Helper()
	tool := find(t, []string{"promtool"})
	dir := t.TempDir()
	text, data := filepath.Join(dir, "past.om"), filepath.Join(dir, "data")
	if err := os.WriteFile(text, openMetrics, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(context.Background(), tool, "tsdb", "create-blocks-from", "openmetrics", text, data).CombinedOutput(); err != nil {
		t.Fatalf("promtool: %v\n%s", err, out)
	}
	return data
}
