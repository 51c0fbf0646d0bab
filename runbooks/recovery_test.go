package runbooks

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// mended is a number through an outage: it breaks at 15:00, somebody acts at
// 15:30 and it is what it then is from there on.
func mended(t *testing.T, scrape time.Duration, good, bad, now float64) *lab {
	t.Helper()
	l := newLab(t)
	l.line(t, broke().Add(-2*time.Hour), scrape, "x "+gauge(scrape, span{good, 2 * time.Hour}, span{bad, 30 * time.Minute}, span{now, 2 * time.Hour}))
	return l
}

// acted is half an hour after the break; people declared four minutes after it.
func acted() time.Time { return broke().Add(30 * time.Minute) }

func aroundAction(after time.Duration) Scope {
	return Scope{
		Service: api(), At: acted().Add(after), Began: broke().Add(4 * time.Minute), LookBack: true,
		Vars: map[string]string{"acted": acted().Format(time.RFC3339)},
	}
}

const recovers = `  - id: c
    ask: Did it help?
    why: Because.
    good: yes
    expect: "recovery >= 0.8"
    unit: s
    query:
      a: 'max(x)'
`

func TestARecoveryIsTheShareOfTheWayBack(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name           string
		good, bad, now float64
		outcome        incident.Outcome
		have, short    string
		says           string
	}{
		{"most of it", 0.3, 4, 1.632, incident.Fail, "64 %", "64 % of the way back", "64 % of the way back: 4 → 1.6 s, 0.3 s before this began"},
		{"all of it", 0.3, 4, 0.3, incident.Pass, "100 %", "100 % of the way back", "100 % of the way back: 4 → 0.3 s, 0.3 s before this began"},
		{"a loss under 30 %", 99.9, 75, 99.9, incident.Pass, "100 %", "100 % of the way back", "75 → 99.9 s"},
		{"a number that fell", 20, 2, 15, incident.Fail, "72.2 %", "72.2 % of the way back", "2 → 15 s, 20 s before this began"},
		{"just not enough", 0, 1, 0.2003, incident.Fail, "79.97 %", "79.97 % of the way back", ""},
		{"just enough", 0, 1, 0.2, incident.Pass, "80 %", "80 % of the way back", ""},
		{"nothing moved", 0.3, 4, 4, incident.Fail, "0 %", "0 % of the way back", ""},
		{"it got worse", 0.3, 4, 5.11, incident.Fail, "-30 %", "further off than before", "further off than before: 4 → 5.1 s"},
		{"beyond what was usual", 20, 2, 22, incident.Pass, "111 %", "111 % of the way back", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			v, e := one(t, recovers).Ask(t.Context(), mended(t, 15*time.Second, tt.good, tt.bad, tt.now), aroundAction(12*time.Minute))
			want := (tt.bad - tt.now) / (tt.bad - tt.good)
			if v.Outcome != tt.outcome || v.Value < want-1e-9 || v.Value > want+1e-9 || v.Have != tt.have || v.Short != tt.short || !strings.Contains(v.Say, tt.says) {
				t.Errorf("%s %v, %q, %q, %q (%s)", v.Outcome, v.Value, v.Have, v.Short, v.Say, v.Detail)
			}
			if v.Need != "at least 80 %" || v.Unit != "" || !v.Since.IsZero() || v.Usual != "" {
				t.Errorf("need %q, unit %q, since %s", v.Need, v.Unit, v.Since)
			}
			var windows []string
			for _, q := range e.Queries {
				if q.Query == "max(x)" {
					windows = append(windows, fmt.Sprintf("%s %s-%s", q.For, q.From.Format("15:04"), q.To.Format("15:04")))
				}
			}
			if got, want := strings.Join(windows, ", "), "before it began 14:04-15:04, before the action 15:25-15:30, after the action 15:37-15:42"; got != want {
				t.Errorf("measured %s, want %s", got, want)
			}
		})
	}
}

func TestWhatIsUsualIsTheMedianOfTheHourBefore(t *testing.T) {
	t.Parallel()
	l := mended(t, 15*time.Second, 0.3, 4, 0.3)
	for _, late := range []time.Duration{0, 4 * time.Minute, 28 * time.Minute, 29*time.Minute + 50*time.Second} {
		s := aroundAction(12 * time.Minute)
		s.Began = broke().Add(late)
		if v, _ := one(t, recovers).Ask(t.Context(), l, s); v.Outcome != incident.Pass {
			t.Errorf("declared %v after the break: %s %q", late, v.Outcome, v.Say)
		}
	}
	// An hour that is bad for the most part knows nothing better.
	s := aroundAction(70 * time.Minute)
	s.Began = broke().Add(40 * time.Minute)
	s.Vars["acted"] = broke().Add(50 * time.Minute).Format(time.RFC3339)
	v, _ := one(t, recovers).Ask(t.Context(), mended(t, 15*time.Second, 0.3, 4, 4), s)
	if v.Outcome != incident.Unknown || v.Short != "nothing to recover" {
		t.Errorf("an hour that is bad for the most part: %s %q", v.Outcome, v.Say)
	}
}

