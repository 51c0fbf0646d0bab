package watch

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/runbooks"
)

// slow is a source that takes so long for each answer: the pool is at 2 of 20.
type slow time.Duration

func (s slow) Name() string                      { return "main" }
func (s slow) GraphURL(string, time.Time) string { return "" }

func (s slow) Query(ctx context.Context, expr string, moment time.Time) (incident.Measured, error) {
	got, err := s.QueryRange(ctx, expr, moment, moment, time.Second)
	return got, err
}

func (s slow) QueryRange(ctx context.Context, expr string, from, to time.Time, step time.Duration) (incident.Measured, error) {
	select {
	case <-time.After(time.Duration(s)):
	case <-ctx.Done():
		return incident.Measured{}, &incident.SourceError{Source: "main", Fault: incident.SourceTimeout, Detail: "no reply in time", Err: ctx.Err()}
	}
	var samples []incident.Sample
	for m := from; !m.After(to); m = m.Add(step) {
		value := 2.0
		switch {
		case strings.Contains(expr, "timestamp("):
			value = float64(m.Unix())
		case strings.Contains(expr, "[7d]"):
			value = 20
		case strings.Contains(expr, "max(count_over_time("):
			value = 80
		}
		samples = append(samples, incident.Sample{At: m, Value: value})
	}
	return incident.Measured{Series: []incident.Series{{Samples: samples}}}, nil
}

// kept is a store of one incident.
type kept incident.Incident

func (k kept) Incident(context.Context, incident.ID) (incident.Incident, error) {
	return incident.Incident(k), nil
}

func (k kept) Incidents(context.Context, incident.Filter) ([]incident.Incident, error) {
	return []incident.Incident{incident.Incident(k)}, nil
}

// The worker ends a job after 30 s: by then an effect is told, even if it is
// only that nothing can be.
func TestASlowSourceGivesAnEffectAndASilentOneAReason(t *testing.T) {
	t.Parallel()
	library, err := runbooks.Load(fstest.MapFS{"t.yaml": {Data: []byte(libraryFile)}})
	must(t, err)
	failing := func(name, want, unit string) incident.Check {
		return incident.Check{Verdict: incident.Verdict{Base: true, Check: name, Outcome: incident.Fail, Want: want, Unit: unit}, LastGood: at("14:59:30")}
	}
	i := kept{
		ID: 1, Service: "api", DeclaredAt: at("15:04"), Status: incident.Investigating,
		Checks:  []incident.Check{failing("t/pool", "20", ""), failing("t/wait", "", "s")},
		Actions: []incident.Action{{Seq: 9, Moment: incident.ExactMoment(at("15:06")), Text: "added 4 servers"}},
	}
	for pace, want := range map[slow]incident.EffectOutcome{slow(2 * time.Second): incident.NothingYet, slow(time.Hour): incident.CantTell} {
		synctest.Test(t, func(t *testing.T) {
			w := &Watch{Store: i, Library: library, Services: runbooks.Catalog{}, Sources: runbooks.Sources{pace}, Now: func() time.Time { return at("15:16") }}
			for kind, handle := range w.Handlers() {
				start := time.Now()
				decide, err := handle(t.Context(), incident.Lease{Job: incident.Job{Kind: kind, Due: at("15:16"), Payload: payload(struct {
					askPayload
					actionPayload
				}{askPayload{Check: "t/pool"}, actionPayload{Action: 9, Look: 10 * time.Minute, Began: at("15:06")}})}})
				if took := time.Since(start); err != nil || took > 21*time.Second {
					t.Fatalf("%s took %v, %v", kind, took, err)
				}
				if kind != EffectJob {
					continue
				}
				change, err := decide(incident.Incident(i), w.Now())
				must(t, err)
				if e := change.Events[len(change.Events)-1].Data.Effect; e == nil || e.Outcome != want {
					t.Errorf("at %v an answer: %+v", time.Duration(pace), e)
				}
			}
		})
	}
}
