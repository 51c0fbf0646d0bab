//go:build unix

package live_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/integrations/prometheus"
	"github.com/sitrephq/sitrep/internal/live"
	"github.com/sitrephq/sitrep/runbooks"
)

// answering are the judged checks that the lab answers with pass or fail, and
// goes on answering so. It is written down so that a check that falls silent is
// noticed. Not among them is check-slow: HAProxy 2.6 measures it now and then.
func answering() []string {
	return []string{
		"added-capacity/idle", "added-capacity/joined",
		"backend-pool/answers", "backend-pool/deployed-equals-live", "backend-pool/even-load", "backend-pool/healthy-share",
		"backend-pool/left-together", "backend-pool/receiving", "backend-pool/running",
		"connection-limits/accept-queue", "connection-limits/conntrack", "connection-limits/database", "connection-limits/files",
		"connection-limits/oldest-transaction", "connection-limits/proxy",
		"health-check-harm/check-timeouts", "health-check-harm/hosts-disagree",
	}
}

// faulty is the lab and all that is asked of it.
type faulty struct {
	lab    *live.Lab
	checks []runbooks.Check
	before map[string]said // What they said when all was well.
}

// TestEveryWayOfNotKnowingIsUnknownWithItsReasonInTime breaks what stands
// between the bot and Prometheus, then exporters, then Prometheus itself.
func TestEveryWayOfNotKnowingIsUnknownWithItsReasonInTime(t *testing.T) {
	t.Parallel()
	f := &faulty{lab: live.StartLab(t)}
	f.lab.Add(4)
	f.lab.Prometheus.Settled()
	for _, c := range judged(t) {
		if slices.Contains(answering(), c.Name) {
			f.checks = append(f.checks, c)
		}
	}
	direct := source(t, "main", f.lab.Prometheus.URL, 0)
	live.Until(t, "every check is answered", func() (string, bool) {
		f.before = f.ask(t, direct)
		silent := ""
		for _, name := range answering() {
			if o := f.before[name].Outcome; o != incident.Pass && o != incident.Fail {
				silent += fmt.Sprintf("%s: %s. ", name, f.before[name].Say)
			}
		}
		return silent, silent == ""
	})
	t.Run("between", f.between)
	t.Run("exporter", f.exporters)
	t.Run("Prometheus", f.prometheus)
}

func (f *faulty) ask(t *testing.T, m runbooks.Metrics) map[string]said {
	return askAll(t.Context(), m, f.checks, runbooks.Scope{Service: pool(), Vars: added(), At: time.Now()})
}

// slack is what a busy machine may add to a limit.
const slack = 5 * time.Second

// dark asks every check and wants it unknown, for the reason, in these words
// and within the limit.
func (f *faulty) dark(t *testing.T, m runbooks.Metrics, reason incident.Reason, says string, limit time.Duration) {
	t.Helper()
	for name, v := range f.ask(t, m) {
		tally.Add(name, string(v.Outcome), v.Outcome == incident.Pass)
		if v.Outcome != incident.Unknown || v.Reason != reason || !strings.Contains(v.Say, says) {
			t.Errorf("%s: %s %s %q, want unknown %s with %q", name, v.Outcome, v.Reason, v.Say, reason, says)
		}
		if v.took > limit+slack {
			t.Errorf("%s took %s, %s are allowed", name, v.took, limit)
		}
	}
}

// back wants the outcomes that there were before.
func (f *faulty) back(t *testing.T, m runbooks.Metrics) {
	t.Helper()
	for name, v := range f.ask(t, m) {
		tally.Add(name, string(v.Outcome), v.Outcome == incident.Pass && f.before[name].Outcome != incident.Pass)
		if v.Outcome != f.before[name].Outcome {
			t.Errorf("afterwards %s: %s %q, want %s", name, v.Outcome, v.Say, f.before[name].Outcome)
		}
	}
}