func TestARecoveryThatCannotBeToldSaysWhy(t *testing.T) {
	t.Parallel()
	with := func(change func(s *Scope)) Scope {
		s := aroundAction(12 * time.Minute)
		change(&s)
		return s
	}
	steady := func(scrape time.Duration) *lab { return mended(t, scrape, 0.3, 4, 0.3) }
	noisy := newLab(t)
	noisy.line(t, broke().Add(-2*time.Hour), 15*time.Second, "x "+strings.Repeat("10 12 9 11 8 ", 200))
	nan := newLab(t)
	nan.line(t, broke().Add(-2*time.Hour), 15*time.Second, "x "+gauge(15*time.Second, span{0.3, 150 * time.Minute})+strings.Repeat(" NaN", 100))
	ended := newLab(t)
	ended.line(t, broke().Add(-2*time.Hour), 15*time.Second, "x "+gauge(15*time.Second, span{0.3, 2 * time.Hour}, span{4, 31 * time.Minute})+" stale")
	old := newLab(t)
	old.line(t, broke().Add(-2*time.Hour), 15*time.Second, "x "+gauge(15*time.Second, span{0.3, 2 * time.Hour}, span{4, 30 * time.Minute}, span{0.3, 9 * time.Minute})+" _x40")
	for _, tt := range []struct {
		name   string
		m      Metrics
		s      Scope
		reason incident.Reason
		says   string
	}{
		{"no action", steady(15 * time.Second), with(func(s *Scope) { s.Vars = nil }), incident.NoAction, "Say which action: this compares before it with after it, so I need its time (acted)."},
		{"no beginning", steady(15 * time.Second), with(func(s *Scope) { s.Began = time.Time{} }), incident.NoAction, "Say when it began"},
		{"not done yet", steady(15 * time.Second), with(func(s *Scope) { s.At = acted().Add(-time.Minute) }), incident.NoAction, "The action is not done yet"},
		{"acted before", steady(15 * time.Second), with(func(s *Scope) { s.Began = acted().Add(time.Minute) }), incident.NoAction, "nothing to recover from"},
		{"no time", steady(15 * time.Second), with(func(s *Scope) { s.Vars["acted"] = "noon" }), incident.Unfit, `"noon" is not a time such as 2018-01-16T15:04:00Z`},
		{"too early", steady(15 * time.Second), aroundAction(4 * time.Minute), incident.TooFew, "Too early to tell: I wait 5 min after the action, until 15:35 UTC."},
		{"just settled", steady(15 * time.Second), aroundAction(6 * time.Minute), incident.TooFew, "Too few samples after the action: 4, and I need 8. With your 15 s scrape the answer comes at 15:37 UTC."},
		{"scraped once a minute", steady(time.Minute), aroundAction(10 * time.Minute), incident.TooFew, "With your 60 s scrape the answer comes at 15:4"},
		{"nothing was lost", mended(t, 15*time.Second, 0.3, 0.3, 0.3), aroundAction(12 * time.Minute), incident.TooFew, "Nothing to recover: it was 0.3 s before this began and 0.3 s before the action."},
		{"it only wobbles", noisy, aroundAction(12 * time.Minute), incident.TooFew, "Nothing to recover: it was 10 s before this began"},
		{"not a number since", nan, aroundAction(12 * time.Minute), incident.TooFew, "Too few samples"},
		{"the series ended", ended, aroundAction(12 * time.Minute), incident.Stopped, "It was measured until 15:3"},
		{"the data is old", old, aroundAction(12 * time.Minute), incident.Stale, "The newest sample is 3 min old (allowed: 2)."},
		{"never there", newLab(t), aroundAction(12 * time.Minute), incident.NeverThere, "there are no series x."},
		{
			"the source is down",
			faulty{Metrics: steady(15 * time.Second), err: &incident.SourceError{Source: "main", Fault: incident.SourceDown, Detail: "refused"}},
			aroundAction(12 * time.Minute), incident.SourceFailed, "Prometheus main has not answered (refused).",
		},
		{"half the data", faulty{Metrics: steady(15 * time.Second), warn: "half"}, aroundAction(12 * time.Minute), incident.Partial, "so I do not count it: half."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			v, e := one(t, recovers).Ask(t.Context(), tt.m, tt.s)
			if v.Outcome != incident.Unknown || v.Reason != tt.reason || !strings.Contains(v.Detail, tt.says) {
				t.Errorf("%s %s %q, want %s %q", v.Outcome, v.Reason, v.Detail, tt.reason, tt.says)
			}
			if e.Hash == "" || e.Reason != tt.reason {
				t.Errorf("evidence %+v", e)
			}
		})
	}
}

