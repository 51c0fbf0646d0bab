package watch

import (
	"context"
	"fmt"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/integrations/prometheus"
	"github.com/sitrephq/sitrep/internal/promlab"
	"github.com/sitrephq/sitrep/internal/store"
	"github.com/sitrephq/sitrep/runbooks"
)

// The library of these tests: a pool and a p95 that are asked unasked, and one
// check that is not.
const libraryFile = `
schema: runbook/1
id: t
title: T
vars:
  shard: {type: text, ask: "Which shard?", example: s1}
capacity:
  haproxy:
    members: 'weight{service="${service}"}'
    healthy: 'healthy{service="${service}"}'
checks:
  - {id: pool, alias: pool, ask: "Is the pool whole?", why: It was not., stage: healthy, base: true, good: "yes", expect: ">= 0.8",
     have: {x: 'pool{service="${service}"}'}, want: {x: 'max(max_over_time(pool{service="${service}"}[7d] @ ${began}))'}}
  - {id: wait, alias: p95, ask: "Is it quick?", why: It was not., stage: working, base: true, good: "yes", expect: "< 0.8", unit: s,
     query: {x: 'wait{service="${service}"}'}}
  - {id: demand, alias: demand, ask: "How much is asked?", why: It is read beside what moved., stage: demand, good: "yes", expect: show, query: {x: 'sum by (client) (demand{service="${service}"})'}}
  - {id: queue, alias: queue, ask: "Is it short?", why: It was not., good: "yes", expect: "< 5", query: {x: 'queue{service="${service}"}'}}
  - {id: busy, alias: shard, ask: "Is the shard quiet?", why: It was not., good: "yes", expect: "< 5", query: {x: 'busy{shard="${shard}"}'}}
`

// at is a time of the afternoon: 15:00 is when the pool broke.
func at(clock string) time.Time {
	t, err := time.Parse("2006-01-02 15:04:05", "2018-01-16 "+(clock + ":00")[:8])
	if err != nil {
		panic(err)
	}
	return t
}

var ana, ben = incident.Actor{ID: "U1", Name: "Ana"}, incident.Actor{ID: "U2", Name: "Ben"}

// world is the watch in the real store, before a real Prometheus, with a clock
// that jumps from job to job.
type world struct {
	*Watch
	t       *testing.T
	lab     *promlab.Lab
	store   *store.Store
	service *incident.Service
	id      incident.ID
	clock   atomic.Pointer[time.Time]
	calls   int
	looks   []string // "15:04:00 watch.ask t/pool" for each job that was worked.
	// during runs after a job was worked and before its outcome is written.
	during func(l incident.Lease)
}

func newWorld(t *testing.T, scrape time.Duration) *world {
	t.Helper()
	w := &world{t: t, during: func(incident.Lease) {}}
	w.setClock(at("14:59"))
	w.lab = promlab.New(promlab.Config{Interval: scrape, Now: w.now})
	server := httptest.NewServer(w.lab.Handler())
	t.Cleanup(func() {
		w.lab.SetFault(promlab.Fault{})
		server.CloseClientConnections()
		server.Close()
	})
	metrics, err := prometheus.New(prometheus.Config{Name: "main", URL: server.URL})
	must(t, err)
	library, err := runbooks.Load(fstest.MapFS{"t.yaml": {Data: []byte(libraryFile)}})
	must(t, err)
	w.store, err = store.Open(t.Context(), store.Config{Path: filepath.Join(t.TempDir(), "sitrep.db"), Scratch: true})
	must(t, err)
	t.Cleanup(func() { must(t, w.store.Close()) })
	known := runbooks.Catalog{{Name: "api", Label: "API"}, {Name: "db"}}
	w.service = &incident.Service{Store: w.store, Now: w.now, Followers: []incident.Follower{Follow(library, known, ghostAfter)}}
	w.Watch = &Watch{Store: w.store, Incidents: w.service, Library: library, Services: known, Sources: runbooks.Sources{metrics}, Now: w.now}

	morning := at("13:00")
	for series, values := range map[string][2]float64{"pool": {20, 2}, "wait": {0.3, 4}} {
		w.line(series+`{service="api"}`, promlab.Level(morning, values[0]), promlab.Level(at("15:00"), values[1]))
		w.line(series+`{service="db"}`, promlab.Level(morning, values[0]))
	}
	w.line(`queue{service="api"}`, promlab.Level(morning, 1))
	return w
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) now() time.Time            { return *w.clock.Load() }
func (w *world) setClock(moment time.Time) { w.clock.Store(&moment) }

func (w *world) line(series string, segs ...promlab.Segment) {
	w.t.Helper()
	must(w.t, w.lab.Line(series, segs...))
}

// change lets series go on at another level.
func (w *world) change(clock, selector string, level float64) {
	w.t.Helper()
	must(w.t, w.lab.Change(at(clock), selector, promlab.Level(at(clock), level)))
}