func (f *faulty) between(t *testing.T) {
	const js, html = "application/json", "text/html; charset=utf-8"
	const login = `<!doctype html><title>Sign in</title><form action="/sso"><input name="user"></form>`
	const short = time.Second
	tests := []struct {
		name    string
		meddle  meddling
		timeout time.Duration // Of one question.
		reason  incident.Reason
		says    string
	}{
		{"a login page with 200", instead(200, html, login), short, incident.SourceFailed, "not a Prometheus API (it answered with a web page)"},
		{"a login page that is called JSON", instead(200, js, login), short, incident.SourceFailed, "not a Prometheus API (it answered with a web page)"},
		{"a redirect to a login page", func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
			http.Redirect(w, r, "/login", http.StatusFound)
		}, short, incident.SourceFailed, "not a Prometheus API (it redirects elsewhere)"},
		{"a gigabyte", gigabyte, time.Minute, incident.SourceFailed, "its answer is larger than 8 MB"},
		{"after a minute", aMinuteLater, prometheus.DefaultTimeout, incident.SourceFailed, "Prometheus main has not answered (no reply in 5 s)"},
		{"a truncated answer", changed(func(a []byte) []byte { return a[:len(a)/2] }), short, incident.SourceFailed, "not a Prometheus API (it answered with something else)"},
		{"a cut connection", func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
			w.Header().Set("Content-Length", "1000")
			_, _ = io.WriteString(w, `{"status":"success","data":{"resultType":"vector","result":[`)
		}, short, incident.SourceFailed, "has not answered (the connection to it failed)"},
		{"another API", instead(200, js, `{"message":"Welcome to Grafana"}`), short, incident.SourceFailed, "not a Prometheus API (its answer holds no result)"},
		{"plain text", instead(200, "text/plain", "ok"), short, incident.SourceFailed, "not a Prometheus API (it answered with something else)"},
		{"an empty answer", instead(200, js, ""), short, incident.SourceFailed, "not a Prometheus API (it answered with something else)"},
		{"503 of a proxy", instead(503, html, "<h1>503 Service Unavailable</h1>No server is available to handle this request."), short, incident.SourceFailed, "has not answered (something in between says 503)"},
		{"429", instead(429, js, `{"status":"error","errorType":"too_many_requests","error":"slow down"}`), short, incident.SourceFailed, "it asks us to slow down"},
		{"401", instead(401, "text/plain", "Unauthorized"), short, incident.SourceFailed, "it refused our credentials"},
		{"a clock that is ahead", elsewhen(10 * time.Minute), short, incident.SourceFailed, "gave no usable answer: its clock is 10 min ahead of ours"},
		{"an answer of a cache", elsewhen(-10 * time.Minute), short, incident.SourceFailed, "gave no usable answer: its answer is from 10 min ago by our clock"},
		{"partial data", changed(warned), short, incident.Partial, "answered from a part of its data, so I do not count it: 1 of 2 stores did not answer"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := newBetween(t, f.lab.Prometheus.URL)
			m := source(t, "main", b.URL, tt.timeout)
			b.meddle.Store(&tt.meddle)
			f := *f
			if tt.name == "a gigabyte" {
				f.checks = []runbooks.Check{check(t, "backend-pool/healthy-share")} // Reading it costs each the same.
			}
			f.dark(t, m, tt.reason, tt.says, 12*time.Second)
			b.meddle.Store(nil)
			f.back(t, source(t, "main", b.URL, time.Minute)) // Others use the machine too.
		})
	}
}

// page is an exporter's page of the test's own.
func page(t *testing.T, text func() string) live.Target {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text()) }))
	t.Cleanup(srv.Close)
	return live.Target{Address: strings.TrimPrefix(srv.URL, "http://")}
}

