package runbooks

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/promlab"
)

// faulty is a source with one fault.
type faulty struct {
	Metrics
	err  error
	warn string
}

func (f faulty) Query(ctx context.Context, expr string, at time.Time) (incident.Measured, error) {
	if f.err != nil {
		return incident.Measured{}, f.err
	}
	got, err := f.Metrics.Query(ctx, expr, at)
	if f.warn != "" {
		got.Warnings = append(got.Warnings, f.warn)
	}
	return got, err
}

func (f faulty) QueryRange(ctx context.Context, expr string, from, to time.Time, step time.Duration) (incident.Measured, error) {
	if f.err != nil {
		return incident.Measured{}, f.err
	}
	got, err := f.Metrics.QueryRange(ctx, expr, from, to, step)
	if f.warn != "" {
		got.Warnings = append(got.Warnings, f.warn)
	}
	return got, err
}

func TestASourceThatFailsIsNeverGreen(t *testing.T) {
	t.Parallel()
	l := toggl().lab(t)
	lib, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	failing := func(f incident.SourceFault, clause string) error {
		return &incident.SourceError{Source: "main", Fault: f, Detail: clause, Err: errors.New("http://user:hunter2@host")}
	}
	tests := []struct {
		m      faulty
		reason incident.Reason
		detail string
	}{
		{faulty{err: failing(incident.SourceTimeout, "no reply in 5 s")}, incident.SourceFailed, "Prometheus main has not answered (no reply in 5 s)."},
		{faulty{err: failing(incident.SourceDown, "connection refused")}, incident.SourceFailed, "Prometheus main has not answered (connection refused)."},
		{faulty{err: failing(incident.SourceForeign, "it answered with a web page")}, incident.SourceFailed, "Prometheus main gave no usable answer: it answered with a web page."},
		{faulty{err: failing(incident.SourceDenied, "it refused our credentials")}, incident.SourceFailed, "Prometheus main gave no usable answer: it refused our credentials."},
		{faulty{err: failing(incident.SourceBusy, "it asks us to slow down")}, incident.SourceFailed, "Prometheus main gave no usable answer: it asks us to slow down."},
		{faulty{err: failing(incident.SourceQuery, "parse error at 3")}, incident.SourceFailed, "Prometheus main refuses the query: parse error at 3."},
		{faulty{err: failing(incident.SourceHuge, "its answer is larger than 8 MB")}, incident.SourceFailed, "Prometheus main gave no usable answer: its answer is larger than 8 MB."},
		{faulty{err: errors.New("token=hunter2")}, incident.SourceFailed, "Prometheus main gave no usable answer: the reason is in the log."},
		{faulty{err: context.DeadlineExceeded}, incident.SourceFailed, "Prometheus main gave no usable answer: the reason is in the log."},
		{faulty{warn: "store eu-1 did not answer"}, incident.Partial, "Prometheus main answered from a part of its data, so I do not count it: store eu-1 did not answer."},
	}
	for _, tt := range tests {
		t.Run(tt.detail, func(t *testing.T) {
			t.Parallel()
			tt.m.Metrics = l
			for _, c := range lib.Base() {
				// Before the break all would pass, after it some would fail.
				for _, at := range []time.Time{broke().Add(-time.Hour), broke().Add(5 * time.Minute)} {
					v, e := c.Ask(t.Context(), tt.m, Scope{Service: api(), At: at, LookBack: true})
					if v.Outcome != incident.Unknown || v.Reason != tt.reason || v.Detail != tt.detail {
						t.Errorf("%s: %s, %s, %q", c.Name, v.Outcome, v.Reason, v.Detail)
					}
					if strings.Contains(fmt.Sprintf("%+v %+v", v, e), "hunter2") {
						t.Errorf("%s: a secret came through", c.Name)
					}
					if e.Hash == "" || e.Outcome != incident.Unknown || e.Reason != tt.reason {
						t.Errorf("%s: evidence %+v", c.Name, e)
					}
				}
			}
		})
	}
}

