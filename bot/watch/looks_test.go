package watch

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/promlab"
)

// tries are how often the effect of an action was looked at.
func (w *world) tries(action int64) (n int) {
	for _, l := range w.looks {
		if strings.Contains(l, EffectJob) && strings.Contains(l, payload(actionPayload{Action: action})[:len(payload(actionPayload{Action: action}))-1]) {
			n++
		}
	}
	return n
}

func (w *world) action(seq int64) incident.Action {
	w.t.Helper()
	a, ok := w.incident().Action(seq)
	if !ok {
		w.t.Fatalf("action %d is not there", seq)
	}
	return a
}

func (w *world) finish(clock string, action int64) {
	w.t.Helper()
	w.say(clock, func(ctx context.Context, c incident.Call) (incident.Incident, error) {
		return w.service.FinishAction(ctx, c, action)
	})
}

func TestWhatMovedIsLookedAtForAnHour(t *testing.T) {
	t.Parallel()
	for _, scrape := range []time.Duration{2 * time.Second, 15 * time.Second, 30 * time.Second} {
		t.Run(scrape.String(), func(t *testing.T) {
			t.Parallel()
			w, action := mended(t, scrape, "api")
			w.to("16:07")
			same(t, "told", w.effects(action), []string{"15:16:00 moved", "15:36:00 moved", "16:06:00 moved"})
			if a := w.action(action); !a.Lasted() || len(a.Looks) != 3 || !a.Effect.Next.IsZero() || !a.Looks[0].Next.Equal(at("15:36")) {
				t.Errorf("lasted %v, looks %+v", a.Lasted(), a.Looks)
			}
		})
	}
}

// A slow scrape has no whole window at ten minutes. A very slow one leaves the
// answer to the look at thirty.
func TestASlowScrapeIsAnsweredWhenItsWindowIsWhole(t *testing.T) {
	t.Parallel()
	for scrape, want := range map[time.Duration][]string{
		time.Minute:     {"15:16:00 cant_tell", "15:21:00 moved", "15:36:00 moved", "16:06:00 moved"},
		2 * time.Minute: {"15:16:00 cant_tell", "15:31:00 moved", "15:36:00 moved", "16:06:00 moved"},
		3 * time.Minute: {"15:16:00 cant_tell", "15:36:00 moved", "16:06:00 moved"},
	} {
		t.Run(scrape.String(), func(t *testing.T) {
			t.Parallel()
			w, action := mended(t, scrape, "api")
			w.to("16:07")
			same(t, "told", w.effects(action), want)
			if !w.action(action).Lasted() {
				t.Error("it lasted")
			}
		})
	}
}

func TestWhatDidNotLastNamesWhenItWasLastGood(t *testing.T) {
	t.Parallel()
	w, action := mended(t, 15*time.Second, "api")
	w.change("15:25", `pool{service="api"}`, 3)
	w.to("15:37")
	same(t, "told", w.effects(action), []string{"15:16:00 moved", "15:36:00 did_not_last"})
	a := w.action(action)
	from, _, ok := a.Effect.Lapsed()
	if off := from.Sub(at("15:25")); !ok || off < -30*time.Second || off > 15*time.Second {
		t.Errorf("last good at %s", from)
	}
	for _, m := range a.Effect.Measures {
		want := incident.Moved
		if m.Name == "pool" {
			want = incident.DidNotLast
		}
		if m.Judged != want {
			t.Errorf("%s is judged %s", m.Name, m.Judged)
		}
	}

	// It comes back, and that is no lasting.
	w.change("15:50", `pool{service="api"}`, 20)
	w.to("16:07")
	same(t, "told", w.effects(action), []string{"15:16:00 moved", "15:36:00 did_not_last", "16:06:00 moved"})
	if w.action(action).Lasted() {
		t.Error("it failed for 25 minutes")
	}
}

// Between two looks it failed for nine minutes. Both looks pass, and it did not
// last an hour.
func TestALapseBetweenTheLooksIsSeen(t *testing.T) {
	t.Parallel()
	w, action := mended(t, 15*time.Second, "api")
	w.change("15:45", `wait{service="api"}`, 4)
	w.change("15:54", `wait{service="api"}`, 0.3)
	w.to("16:07")
	same(t, "told", w.effects(action), []string{"15:16:00 moved", "15:36:00 moved", "16:06:00 moved"})
	a := w.action(action)
	from, to, ok := a.Effect.Lapsed()
	if !ok || a.Lasted() || from.Sub(at("15:45")).Abs() > 30*time.Second || to.Sub(at("15:54")).Abs() > 30*time.Second {
		t.Errorf("lasted %v, lapsed %v from %s to %s", a.Lasted(), ok, from, to)
	}
}

