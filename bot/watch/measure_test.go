package watch

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/promlab"
)

// mended is the world in which an action at 15:06 mends both checks at 15:08.
func mended(t *testing.T, scrape time.Duration, service string) (*world, int64) {
	t.Helper()
	w := newWorld(t, scrape)
	w.declare("15:04", service)
	action := w.did("15:06", "put the servers back")
	w.change("15:08", `pool{service="api"}`, 20)
	w.change("15:08", `wait{service="api"}`, 0.3)
	return w, action
}

func (w *world) effect(action int64) incident.Effect {
	w.t.Helper()
	a, ok := w.incident().Action(action)
	if !ok || a.Effect == nil {
		w.t.Fatalf("action %d has no effect", action)
	}
	return *a.Effect
}

func TestTheEffectIsToldAsSoonAsTheScrapeAllows(t *testing.T) {
	t.Parallel()
	const later = "5 samples in the window, I need 8; with your 60 s scrape the answer comes at 15:21."
	for scrape, want := range map[time.Duration]struct {
		told   []string
		reason string
		window time.Duration
	}{
		2 * time.Second:  {[]string{"15:16:00 moved"}, "", 5 * time.Minute},
		15 * time.Second: {[]string{"15:16:00 moved"}, "", 5 * time.Minute},
		30 * time.Second: {[]string{"15:16:00 moved"}, "", 5 * time.Minute},
		time.Minute:      {[]string{"15:16:00 cant_tell", "15:21:00 moved"}, later, 10 * time.Minute},
	} {
		t.Run(scrape.String(), func(t *testing.T) {
			t.Parallel()
			w, action := mended(t, scrape, "api")
			w.to("15:16:30")
			if e := w.effect(action); e.Reason != want.reason {
				t.Errorf("reason %q, want %q", e.Reason, want.reason)
			}
			w.to("15:27")
			same(t, "told", w.effects(action), want.told)
			e := w.effect(action)
			if len(e.Measures) != 2 || e.Measures[0].Window != want.window || e.Measures[0].Good == nil {
				t.Fatalf("measures %+v", e.Measures)
			}
			pool := e.Measures[0]
			if pool.Name != "pool" || pool.Of != "20" || pool.Before != 2 || pool.After != 20 || *pool.Good != 20 {
				t.Errorf("%+v, good %v", pool, *pool.Good)
			}
		})
	}
}

func TestWhatHasNotMovedIsSaidAtEveryScrapeInterval(t *testing.T) {
	t.Parallel()
	for scrape, want := range map[time.Duration][]string{15 * time.Second: {"15:16:00 nothing_yet"}, time.Minute: {"15:16:00 cant_tell", "15:21:00 nothing_yet"}} {
		w := newWorld(t, scrape)
		w.declare("15:04", "api")
		action := w.did("15:06", "added 4 database replicas")
		w.to("15:27")
		same(t, scrape.String(), w.effects(action), want)
	}
}

// The pool is scraped every 15 s and is back; p95 every 60 s. "Still failing"
// would be as wrong as "it moved".
func TestWhatMovedAndWhatCannotBeToldYetAreBothNamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	w.line(`pool{service="mixed"}`, promlab.Level(at("13:00"), 20), promlab.Level(at("15:00"), 2), promlab.Level(at("15:08"), 20))
	must(t, w.lab.Load(at("13:00"), time.Minute, `wait{service="mixed"}`, "0.3x119 4x7 0.3x60"))
	w.declare("15:04", "mixed")
	action := w.did("15:06", "put the servers back")
	w.to("15:16:30")
	e, want := w.effect(action), "Moved: pool. Not known: p95. 5 samples in the window, I need 8; with your 60 s scrape the answer comes at 15:21."
	if e.Outcome != incident.CantTell || e.Reason != want {
		t.Errorf("%s %q", e.Outcome, e.Reason)
	}
	w.to("15:27")
	same(t, "told", w.effects(action), []string{"15:16:00 cant_tell", "15:21:00 moved"})
}

func TestTheEffectCountsFromTheEndOfTheAction(t *testing.T) {
	t.Parallel()
	w, action := mended(t, 15*time.Second, "api")
	w.say("15:12", func(ctx context.Context, c incident.Call) (incident.Incident, error) {
		return w.service.FinishAction(ctx, c, action)
	})
	w.to("15:27")
	same(t, "told", w.effects(action), []string{"15:22:00 no_measure"})
}