// The same over the wire: the real client, and a Prometheus that misbehaves.
func TestAPrometheusThatMisbehavesIsNeverGreen(t *testing.T) {
	t.Parallel()
	lib, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		fault  promlab.FaultKind
		reason incident.Reason
		says   string
	}{
		{promlab.Hang, incident.SourceFailed, "Prometheus main has not answered (no reply in "},
		{promlab.ServerError, incident.SourceFailed, "Prometheus main has not answered ("},
		{promlab.LoginPage, incident.SourceFailed, "Prometheus main gave no usable answer: this URL is not a Prometheus API"},
		{promlab.Partial, incident.Partial, "Prometheus main answered from a part of its data, so I do not count it"},
	} {
		t.Run(tt.says, func(t *testing.T) {
			t.Parallel()
			l := toggl().lab(t)
			l.prom.SetFault(promlab.Fault{Kind: tt.fault})
			m := source(t, l.prom, 200*time.Millisecond)
			for _, c := range lib.Base() {
				v, e := c.Ask(t.Context(), m, Scope{Service: api(), At: broke().Add(-time.Hour), LookBack: true})
				if v.Outcome != incident.Unknown || v.Reason != tt.reason || !strings.HasPrefix(v.Detail, tt.says) {
					t.Errorf("%s: %s, %s, %q", c.Name, v.Outcome, v.Reason, v.Detail)
				}
				if len(e.Queries) != 1 {
					t.Errorf("%s: a source that does not answer was asked %d times", c.Name, len(e.Queries))
				}
			}
		})
	}
}

// one is a library of a single check in a single file.
func one(t *testing.T, body string) Check {
	t.Helper()
	l, err := Load(fstest.MapFS{"t.yaml": {Data: []byte("schema: runbook/1\nid: t\ntitle: T\nvars:\n  missing: {type: text}\nchecks:\n" + body)}})
	if err != nil {
		t.Fatal(err)
	}
	return l.Checks()[0]
}

func query(expect string, queries ...string) string {
	body := "  - id: c\n    ask: Is it?\n    why: Because.\n    good: yes\n    expect: \"" + expect + "\"\n    query:\n"
	for i, q := range queries {
		body += fmt.Sprintf("      v%d: '%s'\n", i, q)
	}
	return body
}

