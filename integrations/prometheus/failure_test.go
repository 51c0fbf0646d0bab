package prometheus

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/promlab"
	"github.com/sitrephq/sitrep/internal/reach"
)

// expect checks a failure's kind and its clause, and that no error of any
// source says a secret.
func expect(t *testing.T, what string, err error, fault incident.SourceFault, clause string) {
	t.Helper()
	var e *incident.SourceError
	if !errors.As(err, &e) {
		t.Errorf("%s: %v is not a SourceError", what, err)
		return
	}
	if e.Source != "main" || e.Fault != fault || e.Detail != clause {
		t.Errorf("%s: %s, %s (%q), want %s (%q)", what, e.Source, e.Fault, e.Detail, fault, clause)
	}
	if e.Err == nil {
		t.Errorf("%s: the log gets no cause", what)
	}
	if all := fmt.Sprintf("%v %+v %#v %v %#v", e, e, e, e.Err, e.Err); strings.Contains(all, "s3cret") || strings.Contains(all, "czNjcmV0") {
		t.Errorf("%s: a secret is told: %s", what, all)
	}
}

func TestEveryFailureOfARealSourceHasItsWords(t *testing.T) {
	t.Parallel()
	l, s := lab(t, Config{Timeout: 100 * time.Millisecond})
	line(t, l, `up{i="1"}`, promlab.Level(noon.Add(-time.Hour), 1))
	line(t, l, `up{i="2"}`, promlab.Level(noon.Add(-time.Hour), 1))
	ask := func(f promlab.Fault) error {
		l.SetFault(f)
		_, err := s.Query(t.Context(), `up`, noon)
		return err
	}
	expect(t, "hang", ask(promlab.Fault{Kind: promlab.Hang}), incident.SourceTimeout, "no reply in 100 ms")
	expect(t, "slow", ask(promlab.Fault{Kind: promlab.Slow, Delay: time.Hour}), incident.SourceTimeout, "no reply in 100 ms")

	s.timeout = time.Minute // What follows answers at once.
	expect(t, "500", ask(promlab.Fault{Kind: promlab.ServerError}), incident.SourceDown, "it failed with 500")
	expect(t, "login", ask(promlab.Fault{Kind: promlab.LoginPage}), incident.SourceForeign, "this URL is not a Prometheus API (it answered with a web page)")
	if err := ask(promlab.Fault{Kind: promlab.Slow, Delay: time.Millisecond}); err != nil {
		t.Errorf("a little slow: %v", err)
	}

	l.SetFault(promlab.Fault{})
	for _, tt := range []struct{ name, expr, clause string }{
		{"not PromQL", `up{`, `invalid parameter "query": 1:4: parse error: unexpected end of input inside braces`},
		{"a failing evaluation", `up + on() up`, `found duplicate series for the match group {} on the right hand-side of the operation: [{__name__="up", i="1"}, {__name__="up", i="2"}];many-to-many matching not allowed: matching labels must be unique on one side`},
		{"text", `"ok"`, `the query gives text, not numbers`},
	} {
		_, err := s.Query(t.Context(), tt.expr, noon)
		expect(t, tt.name, err, incident.SourceQuery, tt.clause)
	}
	_, err := s.QueryRange(t.Context(), `up`, noon.Add(-24*time.Hour), noon, time.Second)
	expect(t, "too many points", err, incident.SourceQuery, "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)")
}

