package runbooks

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// recorded is the pool of a real HAProxy through its incident.
func recorded(t *testing.T) *lab {
	t.Helper()
	text, err := os.ReadFile("testdata/haproxy.series")
	if err != nil {
		t.Fatal(err)
	}
	l := newLab(t)
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			l.line(t, time.Date(2026, 11, 21, 5, 10, 41, 0, time.UTC), 2*time.Second, line)
		}
	}
	return l
}

func pool() Service { return Service{Name: "pool", Label: "pool"} }

func TestTwelveAreUpAndTwoAreActive(t *testing.T) {
	t.Parallel()
	l := recorded(t)
	at := time.Date(2026, 11, 21, 5, 13, 9, 0, time.UTC)
	v, _ := check(t, "backend-pool/healthy-share").Ask(t.Context(), l, Scope{Service: pool(), At: at, LookBack: true})
	if v.Outcome != incident.Fail || v.Value != 0.25 || v.Short != "2 of 8" || v.Need != "at least 7" {
		t.Errorf("%s %v %q, need %q", v.Outcome, v.Value, v.Short, v.Need)
	}
	if !slices.Equal(v.Offenders, []string{"api3", "api4", "api5"}) || v.More != 3 || v.Why != "6 of them refuse connections." {
		t.Errorf("offenders %v and %d, %q", v.Offenders, v.More, v.Why)
	}
	// The two traps that the check does not fall into are there.
	for query, want := range map[string]float64{
		`sum(haproxy_server_status{proxy="pool",state="UP"}) / count(haproxy_server_status{proxy="pool",state="UP"})`: 0.5,
		`sum(rate(haproxy_backend_http_responses_total{code="5xx"}[30s]))`:                                            0,
	} {
		got, err := l.Query(t.Context(), query, at)
		if err != nil {
			t.Fatal(err)
		}
		if p, _ := single(got); p.Value != want {
			t.Errorf("%s is %v, want %v", query, p.Value, want)
		}
	}
}

func TestAddedServersOfNoWeightAreHealthyAndReceiveNothing(t *testing.T) {
	t.Parallel()
	lib, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 21, 5, 13, 9, 0, time.UTC)
	c, e, ok := lib.Capacity(t.Context(), recorded(t), Scope{Service: pool(), At: at}, Added{Action: 9, At: at.Add(-time.Minute), Text: "added api9, api10, api11 and api12"})
	if !ok {
		t.Fatal("it adds nothing?")
	}
	if c.Kind != "haproxy" || c.Action != 9 || stages(c) != "asked 4 running ? healthy 4 receiving 0" || !slices.Equal(c.Idle, []string{"api9", "api10", "api11", "api12"}) || c.Because != "their weight is 0" {
		t.Errorf("%s: %s, idle %v", c.Kind, stages(c), c.Idle)
	}
	if e.Hash == "" {
		t.Error("no evidence")
	}
	v, _ := check(t, "added-capacity/idle").Ask(t.Context(), recorded(t), Scope{Service: pool(), At: at, Vars: map[string]string{"added": "api9,api10,api11,api12"}})
	if v.Outcome != incident.Fail || v.Say != "4 of the added members are idle" {
		t.Errorf("%s %q %s", v.Outcome, v.Say, v.Detail)
	}
}

func TestServersOfNoWeightAreNotExpectedToReceive(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 21, 5, 13, 9, 0, time.UTC)
	v, _ := check(t, "backend-pool/receiving").Ask(t.Context(), recorded(t), Scope{Service: pool(), At: at})
	if v.Outcome != incident.Pass || v.Say != "2 of 2 in the pool get traffic" {
		t.Errorf("%s %q %s", v.Outcome, v.Say, v.Detail)
	}
}
