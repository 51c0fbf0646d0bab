package runbooks

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/promlab"
)

// against tries a runbook on disk against a lab.
func against(t *testing.T, body string, m Metrics, trial Trial) map[string]Seen {
	t.Helper()
	path := filepath.Join(t.TempDir(), "t.yaml")
	if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Collect(path)
	if err != nil {
		t.Fatal(err)
	}
	all, err := c.Against(t.Context(), m, trial)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]Seen{}
	for _, s := range all {
		seen[s.Check] = s
	}
	return seen
}

const tried = `schema: runbook/1
id: t
title: T
vars:
  backend: {type: text, default: "${service}_be"}
  hosts: {type: list, default: "a, b"}
  other: {type: text}
checks:
  - {id: here, ask: A, why: B, good: yes, expect: ">= 5", query: {haproxy: 'haproxy_backend_active_servers{proxy="payments-be"}'}}
  - {id: value, ask: A, why: B, good: yes, expect: ">= 5", query: {haproxy: 'haproxy_backend_active_servers{proxy="${backend}"}'}}
  - {id: name, ask: A, why: B, good: yes, expect: ">= 5", query: {haproxy: 'haproxy_backend_actve_servers{proxy="${backend}"}'}}
  - {id: family, ask: A, why: B, good: yes, expect: ">= 5", query: {pgbouncer: 'pgbouncer_pools_waiting'}}
  - {id: label, ask: A, why: B, good: yes, expect: ">= 5", query: {haproxy: 'haproxy_backend_active_servers{service="payments"}'}}
  - {id: pattern, ask: A, why: B, good: yes, expect: ">= 5", query: {haproxy: 'sum(haproxy_backend_active_servers{proxy=~"${hosts}"})'}}
  - {id: both, ask: A, why: B, good: yes, expect: ">= 5", query: {haproxy: 'haproxy_backend_active_servers{proxy="payments-be",zone="b"}'}}
  - {id: unsaid, ask: A, why: B, good: yes, expect: ">= 5", query: {haproxy: 'haproxy_backend_active_servers{proxy="${other}"}'}}
  - {id: window, ask: A, why: B, good: no, expect: "< 5", query: {haproxy: 'sum(rate(haproxy_backend_http_responses_total[30s]))'}}
  - {id: scaled, ask: A, why: B, good: no, expect: "< 50", query: {haproxy: 'sum(rate(haproxy_backend_http_responses_total[${window}]))'}}
  - {id: shown, ask: A, why: B, expect: show, query: {haproxy: 'haproxy_backend_active_servers'}}
  - {id: human, ask: A, why: B}
`

func TestAgainstASourceNamesWhatIsNearest(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	// Ten hours of eight servers, of which three are half the pool.
	l.line(t, broke().Add(-10*time.Hour), 15*time.Second, `haproxy_backend_active_servers{proxy="payments-be",zone="a"} 8x1679 3x719 8x10`)
	l.line(t, broke().Add(-10*time.Hour), 15*time.Second, `haproxy_backend_active_servers{proxy="web",zone="b"} 8x2410`)
	l.line(t, broke().Add(-10*time.Hour), 15*time.Second, `haproxy_backend_http_responses_total{proxy="web"} 0+15x2410`)
	seen := against(t, tried, l, Trial{Scope: Scope{Service: Service{Name: "payments"}, At: broke()}, Replayed: 10 * time.Hour})
	for id, want := range map[string]string{
		"value":   `no haproxy_backend_active_servers has proxy="payments_be"; nearest is "payments-be"`,
		"name":    `there is no metric haproxy_backend_actve_servers; nearest is haproxy_backend_active_servers`,
		"family":  `there is no metric pgbouncer_pools_waiting, and none that begins with pgbouncer_`,
		"label":   `haproxy_backend_active_servers has no label service`,
		"pattern": `no haproxy_backend_active_servers has proxy=~"a|b"; there is "payments-be", "web"`,
		"both":    `no haproxy_backend_active_servers has all of {proxy="payments-be",zone="b"}`,
		"unsaid":  `${other} has no value`,
	} {
		s := seen["t/"+id]
		if len(s.Asked) != 0 || len(s.Absent) != 1 || s.Absent[0].Say != want {
			t.Errorf("%s: asked %v, absent %+v, want %s", id, s.Asked, s.Absent, want)
		}
		if f := s.Findings(); len(f) != 1 || f[0].Severity != Warning || !strings.HasSuffix(f[0].Say, want) || f[0].Line == 0 {
			t.Errorf("%s: %+v", id, f)
		}
	}
	here := seen["t/here"]
	if len(here.Asked) != 1 || here.Interval != 15*time.Second || here.Answers != 10*time.Minute || here.Replay == nil {
		t.Fatalf("%+v", here)
	}
	f := here.Findings()
	if len(f) != 1 || !strings.HasPrefix(f[0].Say, "it would have failed 30 % of the time since 16 Jan 05:00 UTC, longest from 16 Jan 12:00 to 16 Jan 14:59 UTC") {
		t.Errorf("%+v, red %v", f, here.Replay.Red())
	}
	if w := seen["t/window"].Findings(); len(w) == 0 || w[0].Severity != Error || w[0].Say != "rate over 30s holds 2 samples at a scrape every 15s, and needs four: write [${window}]" {
		t.Errorf("%+v", w)
	}
	if s := seen["t/scaled"]; len(s.Findings()) != 0 || s.Replay == nil || s.Replay.Failed != 0 {
		t.Errorf("%+v", s)
	}
	if s := seen["t/shown"]; s.Replay != nil || len(s.Asked) != 1 {
		t.Errorf("what is only shown was replayed: %+v", s)
	}
	if _, ok := seen["t/human"]; ok {
		t.Error("a question for people was tried")
	}
}

