package sandbox_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/internal/sandbox"
)

// watcher is a page that is open as somebody.
type watcher struct {
	t      *testing.T
	events *bufio.Scanner
}

// stream opens the page's stream as a person, for the time of the test.
func stream(t *testing.T, w *sandbox.Workspace, user string) *watcher {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, w.URL()+"/page/stream?as="+user, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := newClient(t, w).http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(); _ = resp.Body.Close() })
	return &watcher{t: t, events: bufio.NewScanner(resp.Body)}
}

// next takes the next update, which must be of the type and say so much.
func (s *watcher) next(kind, path, want string) {
	s.t.Helper()
	for s.events.Scan() {
		data, ok := strings.CutPrefix(s.events.Text(), "data: ")
		if !ok {
			continue
		}
		var v any
		if err := json.Unmarshal([]byte(data), &v); err != nil {
			s.t.Fatal(err)
		}
		if at(v, "type") != kind || at(v, path) != want {
			s.t.Fatalf("the page is told %s, want a %s with %s %q", data, kind, path, want)
		}
		return
	}
	s.t.Fatalf("the stream ended before a %s: %v", kind, s.events.Err())
}