func (w *world) call(by incident.Actor) incident.Call {
	w.calls++
	return incident.Call{Source: fmt.Sprintf("call-%d", w.calls), Channel: "C1", By: by}
}

// declare opens the incident and gives it its channel.
func (w *world) declare(clock, service string) {
	w.t.Helper()
	w.to(clock)
	i, err := w.service.Declare(w.t.Context(), w.call(ana), incident.Declaration{Title: "API is slow", Service: service})
	must(w.t, err)
	w.id = i.ID
	_, err = w.store.Update(w.t.Context(), i.ID, "channel", func(i incident.Incident) (incident.Change, error) {
		events, err := i.OpenChannel("C1", "inc-1", false, w.now())
		events[0].Incident, events[0].Seq, events[0].RecordedAt = i.ID, i.Seq+1, w.now()
		return incident.Change{Events: events}, err
	})
	must(w.t, err)
}

// did logs an action and returns its number.
func (w *world) did(clock, text string) int64 {
	w.t.Helper()
	w.to(clock)
	i, err := w.service.Act(w.t.Context(), w.call(ben), text, incident.Moment{}, "")
	must(w.t, err)
	return i.Actions[len(i.Actions)-1].Seq
}

// say runs something that a person says at that time.
func (w *world) say(clock string, what func(ctx context.Context, call incident.Call) (incident.Incident, error)) {
	w.t.Helper()
	w.to(clock)
	_, err := what(w.t.Context(), w.call(ana))
	must(w.t, err)
}

func (w *world) resolve(clock string) {
	w.t.Helper()
	w.say(clock, func(ctx context.Context, c incident.Call) (incident.Incident, error) {
		return w.service.Resolve(ctx, c, "put them back")
	})
}

func (w *world) reopen(clock string) {
	w.t.Helper()
	w.say(clock, func(ctx context.Context, c incident.Call) (incident.Incident, error) {
		return w.service.Reopen(ctx, c, 0, "", "it is back")
	})
}

// to works every job that is due until then, each at its own time.
func (w *world) to(clock string) {
	w.t.Helper()
	end := at(clock)
	for {
		leases, err := w.store.Claim(w.t.Context(), "me", w.now(), time.Minute, 1, incident.Kinds{})
		must(w.t, err)
		for _, l := range leases {
			w.work(l)
		}
		if len(leases) > 0 {
			continue
		}
		_, next, err := w.store.Waiting(w.t.Context(), w.now())
		must(w.t, err)
		if next.IsZero() || next.After(end) {
			break
		}
		w.setClock(next)
	}
	if w.now().Before(end) {
		w.setClock(end)
	}
}

func (w *world) work(l incident.Lease) {
	w.t.Helper()
	decide, err := w.Handlers()[l.Kind](w.t.Context(), l)
	if err != nil {
		w.t.Fatalf("%s: %v", l.Key, err)
	}
	w.looks = append(w.looks, w.now().Format("15:04:05 ")+l.Kind+" "+l.Payload)
	w.during(l)
	if decide == nil {
		decide = func(incident.Incident, time.Time) (incident.Change, error) { return incident.Change{}, nil }
	}
	_, err = w.service.Complete(w.t.Context(), l, decide)
	must(w.t, err)
}

func (w *world) incident() incident.Incident {
	w.t.Helper()
	i, err := w.store.Incident(w.t.Context(), w.id)
	must(w.t, err)
	return i
}

func (w *world) check(name string) incident.Check {
	w.t.Helper()
	c, ok := w.incident().Check(name)
	if !ok {
		w.t.Fatalf("%s was not asked", name)
	}
	return c
}

// pool are the times of the unasked looks at the pool from then on, as one
// string.
func (w *world) pool(from string) (times []string) {
	for _, l := range w.looks {
		if moment, rest := l[:8], l[9:]; moment >= from && strings.HasPrefix(rest, AskJob+` {"check":"t/pool"`) && !strings.Contains(rest, "asked") {
			times = append(times, moment)
		}
	}
	return times
}

// judged are the times of the verdicts on a check, with their outcome.
func (w *world) judged(name string) (lines []string) {
	w.t.Helper()
	events, err := w.store.Events(w.t.Context(), w.id)
	must(w.t, err)
	for _, e := range events {
		if e.Kind == incident.Judged && e.Data.Verdict.Check == name {
			lines = append(lines, e.At.Format("15:04:05 ")+string(e.Data.Verdict.Outcome))
		}
	}
	return lines
}

// effects are the times and outcomes of the judgements of an action.
func (w *world) effects(action int64) (lines []string) {
	w.t.Helper()
	events, err := w.store.Events(w.t.Context(), w.id)
	must(w.t, err)
	for _, e := range events {
		if e.Kind == incident.EffectJudged && e.Data.Effect.Action == action {
			lines = append(lines, e.At.Format("15:04:05 ")+string(e.Data.Effect.Outcome))
		}
	}
	return lines
}
