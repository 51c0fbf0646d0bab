package runbooks

import (
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// balancer is what one balancer says of the pool, from two hours before the
// break on; "stale" ends it.
func (l *lab) balancer(t *testing.T, name, values string) {
	t.Helper()
	l.line(t, broke().Add(-2*time.Hour), 15*time.Second, `haproxy_backend_active_servers{proxy="api",instance="`+name+`:8405"} `+values)
}

// wholeThen is a balancer with twenty servers until the break, then another
// number for some minutes.
func wholeThen(now float64, minutes int) string {
	return gauge(15*time.Second, span{20, 2 * time.Hour}, span{now, time.Duration(minutes) * time.Minute})
}

func TestABalancerThatVanishesWhileItFailsIsNoPass(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		second  string
		third   string
		outcome incident.Outcome
		short   string
		detail  string
	}{
		{"both are there", wholeThen(2, 60), "", incident.Fail, "2 of 20", ""},
		{
			"the failing one is gone", wholeThen(2, 3) + " stale", "", incident.Unknown, "lb-2 stopped reporting at 15:02",
			"lb-2 was measured until 15:02 (2 of 20), then its series ended. The rest says 20 of 20, and that is not the whole.",
		},
		{
			"two are gone", wholeThen(2, 3) + " stale", wholeThen(20, 4) + " stale", incident.Unknown, "lb-2 and lb-3 stopped reporting at 15:03",
			"lb-2 and lb-3 were measured until 15:03, then their series ended. The rest says 20 of 20, and that is not the whole.",
		},
		{"one is gone and another fails", wholeThen(20, 3) + " stale", wholeThen(2, 60), incident.Fail, "2 of 20", ""},
		{"it was gone for long before", "20x100 stale", "", incident.Pass, "20 of 20", ""},
		{"it is new", "_x495 20x100", "", incident.Pass, "20 of 20", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			l.balancer(t, "lb-1", wholeThen(20, 60))
			l.balancer(t, "lb-2", tt.second)
			if tt.third != "" {
				l.balancer(t, "lb-3", tt.third)
			}
			s := Scope{Service: api(), At: broke().Add(10 * time.Minute), Began: broke().Add(time.Minute)}
			v, e := check(t, "backend-pool/healthy-share").Ask(t.Context(), l, s)
			if v.Outcome != tt.outcome || v.Short != tt.short || v.Detail != tt.detail {
				t.Errorf("%s %q %q\nwant %s %q %q", v.Outcome, v.Short, v.Detail, tt.outcome, tt.short, tt.detail)
			}
			if unknown := v.Outcome == incident.Unknown; unknown != (v.Reason == incident.Stopped) || e.Reason != v.Reason {
				t.Errorf("reason %q, in the evidence %q", v.Reason, e.Reason)
			}
			if v.Outcome == incident.Unknown && (v.SampledAt.Before(broke().Add(2*time.Minute)) || v.SampledAt.After(broke().Add(4*time.Minute))) {
				t.Errorf("sampled at %s: that is not when it ended", v.SampledAt)
			}
		})
	}
}

// What a vanished series said last is not undone by its silence: neither since
// when it fails nor what an action moved is read from the rest.
func TestTheRestOfAVanishedSeriesIsNoGoodStretch(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.balancer(t, "lb-1", gauge(15*time.Second, span{20, 2*time.Hour + 8*time.Minute}, span{2, time.Hour}))
	l.balancer(t, "lb-2", wholeThen(2, 5)+" stale")
	s := Scope{Service: api(), At: broke().Add(10 * time.Minute), Began: broke().Add(time.Minute), LookBack: true}
	v, _ := check(t, "backend-pool/healthy-share").Ask(t.Context(), l, s)
	if v.Outcome != incident.Fail || !v.Since.Equal(broke()) || !v.GoodTo.Equal(broke().Add(-30*time.Second)) {
		t.Errorf("%s since %s, good until %s", v.Outcome, v.Since, v.GoodTo)
	}
}

// An action from before the incident is measured as of then: a balancer that
// was added since is not missing there.
func TestWhatCameLaterIsNotMissingEarlier(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.balancer(t, "lb-1", wholeThen(20, 60))
	l.balancer(t, "lb-2", "_x440 20x200") // From 14:50.
	v, _ := check(t, "backend-pool/healthy-share").Ask(t.Context(), l, Scope{Service: api(), At: broke().Add(-20 * time.Minute), Began: broke()})
	if v.Outcome != incident.Pass {
		t.Errorf("%s %q", v.Outcome, v.Detail)
	}
}

// The extra question is asked only where several series may answer.
func TestASingleSeriesIsNotAskedForOthers(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]bool{
		`x`: true, `(x)`: true, `sum by (a) (x)`: true, `topk(3, x)`: true, `rate(x[5m])`: true, `x + 1`: true, `sum(x) / y`: true,
		`sum without (a) (x)`: true, `-x`: true, `max_over_time(sum by (a) (x)[5m:1m])`: true, `count_values("v", x)`: true,
		`sum(x)`: false, `max(x) / count(y)`: false, `scalar(x)`: false, `1 - sum(x)`: false, `absent(x)`: false, `max_over_time(sum(x)[5m:1m])`: false,
	} {
		e, err := parse(query)
		if err != nil {
			t.Fatal(err)
		}
		if several(e) != want {
			t.Errorf("%s: several is %v", query, !want)
		}
	}
	_, e := check(t, "backend-pool/running").Ask(t.Context(), toggl().lab(t), Scope{Service: api(), At: broke().Add(time.Minute)})
	for _, q := range e.Queries {
		if strings.HasPrefix(q.For, "before") {
			t.Errorf("a sum was asked for its series: %s", q.Query)
		}
	}
}
