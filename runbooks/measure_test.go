package runbooks

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// over measures a check at a time between two others, and wants no error.
func over(t *testing.T, c Check, m Metrics, s Scope, from, to time.Time) (judged, shown []incident.Sample) {
	t.Helper()
	meter, err := c.Meter(t.Context(), m, s)
	if err != nil {
		t.Fatal(err)
	}
	judged, shown, err = meter.Over(t.Context(), from, to)
	if err != nil {
		t.Fatal(err)
	}
	return judged, shown
}

func TestAMeterGivesTheJudgedAndTheShownNumber(t *testing.T) {
	t.Parallel()
	w := toggl()
	w.scrape = 30 * time.Second
	l := w.lab(t)
	s := Scope{Service: api(), At: broke().Add(5 * time.Minute), Began: broke().Add(4 * time.Minute)}
	from, to := broke().Add(-90*time.Second), broke().Add(time.Minute)

	c := check(t, "backend-pool/healthy-share")
	judged, shown := over(t, c, l, s, from, to)
	var got []float64
	for i := range judged {
		if !judged[i].At.Equal(shown[i].At) || !judged[i].At.Equal(from.Add(time.Duration(i+1)*30*time.Second)) {
			t.Errorf("step %d is at %s and %s", i, judged[i].At, shown[i].At)
		}
		got = append(got, judged[i].Value, shown[i].Value)
	}
	if want := "[1 20 1 20 0.1 2 0.1 2 0.1 2]"; fmt.Sprint(got) != want {
		t.Errorf("%v, want %v", got, want)
	}
	if c.MeasureName() != "pool" || !c.Holds(1) || c.Holds(0.1) {
		t.Errorf("%q", c.MeasureName())
	}

	p95 := check(t, "backend-pool/answers")
	judged, shown = over(t, p95, l, s, from.Add(-time.Hour), to.Add(-time.Hour))
	if len(judged) != 5 || judged[0] != shown[0] || !p95.Holds(judged[0].Value) || p95.MeasureName() != "p95" || p95.Unit != "s" {
		t.Errorf("%v %v", judged, shown)
	}
}

// Five minutes hold as many numbers as samples were scraped in them, however
// often one may ask.
func TestAMeterCountsSamplesAndNotSteps(t *testing.T) {
	t.Parallel()
	for scrape, want := range map[time.Duration]int{2 * time.Second: 150, 15 * time.Second: 20, 30 * time.Second: 10, time.Minute: 5, 90 * time.Second: 4} {
		w := toggl()
		w.scrape, w.good = scrape, 3*time.Hour
		l := w.lab(t)
		for _, id := range []string{"healthy-share", "receiving", "answers"} {
			meter, err := check(t, "backend-pool/"+id).Meter(t.Context(), l, Scope{Service: api(), At: broke()})
			if err != nil {
				t.Fatal(err)
			}
			if off := (meter.Interval - scrape).Abs(); off > scrape/20 {
				t.Errorf("%s scraped every %v is taken for %v", id, scrape, meter.Interval)
			}
			judged, _, err := meter.Over(t.Context(), broke().Add(-5*time.Minute), broke())
			if err != nil || len(judged) != want {
				t.Errorf("%s scraped every %v: %d samples, want %d, %v", id, scrape, len(judged), want, err)
			}
		}
	}
}

// An exporter that was away for four of five minutes left four samples, though
// Prometheus answers at every step.
func TestAMeterDoesNotCountASampleTwice(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.line(t, broke().Add(-time.Hour), 15*time.Second, `haproxy_backend_active_servers{proxy="api"} `+gauge(15*time.Second, span{20, 55 * time.Minute})+" _x17 2x40")
	judged, _ := over(t, check(t, "backend-pool/healthy-share"), l, Scope{Service: api(), At: broke()}, broke().Add(-5*time.Minute), broke())
	if len(judged) < 3 || len(judged) > 4 {
		t.Errorf("%d samples: %v", len(judged), judged)
	}
}

// A product of two series is as new as the older of them.
func TestAMeterWaitsForTheSeriesThatWasAway(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.line(t, broke().Add(-time.Hour), 15*time.Second, "x "+gauge(15*time.Second, span{20, 55 * time.Minute})+" _x17 2x40")
	l.line(t, broke().Add(-time.Hour), 15*time.Second, "y 1x300")
	for _, q := range []string{"x * y", "y * x"} {
		judged, _ := over(t, one(t, query(">= 1", q)), l, Scope{Service: api(), At: broke()}, broke().Add(-5*time.Minute), broke())
		if len(judged) < 3 || len(judged) > 4 {
			t.Errorf("%s: %d samples: %v", q, len(judged), judged)
		}
	}
}

