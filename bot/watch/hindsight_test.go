package watch

import (
	"context"
	"slices"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/promlab"
	"github.com/sitrephq/sitrep/runbooks"
)

// hindsights are what was looked back, with when that was recorded.
func (w *world) hindsights() (all []incident.Hindsight, times []string) {
	w.t.Helper()
	events, err := w.store.Events(w.t.Context(), w.id)
	must(w.t, err)
	for _, e := range events {
		if e.Kind == incident.LookedBack {
			all, times = append(all, *e.Data.Hindsight), append(times, e.At.Format("15:04:05"))
		}
	}
	return all, times
}

// lookedBackAt counts how often the metrics were asked in hindsight.
func (w *world) lookedBackTimes() (times []string) {
	for _, l := range w.looks {
		if l[9:9+len(HindsightJob)] == HindsightJob {
			times = append(times, l[:8])
		}
	}
	return times
}

// seen is what hindsight says of a check now.
func (w *world) seen(check string) incident.Seen {
	w.t.Helper()
	s, ok := w.incident().Hindsight.Of(check)
	if !ok {
		w.t.Fatalf("%s was not looked back", check)
	}
	return s
}

func near(t *testing.T, what string, got time.Time, want string, off time.Duration) {
	t.Helper()
	if got.Sub(at(want)).Abs() > off {
		t.Errorf("%s at %s, want %s", what, got.Format(time.TimeOnly), want)
	}
}

// The queue was too long from 14:58 on, and nobody asked. The pool fell at 15:00
// and somebody was on it at 15:12.
func TestTheEndShowsWhatNobodyAsked(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	w.change("14:58", `queue{service="api"}`, 9)
	w.declare("15:04", "api")
	w.say("15:12", func(ctx context.Context, c incident.Call) (incident.Incident, error) {
		return w.service.Take(ctx, c, "t/pool")
	})
	w.change("15:20", `pool{service="api"}`, 20)
	w.change("15:20", `wait{service="api"}`, 0.3)
	w.resolve("15:40")
	w.to("15:41")
	h := w.incident().Hindsight
	if h == nil || !h.To.Equal(at("15:40")) || h.To.Sub(h.From) < time.Hour+40*time.Minute || len(h.Seen) != 3 {
		t.Fatalf("%+v", h)
	}
	near(t, "looked back from", h.From, "14:00", time.Minute)
	pool, queue := w.seen("t/pool"), w.seen("t/queue")
	near(t, "pool first", pool.First, "15:00", pool.Step)
	near(t, "pool last", pool.Last, "15:20", pool.Step)
	near(t, "pool owned", pool.OwnedAt, "15:12", time.Second)
	if pool.Red || !pool.Asked || !pool.Base || pool.Share < 0.19 || pool.Share > 0.22 || pool.Missed() {
		t.Errorf("%+v", pool)
	}
	near(t, "queue first", queue.First, "14:58", queue.Step)
	if queue.Asked || queue.Base || !queue.Missed() {
		t.Errorf("%+v", queue)
	}
	if missed := h.Missed(); len(missed) != 1 || missed[0].Check != "t/queue" {
		t.Errorf("missed %+v", missed)
	}
	events, err := w.store.Events(t.Context(), w.id)
	must(t, err)
	n := slices.IndexFunc(events, func(e incident.Event) bool { return e.Kind == incident.LookedBack })
	proof, err := w.store.Evidence(t.Context(), events[n].Evidence)
	must(t, err)
	if len(proof.Queries) < 3 || proof.Source != "main" || events[n].Text == "" {
		t.Errorf("evidence %+v, %q", proof, events[n].Text)
	}
}

func TestWhatWasRedBeforeIsNoNews(t *testing.T) {
	t.Parallel()
	w := newWorld(t, time.Minute)
	w.change("13:30", `queue{service="api"}`, 9)
	w.declare("15:04", "api")
	w.resolve("15:40")
	w.to("15:41")
	if s := w.seen("t/queue"); !s.Red || !s.First.IsZero() || s.Share != 1 || s.Missed() || !s.Failed() || s.Step < time.Minute {
		t.Errorf("%+v", s)
	}
}

// It was looked back over six hours when it failed, and was red for longer. An
// hour more shows when it began.
func TestASignalThatWasNotKnownThenIsKnownInHindsight(t *testing.T) {
	t.Parallel()
	i := incident.Incident{DeclaredAt: at("15:04"), Hindsight: &incident.Hindsight{From: at("14:00"), Seen: []incident.Seen{
		{Check: "a", First: at("15:00")}, {Check: "b", Red: true}, {Check: "c", First: at("15:30")},
	}}}
	check := func(name, signal string, earlier bool) incident.Check {
		c := incident.Check{Verdict: incident.Verdict{Check: name}, FailedAt: at("15:04:10"), SignalEarlier: earlier}
		if signal != "" {
			c.SignalAt = at(signal)
		}
		return c
	}
	for name, tt := range map[string]struct {
		check   incident.Check
		want    time.Time
		earlier bool
	}{
		"known then":           {check("a", "15:02", false), at("15:02"), false},
		"not known then":       {check("a", "", false), at("15:00"), false},
		"only that by then":    {check("a", "15:03", true), at("15:00"), false},
		"red all the time":     {check("b", "", false), at("14:00"), true},
		"red for hours":        {check("b", "09:00", true), at("09:00"), true},
		"another, later":       {check("c", "", false), time.Time{}, false},
		"never looked back":    {check("d", "", false), time.Time{}, false},
		"and said at the time": {check("d", "15:01", true), at("15:01"), true},
	} {
		if got, earlier := i.Signal(tt.check); !got.Equal(tt.want) || earlier != tt.earlier {
			t.Errorf("%s: %s, %v", name, got, earlier)
		}
	}
}