func TestAnActionThatIsFinishedWhileItIsMeasuredIsMeasuredAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	w.declare("15:04", "api")
	action := w.did("15:06", "restarting everything")
	w.during = func(l incident.Lease) {
		if l.Kind == EffectJob {
			w.during = func(incident.Lease) {}
			_, err := w.service.FinishAction(t.Context(), w.call(ben), action)
			must(t, err)
		}
	}
	w.to("15:27")
	same(t, "told", w.effects(action), []string{"15:26:00 nothing_yet"})
}

func TestAnEffectOfTheServiceBeforeIsMeasuredAgain(t *testing.T) {
	t.Parallel()
	w, action := mended(t, 15*time.Second, "api")
	w.during = func(l incident.Lease) {
		if l.Kind == EffectJob {
			w.during = func(incident.Lease) {}
			_, err := w.service.SetService(t.Context(), w.call(ana), w.id, "db")
			must(t, err)
		}
	}
	w.to("15:27")
	same(t, "told", w.effects(action), []string{"15:17:00 no_measure"})
}

func TestAnActionThatWasTakenBackIsNotMeasured(t *testing.T) {
	t.Parallel()
	w, action := mended(t, 15*time.Second, "api")
	w.to("15:15")
	_, _, err := w.service.Undo(t.Context(), w.call(ben), action)
	must(t, err)
	w.to("15:27")
	same(t, "told", w.effects(action), nil)
}

// The bot was down for forty minutes, and at 15:30 something else mended it.
// What the action did stands in the metrics of its own time.
func TestALateLookIsMeasuredAsOfItsTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	w.declare("15:04", "api")
	action := w.did("15:06", "added 4 database replicas")
	w.to("15:10")
	w.change("15:30", `pool{service="api"}`, 20)
	w.change("15:30", `wait{service="api"}`, 0.3)
	w.setClock(at("15:50"))
	w.to("15:52")
	same(t, "told", w.effects(action), []string{"15:50:00 nothing_yet", "15:50:00 moved"})
	a, _ := w.incident().Action(action)
	if first, second := a.Looks[0], a.Looks[1]; !first.At.Equal(at("15:16")) || first.After != 10*time.Minute || !second.At.Equal(at("15:36")) {
		t.Errorf("measured at %s, %v after, and at %s", first.At, first.After, second.At)
	}
}

func TestOtherActionsInTheSameWindowAreNamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	w.declare("15:04", "api")
	when := func(clock string) int64 {
		i, err := w.service.Act(t.Context(), w.call(ben), "restarted api-7", incident.ExactMoment(at(clock)), "")
		must(t, err)
		return i.Actions[len(i.Actions)-1].Seq
	}
	_, justBefore := when("15:01"), when("15:02")
	action := w.did("15:06", "put the servers back")
	after := w.did("15:09", "restarted api-8")
	w.did("15:16", "restarted api-9")
	w.to("15:17")
	if e := w.effect(action); !slices.Equal(e.Shared, []int64{justBefore, after}) {
		t.Errorf("shared with %v, want %d and %d", e.Shared, justBefore, after)
	}
}

// Scraped slowly, the windows are longer, and so is what is in them.
func TestALongerWindowHoldsMoreActions(t *testing.T) {
	t.Parallel()
	w := newWorld(t, time.Minute)
	w.declare("15:04", "api")
	i, err := w.service.Act(t.Context(), w.call(ben), "restarted api-7", incident.ExactMoment(at("14:58")), "")
	must(t, err)
	action := w.did("15:06", "put the servers back")
	w.to("15:22")
	if e := w.effect(action); !slices.Equal(e.Shared, []int64{i.Actions[0].Seq}) {
		t.Errorf("shared with %v", e.Shared)
	}
}