func TestTheWindowsOfARecoveryGrowWithTheScrapeInterval(t *testing.T) {
	t.Parallel()
	for _, scrape := range []time.Duration{2 * time.Second, 15 * time.Second, 30 * time.Second, time.Minute} {
		v, _ := one(t, recovers).Ask(t.Context(), mended(t, scrape, 0.3, 4, 0.3), aroundAction(17*time.Minute))
		if v.Outcome != incident.Pass {
			t.Errorf("scraped every %v: %s %q", scrape, v.Outcome, v.Say)
		}
	}
}

func TestOfTwoExportersTheOneFurtherOffCounts(t *testing.T) {
	t.Parallel()
	l := mended(t, 15*time.Second, 0.3, 4, 0.3)
	l.line(t, broke().Add(-2*time.Hour), 15*time.Second, "y "+gauge(15*time.Second, span{20, 2 * time.Hour}, span{2, 30 * time.Minute}, span{11, 2 * time.Hour}))
	v, _ := one(t, recovers+"      b: 'max(y)'\n").Ask(t.Context(), l, aroundAction(12*time.Minute))
	if v.Outcome != incident.Fail || v.Have != "50 %" || !strings.HasSuffix(v.Say, "; by a: 100 % of the way back") {
		t.Errorf("%s %q %q", v.Outcome, v.Have, v.Say)
	}
}

// A check that waits after an action waits only for one that it is told of.
func TestACheckWaitsAfterTheActionItIsToldOf(t *testing.T) {
	t.Parallel()
	l := mended(t, 15*time.Second, 0.3, 4, 0.3)
	c := one(t, query("< 1", "x")+"    wait: 90s\n")
	s := aroundAction(time.Minute)
	if v, _ := c.Ask(t.Context(), l, s); v.Outcome != incident.Unknown || v.Detail != "Too early to tell: I wait 90 s after the action, until 15:31 UTC." {
		t.Errorf("%s %q", v.Outcome, v.Detail)
	}
	s.At = s.At.Add(30 * time.Second)
	if v, _ := c.Ask(t.Context(), l, s); v.Outcome != incident.Pass {
		t.Errorf("%s %q", v.Outcome, v.Detail)
	}
	s.At, s.Vars = acted().Add(time.Second), nil
	if v, _ := c.Ask(t.Context(), l, s); v.Outcome != incident.Pass {
		t.Errorf("%s %q", v.Outcome, v.Detail)
	}
}

func TestARecoveryIsNotReplayedAndNotAskedUnasked(t *testing.T) {
	t.Parallel()
	c := one(t, recovers)
	if _, _, err := c.Replay(t.Context(), newLab(t), aroundAction(time.Hour), broke(), acted(), time.Minute); err == nil || !strings.Contains(err.Error(), "cannot be replayed") {
		t.Errorf("%v", err)
	}
	l, err := Load(fileOf("t.yaml", "schema: runbook/1\nid: t\ntitle: T\nchecks:\n"+recovers+"    stage: working\n"))
	if err != nil {
		t.Fatal(err)
	}
	if base := l.BaseFor(Service{Name: "api", Base: []string{"t"}}); len(base) > 0 {
		t.Errorf("%v", base)
	}
	for from, to := range map[string]string{
		"'max(x)'":                "x",
		"    unit: s\n":           "    base: true\n    stage: working\n",
		"query:\n      a:":        "have: {a: y}\n    want:\n      a:",
		"recovery >= 0.8":         "recovery <= 0.8",
		"    good: yes\n":         "    good: yes\n    late: {a: 10m}\n",
		"    why: Because.\n":     "    why: Because.\n    who: {a: y}\n",
		"    ask: Did it help?\n": "    ask: Did it help?\n    because: {a: y}\n",
	} {
		body := strings.Replace(recovers, from, to, 1)
		if body == recovers {
			t.Fatalf("%q is not there", from)
		}
		if _, err := Load(fileOf("t.yaml", "schema: runbook/1\nid: t\ntitle: T\nchecks:\n"+body)); err == nil || !strings.Contains(err.Error(), "recovery") {
			t.Errorf("%q: %v", to, err)
		}
	}
}

func TestAQuantileOfOneHistogramIsOneNumber(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]bool{
		"histogram_quantile(0.95, sum by (le) (rate(x[5m])))":            false,
		"histogram_quantile(0.95, sum(rate(x[5m])))":                     false,
		"histogram_quantile(0.95, sum by (le) (rate(x[5m]))) / 1000":     false,
		"histogram_quantile(0.95, sum by (le, path) (rate(x[5m])))":      true,
		"histogram_quantile(0.95, sum without (pod) (rate(x[5m])))":      true,
		"histogram_quantile(0.95, rate(x[5m]))":                          true,
		"histogram_quantile(0.95, topk by (le) (2, rate(x[5m])))":        true,
		"max(histogram_quantile(0.95, sum by (le, path) (rate(x[5m]))))": false,
	} {
		e, err := parse(query)
		if err != nil {
			t.Fatal(err)
		}
		if got := several(e); got != want {
			t.Errorf("%s: several %v", query, got)
		}
	}
}