// The series ended at 15:10 and never came back: what they showed before counts.
func TestWhatEndedInTheIncidentIsLookedBackUntilThen(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	must(t, w.lab.Load(at("13:00"), 15*time.Second, `queue{service="brief"}`, "1x470 9x50"))
	w.declare("15:04", "brief")
	w.resolve("15:40")
	w.to("15:41")
	s := w.seen("t/queue")
	near(t, "first", s.First, "14:57:45", s.Step)
	if s.Why != "" || s.Last.After(at("15:20")) {
		t.Errorf("%+v", s)
	}
	if _, ok := w.incident().Hindsight.Of("t/pool"); ok {
		t.Error("the pool is not there, and cannot be asked")
	}
}

func TestEachEndLooksBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 30*time.Second)
	w.declare("15:04", "api")
	w.resolve("15:20")
	w.reopen("15:30")
	if w.incident().Hindsight != nil {
		t.Error("what was seen at an end that does not stand is kept")
	}
	w.resolve("15:40")
	w.to("15:41")
	all, times := w.hindsights()
	same(t, "times", times, []string{"15:20:00", "15:40:00"})
	if !all[1].To.Equal(at("15:40")) {
		t.Errorf("to %s", all[1].To)
	}

	// It is open again before its turn comes.
	w.during = func(l incident.Lease) {
		if l.Kind == HindsightJob {
			w.during = func(incident.Lease) {}
			_, err := w.service.Reopen(t.Context(), w.call(ana), 0, "", "not yet")
			must(t, err)
		}
	}
	w.reopen("15:45")
	w.resolve("15:50")
	w.to("15:51")
	if _, times := w.hindsights(); len(times) != 2 {
		t.Errorf("looked back at %v", times)
	}
}

func TestASourceThatFailsIsLookedBackLater(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 30*time.Second)
	w.declare("15:04", "api")
	w.to("15:19:30")
	w.lab.SetFault(promlab.Fault{Kind: promlab.ServerError})
	w.resolve("15:20")
	w.to("15:24")
	const why = "Prometheus main has not answered (it failed with 500)."
	if s := w.seen("t/pool"); s.Why != why || s.Failed() {
		t.Errorf("%+v", s)
	}
	w.to("15:30")
	w.lab.SetFault(promlab.Fault{})
	w.to("16:21")
	if s := w.seen("t/pool"); s.Why != "" || !s.Failed() {
		t.Errorf("%+v", s)
	}
	if _, times := w.hindsights(); !slices.Equal(times, []string{"15:20:00", "15:35:00"}) {
		t.Errorf("recorded at %v", times)
	}
	same(t, "asked", w.lookedBackTimes(), []string{"15:20:00", "15:25:00", "15:35:00"})

	w = newWorld(t, 30*time.Second)
	w.declare("15:04", "api")
	w.to("15:19:30")
	w.lab.SetFault(promlab.Fault{Kind: promlab.ServerError})
	w.resolve("15:20")
	w.to("16:25")
	same(t, "asked in vain", w.lookedBackTimes(), []string{"15:20:00", "15:25:00", "15:35:00", "15:50:00", "16:20:00"})
	if _, times := w.hindsights(); len(times) != 1 || w.seen("t/pool").Why != why {
		t.Errorf("recorded at %v, left with %q", times, w.seen("t/pool").Why)
	}
}

// named is a source of another name.
type named struct {
	slow
	name string
}

func (n named) Name() string { return n.name }

func TestAHungSourceCostsItsOwnChecksOnly(t *testing.T) {
	t.Parallel()
	library, err := runbooks.Load(fstest.MapFS{"t.yaml": {Data: []byte(libraryFile)}})
	must(t, err)
	i := kept{ID: 1, Service: "api", DeclaredAt: at("15:04"), Status: incident.IsResolved, ResolvedAt: at("15:40")}
	services := runbooks.Catalog{{Name: "api", Sources: map[string]string{"t/queue": "other"}}}
	synctest.Test(t, func(t *testing.T) {
		w := &Watch{Store: i, Library: library, Services: services, Sources: runbooks.Sources{slow(0), named{slow(time.Hour), "other"}}, Now: func() time.Time { return at("15:40") }}
		start := time.Now()
		decide, err := w.hindsight(t.Context(), incident.Lease{Job: hindsightJob(incident.Incident(i), hindsightPayload{By: 9}, at("15:40"))})
		must(t, err)
		if took := time.Since(start); took > 21*time.Second {
			t.Errorf("it took %v", took)
		}
		change, err := decide(incident.Incident(i), w.Now())
		must(t, err)
		h := change.Events[0].Data.Hindsight
		pool, _ := h.Of("t/pool")
		queue, _ := h.Of("t/queue")
		if pool.Why != "" || !pool.Red || queue.Why != "Prometheus other has not answered within 20 s." || len(change.Jobs) != 1 {
			t.Errorf("pool %+v, queue %+v, jobs %v", pool, queue, change.Jobs)
		}
	})
}
