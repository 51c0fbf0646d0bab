//go:build unix

package live

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"testing"
	"time"
)

// get reads a page over a connection of its own, so that none is left behind.
func get(ctx context.Context, url string) (status int, body []byte, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, nil, err
	}
	req.Close = true
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = res.Body.Close() }()
	body, err = io.ReadAll(res.Body)
	return res.StatusCode, body, err
}

// Until asks until it is so, and fails the test with what was seen last.
func Until(t testing.TB, what string, so func() (saw string, ok bool)) {
	t.Helper()
	for began := time.Now(); ; time.Sleep(lookEvery) {
		saw, ok := so()
		if ok {
			return
		}
		if time.Since(began) > readyLimit {
			t.Fatalf("after %s it is not so that %s; seen last: %s", readyLimit, what, saw)
		}
	}
}

// contains reports whether a page has a line.
func contains(page []byte, line string) bool {
	return bytes.Contains(page, []byte(line+"\n"))
}
