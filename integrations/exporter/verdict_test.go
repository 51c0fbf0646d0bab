package exporter

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/runbooks"
)

// pool is the service of the recordings, whose eight servers are declared.
var pool = runbooks.Service{Name: "pool", Members: 8, Vars: map[string]string{"backend": "pool"}}

func ask(t *testing.T, m runbooks.Metrics, s runbooks.Service, name string) (incident.Verdict, incident.Evidence) {
	t.Helper()
	library, err := runbooks.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	c, ok := library.Check(name)
	if !ok {
		t.Fatalf("there is no check %s", name)
	}
	return c.Ask(t.Context(), m, runbooks.Scope{Service: s, At: noon, Began: noon.Add(-10 * time.Minute), LookBack: true})
}

// The pages were recorded from a HAProxy whose pool lost six of its eight
// servers; four more, of weight 0, are up throughout.
func TestAPoolWithDeclaredMembersIsRightFromItsPageAlone(t *testing.T) {
	t.Parallel()
	v, e := ask(t, source(t, Config{}, recorded(t, "haproxy_healthy.prom")), pool, "backend-pool/healthy-share")
	if v.Outcome != incident.Pass || v.Short != "8 of 8" || e.Source != "pages" || e.Link != "" {
		t.Errorf("healthy: %s %q %q, asked %s, link %q", v.Outcome, v.Short, v.Detail, e.Source, e.Link)
	}
	v, _ = ask(t, source(t, Config{}, recorded(t, "haproxy_degraded.prom")), pool, "backend-pool/healthy-share")
	if v.Outcome != incident.Fail || v.Short != "2 of 8" || !slices.Equal(v.Offenders, []string{"api3", "api4", "api5"}) || v.More != 3 || !strings.Contains(v.Why, "refuse connections") {
		t.Errorf("degraded: %s %q, out %v and %d more, %q", v.Outcome, v.Short, v.Offenders, v.More, v.Why)
	}
	if !v.SampledAt.Equal(noon) || !v.Since.Equal(noon) || !v.SinceAtLeast || v.Usual != "" {
		t.Errorf("degraded: sampled at %v, since %v (at least: %v), %q", v.SampledAt, v.Since, v.SinceAtLeast, v.Usual)
	}
	// Two balancers, one whole and one not: the worse one counts.
	v, _ = ask(t, source(t, Config{}, recorded(t, "haproxy_healthy.prom"), recorded(t, "haproxy_degraded.prom")), pool, "backend-pool/healthy-share")
	if v.Outcome != incident.Fail || v.Short != "2 of 8" {
		t.Errorf("one of two: %s %q", v.Outcome, v.Short)
	}
}

// Where the verdict rests on history, no check of the library has one. Gauges
// alone may well pass.
func TestWhatNeedsHistoryIsUnknownAndSaysWhatToDo(t *testing.T) {
	t.Parallel()
	library, err := runbooks.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	undeclared := pool
	undeclared.Members = 0
	m := source(t, Config{}, recorded(t, "haproxy_healthy.prom"))
	history := 0
	for _, c := range library.Checks() {
		v, e := ask(t, m, undeclared, c.Name)
		for _, q := range e.Queries {
			beside := slices.Contains([]string{"before", "since", "who", "because", "until"}, q.For)
			if v.Outcome != incident.Unknown && q.Error != "" && !beside {
				t.Errorf("%s is %s (%s), and %s says %s", c.Name, v.Outcome, v.Say, q.Query, q.Error)
			}
		}
		if strings.Contains(v.Detail, "no history") {
			history++
			if v.Outcome != incident.Unknown || v.Reason != incident.Unfit || v.Short != "needs history" || v.Detail != "An exporter's page has no history: declare members, or name a Prometheus for it." {
				t.Errorf("%s: %s %s %q %q", c.Name, v.Outcome, v.Reason, v.Short, v.Detail)
			}
		}
	}
	if history < 2 {
		t.Errorf("%d checks say that they need history, want at least those of the pool", history)
	}
}

func TestAVerdictFromAPartOfThePagesIsUnknown(t *testing.T) {
	t.Parallel()
	s := source(t, Config{Timeout: 100 * time.Millisecond}, recorded(t, "haproxy_healthy.prom"), hung(t))
	v, _ := ask(t, s, pool, "backend-pool/healthy-share")
	if v.Outcome != incident.Unknown || v.Reason != incident.Partial || !strings.Contains(v.Detail, "b: no reply in 100 ms (1 of 2 pages)") {
		t.Errorf("%s %s %q", v.Outcome, v.Reason, v.Detail)
	}
	v, _ = ask(t, source(t, Config{Timeout: 100 * time.Millisecond}, hung(t)), pool, "backend-pool/healthy-share")
	if v.Outcome != incident.Unknown || v.Reason != incident.SourceFailed {
		t.Errorf("no page: %s %s %q", v.Outcome, v.Reason, v.Detail)
	}
	v, _ = ask(t, source(t, Config{}, shows(t, "up 1\n")), pool, "backend-pool/healthy-share")
	if v.Outcome != incident.Unknown || v.Reason != incident.NeverThere {
		t.Errorf("another exporter: %s %s %q", v.Outcome, v.Reason, v.Detail)
	}
}
