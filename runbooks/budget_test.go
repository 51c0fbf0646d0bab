package runbooks

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// paced is a source that takes its time: it answers after the pace of a query,
// unless whoever asked has left by then.
type paced struct {
	pace   func(expr string) time.Duration
	answer func(expr string) incident.Measured
}

func (p paced) Name() string                      { return "main" }
func (p paced) GraphURL(string, time.Time) string { return "" }

func (p paced) Query(ctx context.Context, expr string, _ time.Time) (incident.Measured, error) {
	select {
	case <-time.After(p.pace(expr)):
		return p.answer(expr), nil
	case <-ctx.Done():
		return incident.Measured{}, &incident.SourceError{Source: "main", Fault: incident.SourceTimeout, Detail: "no reply in time", Err: ctx.Err()}
	}
}

func (p paced) QueryRange(ctx context.Context, expr string, from, to time.Time, step time.Duration) (incident.Measured, error) {
	got, err := p.Query(ctx, expr, to)
	for n, s := range got.Series {
		last, _ := s.Last()
		got.Series[n].Samples = nil
		for at := from; !at.After(to); at = at.Add(step) {
			got.Series[n].Samples = append(got.Series[n].Samples, incident.Sample{At: at, Value: last.Value})
		}
	}
	return got, err
}

// poolOfTwo answers as the pool of Toggl does: two of twenty.
func poolOfTwo(expr string) incident.Measured {
	value := func(x float64, labels ...string) incident.Measured {
		s := incident.Series{Labels: map[string]string{}, Samples: []incident.Sample{{At: broke(), Value: x}}}
		for n := 0; n < len(labels); n += 2 {
			s.Labels[labels[n]] = labels[n+1]
		}
		return incident.Measured{Series: []incident.Series{s}}
	}
	switch {
	case strings.Contains(expr, "timestamp("):
		return value(float64(broke().Unix()))
	case strings.Contains(expr, "check_status"):
		return value(1, "server", "api-3", "state", "L4CON")
	case strings.Contains(expr, "server_status"):
		return value(1, "server", "api-3")
	case strings.Contains(expr, "[7d]"):
		return value(20)
	}
	return value(2)
}

func telling(expr string) bool {
	return strings.Contains(expr, "server_status") || strings.Contains(expr, "check_status") || strings.Contains(expr, "[1h:1m]")
}

func TestASlowSourceStillGivesItsVerdict(t *testing.T) {
	t.Parallel()
	const never = time.Hour
	tests := []struct {
		name    string
		pace    func(expr string) time.Duration
		outcome incident.Outcome
		detail  string
		told    bool
		within  time.Duration
	}{
		{"slow throughout", func(string) time.Duration { return 2 * time.Second }, incident.Fail, "", true, 12 * time.Second},
		{
			"who and since do not come", func(expr string) time.Duration {
				if telling(expr) {
					return never
				}
				return 3 * time.Second
			}, incident.Fail, "", false, 20 * time.Second,
		},
		{
			"nothing comes", func(string) time.Duration { return never }, incident.Unknown,
			"Prometheus main has not answered (it took longer than 12 s).", false, 12 * time.Second,
		},
		{
			"what there was does not come", func(expr string) time.Duration {
				if strings.Contains(expr, "[7d]") {
					return never
				}
				return 0
			}, incident.Unknown, "Prometheus main has not answered (it took longer than 12 s).", false, 12 * time.Second,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				v, e := check(t, "backend-pool/healthy-share").Ask(t.Context(), paced{tt.pace, poolOfTwo}, Scope{Service: api(), At: broke(), LookBack: true})
				if took := time.Since(start); took > tt.within {
					t.Errorf("it took %v, more than %v", took, tt.within)
				}
				if v.Outcome != tt.outcome || v.Detail != tt.detail || v.Outcome == incident.Unknown && v.Reason != incident.SourceFailed {
					t.Errorf("%s %s %q, want %s %q", v.Outcome, v.Reason, v.Detail, tt.outcome, tt.detail)
				}
				if told := len(v.Offenders) > 0 && v.Why != "" && !v.Since.IsZero(); told != tt.told {
					t.Errorf("out %v, %q, since %s", v.Offenders, v.Why, v.Since)
				}
				if v.Outcome == incident.Fail && v.Short != "2 of 20" || e.Hash == "" {
					t.Errorf("%q, evidence %+v", v.Short, e)
				}
			})
		})
	}
}

// Of two exporters one hangs: the other one's word is still heard.
func TestAnExporterThatHangsDoesNotSilenceTheOther(t *testing.T) {
	t.Parallel()
	c := one(t, query(">= 1", "x", "y"))
	synctest.Test(t, func(t *testing.T) {
		v, _ := c.Ask(t.Context(), paced{func(expr string) time.Duration {
			if expr == "x" {
				return time.Hour
			}
			return 0
		}, func(expr string) incident.Measured {
			if expr == "y" {
				return incident.Measured{Series: []incident.Series{{Samples: []incident.Sample{{At: broke()}}}}}
			}
			return poolOfTwo(expr)
		}}, Scope{Service: api(), At: broke()})
		if v.Outcome != incident.Fail || v.Say != "0; by v0: no answer from main" {
			t.Errorf("%s %q", v.Outcome, v.Say)
		}
	})
}

// What does not wait for another answer is asked at once, and the evidence
// keeps the order of the questions.
func TestSelectorsAreAskedSideBySide(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		a := &asker{m: paced{func(expr string) time.Duration { return time.Duration(10-len(expr)%10) * time.Second }, poolOfTwo}}
		newest, trouble := Check{MaxAge: defaultMaxAge}.existence(t.Context(), a, []ready{{selectors: []string{"x", "xxx", "xx"}}, {selectors: []string{"xxx", "xxxx"}}}, broke())
		if trouble != nil || len(newest) != 4 || time.Since(start) > 20*time.Second {
			t.Errorf("%d selectors in %v, %v", len(newest), time.Since(start), trouble)
		}
		for n, want := range []string{"x", "xxx", "xx", "xxxx"} {
			if len(a.asked) != 4 || a.asked[n].Query != newestOf(want) {
				t.Fatalf("asked %+v", a.asked)
			}
		}
	})
}

// The worker survives a panic of its job; a goroutine of ours must not end it.
func TestAPanicBesideReachesItsCaller(t *testing.T) {
	t.Parallel()
	defer func() {
		if r, ok := recover().(string); !ok || !strings.Contains(r, "nil map") || !strings.Contains(r, "budget_test.go") {
			t.Errorf("recovered %v", r)
		}
	}()
	(&asker{}).beside(2, func(n int, _ *asker) {
		if n == 1 {
			panic("nil map")
		}
	})
}