func TestEveryStrangeAnswerHasItsWords(t *testing.T) {
	t.Parallel()
	answer := func(status int, kind, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(status)
			_, _ = io.WriteString(w, strings.ReplaceAll(body, "$auth", r.Header.Get("Authorization")))
		}
	}
	const js, html = "application/json", "text/html; charset=utf-8"
	const api = "this URL is not a Prometheus API "
	tests := []struct {
		name   string
		answer http.HandlerFunc
		fault  incident.SourceFault
		clause string
	}{
		{"401", answer(401, js, `{"message":"no: $auth"}`), incident.SourceDenied, "it refused our credentials"},
		{"403", answer(403, html, "<p>$auth</p>"), incident.SourceDenied, "it refused our credentials"},
		{"407", answer(407, html, "$auth"), incident.SourceDenied, "it refused our credentials"},
		{"429", answer(429, js, `{"status":"error","errorType":"too_many_requests","error":"$auth"}`), incident.SourceBusy, "it asks us to slow down"},
		{"a timeout of its own", answer(503, js, `{"status":"error","errorType":"timeout","error":"query timed out in expression evaluation"}`), incident.SourceTimeout, "it gave up: query timed out in expression evaluation"},
		{"broken off", answer(499, js, `{"status":"error","errorType":"canceled","error":"query was canceled"}`), incident.SourceTimeout, "it broke off: query was canceled"},
		{"a query refused by a proxy that repeats the request", answer(400, js, `{"status":"error","errorType":"bad_data","error":"bad request, Authorization: $auth"}`), incident.SourceQuery, "bad request, Authorization: Bearer <secret>"},
		{"a refusal of many lines", answer(422, js, `{"status":"error","errorType":"execution","error":"first\nsecond"}`), incident.SourceQuery, "first"},
		{"an endless refusal", answer(422, js, `{"status":"error","errorType":"execution","error":"`+strings.Repeat("x", 5000)+`"}`), incident.SourceQuery, strings.Repeat("x", 300) + "…"},
		{"an error with status 200", answer(200, js, `{"status":"error","errorType":"bad_data","error":"no"}`), incident.SourceQuery, "no"},
		{"502", answer(502, html, "<h1>Bad Gateway</h1>"), incident.SourceDown, "something in between says 502"},
		{"503 of a proxy", answer(503, "text/plain", "no server is available"), incident.SourceDown, "something in between says 503"},
		{"504", answer(504, html, "<h1>Gateway Timeout</h1>"), incident.SourceTimeout, "something in between says 504"},
		{"an internal error", answer(500, js, `{"status":"error","errorType":"internal","error":"$auth"}`), incident.SourceDown, "it failed with 500"},
		{"404", answer(404, "text/plain", "404 page not found"), incident.SourceForeign, api + "(it answered 404)"},
		{"a page of 404", answer(404, html, "<h1>Not here</h1>"), incident.SourceForeign, api + "(it answered with a web page)"},
		{"405", answer(405, "text/plain", ""), incident.SourceForeign, api + "(it answered 405)"},
		{"a page that is called JSON", answer(200, js, "<html>$auth</html>"), incident.SourceForeign, api + "(it answered with a web page)"},
		{"text", answer(200, "text/plain", "ok"), incident.SourceForeign, api + "(it answered with something else)"},
		{"nothing", answer(200, js, ""), incident.SourceForeign, api + "(it answered with something else)"},
		{"another API", answer(200, js, `{"ok":true}`), incident.SourceForeign, api + "(its answer holds no result)"},
		{"204", answer(204, js, ""), incident.SourceForeign, api + "(it answered with something else)"},
		{"native histograms", answer(200, js, `{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"histogram":[1,{"count":"4","sum":"2"}]}]}}`), incident.SourceQuery, errHistogram.Error()},
		{"native histograms over time", answer(200, js, `{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"histograms":[[1,{"count":"4","sum":"2"}]]}]}}`), incident.SourceQuery, errHistogram.Error()},
		{"cut off", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, `{"status":"success"`)
		}, incident.SourceDown, "the connection to it failed"},
		{"hung up", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, incident.SourceDown, "the connection to it failed"},
		{"a body that says it is huge", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Length", "1073741824") }, incident.SourceHuge, "its answer is larger than 8 MB"},
		{"sent to a login page", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/login", http.StatusFound) }, incident.SourceForeign, api + "(it redirects elsewhere)"},
		{"sent in circles", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.Path, http.StatusTemporaryRedirect)
		}, incident.SourceForeign, api + "(it redirects elsewhere)"},
	}
	for _, tt := range tests {
		srv := httptest.NewServer(tt.answer)
		t.Cleanup(srv.Close)
		s := source(t, Config{URL: srv.URL, AuthYAML: []byte(`authorization: {credentials: s3cret}`)})
		_, err := s.Query(t.Context(), `up`, noon)
		expect(t, tt.name, err, tt.fault, tt.clause)
	}
}

func TestNoAnswerAtAllHasItsWords(t *testing.T) {
	t.Parallel()
	ask := func(cfg Config) error {
		_, err := source(t, cfg).Query(t.Context(), `up`, noon)
		return err
	}
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = gone.Close()
	expect(t, "refused", ask(Config{URL: "http://ana:s3cret@" + gone.Addr().String()}), incident.SourceDown, "nothing answers at its address")
	expect(t, "a token as the user", ask(Config{URL: "http://s3cret@" + gone.Addr().String()}), incident.SourceDown, "nothing answers at its address")

	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	expect(t, "no TLS", ask(Config{URL: strings.Replace(plain.URL, "http", "https", 1)}), incident.SourceForeign, "this URL is not a Prometheus API (it does not speak TLS)")

	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = quiet()
	secure.StartTLS()
	t.Cleanup(secure.Close)
	expect(t, "an unknown certificate", ask(Config{URL: secure.URL}), incident.SourceForeign, "its certificate is not one that we trust")

	file := filepath.Join(t.TempDir(), "token")
	auth := []byte("authorization: {credentials_file: " + file + "}")
	expect(t, "no token file", ask(Config{URL: plain.URL, AuthYAML: auth}), incident.SourceDenied, "a file with our credentials cannot be read")
	if err := os.WriteFile(file, []byte("t0ken"), 0o600); err != nil {
		t.Fatal(err)
	}
	expect(t, "a token file", ask(Config{URL: plain.URL, AuthYAML: auth}), incident.SourceForeign, "this URL is not a Prometheus API (it answered 404)")

	nameless := roundTrip(func(*http.Request) (*http.Response, error) {
		return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "prometheus.invalid", IsNotFound: true}}
	})
	expect(t, "no such name", ask(Config{URL: "http://prometheus.invalid", Transport: nameless}), incident.SourceDown, "its host name is not known")
}