func TestAnActionAfterTheLookIsNotInItsWindow(t *testing.T) {
	t.Parallel()
	action := func(seq int64, clock string) incident.Action {
		return incident.Action{Seq: seq, Moment: incident.ExactMoment(at(clock))}
	}
	i := incident.Incident{Actions: []incident.Action{action(1, "15:06"), action(2, "15:15:59"), action(3, "15:16"), action(4, "15:17")}}
	if got := shared(i, i.Actions[0], at("15:16"), incident.EffectWindow(0)); !slices.Equal(got, []int64{2}) {
		t.Errorf("shared with %v", got)
	}
}

// It broke a minute and a half before the action: what people are shown is the
// two that it found, and not the twenty of most of the window.
func TestPeopleAreShownWhatTheActionFound(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	w.declare("15:04", "api")
	i, err := w.service.Act(t.Context(), w.call(ben), "restarted api-7", incident.ExactMoment(at("15:01:30")), "")
	must(t, err)
	// A check that only a person asked for is not measured.
	w.change("15:04", `queue{service="api"}`, 9)
	w.say("15:04:30", func(ctx context.Context, c incident.Call) (incident.Incident, error) {
		return w.service.AskCheck(ctx, c, "t/queue", nil)
	})
	w.to("15:12")
	if e := w.effect(i.Actions[0].Seq); len(e.Measures) != 2 || e.Outcome != incident.NothingYet || e.Measures[0].Before != 2 || e.Measures[0].After != 2 {
		t.Errorf("%s %+v", e.Outcome, e.Measures)
	}
}

// The series are there and the range fails: that is the source's, and passes.
func TestAWindowThatCouldNotBeAskedIsAskedAgain(t *testing.T) {
	t.Parallel()
	w, action := mended(t, 15*time.Second, "api")
	w.to("15:15:30")
	whole := w.Sources[0]
	w.Sources[0] = broken{whole, fine, func() error {
		return &incident.SourceError{Source: "main", Fault: incident.SourceTimeout, Detail: "no reply in 5 s"}
	}}
	w.to("15:16")
	w.Sources[0] = whole
	if e, want := w.effect(action), "Prometheus main has not answered (no reply in 5 s). I ask again every 5 min until 15:36."; e.Reason != want {
		t.Errorf("%q, want %q", e.Reason, want)
	}
	w.to("15:22")
	same(t, "told", w.effects(action), []string{"15:16:00 cant_tell", "15:21:00 moved"})
}

func TestNothingAskedIsNotNothingFailing(t *testing.T) {
	t.Parallel()
	for service, want := range map[string]struct{ told, reason string }{
		"":      {"15:16:00 cant_tell", "No check was asked: the service was not known."},
		"ghost": {"15:16:00 cant_tell", "No check could be asked: none has an answer for ghost."},
		"db":    {"15:16:00 no_measure", "Nothing that I measure was failing before it, so there is nothing it could have mended."},
	} {
		w, action := mended(t, 15*time.Second, service)
		w.to("15:27")
		same(t, service, w.effects(action), []string{want.told})
		if e := w.effect(action); e.Reason != want.reason || len(e.Measures) != 0 {
			t.Errorf("%s: %q, %v", service, e.Reason, e.Measures)
		}
	}
}

// What is not set up can never be told. It must not keep "it moved" from being
// said.
func TestACheckThatIsNotSetUpKeepsNoEffectOpen(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	w.line(`pool{service="half"}`, promlab.Level(at("13:00"), 20), promlab.Level(at("15:00"), 2), promlab.Level(at("15:08"), 20))
	w.declare("15:04", "half")
	action := w.did("15:06", "put the servers back")
	w.to("15:27")
	same(t, "told", w.effects(action), []string{"15:16:00 moved"})
}

