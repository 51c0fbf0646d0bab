package runbooks

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

func TestThePoolOfTogglIsNotWhole(t *testing.T) {
	t.Parallel()
	l := toggl().lab(t)
	at := broke().Add(4*time.Minute + 10*time.Second)
	v, e := check(t, "backend-pool/healthy-share").Ask(t.Context(), l, Scope{Service: api(), At: at, Began: at.Add(-10 * time.Second), LookBack: true})
	want := incident.Verdict{
		Check: "backend-pool/healthy-share", Name: "pool", Ask: "Is the API pool whole?", Outcome: incident.Fail, Stage: "healthy", Base: true,
		OK: "The pool is whole", Bad: "Servers are out of the pool",
		Have: "2", Want: "20", Need: "at least 16", Value: 0.1, HaveNumber: new(2.0), WantNumber: new(20.0), Short: "2 of 20", Say: "2 of 20 take traffic",
		SampledAt: at.Add(-10 * time.Second), Source: "main", By: "HAProxy",
		Since: broke(), GoodFrom: broke().Add(-10*time.Minute - 30*time.Second), GoodTo: broke().Add(-30 * time.Second),
		Offenders: []string{"api-3", "api-4", "api-5"}, More: 15, Why: "18 of them refuse connections.",
		Next: "put them back, or find why each left. Other causes can wait.",
	}
	if !reflect.DeepEqual(v, want) {
		t.Errorf("verdict\n%+v\nwant\n%+v", v, want)
	}
	if e.Hash == "" || e.Outcome != incident.Fail || e.Link == "" || e.Check != v.Check || !e.At.Equal(at) {
		t.Errorf("evidence %+v", e)
	}
}

func TestYesterdayIsSaidWhereItWasMeasured(t *testing.T) {
	t.Parallel()
	w := toggl()
	w.scrape, w.good = time.Minute, 30*time.Hour
	v, _ := check(t, "backend-pool/healthy-share").Ask(t.Context(), w.lab(t), Scope{Service: api(), At: broke().Add(5 * time.Minute), LookBack: true})
	if v.Usual != "Yesterday at this time: 20." {
		t.Errorf("usual %q", v.Usual)
	}
}

// An outage of seventy minutes outlives every baseline that moves. The naive
// query is asked beside the check, so that the trap is known to be there.
func TestAnOutageOfSeventyMinutesStaysRed(t *testing.T) {
	t.Parallel()
	l := toggl().lab(t)
	c := check(t, "backend-pool/healthy-share")
	const moving = `haproxy_backend_active_servers{proxy="api"} / max_over_time(haproxy_backend_active_servers{proxy="api"}[10m])`
	declared := broke().Add(4 * time.Minute)
	for after := 30 * time.Second; after < 70*time.Minute; after += 5 * time.Minute {
		at := broke().Add(after)
		v, _ := c.Ask(t.Context(), l, Scope{Service: api(), At: at, Began: declared, LookBack: true})
		if v.Outcome != incident.Fail || v.Short != "2 of 20" || !v.Since.Equal(broke()) {
			t.Errorf("%v in: %s %q since %s", after, v.Outcome, v.Short, v.Since)
		}
		got, err := l.Query(t.Context(), moving, at)
		if err != nil {
			t.Fatal(err)
		}
		p, _ := single(got)
		if naive := p.Value; (after > 10*time.Minute) != (naive == 1) {
			t.Errorf("%v in: the moving baseline says %v", after, naive)
		}
	}
	v, _ := c.Ask(t.Context(), l, Scope{Service: api(), At: broke().Add(71 * time.Minute), Began: declared})
	if v.Outcome != incident.Pass || v.Say != "20 of 20 take traffic" {
		t.Errorf("repaired: %s %q", v.Outcome, v.Say)
	}
}

func TestADeclaredSizeOutranksTheBestOfTheWeek(t *testing.T) {
	t.Parallel()
	l := toggl().lab(t)
	s := Scope{Service: api(), At: broke().Add(-time.Hour)}
	s.Service.Members = 40
	v, e := check(t, "backend-pool/healthy-share").Ask(t.Context(), l, s)
	if v.Outcome != incident.Fail || v.Short != "20 of 40" || v.Need != "at least 32" {
		t.Errorf("%s %q, need %q", v.Outcome, v.Short, v.Need)
	}
	for _, q := range e.Queries {
		if q.For == "want" {
			t.Errorf("a declared size was measured: %s", q.Query)
		}
	}
}