// The traps of the facts, one by one, in the engine. Each would be green, or
// red for no reason, to a naive reader.
func TestTraps(t *testing.T) {
	t.Parallel()
	const scrape = 15 * time.Second
	start, at := broke().Add(-2*time.Hour), broke()
	upTo := func(d time.Duration) string { return gauge(scrape, span{41, 2*time.Hour - d}) + " stale" }
	tests := []struct {
		name    string
		body    string
		lines   []string
		outcome incident.Outcome
		reason  incident.Reason
		says    string
	}{
		{"no such series", query("== 0", "sum(x < bool 1)"), nil, incident.Unknown, incident.NeverThere, "Not set up for API: there are no series x."},
		{
			"the series ended", query("< 100", "x"),
			[]string{"x " + upTo(10*time.Minute)},
			incident.Unknown, incident.Stopped, "It was measured until 14:49 (41), then the series ended.",
		},
		{
			"one of two selectors was never there", query("== 0", "sum(x < bool 0.1 * scalar(avg(y)))"),
			[]string{"x " + gauge(scrape, span{5, 3 * time.Hour})},
			incident.Unknown, incident.NeverThere, "there are no series y.",
		},
		{
			"one of two selectors ended", query("== 0", "sum(x < bool 0.1 * scalar(avg(y)))"),
			[]string{"x " + gauge(scrape, span{5, 3 * time.Hour}), "y " + upTo(30*time.Minute)},
			incident.Unknown, incident.Stopped, "It was measured until 14:29 (0), then the series ended.",
		},
		{
			"scalar of nothing is NaN", query("== 0", "sum(x < bool 0.1 * scalar(avg(rate(y[5m]))))"),
			[]string{"x " + gauge(scrape, span{5, 3 * time.Hour}), "y _x480 1"},
			incident.Unknown, incident.TooFew, "too few samples to judge",
		},
		{
			"data older than allowed", query("< 100", "x"),
			[]string{"x " + gauge(scrape, span{41, 2*time.Hour - 4*time.Minute}) + " _x40"},
			incident.Unknown, incident.Stale, "The newest sample is 4 min old (allowed: 2). It said 41, and I do not count it.",
		},
		{"not a number", query("< 1", "x / y"), []string{"x 0x480", "y 0x480"}, incident.Unknown, incident.NotANumber, "not a number"},
		{"infinite", query(">= 1", "x / y"), []string{"x 1x480", "y 0x480"}, incident.Unknown, incident.NotANumber, "not a number"},
		{
			"one of two is not a number", query(">= 1", "x"),
			[]string{`x{a="1"} 5x480`, `x{a="2"}` + strings.Repeat(" NaN", 481)},
			incident.Unknown, incident.NotANumber, "not a number",
		},
		{
			"a failing one outranks one that is not a number", query(">= 1", "x"),
			[]string{`x{a="1"} 0x480`, `x{a="2"}` + strings.Repeat(" NaN", 481)},
			incident.Fail, "", "0",
		},
		{"nothing qualifies, and the series is there", query("== 0", "x == 1"), []string{"x 0x480"}, incident.Pass, "", "0"},
		{"count of nothing is none", query("== 0", "count(x < 5)"), []string{"x 7x480"}, incident.Pass, "", "0"},
		{"an empty share is not a share of nothing", query("< 0.5", "x == 1"), []string{"x 0x480"}, incident.Unknown, incident.TooFew, "matches none of them"},
		{"two sides that do not match each other are not none", query("== 0", "x == on (a) y"), []string{`x{a="1"} 1x480`, `y{a="2"} 1x480`}, incident.Unknown, incident.TooFew, "matches none"},
		{"a window of one sample", query("== 0", "sum(rate(x[5m]))"), []string{"x _x480 5"}, incident.Unknown, incident.TooFew, "too few samples"},
		{"several series, the worst judged", query(">= 10", "x"), []string{`x{server="api-2"} 9x480`, `x{server="api-10"} 3x480`, `x{server="api-1"} 50x480`}, incident.Fail, "", "3"},
		{"as many series as expected", query("series <= 1", "x == 1"), []string{`x{a="1"} 1x480`, `x{a="2"} 0x480`}, incident.Pass, "", "1"},
		{"more series than expected", query("series <= 1", "x == 1"), []string{`x{a="1"} 1x480`, `x{a="2"} 1x480`}, incident.Fail, "", "2"},
		{"of two exporters the worse", query(">= 1", "x", "y"), []string{"x 5x480", "y 0x480"}, incident.Fail, "", "0; by v0: 5"},
		{"an exporter that is not here does not count", query(">= 1", "x", "y"), []string{"x 5x480"}, incident.Pass, "", "5"},
		{"an exporter that fell silent outranks one that passes", query(">= 1", "x", "y"), []string{"x 5x480", "y 5x440 stale"}, incident.Unknown, incident.Stopped, "It was measured by v1 too before this began, and no more. v0 says 5, and that is not the whole."},
		{"an exporter that was silent all day does not count", query(">= 1", "x", "y"), []string{"x 5x480", "y 5x10 stale"}, incident.Pass, "", "5"},
		{"unknown outranks a pass", query(">= 1", "x", "y"), []string{"x 5x480", "y" + strings.Repeat(" NaN", 481)}, incident.Unknown, incident.NotANumber, "not a number"},
		{"a variable without a value", query("== 0", `x{a="${missing}"}`), []string{"x 0x480"}, incident.Unknown, incident.Unfit, "Not set up for API: ${missing} has no value."},
		{"shown is not judged", query("show", "x"), []string{`x{server="a"} 4x480`, `x{server="b"} 5x480`}, incident.Shown, "", "a 4, b 5"},
		{"shown and empty is none", query("show", "x == 1"), []string{`x{server="a"} 4x480`}, incident.Shown, "", "none"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			for _, line := range tt.lines {
				l.line(t, start, scrape, line)
			}
			v, e := one(t, tt.body).Ask(t.Context(), l, Scope{Service: api(), At: at, LookBack: true})
			if v.Outcome != tt.outcome || v.Reason != tt.reason || !strings.Contains(v.Say, tt.says) {
				t.Errorf("%s %s %q\nwant %s %s %q", v.Outcome, v.Reason, v.Say, tt.outcome, tt.reason, tt.says)
			}
			if e.Hash == "" || len(e.Queries) == 0 && v.Reason != incident.Unfit {
				t.Errorf("evidence %+v", e)
			}
		})
	}
}

