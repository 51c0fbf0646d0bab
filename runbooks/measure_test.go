package runbooks

import (
	"errors"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

func TestMeasureGivesTheJudgedAndTheShownNumber(t *testing.T) {
	t.Parallel()
	l := toggl().lab(t)
	s := Scope{Service: api(), At: broke().Add(5 * time.Minute), Began: broke().Add(4 * time.Minute)}
	from, to := broke().Add(-time.Minute), broke().Add(time.Minute)

	c := check(t, "backend-pool/healthy-share")
	judged, shown, err := c.Measure(t.Context(), l, s, from, to, 30*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	var got []float64
	for i := range judged {
		if !judged[i].At.Equal(shown[i].At) || !judged[i].At.Equal(from.Add(time.Duration(i)*30*time.Second)) {
			t.Errorf("step %d is at %s and %s", i, judged[i].At, shown[i].At)
		}
		got = append(got, judged[i].Value, shown[i].Value)
	}
	want := []float64{1, 20, 1, 20, 0.1, 2, 0.1, 2, 0.1, 2}
	if len(got) != len(want) {
		t.Fatalf("%v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%v, want %v", got, want)
			break
		}
	}
	if c.MeasureName() != "pool" || !c.Holds(1) || c.Holds(0.1) {
		t.Errorf("%q", c.MeasureName())
	}

	p95 := check(t, "backend-pool/answers")
	judged, shown, err = p95.Measure(t.Context(), l, s, from.Add(-time.Hour), to.Add(-time.Hour), 30*time.Second)
	if err != nil || len(judged) != 5 || judged[0] != shown[0] || !p95.Holds(judged[0].Value) || p95.MeasureName() != "p95" || p95.Unit != "s" {
		t.Errorf("%v %v %v", judged, shown, err)
	}
}

func TestMeasureSaysWhyItCannot(t *testing.T) {
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
		"nothing is there":   {newLab(t), `Not set up for API: there are no series haproxy_backend_active_servers{proxy="api"}.`},
		"the data is old":    {old, "The newest sample is 4 min old (allowed: 2)."},
		"the data is partial": {
			faulty{Metrics: toggl().lab(t), warn: "half"}, "Prometheus main answered from a part of its data, so I do not count it: half.",
		},
	} {
		_, _, err := c.Measure(t.Context(), tt.m, Scope{Service: api(), At: at}, at.Add(-time.Hour), at, time.Minute)
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s: %v, want %s", name, err, tt.want)
		}
		if e := (*incident.SourceError)(nil); errors.As(err, &e) != (name == "the source is down") {
			t.Errorf("%s: %T", name, err)
		}
	}
}

func TestMeasureFindsItsNumbersAtAnyFractionOfASecond(t *testing.T) {
	t.Parallel()
	l := toggl().lab(t)
	s := Scope{Service: api(), At: broke().Add(5 * time.Minute), Began: broke().Add(4 * time.Minute)}
	for _, fraction := range []time.Duration{0, 123_456_789, 499_999, 999_999_999} {
		from := broke().Add(time.Minute + fraction)
		judged, _, err := check(t, "backend-pool/healthy-share").Measure(t.Context(), l, s, from, from.Add(time.Minute), 15*time.Second)
		if err != nil || len(judged) != 5 {
			t.Errorf("%v past the second: %d numbers of 5, %v", fraction, len(judged), err)
		}
	}
}