func TestAgainstASlowScrapeTheAnswersComeLater(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.line(t, broke().Add(-2*time.Hour), time.Minute, `haproxy_backend_active_servers{proxy="payments-be"} 8x200`)
	l.line(t, broke().Add(-2*time.Hour), time.Minute, `haproxy_backend_http_responses_total 0+60x200`)
	seen := against(t, tried, l, Trial{Scope: Scope{At: broke()}})
	if s := seen["t/here"]; s.Interval != time.Minute || s.Answers != 15*time.Minute || s.Replay != nil {
		t.Errorf("%+v", s)
	}
	if s := seen["t/scaled"]; len(s.Findings()) != 0 {
		t.Errorf("%+v", s.Findings())
	}
}

func TestASourceThatDoesNotAnswerIsNamed(t *testing.T) {
	t.Parallel()
	c, err := Collect("")
	if err != nil {
		t.Fatal(err)
	}
	prom := promlab.New(promlab.Config{Now: broke})
	prom.SetFault(promlab.Fault{Kind: promlab.Hang})
	_, err = c.Against(t.Context(), source(t, prom, 200*time.Millisecond), Trial{Scope: Scope{At: broke()}})
	if err == nil || err.Error() != "Prometheus main has not answered (no reply in 200 ms)" {
		t.Errorf("%v", err)
	}
}

func TestACheckWhoseAnswerFailsHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.line(t, broke().Add(-2*time.Hour), 15*time.Second, `haproxy_backend_active_servers{proxy="payments-be"} 8x480`)
	l.line(t, broke().Add(-2*time.Hour), 15*time.Second, `haproxy_backend_http_responses_total 0+15x480`)
	m := failing{Metrics: l, on: "responses_total"}
	seen := against(t, tried, m, Trial{Scope: Scope{At: broke()}, Replayed: time.Hour})
	if s := seen["t/scaled"]; s.Why != "Prometheus main has not answered (gone)." || len(s.Findings()) != 1 {
		t.Errorf("%+v", s)
	}
	if s := seen["t/here"]; s.Why != "" || s.Replay == nil || s.Replay.Failed != 0 {
		t.Errorf("%+v", s)
	}
}

func TestNearestKnowsASlipFromAnotherWord(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		word, want string
		there      []string
	}{
		{"billing_be", "billing-be", []string{"api", "billing-be", "billing_bee"}},
		{"api", "", []string{"web", "db", "payments"}},
		{"paymnts", "payments", []string{"web", "payments"}},
		{"api", "prod-api", []string{"web", "prod-api"}},
		{"x", "", []string{"", "yes"}},
		{"api", "", nil},
	} {
		if got := nearest(tt.word, tt.there); got != tt.want {
			t.Errorf("nearest to %q of %q is %q, want %q", tt.word, tt.there, got, tt.want)
		}
	}
}

// failing fails the queries that name something.
type failing struct {
	Metrics
	on string
}

func (f failing) Query(ctx context.Context, expr string, at time.Time) (incident.Measured, error) {
	if strings.Contains(expr, f.on) {
		return incident.Measured{}, &incident.SourceError{Source: "main", Fault: incident.SourceDown, Detail: "gone"}
	}
	return f.Metrics.Query(ctx, expr, at)
}