// Every base check, an hour before, five and sixty minutes in and after the
// end, at every scrape interval that people run.
func TestTheWholePathAtEveryScrapeInterval(t *testing.T) {
	t.Parallel()
	for _, scrape := range []time.Duration{2 * time.Second, 15 * time.Second, 30 * time.Second, time.Minute, 90 * time.Second} {
		t.Run(scrape.String(), func(t *testing.T) {
			t.Parallel()
			w := toggl()
			w.scrape, w.good = scrape, 3*time.Hour
			w.bad, w.after = 72*time.Minute, 30*time.Minute
			l := w.lab(t)
			for _, moment := range []struct {
				name  string
				after time.Duration
				want  map[string]string
			}{
				{"before", -time.Hour, map[string]string{"running": "20 of 20", "healthy-share": "20 of 20", "receiving": "20 of 20", "answers": "0.28 s"}},
				{"ten minutes in", 10 * time.Minute, map[string]string{"running": "20 of 20", "healthy-share": "no: 2 of 20", "receiving": "2 of 2", "answers": "no: 4.8 s"}},
				{"an hour in", time.Hour, map[string]string{"running": "20 of 20", "healthy-share": "no: 2 of 20", "receiving": "2 of 2", "answers": "no: 4.8 s"}},
				{"after", 92 * time.Minute, map[string]string{"running": "20 of 20", "healthy-share": "20 of 20", "receiving": "20 of 20", "answers": "0.28 s"}},
			} {
				at := broke().Add(moment.after)
				for id, want := range moment.want {
					v, _ := check(t, "backend-pool/"+id).Ask(t.Context(), l, Scope{Service: api(), At: at, Began: broke().Add(min(moment.after, 4*time.Minute))})
					got := v.Short
					if v.Outcome != incident.Pass {
						got = map[incident.Outcome]string{incident.Fail: "no: ", incident.Unknown: "can't tell: "}[v.Outcome] + v.Short
					}
					if got != want {
						t.Errorf("%s, %s: %q, want %q (%s)", moment.name, id, got, want, v.Detail)
					}
				}
			}
		})
	}
}

func TestOfTwoBalancersTheWorseCounts(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	start := broke().Add(-2 * time.Hour)
	for lb, now := range map[string]float64{"lb-1": 20, "lb-2": 2} {
		l.line(t, start, 15*time.Second, `haproxy_backend_active_servers{proxy="api",instance="`+lb+`:8405"} `+gauge(15*time.Second, span{20, 2 * time.Hour}, span{now, time.Hour}))
	}
	v, _ := check(t, "backend-pool/healthy-share").Ask(t.Context(), l, Scope{Service: api(), At: broke().Add(5 * time.Minute)})
	if v.Outcome != incident.Fail || v.Short != "2 of 20" {
		t.Errorf("%s %q: the whole balancer hid the broken one", v.Outcome, v.Short)
	}
}

func TestABalancerThatCameBackInTheOutageIsNotMeasuredByItself(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	start := broke().Add(-2 * time.Hour)
	l.line(t, start, 15*time.Second, `haproxy_backend_active_servers{proxy="api",pod="lb-a"} `+gauge(15*time.Second, span{20, 2 * time.Hour})+" stale")
	l.line(t, broke(), 15*time.Second, `haproxy_backend_active_servers{proxy="api",pod="lb-b"} `+gauge(15*time.Second, span{2, time.Hour}))
	v, _ := check(t, "backend-pool/healthy-share").Ask(t.Context(), l, Scope{Service: api(), At: broke().Add(10 * time.Minute), Began: broke()})
	if v.Outcome != incident.Fail || v.Short != "2 of 20" {
		t.Errorf("%s %q %s", v.Outcome, v.Short, v.Detail)
	}
}

// A rate over fewer than four samples is noise: where people scrape slowly, the
// window grows.
func TestTheWindowGrowsWithTheScrapeInterval(t *testing.T) {
	t.Parallel()
	for scrape, want := range map[time.Duration]string{15 * time.Second: "[5m]", time.Minute: "[5m]", 90 * time.Second: "[370s]", 100 * time.Second: "[437s]"} {
		w := toggl()
		w.scrape, w.good = scrape, 3*time.Hour
		_, e := check(t, "backend-pool/answers").Ask(t.Context(), w.lab(t), Scope{Service: api(), At: broke().Add(-time.Hour)})
		last := e.Queries[len(e.Queries)-1]
		if last.For != "query" || !strings.Contains(last.Query, want) {
			t.Errorf("scraped every %v: %s %s, want %s", scrape, last.For, last.Query, want)
		}
	}
}

// Before the series was there, nothing was counted, and nothing was good.
func TestNoneIsOnlyGoodWhereTheSeriesWas(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.line(t, broke().Add(-3*time.Minute), 15*time.Second, "x "+gauge(15*time.Second, span{0, 3 * time.Minute}, span{1, time.Hour}))
	v, _ := one(t, query("== 0", "x == 1")).Ask(t.Context(), l, Scope{Service: api(), At: broke().Add(10 * time.Minute), LookBack: true})
	if v.Outcome != incident.Fail || !v.Since.Equal(broke()) || !v.GoodFrom.Equal(broke().Add(-3*time.Minute)) || !v.GoodTo.Equal(broke().Add(-30*time.Second)) {
		t.Errorf("%s since %s, good %s to %s", v.Outcome, v.Since, v.GoodFrom, v.GoodTo)
	}
}
