//go:build unix

package live_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// between is what may stand between the bot and a real Prometheus. It passes
// everything on until it is told to meddle.
type between struct {
	*httptest.Server
	meddle atomic.Pointer[meddling]
}

// meddling answers in the place of the real one, which it may ask itself.
type meddling func(w http.ResponseWriter, r *http.Request, real http.Handler)

func newBetween(t *testing.T, prometheus string) *between {
	t.Helper()
	to, err := url.Parse(prometheus)
	if err != nil {
		t.Fatal(err)
	}
	b := &between{}
	direct := httputil.NewSingleHostReverseProxy(to)
	b.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if m := b.meddle.Load(); m != nil {
			(*m)(w, r, direct)
			return
		}
		direct.ServeHTTP(w, r)
	}))
	t.Cleanup(b.Close)
	return b
}

// instead answers with something of its own.
func instead(status int, kind, body string) meddling {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// changed answers with what the real one said, changed.
func changed(change func(answer []byte) []byte) meddling {
	return func(w http.ResponseWriter, r *http.Request, real http.Handler) {
		r.Header.Del("Accept-Encoding")
		got := httptest.NewRecorder()
		real.ServeHTTP(got, r)
		w.Header().Set("Content-Type", got.Header().Get("Content-Type"))
		w.WriteHeader(got.Code)
		_, _ = w.Write(change(got.Body.Bytes()))
	}
}

// warned adds a warning to an answer, as Thanos and Mimir do.
func warned(answer []byte) []byte {
	var all map[string]any
	if err := json.Unmarshal(answer, &all); err != nil {
		return answer
	}
	all["warnings"] = []string{"1 of 2 stores did not answer"}
	text, err := json.Marshal(all)
	if err != nil {
		return answer
	}
	return text
}

// elsewhen answers rightly, and says that it was made at another time: its clock
// is wrong, or a cache has kept it.
func elsewhen(off time.Duration) meddling {
	return func(w http.ResponseWriter, r *http.Request, real http.Handler) {
		w.Header().Set("Date", time.Now().Add(off).UTC().Format(http.TimeFormat))
		changed(func(a []byte) []byte { return a })(w, r, real)
	}
}

// gigabyte sends a whole answer of that size, as fast as it is read.
func gigabyte(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
	const series = `{"metric":{"server":"api1"},"value":[1,"1"]}`
	chunk := strings.Repeat(series+",", 1000)
	w.Header().Set("Content-Type", "application/json")
	_, err := io.WriteString(w, `{"status":"success","data":{"resultType":"vector","result":[`)
	for sent := 0; sent < 1<<30 && err == nil; sent += len(chunk) {
		_, err = io.WriteString(w, chunk)
	}
	_, _ = io.WriteString(w, series+"]}}")
}

// aMinuteLater answers rightly, and too late.
func aMinuteLater(w http.ResponseWriter, r *http.Request, real http.Handler) {
	_, _ = io.Copy(io.Discard, r.Body) // Else nobody notices that the asker is gone.
	select {
	case <-time.After(time.Minute):
		real.ServeHTTP(w, r)
	case <-r.Context().Done():
	}
}
