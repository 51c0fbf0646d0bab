package runbooks

import (
	"fmt"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// pool is what one balancer says of its servers from a time on, the same all
// along: how many are up, down and in maintenance.
func (l *lab) pool(t *testing.T, from time.Time, up, down, maintenance int) {
	t.Helper()
	const scrape = 5 * time.Minute
	n := int(broke().Add(2*time.Hour).Sub(from) / scrape)
	add := func(series string, value int) {
		l.line(t, from, scrape, fmt.Sprintf("%s %dx%d", series, value, n))
	}
	add(`haproxy_backend_active_servers{proxy="api",instance="lb"}`, up)
	for i := range up + down + maintenance {
		for state, is := range map[string]bool{"UP": i < up, "DOWN": i >= up && i < up+down, "MAINT": i >= up+down} {
			value := 0
			if is {
				value = 1
			}
			add(fmt.Sprintf(`haproxy_server_status{proxy="api",instance="lb",server="api-%d",state="%s"}`, i, state), value)
		}
		add(fmt.Sprintf(`haproxy_server_weight{proxy="api",instance="lb",server="api-%d"}`, i), 1)
	}
}

// Someone may point a new Prometheus at an outage: the best that it ever saw is
// then the outage itself.
func TestMetricsThatBeganInTheOutageAreNoBaseline(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name                  string
		old                   time.Duration
		up, down, maintenance int
		outcome               incident.Outcome
		short                 string
	}{
		{"most are listed as down", time.Hour, 2, 6, 0, incident.Fail, "2 of 8"},
		{"all are up", time.Hour, 8, 0, 0, incident.Pass, "8 of 8"},
		{"what is in maintenance is not missed", time.Hour, 8, 0, 12, incident.Pass, "8 of 8"},
		{"what was down all week is not missed", 8 * 24 * time.Hour, 8, 12, 0, incident.Pass, "8 of 8"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			l.pool(t, broke().Add(-tt.old), tt.up, tt.down, tt.maintenance)
			s := Scope{Service: api(), At: broke().Add(time.Hour), Began: broke()}
			c := check(t, "backend-pool/healthy-share")
			c.MaxAge = 5 * time.Minute
			if v, _ := c.Ask(t.Context(), l, s); v.Outcome != tt.outcome || v.Short != tt.short {
				t.Errorf("%s %q %s, want %s %q", v.Outcome, v.Short, v.Detail, tt.outcome, tt.short)
			}
		})
	}
}

func TestServersThatWereNeverSeenUpAreMissed(t *testing.T) {
	t.Parallel()
	for _, old := range []time.Duration{time.Hour, 8 * 24 * time.Hour} {
		l := newLab(t)
		n := int((old + 2*time.Hour) / (5 * time.Minute))
		for i := range 8 {
			up := 0
			if i < 2 {
				up = 1
			}
			l.line(t, broke().Add(-old), 5*time.Minute, fmt.Sprintf(`up{job="api",instance="api-%d"} %dx%d`, i, up, n))
		}
		c := check(t, "backend-pool/running")
		c.MaxAge = 5 * time.Minute
		v, _ := c.Ask(t.Context(), l, Scope{Service: api(), At: broke().Add(time.Hour), Began: broke()})
		// After a week nobody knows that they should run: that is for a declared
		// size to say.
		want := map[bool]string{true: "fail 2 of 8", false: "pass 2 of 2"}[old < 24*time.Hour]
		if got := string(v.Outcome) + " " + v.Short; got != want {
			t.Errorf("metrics of %s: %s %s, want %s", old, got, v.Detail, want)
		}
	}
}

// Whoever asks without a service is told that, not of a variable of an exporter
// that they never heard of.
func TestAQuestionWithoutAServiceSaysSo(t *testing.T) {
	t.Parallel()
	v, _ := check(t, "backend-pool/healthy-share").Ask(t.Context(), newLab(t), Scope{At: broke()})
	want := "Not set up for service: it is not known which service this is about: name it, or say what its metrics call it, as in backend=api."
	if v.Outcome != incident.Unknown || v.Detail != want {
		t.Errorf("%s %q\nwant unknown %q", v.Outcome, v.Detail, want)
	}
}