func TestNothingIsStillNothingAfterAnHour(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	w.declare("15:04", "api")
	action := w.did("15:06", "restarted api-7")
	w.to("16:07")
	same(t, "told", w.effects(action), []string{"15:16:00 nothing_yet", "15:36:00 nothing_yet", "16:06:00 nothing_yet"})
	if e := w.effect(action); e.After != time.Hour {
		t.Errorf("looked at after %v", e.After)
	}
}

// The database got four replicas and nothing moved; then the pool was filled.
// What moved is not the replicas' doing, and the hour brings nothing new.
func TestAnActionIsNotCreditedWithWhatTheNextOneMoved(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	w.declare("15:04", "api")
	replicas := w.did("15:06", "added 4 database replicas")
	back := w.did("15:20", "put the servers back")
	w.change("15:21", `pool{service="api"}`, 20)
	w.change("15:21", `wait{service="api"}`, 0.3)
	w.to("16:21")
	same(t, "replicas", w.effects(replicas), []string{"15:16:00 nothing_yet", "15:36:00 nothing_yet"})
	same(t, "back", w.effects(back), []string{"15:30:00 moved", "15:50:00 moved", "16:20:00 moved"})
	if e := w.effect(replicas); e.Ended != back || e.After != 14*time.Minute || !e.Next.IsZero() {
		t.Errorf("ended by %d after %v", e.Ended, e.After)
	}
	if !w.action(back).Lasted() {
		t.Error("it lasted")
	}
}

// A real clock knows nanoseconds, and the store does not.
func TestAnActionOfARealClockIsLookedAt(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	w.declare("15:04", "api")
	w.to("15:06")
	w.setClock(w.now().Add(123456789))
	i, err := w.service.Act(t.Context(), w.call(ben), "restarted api-7", incident.Moment{}, "")
	must(t, err)
	w.to("15:17")
	same(t, "told", w.effects(i.Actions[0].Seq), []string{"15:16:00 nothing_yet"})
}

func TestALookThatCannotTellBlanksNothing(t *testing.T) {
	t.Parallel()
	w, action := mended(t, 15*time.Second, "api")
	w.to("15:30")
	w.lab.SetFault(promlab.Fault{Kind: promlab.ServerError})
	w.to("15:37")
	a := w.action(action)
	if a.Effect.Outcome != incident.Moved || len(a.Looks) != 2 || a.Looks[1].Outcome != incident.CantTell || a.Lasted() {
		t.Errorf("%s, looks %+v", a.Effect.Outcome, a.Looks)
	}
	w.to("16:05")
	w.lab.SetFault(promlab.Fault{})
	w.to("16:07")
	same(t, "told", w.effects(action), []string{"15:16:00 moved", "15:36:00 cant_tell", "16:06:00 moved"})
	if !w.action(action).Lasted() {
		t.Error("the last look saw all the time since it moved, and it lasted")
	}
}

func TestALateFinishCountsTheLooksAnew(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	w.declare("15:04", "api")
	action := w.did("15:06", "restarting everything")
	w.to("15:20")
	w.finish("15:40", action)
	w.change("15:41", `pool{service="api"}`, 20)
	w.change("15:41", `wait{service="api"}`, 0.3)
	if a := w.action(action); len(a.Looks) != 0 {
		t.Errorf("looks from before the end: %+v", a.Looks)
	}
	_, err := w.service.FinishAction(t.Context(), w.call(ana), action)
	if incident.CodeOf(err) != incident.Conflict {
		t.Errorf("finished twice: %v", err)
	}
	w.to("16:41")
	same(t, "told", w.effects(action), []string{"15:16:00 nothing_yet", "15:36:00 nothing_yet", "15:50:00 moved", "16:10:00 moved", "16:40:00 moved"})
}

// Nothing has moved after ten minutes, because it goes on: that was no verdict.
func TestAnActionThatGoesOnIsLookedAtWhenItIsFinished(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	w.declare("15:04", "api")
	action := w.did("15:06", "restarting everything")
	goesOn := func(clock string) error {
		w.to(clock)
		_, err := w.service.KeepRunning(t.Context(), w.call(ben), action)
		return err
	}
	w.to("15:16:30")
	must(t, goesOn("15:17"))
	if a := w.action(action); !a.Running || a.Effect != nil || len(a.Looks) != 0 {
		t.Errorf("%+v", a)
	}
	if err := goesOn("15:18"); incident.CodeOf(err) != incident.Conflict {
		t.Errorf("said twice: %v", err)
	}
	w.finish("15:40", action)
	w.change("15:41", `pool{service="api"}`, 20)
	w.change("15:41", `wait{service="api"}`, 0.3)
	if err := goesOn("15:42"); incident.CodeOf(err) != incident.Conflict {
		t.Errorf("goes on after the end: %v", err)
	}
	w.to("16:11")
	same(t, "told", w.effects(action), []string{"15:16:00 nothing_yet", "15:50:00 moved", "16:10:00 moved"})
}