// A further try that fails as the one before is no news: the timeline has one
// line for it.
func TestASourceThatFailsIsAskedAgainUntilHalfAnHourAfterTheLastLook(t *testing.T) {
	t.Parallel()
	w, action := mended(t, 15*time.Second, "api")
	w.to("15:15:30")
	w.lab.SetFault(promlab.Fault{Kind: promlab.ServerError})
	w.to("15:16")
	const why = "Prometheus main has not answered (it failed with 500)."
	if e, want := w.effect(action), why+" I ask again every 5 min until 15:36."; e.Reason != want || e.Outcome != incident.CantTell {
		t.Errorf("%s %q, want %q", e.Outcome, e.Reason, want)
	}
	w.to("15:22")
	w.lab.SetFault(promlab.Fault{})
	w.to("15:27")
	same(t, "told", w.effects(action), []string{"15:16:00 cant_tell", "15:26:00 moved"})

	w, action = mended(t, 15*time.Second, "api")
	w.to("15:15:30")
	w.lab.SetFault(promlab.Fault{Kind: promlab.ServerError})
	w.to("16:37")
	same(t, "told", w.effects(action), []string{"15:16:00 cant_tell", "15:36:00 cant_tell", "16:06:00 cant_tell", "16:31:00 cant_tell"})
	if e := w.effect(action); e.Reason != why {
		t.Errorf("%q", e.Reason)
	}
	if n := w.tries(action); n != 4+6+6 {
		t.Errorf("%d tries", n)
	}
}

func TestAddedMembersAreCountedAfterTwoMinutesAndWithTheEffect(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	for server, from := range map[string]string{"s1": "13:00", "s2": "13:00", "s3": "15:07", "s4": "15:07"} {
		w.line(`weight{service="api",server="`+server+`"}`, promlab.Level(at(from), 1))
		w.line(`healthy{service="api",server="`+server+`"}`, promlab.Level(at(from), 1))
	}
	w.change("15:14", `healthy{server="s4"}`, 0)
	w.declare("15:04", "api")
	action := w.did("15:06", "added 2 servers")
	restart := w.did("15:06", "restarted api-7")
	healthy := func() int {
		t.Helper()
		a, _ := w.incident().Action(action)
		if a.Capacity == nil || a.Capacity.Healthy == nil || *a.Capacity.Asked != 2 {
			t.Fatalf("counted %+v", a.Capacity)
		}
		return *a.Capacity.Healthy
	}
	w.to("15:07:50")
	if a, _ := w.incident().Action(action); a.Capacity != nil {
		t.Errorf("counted at once: %+v", a.Capacity)
	}
	w.to("15:08")
	if n := healthy(); n != 2 {
		t.Errorf("%d are healthy at 15:08", n)
	}
	w.to("15:16")
	if n := healthy(); n != 1 {
		t.Errorf("%d are healthy at 15:16", n)
	}
	if a, _ := w.incident().Action(restart); a.Capacity != nil {
		t.Errorf("a restart added %+v", a.Capacity)
	}

	// Finished later than said: counted again, and a failure blanks nothing.
	w.say("15:17", func(ctx context.Context, c incident.Call) (incident.Incident, error) {
		return w.service.FinishAction(ctx, c, action)
	})
	w.lab.SetFault(promlab.Fault{Kind: promlab.ServerError})
	w.to("15:28")
	if n := healthy(); n != 1 {
		t.Errorf("%d are healthy after the source failed", n)
	}
}

func TestMembersAreNotCountedBeforeTheActionIsFinished(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	w.line(`weight{service="api",server="s1"}`, promlab.Level(at("13:00"), 1))
	w.declare("15:04", "api")
	action := w.did("15:06", "added 2 servers")
	w.say("15:07", func(ctx context.Context, c incident.Call) (incident.Incident, error) {
		return w.service.FinishAction(ctx, c, action)
	})
	w.to("15:08:30")
	if a, _ := w.incident().Action(action); a.Capacity != nil {
		t.Errorf("counted a minute after the end: %+v", a.Capacity)
	}
	w.to("15:09")
	if a, _ := w.incident().Action(action); a.Capacity == nil {
		t.Error("not counted two minutes after the end")
	}
}

// Somebody logs at 15:40 what was done at 14:40, before anything broke: what
// broke at 15:00 is not its doing.
func TestAnActionThatIsLoggedLateIsMeasuredAsOfThen(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	w.declare("15:04", "api")
	w.to("15:05")
	i, err := w.service.Act(t.Context(), w.call(ben), "restarted api-7", incident.ExactMoment(at("14:40")), "")
	must(t, err)
	action := i.Actions[0].Seq
	w.to("15:06")
	e := w.effect(action)
	if e.Outcome != incident.NoMeasure || e.After != 10*time.Minute {
		t.Errorf("%s after %v, want nothing to measure after %v", e.Outcome, e.After, 10*time.Minute)
	}
}