func TestCredentialsAreNeverCarriedToAnotherHost(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	t.Cleanup(other.Close)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL+r.URL.Path, http.StatusTemporaryRedirect)
	}))
	t.Cleanup(srv.Close)
	s := source(t, Config{URL: srv.URL, AuthYAML: []byte(`authorization: {credentials: s3cret}`)})
	_, err := s.Query(t.Context(), `up`, noon)
	expect(t, "another host", err, incident.SourceForeign, "this URL is not a Prometheus API (it redirects elsewhere)")
	if n := asked.Load(); n > 0 {
		t.Errorf("the other host was asked %d times", n)
	}
}

func TestARedirectWithinTheSourceIsFollowedUnlessForbidden(t *testing.T) {
	t.Parallel()
	l := promlab.New(promlab.Config{Now: func() time.Time { return noon }})
	line(t, l, `up`, promlab.Level(noon.Add(-time.Hour), 1))
	mux := http.NewServeMux()
	mux.Handle("/prom/", http.StripPrefix("/prom", l.Handler()))
	mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/prom"+r.URL.Path, http.StatusTemporaryRedirect)
	})
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	for _, at := range []string{srv.URL, srv.URL + "/prom", srv.URL + "/prom/"} {
		got, err := source(t, Config{URL: at}).Query(t.Context(), `up`, noon)
		if err != nil || len(got.Series) != 1 {
			t.Errorf("%s: %+v %v, want one series", at, got, err)
		}
	}
	_, err := source(t, Config{URL: srv.URL, AuthYAML: []byte(`follow_redirects: false`)}).Query(t.Context(), `up`, noon)
	expect(t, "forbidden", err, incident.SourceForeign, "this URL is not a Prometheus API (it redirects elsewhere)")
}

func TestAGigabyteIsCut(t *testing.T) {
	t.Parallel()
	var sent atomic.Int64
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		chunk := []byte(strings.Repeat(" ", 1<<20))
		for range 1 << 10 {
			n, err := w.Write(chunk)
			if sent.Add(int64(n)); err != nil {
				return
			}
		}
	}))
	t.Cleanup(srv.Close)
	began := time.Now()
	_, err := source(t, Config{URL: srv.URL, Timeout: time.Minute}).Query(t.Context(), `up`, noon)
	expect(t, "a gigabyte", err, incident.SourceHuge, "its answer is larger than 8 MB")
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("it took %s", took)
	}
	srv.Close() // Waits for the handler.
	if mb := sent.Load() >> 20; mb > 64 {
		t.Errorf("%d MB were sent", mb)
	}
}

func TestAnAnswerJustInsideTheLimitIsRead(t *testing.T) {
	t.Parallel()
	answer := []byte(`{"status":"success","data":{"resultType":"vector","result":[]}}`)
	answer = append(answer, strings.Repeat(" ", reach.MaxBody-len(answer))...)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusOK)
		for len(answer) > 0 {
			n, err := w.Write(answer[:min(len(answer), 64<<10)])
			if answer = answer[n:]; err != nil {
				return
			}
		}
	}))
	t.Cleanup(srv.Close)
	if _, err := source(t, Config{URL: srv.URL, Timeout: time.Minute}).Query(t.Context(), `up`, noon); err != nil {
		t.Error(err)
	}
}

func TestTheLimitHoldsForABodyThatNeverEnds(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, `{"status":`)
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	}))
	t.Cleanup(srv.Close)
	began := time.Now()
	_, err := source(t, Config{URL: srv.URL, Timeout: 50 * time.Millisecond}).Query(t.Context(), `up`, noon)
	expect(t, "half an answer", err, incident.SourceTimeout, "no reply in 50 ms")
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v is not a deadline", err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
}

func TestTheAskersOwnContextIsKept(t *testing.T) {
	t.Parallel()
	l, s := lab(t, Config{})
	l.SetFault(promlab.Fault{Kind: promlab.Hang})
	short, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err := s.Query(short, `up`, noon)
	expect(t, "a shorter deadline", err, incident.SourceTimeout, "no reply in time")

	stopped, stop := context.WithCancel(t.Context())
	stop()
	_, err = s.Query(stopped, `up`, noon)
	expect(t, "withdrawn", err, incident.SourceTimeout, "the question was withdrawn before it was answered")
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v is not a cancellation", err)
	}
}