// It is logged at 15:50 what was done at 15:06: two looks are past and judged
// as of their time, the third is still to come.
func TestALateEntryIsLookedAtAsOfThen(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	w.change("15:20", `pool{service="api"}`, 20)
	w.change("15:20", `wait{service="api"}`, 0.3)
	w.declare("15:04", "api")
	w.to("15:50")
	i, err := w.service.Act(t.Context(), w.call(ben), "drained the queue", incident.ExactMoment(at("15:06")), "")
	must(t, err)
	action := i.Actions[0].Seq
	w.to("15:51")
	same(t, "told", w.effects(action), []string{"15:50:00 nothing_yet", "15:50:00 moved"})
	w.to("16:07")
	a := w.action(action)
	for n, clock := range []string{"15:16", "15:36", "16:06"} {
		if len(a.Looks) != 3 || !a.Looks[n].At.Equal(at(clock)) {
			t.Fatalf("look %d of %+v", n, a.Looks)
		}
	}
}

// The source is down when it is logged. It is asked for half an hour from then,
// and the answer is as of the action's own time.
func TestALateEntryWaitsForASourceThatFails(t *testing.T) {
	t.Parallel()
	w, _ := mended(t, 15*time.Second, "api")
	w.to("16:30")
	i, err := w.service.Act(t.Context(), w.call(ben), "filled the pool", incident.ExactMoment(at("15:06")), "")
	must(t, err)
	action := i.Actions[len(i.Actions)-1].Seq
	w.lab.SetFault(promlab.Fault{Kind: promlab.ServerError})
	w.to("16:42")
	w.lab.SetFault(promlab.Fault{})
	w.to("16:46")
	same(t, "told", w.effects(action), []string{"16:30:00 cant_tell", "16:30:00 cant_tell", "16:30:00 cant_tell", "16:45:00 moved", "16:45:00 moved", "16:45:00 moved"})
	if a := w.action(action); !a.Looks[0].At.Equal(at("15:16")) || !a.Lasted() {
		t.Errorf("%+v", a.Looks)
	}
}

func TestTheLooksGoOnForAnHourAfterTheEnd(t *testing.T) {
	t.Parallel()
	w, early := mended(t, 15*time.Second, "api")
	late := w.did("15:40", "restarted api-7")
	w.resolve("15:45")
	w.to("16:41")
	same(t, "early", w.effects(early), []string{"15:16:00 moved", "15:36:00 moved", "16:06:00 moved"})
	same(t, "late", w.effects(late), []string{"15:50:00 no_measure", "16:10:00 no_measure", "16:40:00 no_measure"})

	w, early = mended(t, 15*time.Second, "api")
	w.resolve("15:20")
	w.change("15:50", `pool{service="api"}`, 2)
	w.reopen("15:55")
	w.to("16:07")
	same(t, "reopened", w.effects(early), []string{"15:16:00 moved", "15:36:00 moved", "16:06:00 did_not_last"})
}

func TestLooksLongAfterTheEndAreLeft(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	w.declare("15:04", "api")
	w.resolve("15:05")
	i, err := w.service.Act(t.Context(), w.call(ben), "restarted api-7", incident.ExactMoment(at("15:30")), "")
	must(t, err)
	w.to("15:06")
	w.to("16:07")
	same(t, "told", w.effects(i.Actions[0].Seq), []string{"15:40:00 nothing_yet", "16:00:00 nothing_yet"})
}

func TestALapseIsNoSingleSample(t *testing.T) {
	t.Parallel()
	c := compared{holds: under(0.8)}
	quiet := append(flat(0.3, 0.1), shifted(flat(0.3, 0.1), 5*time.Minute)...)
	quiet[25].Value = 9
	if from, to := c.lapse(quiet, 5*time.Minute); !from.IsZero() || !to.IsZero() {
		t.Errorf("a single spike is a lapse from %s to %s", from, to)
	}
	if from, _ := c.lapse(quiet[:5], 5*time.Minute); !from.IsZero() {
		t.Error("five samples show nothing")
	}
}

func shifted(samples []incident.Sample, by time.Duration) []incident.Sample {
	for n := range samples {
		samples[n].At = samples[n].At.Add(by)
	}
	return samples
}
