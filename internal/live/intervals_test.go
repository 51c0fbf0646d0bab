//go:build unix

package live_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/live"
	"github.com/sitrephq/sitrep/runbooks"
)

// outage is a past in which six of eight servers left the pool for 70 minutes.
// They went on running, so nothing but the balancer shows it at once.
type outage struct {
	live.Past
	began, ended time.Time // It lasts from the first to just before the second.
}

// anOutage is one whose last sample is so old.
func anOutage(now time.Time, every, old time.Duration) outage {
	to := now.Add(-old).UTC().Truncate(2 * time.Minute)
	o := outage{ended: to.Add(-40 * time.Minute)}
	o.began = o.ended.Add(-70 * time.Minute)
	o.Past = live.Past{From: o.began.Add(-2 * time.Hour), To: to, Every: every}

	out := func(at time.Time) bool { return !at.Before(o.began) && at.Before(o.ended) }
	state := func(good, bad float64) func(time.Time) float64 {
		return func(at time.Time) float64 {
			if out(at) {
				return bad
			}
			return good
		}
	}
	// A counter at a time is what was counted until then.
	counter := func(good, bad float64) func(time.Time) float64 {
		return func(at time.Time) float64 {
			spent := func(until time.Time) float64 {
				return max(0, min(at.Sub(o.From).Seconds(), until.Sub(o.From).Seconds()))
			}
			before, within := spent(o.began), spent(o.ended)-spent(o.began)
			return good*(before+at.Sub(o.From).Seconds()-before-within) + bad*within
		}
	}
	add := func(name string, value func(time.Time) float64) {
		o.Series = append(o.Series, live.Series{Name: name, Value: value})
	}
	const balancer = `{job="haproxy",instance="balancer:8404",proxy="pool"`
	add("haproxy_backend_active_servers"+balancer+"}", state(8, 2))
	for n := range 8 {
		bad, rate := 0.0, 0.0
		if n < 2 {
			bad, rate = 1, 40
		}
		server := fmt.Sprintf(`%s,server="api%d"`, balancer, n+1)
		add("haproxy_server_status"+server+`,state="UP"}`, state(1, bad))
		add("haproxy_server_status"+server+`,state="DOWN"}`, state(0, 1-bad))
		add("haproxy_server_check_status"+server+`,state="L4CON"}`, state(0, 1-bad))
		add("haproxy_server_weight"+server+"}", live.Always(1))
		add("haproxy_server_http_responses_total"+server+`,code="2xx"}`, counter(10, rate))
		add(fmt.Sprintf(`up{job="api",instance="api%d:8080"}`, n+1), live.Always(1))
	}
	// Fast: all within 0.3 s. Slow: half of them between 2.5 and 5 s.
	for _, b := range []struct {
		le         string
		fast, slow float64
	}{{"0.3", 80, 4}, {"0.8", 80, 8}, {"2.5", 80, 40}, {"5", 80, 80}, {"+Inf", 80, 80}} {
		add(`http_request_duration_seconds_bucket{job="api",instance="api1:8080",le="`+b.le+`"}`, counter(b.fast, b.slow))
	}
	return o
}

// TestAnOutageOf70MinutesIsRedToItsLastMinute asks a real Prometheus about a
// past in every minute, and about all of it at once.
func TestAnOutageOf70MinutesIsRedToItsLastMinute(t *testing.T) {
	t.Parallel()
	tests := []struct {
		every  time.Duration
		window string          // Of the rates in the queries.
		old    time.Duration   // How old the newest sample is now.
		now    incident.Reason // Why nothing can be told now.
	}{
		{15 * time.Second, "[5m]", 150 * time.Second, incident.Stale},
		{time.Minute, "[5m]", 8 * time.Minute, incident.Stopped},
		{2 * time.Minute, "[534s]", 8 * time.Minute, incident.Stopped},
	}
	for _, tt := range tests {
		t.Run(tt.every.String(), func(t *testing.T) {
			t.Parallel()
			o := anOutage(time.Now(), tt.every, tt.old)
			prom := live.StartPrometheus(t, live.PrometheusConfig{Every: time.Minute, Data: o.Write(t)})
			m := source(t, "main", prom.URL, time.Minute)
			o.everyMinute(t, m)
			o.replayed(t, m)
			o.scaled(t, m, tt.every, tt.window)

			v, _ := check(t, "backend-pool/healthy-share").Ask(t.Context(), m, runbooks.Scope{Service: pool(), At: time.Now(), Began: o.declared()})
			tally.Add(v.Check, string(v.Outcome), v.Outcome == incident.Pass)
			if v.Outcome != incident.Unknown || v.Reason != tt.now {
				t.Errorf("now: %s %s %q, want unknown %s", v.Outcome, v.Reason, v.Say, tt.now)
			}
		})
	}
}

// declared is when people notice: nine minutes late.
func (o outage) declared() time.Time { return o.began.Add(9 * time.Minute) }

// scope is who asks and when. Before it is declared nobody knows of it.
func (o outage) scope(at time.Time) runbooks.Scope {
	s := runbooks.Scope{Service: pool(), At: at}
	if at.After(o.declared()) {
		s.Began = o.declared()
	}
	return s
}