func TestTheSlowestSeriesSetsThePace(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.line(t, broke().Add(-time.Hour), 15*time.Second, "x 1x300")
	l.line(t, broke().Add(-time.Hour), time.Minute, "y 1x100")
	for _, q := range []string{"x * y", "y * x"} {
		meter, err := one(t, query(">= 1", q)).Meter(t.Context(), l, Scope{Service: api(), At: broke()})
		if err != nil || meter.Interval != time.Minute || meter.Query() != q {
			t.Errorf("%v, %q, %v", meter.Interval, meter.Query(), err)
		}
	}
}

// One sample says nothing of the interval; Prometheus itself waits no longer
// than five minutes for the next.
func TestAYoungSeriesIsNotTakenForASlowOne(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.line(t, broke().Add(-time.Second), 15*time.Second, "x 1x300")
	meter, err := one(t, query(">= 1", "x")).Meter(t.Context(), l, Scope{Service: api(), At: broke()})
	if err != nil || meter.Interval != 5*time.Minute {
		t.Errorf("%v, %v", meter.Interval, err)
	}
}

// After lb-2 fell silent, what lb-1 says is not the pool, and no action has
// mended it.
func TestAMeterHasNoGoodNumberWhileASeriesIsSilent(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.balancer(t, "lb-1", wholeThen(20, 60))
	l.balancer(t, "lb-2", wholeThen(2, 3)+" stale")
	s := Scope{Service: api(), At: broke().Add(10 * time.Minute), Began: broke().Add(time.Minute)}
	judged, _ := over(t, check(t, "backend-pool/healthy-share"), l, s, broke().Add(-5*time.Minute), broke().Add(10*time.Minute))
	good, bad := 0, 0
	for _, p := range judged {
		if p.Value >= 0.8 {
			good++
		} else {
			bad++
		}
		if !p.At.Before(broke().Add(3 * time.Minute)) {
			t.Errorf("%v at %s", p.Value, p.At)
		}
	}
	if good != 19 || bad != 12 {
		t.Errorf("%d good and %d bad", good, bad)
	}
}

func TestAMeterSaysWhyItCannot(t *testing.T) {
	t.Parallel()
	c := check(t, "backend-pool/healthy-share")
	at := broke().Add(time.Minute)
	down := &incident.SourceError{Source: "main", Fault: incident.SourceDown, Detail: "refused"}
	old := newLab(t)
	old.line(t, at.Add(-time.Hour), 15*time.Second, `haproxy_backend_active_servers{proxy="api"} 20x224 _x40`)
	for name, tt := range map[string]struct {
		m    Metrics
		want string
	}{
		"the source is down": {faulty{Metrics: newLab(t), err: down}, "main: refused"},
		"nothing is there":   {newLab(t), `Not set up for API: there are no series haproxy_backend_active_servers{proxy="api"}, nginxplus_upstream_server_state{upstream="api"}.`},
		"the data is old":    {old, "The newest sample is 4 min old (allowed: 2)."},
		"the data is partial": {
			faulty{Metrics: toggl().lab(t), warn: "half"}, "Prometheus main answered from a part of its data, so I do not count it: half.",
		},
	} {
		_, err := c.Meter(t.Context(), tt.m, Scope{Service: api(), At: at})
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s: %v, want %s", name, err, tt.want)
		}
		said := tt.want
		if e := (*incident.SourceError)(nil); errors.As(err, &e) != (name == "the source is down") {
			t.Errorf("%s: %T", name, err)
		} else if e != nil {
			said = "Prometheus main has not answered (refused)."
		}
		if why := Why(tt.m, err); why != said {
			t.Errorf("%s: said as %q", name, why)
		}
	}
	meter, err := c.Meter(t.Context(), toggl().lab(t), Scope{Service: api(), At: at})
	if err != nil {
		t.Fatal(err)
	}
	for name, m := range map[string]faulty{"down": {err: down}, "half": {Metrics: toggl().lab(t), warn: "half"}} {
		meter.metrics = m
		if _, _, err := meter.Over(t.Context(), at.Add(-time.Minute), at); err == nil || !strings.Contains(err.Error(), map[string]string{"down": "refused", "half": "half"}[name]) {
			t.Errorf("%s later: %v", name, err)
		}
	}
}

func TestAMeterFindsItsNumbersAtAnyFractionOfASecond(t *testing.T) {
	t.Parallel()
	l := toggl().lab(t)
	s := Scope{Service: api(), At: broke().Add(5 * time.Minute), Began: broke().Add(4 * time.Minute)}
	for _, fraction := range []time.Duration{0, 123_456_789, 499_999, 999_999_999} {
		from := broke().Add(time.Minute + fraction)
		judged, _ := over(t, check(t, "backend-pool/healthy-share"), l, s, from, from.Add(time.Minute))
		if len(judged) != 4 {
			t.Errorf("%v past the second: %d numbers of 4", fraction, len(judged))
		}
	}
}