func (f *faulty) exporters(t *testing.T) {
	m := source(t, "main", f.lab.Prometheus.URL, time.Minute)
	aged := func(name string, age time.Duration) func() string {
		return func() string {
			return fmt.Sprintf("haproxy_backend_active_servers{proxy=%q} 8 %d\n", name, time.Now().Add(-age).UnixMilli())
		}
	}
	f.lab.Prometheus.Scrape("strange",
		page(t, func() string { return "haproxy_backend_active_servers{proxy=\"nan\"} NaN\n" }),
		page(t, func() string { return "haproxy_backend_active_servers{proxy=\"infinite\"} +Inf\n" }),
		page(t, aged("old", 3*time.Minute)),
		page(t, aged("ahead", -3*time.Minute)),
		page(t, func() string { return "<html>Sign in</html>" }),
	)
	f.lab.Balancer.Freeze()
	f.lab.Exporter.Stop()
	f.lab.Prometheus.Settled()
	share, database := check(t, "backend-pool/healthy-share"), check(t, "connection-limits/database")
	tests := []struct {
		name   string
		check  runbooks.Check
		pool   string
		reason incident.Reason
		says   string
	}{
		{"frozen", share, "pool", incident.Stopped, "(8 of 8), then the series ended"},
		{"stopped", database, "pool", incident.Stopped, "(2 of 27), then the series ended"},
		{"never there", share, "billing", incident.NeverThere, `there are no series haproxy_backend_active_servers{proxy="billing"}`},
		{"not a number", share, "nan", incident.NotANumber, "not a number"},
		{"infinite", share, "infinite", incident.NotANumber, "not a number"},
		{"old", share, "old", incident.Stale, "The newest sample is 3 min old (allowed: 2)"},
		{"from the future", share, "ahead", incident.NeverThere, "there are no series"},
	}
	for _, tt := range tests {
		s := pool()
		s.Name, s.Members = tt.pool, 8
		v, _ := tt.check.Ask(t.Context(), m, runbooks.Scope{Service: s, At: time.Now()})
		tally.Add(v.Check, string(v.Outcome), v.Outcome == incident.Pass)
		if v.Outcome != incident.Unknown || v.Reason != tt.reason || !strings.Contains(v.Say, tt.says) {
			t.Errorf("%s: %s %s %q, want unknown %s with %q", tt.name, v.Outcome, v.Reason, v.Say, tt.reason, tt.says)
		}
	}
	f.lab.Balancer.Thaw()
	f.lab.Prometheus.Scrape("strange")
	f.lab.Prometheus.Scrape("db")
	f.lab.Prometheus.Settled()
	v, _ := share.Ask(t.Context(), m, runbooks.Scope{Service: pool(), At: time.Now()})
	if tally.Add(v.Check, string(v.Outcome), false); v.Outcome != incident.Pass {
		t.Errorf("thawed: %s %s", v.Outcome, v.Say)
	}
}

func (f *faulty) prometheus(t *testing.T) {
	m := source(t, "main", f.lab.Prometheus.URL, time.Second)
	f.hung(t)
	f.lab.Prometheus.Freeze()
	f.dark(t, m, incident.SourceFailed, "Prometheus main has not answered (no reply in 1 s)", 5*time.Second)
	f.lab.Prometheus.Thaw()
	share := check(t, "backend-pool/healthy-share")
	live.Until(t, "it answers again", func() (string, bool) {
		v, _ := share.Ask(t.Context(), m, runbooks.Scope{Service: pool(), At: time.Now()})
		tally.Add(v.Check, string(v.Outcome), false)
		return v.Say, v.Outcome == incident.Pass
	})
	f.lab.Prometheus.Kill()
	f.dark(t, m, incident.SourceFailed, "Prometheus main has not answered (nothing answers at its address)", 5*time.Second)
}

// hung freezes one source of two: what the other is asked comes as before.
func (f *faulty) hung(t *testing.T) {
	t.Helper()
	databases := live.StartPrometheus(t, live.PrometheusConfig{Every: time.Minute})
	databases.Freeze()
	sources := runbooks.Sources{source(t, "main", f.lab.Prometheus.URL, time.Minute), source(t, "databases", databases.URL, prometheus.DefaultTimeout)}
	slowest, quickest := time.Duration(0), time.Hour
	for name, v := range askBeside(t.Context(), sources, f.checks, time.Now()) {
		tally.Add(name, string(v.Outcome), v.Outcome == incident.Pass && v.Source == "databases")
		if v.Source == "databases" {
			quickest = min(quickest, v.took)
			if v.Reason != incident.SourceFailed || v.Say != "Prometheus databases has not answered (no reply in 5 s)." {
				t.Errorf("%s: %s %q", name, v.Outcome, v.Say)
			}
			continue
		}
		if slowest = max(slowest, v.took); v.Reason == incident.SourceFailed {
			t.Errorf("%s: %q", name, v.Say)
		}
	}
	if slowest >= quickest {
		t.Errorf("the slowest of the source that answers took %s, the quickest of the one that hangs %s", slowest, quickest)
	}
}