func (o outage) everyMinute(t *testing.T, m runbooks.Metrics) {
	t.Helper()
	share := check(t, "backend-pool/healthy-share")
	for at := o.began.Add(-15 * time.Minute); !at.After(o.To); at = at.Add(time.Minute) {
		want, short := incident.Pass, "8 of 8"
		if !at.Before(o.began) && at.Before(o.ended) {
			want, short = incident.Fail, "2 of 8"
		}
		s := o.scope(at)
		s.LookBack = at.Minute()%10 == 0
		v, _ := share.Ask(t.Context(), m, s)
		tally.Add(v.Check, string(v.Outcome), v.Outcome == incident.Pass && want != incident.Pass)
		if v.Outcome != want || v.Short != short {
			t.Errorf("minute %.0f: %s %q %s, want %s %q", at.Sub(o.began).Minutes(), v.Outcome, v.Short, v.Detail, want, short)
		}
		if want != incident.Fail {
			continue
		}
		if s.LookBack && (!v.Since.Equal(o.began) || v.SinceAtLeast) || strings.Join(v.Offenders, " ") != "api3 api4 api5" || v.More != 3 || v.Why != "6 of them refuse connections." {
			t.Errorf("minute %.0f: since %s, out %v and %d, %q; want since %s", at.Sub(o.began).Minutes(), v.Since, v.Offenders, v.More, v.Why, o.began)
		}
	}

	// Others look at a window, and so show its beginning and its end later.
	const window = 10 * time.Minute
	for _, tt := range []struct {
		check    string
		good     string
		bad      string
		windowed bool
	}{
		{"backend-pool/running", "8 of 8 run", "8 of 8 run", false},
		{"backend-pool/deployed-equals-live", "8 in the pool, 8 run", "2 in the pool, 8 run", false},
		{"health-check-harm/hosts-disagree", "0 more run than the balancer calls up", "6 more run than the balancer calls up", false},
		{"backend-pool/receiving", "8 of 8 in the pool get traffic", "2 of 2 in the pool get traffic", true},
		{"backend-pool/answers", "95 of 100 requests take 0.28 s or less", "95 of 100 requests take up to 4.8 s", true},
	} {
		c := check(t, tt.check)
		for at := o.began.Add(-15 * time.Minute); !at.After(o.To); at = at.Add(4 * time.Minute) {
			within := !at.Before(o.began) && at.Before(o.ended)
			if tt.windowed && (within && at.Sub(o.began) < window || !at.Before(o.ended) && at.Sub(o.ended) < window) {
				continue
			}
			want, say := incident.Pass, tt.good
			if within {
				say = tt.bad
			}
			if within && !strings.HasPrefix(tt.check, "backend-pool/r") {
				want = incident.Fail
			}
			v, _ := c.Ask(t.Context(), m, o.scope(at))
			tally.Add(v.Check, string(v.Outcome), v.Outcome == incident.Pass && want != incident.Pass)
			if v.Outcome != want || v.Say != say {
				t.Errorf("%s, minute %.0f: %s %q, want %s %q", tt.check, at.Sub(o.began).Minutes(), v.Outcome, v.Say, want, say)
			}
		}
	}
}

// replayed wants the outage as one stretch, all of it red and no more.
func (o outage) replayed(t *testing.T, m runbooks.Metrics) {
	t.Helper()
	from, to := o.began.Add(-30*time.Minute), o.ended.Add(30*time.Minute)
	for _, name := range []string{"backend-pool/healthy-share", "backend-pool/deployed-equals-live", "health-check-harm/hosts-disagree"} {
		r, _, err := check(t, name).Replay(t.Context(), m, o.scope(o.To), from, to, time.Minute)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if r.Passed != 61 || r.Failed != 70 || r.Unknown != 0 || len(r.Failures) != 1 {
			t.Errorf("%s: %d passed, %d failed, %d unknown in %d stretches; want 61, 70, 0 in 1", name, r.Passed, r.Failed, r.Unknown, len(r.Failures))
			continue
		}
		if f := r.Failures[0]; !f.From.Equal(o.began) || !f.To.Equal(o.ended.Add(-time.Minute)) {
			t.Errorf("%s: it failed from %s to %s, want %s to the last minute before %s", name, f.From, f.To, o.began, o.ended)
		}
	}
}

// scaled wants windows that fit how often it is scraped.
func (o outage) scaled(t *testing.T, m runbooks.Metrics, every time.Duration, window string) {
	t.Helper()
	at := o.began.Add(40 * time.Minute)
	_, e := check(t, "backend-pool/answers").Ask(t.Context(), m, o.scope(at))
	found := false
	for _, q := range e.Queries {
		found = found || q.For == "query" && strings.Contains(q.Query, window)
	}
	if !found {
		t.Errorf("no rate is over %s: %+v", window, e.Queries)
	}
	meter, err := check(t, "backend-pool/healthy-share").Meter(t.Context(), m, o.scope(at))
	if err != nil {
		t.Fatal(err)
	}
	got, _, err := meter.Over(t.Context(), at.Add(-10*every), at)
	if err != nil || meter.Interval != every || len(got) != 10 {
		t.Errorf("scraped every %s, and %d samples in ten intervals (%v); want %s and 10", meter.Interval, len(got), err, every)
	}
}