func TestAnOldSampleFromBeforeTheIncidentIsNotCounted(t *testing.T) {
	t.Parallel()
	w := toggl()
	l := newLab(t)
	l.line(t, broke().Add(-w.good), w.scrape, `haproxy_backend_active_servers{proxy="api"} `+gauge(w.scrape, span{20, w.good})+" _x80")
	v, _ := check(t, "backend-pool/healthy-share").Ask(t.Context(), l, Scope{Service: api(), At: broke().Add(4 * time.Minute), Began: broke().Add(time.Minute)})
	want := "The newest sample is 4 min old (allowed: 2). It said 20 of 20, from before this began, so I do not count it."
	if v.Outcome != incident.Unknown || v.Reason != incident.Stale || v.Detail != want {
		t.Errorf("%s %s %q", v.Outcome, v.Reason, v.Detail)
	}
	v, _ = check(t, "backend-pool/healthy-share").Ask(t.Context(), l, Scope{Service: api(), At: broke().Add(10 * time.Minute), Began: broke().Add(time.Minute)})
	if want := "It was measured until 14:59 (20 of 20), then the series ended."; v.Reason != incident.Stopped || v.Detail != want || v.Short != "stopped reporting at 14:59" {
		t.Errorf("%s %q %q", v.Reason, v.Detail, v.Short)
	}
}

func TestWithoutTrafficNobodyIsCalledIdle(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	for i := range 4 {
		at := fmt.Sprintf(`{proxy="api",server="api-%d"`, i)
		l.line(t, broke().Add(-time.Hour), 15*time.Second, `haproxy_server_status`+at+`,state="UP"} 1x300`)
		l.line(t, broke().Add(-time.Hour), 15*time.Second, `haproxy_server_weight`+at+`} 1x300`)
		l.line(t, broke().Add(-time.Hour), 15*time.Second, `haproxy_server_http_responses_total`+at+`,code="2xx"} 7x300`)
	}
	v, _ := check(t, "backend-pool/receiving").Ask(t.Context(), l, Scope{Service: api(), At: broke()})
	if v.Outcome != incident.Unknown || v.Reason != incident.TooFew || v.Detail != "There is too little traffic to tell." {
		t.Errorf("%s %s %q", v.Outcome, v.Reason, v.Detail)
	}
}

func TestAServiceThatIsNotKnownYetIsNotSetUp(t *testing.T) {
	t.Parallel()
	l := toggl().lab(t)
	lib, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range lib.Base() {
		v, _ := c.Ask(t.Context(), l, Scope{At: broke().Add(-time.Hour)})
		if v.Outcome != incident.Unknown || v.Reason != incident.Unfit || strings.Contains(v.Ask, "${") {
			t.Errorf("%s: %s %s %q", v.Ask, v.Outcome, v.Reason, v.Detail)
		}
	}
}

func TestAValueThatIsNoNumberMakesTheCheckUnfit(t *testing.T) {
	t.Parallel()
	s := Scope{Service: api(), At: broke().Add(-time.Hour), Vars: map[string]string{"members": "twenty"}}
	v, _ := check(t, "backend-pool/healthy-share").Ask(t.Context(), toggl().lab(t), s)
	if v.Outcome != incident.Unknown || v.Reason != incident.Unfit || !strings.Contains(v.Detail, `"twenty" is not a number`) {
		t.Errorf("%s %s %q", v.Outcome, v.Reason, v.Detail)
	}
}
