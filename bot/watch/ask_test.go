package watch

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/promlab"
	"github.com/sitrephq/sitrep/runbooks"
)

func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

// every lists the times from one to another, a minute apart.
func every(from, to string) (times []string) {
	for m := at(from); !m.After(at(to)); m = m.Add(time.Minute) {
		times = append(times, m.Format("15:04:05"))
	}
	return times
}

func TestTheBaseChecksAreLookedAtEveryMinuteUntilAnHourAfterTheEnd(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	w.declare("15:04", "api")
	w.resolve("15:06:30")
	w.to("18:00")
	same(t, "looks", w.pool("15:00"), every("15:04", "16:07"))
	same(t, "verdicts", w.judged("t/pool"), []string{"15:04:00 fail"})
	c := w.check("t/pool")
	if c.Short != "2 of 20" || !c.SignalAt.Equal(at("15:00")) || c.Bases != 2 {
		t.Errorf("%q since %s, one of %d base checks", c.Short, c.SignalAt, c.Bases)
	}
	if _, ok := w.incident().Check("t/queue"); ok {
		t.Error("a check that is not a base check was asked unasked")
	}
}

func TestAReopenAsksAtOnceAndOneChainGoesOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	w.declare("15:04", "api")
	w.resolve("15:06:30")
	w.reopen("15:08:20")
	w.to("15:12:30")
	// The look that waited for 15:09 goes on; the one at 15:08:20 has no chain.
	same(t, "looks", w.pool("15:08"), append([]string{"15:08:00", "15:08:20"}, every("15:09", "15:12")...))
}

func TestAReopenInADoubtStillLeavesOneChain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	w.declare("15:04", "api")
	w.resolve("15:06:30")
	w.change("15:08:10", `pool{service="api"}`, 20)
	w.reopen("15:08:20")
	w.to("15:12:30")
	same(t, "looks", w.pool("15:08"), append([]string{"15:08:00", "15:08:20", "15:08:35"}, every("15:09", "15:12")...))
	same(t, "verdicts", w.judged("t/pool"), []string{"15:04:00 fail", "15:08:35 pass"})
}

func TestAReopenAfterTheHourBeginsTheLooksAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	w.declare("15:04", "api")
	w.resolve("15:05:30")
	w.reopen("17:00:10")
	w.to("17:02:30")
	same(t, "looks", w.pool("17:00"), []string{"17:00:10", "17:01:10", "17:02:10"})
}

func TestALookAtTheServiceBeforeIsNoAnswerForTheNewOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	w.declare("15:04", "api")
	w.to("15:05:30")
	w.during = func(l incident.Lease) {
		if l.Payload != `{"check":"t/pool"}` {
			return
		}
		w.during = func(incident.Lease) {}
		_, err := w.service.SetService(t.Context(), w.call(ana), w.id, "db")
		must(t, err)
	}
	w.to("15:08:30")
	same(t, "looks", w.pool("15:06"), []string{"15:06:00", "15:06:00", "15:07:00", "15:08:00"})
	same(t, "verdicts", w.judged("t/pool"), []string{"15:04:00 fail", "15:06:00 pass"})
}

// Declared without a service, only how all stand can be asked; as soon as it is
// said, the rest is.
func TestTheServiceMayBecomeKnownLater(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	w.declare("15:04", "")
	w.to("15:06")
	same(t, "looks", w.looks, []string{"15:04:00 watch.survey "})
	_, err := w.service.SetService(t.Context(), w.call(ana), w.id, "api")
	must(t, err)
	w.to("15:07:30")
	same(t, "looks", w.pool("15:00"), []string{"15:06:00", "15:07:00"})
}

func TestWhatAPersonAsksForIsOneLookAndOneLine(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	w.declare("15:04", "api")
	for _, check := range []string{"t/pool", "t/queue"} {
		w.say("15:04:20", func(ctx context.Context, c incident.Call) (incident.Incident, error) {
			return w.service.AskCheck(ctx, c, check, nil)
		})
	}
	w.to("15:04:30")
	if c := w.check("t/pool"); !c.Since.Equal(at("15:00")) {
		t.Errorf("asked again, it is not known any more since when: %s", c.Since)
	}
	w.to("15:07:30")
	same(t, "unasked looks", w.pool("15:00"), every("15:04", "15:07"))
	same(t, "lines", w.judged("t/pool"), []string{"15:04:00 fail", "15:04:20 fail"})
	same(t, "lines", w.judged("t/queue"), []string{"15:04:20 pass"})
	if n := len(slices.DeleteFunc(w.looks, func(l string) bool { return !strings.Contains(l, "t/queue") })); n != 1 {
		t.Errorf("the queue was looked at %d times", n)
	}
}

func TestWhatAPersonAskedForIsAskedOfTheNewService(t *testing.T) {
	t.Parallel()
	for check, want := range map[string][]string{
		"t/queue": {"15:06:00 fail"},
		// Asked at the very time of two unasked looks, it is another one.
		"t/pool": {"15:04:00 fail", "15:06:00 pass", "15:06:00 pass"},
	} {
		w := newWorld(t, 15*time.Second)
		w.line(`queue{service="db"}`, promlab.Level(at("13:00"), 9))
		w.declare("15:04", "api")
		w.say("15:06", func(ctx context.Context, c incident.Call) (incident.Incident, error) {
			return w.service.AskCheck(ctx, c, check, nil)
		})
		w.during = func(incident.Lease) {
			w.during = func(incident.Lease) {}
			_, err := w.service.SetService(t.Context(), w.call(ana), w.id, "db")
			must(t, err)
		}
		w.to("15:06:40")
		same(t, "lines", w.judged(check), want)
	}
}

func TestADoubtIsLookedAtSoon(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	w.declare("15:04", "api")
	w.change("15:05:40", `pool{service="api"}`, 20)
	w.to("15:08:30")
	same(t, "looks", w.pool("15:05"), []string{"15:05:00", "15:06:00", "15:06:15", "15:07:15", "15:08:15"})
	same(t, "verdicts", w.judged("t/pool"), []string{"15:04:00 fail", "15:06:15 pass"})
}

// Scraped once a minute, two looks may read one sample. That is one read.
func TestTheSameSampleTwiceIsNoFlip(t *testing.T) {
	t.Parallel()
	w := newWorld(t, time.Minute)
	w.declare("15:04:30", "api")
	// One odd sample, at 15:06.
	w.change("15:06", `pool{service="api"}`, 20)
	w.change("15:07", `pool{service="api"}`, 2)
	w.change("15:10", `pool{service="api"}`, 20)
	w.to("15:12:30")
	same(t, "verdicts", w.judged("t/pool"), []string{"15:04:30 fail", "15:11:00 pass"})
	same(t, "looks", w.pool("15:06")[:4], []string{"15:06:30", "15:06:45", "15:07:00", "15:08:00"})
}

// A source that does not answer has no samples to tell apart: two looks do.
func TestASourceThatFailsTwiceIsUnknownAndAskedSoon(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	w.declare("15:04", "api")
	w.to("15:05:30")
	w.lab.SetFault(promlab.Fault{Kind: promlab.ServerError})
	w.to("15:06:50")
	same(t, "looks", w.pool("15:06"), []string{"15:06:00", "15:06:15", "15:06:30", "15:06:45"})
	same(t, "verdicts", w.judged("t/pool"), []string{"15:04:00 fail", "15:06:15 unknown"})
}

// broken is a source of which one kind of question fails.
type broken struct {
	runbooks.Metrics
	query, over func() error
}

func (b broken) Query(ctx context.Context, expr string, at time.Time) (incident.Measured, error) {
	if err := b.query(); err != nil {
		return incident.Measured{}, err
	}
	return b.Metrics.Query(ctx, expr, at)
}

func (b broken) QueryRange(ctx context.Context, expr string, from, to time.Time, step time.Duration) (incident.Measured, error) {
	if err := b.over(); err != nil {
		return incident.Measured{}, err
	}
	return b.Metrics.QueryRange(ctx, expr, from, to, step)
}

func fine() error { return nil }

func TestALookBackThatFailedIsMadeUpForByTheNextLook(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	whole := w.Sources[0]
	var ranges atomic.Int64 // Looks ask side by side.
	count := func() error { ranges.Add(1); return nil }
	w.Sources[0] = broken{whole, fine, func() error {
		return &incident.SourceError{Source: "main", Fault: incident.SourceTimeout, Detail: "no reply in 5 s"}
	}}
	w.declare("15:04", "api")
	w.to("15:04:30")
	if c := w.check("t/wait"); c.Outcome != incident.Fail || !c.Since.IsZero() {
		t.Fatalf("%s since %s", c.Outcome, c.Since)
	}
	w.Sources[0] = broken{whole, fine, count}
	w.to("15:05:30")
	if c := w.check("t/wait"); !c.Since.Equal(at("15:00")) || !c.GoodTo.Equal(at("14:59:30")) {
		t.Errorf("since %s, good until %s", c.Since, c.GoodTo)
	}
	if ranges.Load() == 0 {
		t.Error("nothing was looked back for")
	}
	ranges.Store(0)
	w.to("15:07:30")
	if ranges.Load() != 0 {
		t.Errorf("looked back %d times for what is known", ranges.Load())
	}
}

func TestOurOwnLimitIsNoVerdict(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{AskJob, CapacityJob, EffectJob} {
		w := newWorld(t, 15*time.Second)
		w.declare("15:04", "api")
		w.did("15:05", "added 4 servers")
		due := map[string]string{AskJob: "15:05:59", CapacityJob: "15:06:59", EffectJob: "15:14:59"}[kind]
		w.to(due)
		w.setClock(at(due).Add(time.Second))
		var lease incident.Lease
		for lease.Kind != kind {
			leases, err := w.store.Claim(t.Context(), "me", w.now(), time.Minute, 1, incident.Kinds{})
			must(t, err)
			if len(leases) == 0 {
				t.Fatalf("no %s is due", kind)
			}
			lease = leases[0]
		}
		ours := errors.New("the job took longer than 30 s")
		ctx, stop := context.WithCancelCause(t.Context())
		w.Sources[0] = broken{w.Sources[0], func() error { stop(ours); return ctx.Err() }, fine}
		decide, err := w.Handlers()[kind](ctx, lease)
		if decide != nil || !errors.Is(err, ours) {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

func TestACheckThatLeftTheLibraryIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	w.declare("15:04", "api")
	_, err := w.ask(t.Context(), incident.Lease{Job: incident.Job{Incident: w.id, Payload: `{"check":"t/gone"}`}})
	if refused := (*incident.RefusedError)(nil); !errors.As(err, &refused) || refused.Step != "ask t/gone" {
		t.Errorf("%v", err)
	}
}

func TestTheNextLookIsOnTheBeat(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name      string
		now, want string
		v         incident.Verdict
	}{
		{"on the beat", "15:00:04", "15:01:00", incident.Verdict{}},
		{"soon after a source failed", "15:00:04", "15:00:15", incident.Verdict{Reason: incident.SourceFailed}},
		{"late by more than a pause", "15:01:30", "15:02:30", incident.Verdict{}},
		{"an hour late, one look and not sixty", "16:00:00", "16:01:00", incident.Verdict{}},
		{"late in a doubt", "15:00:20", "15:00:35", incident.Verdict{Reason: incident.SourceFailed}},
	}
	for _, tt := range tests {
		if got := nextLook(incident.Incident{}, nil, tt.v, at("15:00"), at(tt.now)); !got.Equal(at(tt.want)) {
			t.Errorf("%s: %s, want %s", tt.name, got.Format("15:04:05"), tt.want)
		}
	}
}

func TestFollowPlansWhatFollows(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	told, happened := at("15:30"), at("15:06")
	i := incident.Incident{ID: 7, Service: "api"}
	event := func(kind incident.Kind, data incident.Data) incident.Event {
		return incident.Event{Seq: 3, Kind: kind, Moment: incident.ExactMoment(happened), RecordedAt: told, Data: data}
	}
	base := []string{"watch.ask ask:t/pool 15:30:00", "watch.ask ask:t/wait 15:30:00"}
	action := []string{"watch.capacity  15:08:00", "watch.effect  15:16:00", "watch.effect  15:36:00", "watch.effect  16:06:00"}
	for name, tt := range map[string]struct {
		event incident.Event
		want  []string
	}{
		"declared":        {event(incident.Declared, incident.Data{}), base},
		"another service": {event(incident.ServiceChanged, incident.Data{}), base},
		"reopened":        {event(incident.Reopened, incident.Data{}), base},
		"asked":           {event(incident.CheckAsked, incident.Data{Check: "t/pool"}), []string{"watch.ask  15:30:00"}},
		"acted":           {event(incident.Acted, incident.Data{}), action},
		"finished":        {event(incident.ActionDone, incident.Data{Action: 2}), action},
		"noted":           {event(incident.Noted, incident.Data{}), nil},
	} {
		var got []string
		jobs := Follow(w.Library, w.Services, ghostAfter)(incident.Incident{}, i, []incident.Event{tt.event})
		for _, j := range jobs {
			got = append(got, j.Kind+" "+j.Subject+j.Due.Format(" 15:04:05"))
		}
		same(t, name, got, tt.want)
	}
	if jobs := Follow(w.Library, w.Services, ghostAfter)(incident.Incident{}, incident.Incident{ID: 7}, []incident.Event{event(incident.Declared, incident.Data{})}); len(jobs) != 1 || jobs[0].Kind != SurveyJob {
		t.Errorf("without a service %v is asked, want a look at all", jobs)
	}
	twice := Follow(w.Library, w.Services, ghostAfter)(incident.Incident{}, i, []incident.Event{
		event(incident.CheckAsked, incident.Data{Check: "t/pool"}), {Seq: 4, Kind: incident.CheckAsked, RecordedAt: told, Data: incident.Data{Check: "t/pool"}},
	})
	if len(twice) != 2 || reflect.DeepEqual(twice[0].Key, twice[1].Key) {
		t.Errorf("two people asked: %v", twice)
	}
}

func TestWhatWasSaidWithAQuestionHoldsForTheIncident(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	w.line(`busy{shard="s1"}`, promlab.Level(at("13:00"), 2))
	w.declare("15:04", "api")
	ask := func(clock string, vars incident.Vars) incident.Check {
		t.Helper()
		w.say(clock, func(ctx context.Context, c incident.Call) (incident.Incident, error) {
			return w.service.AskCheck(ctx, c, "t/busy", vars)
		})
		w.to(clock + ":10")
		return w.check("t/busy")
	}
	if c := ask("15:05", nil); c.Reason != incident.Unfit || !strings.Contains(c.Detail, "Which shard? Say it with the question: check shard shard=s1") {
		t.Errorf("without the shard: %s %q", c.Reason, c.Detail)
	}
	if c := ask("15:06", incident.Vars{"shard": "s1"}); c.Outcome != incident.Pass {
		t.Errorf("with the shard: %s %q", c.Outcome, c.Detail)
	}
	if c := ask("15:07", nil); c.Outcome != incident.Pass {
		t.Errorf("asked again: %s %q", c.Outcome, c.Detail)
	}
}

func TestNobodyLooksAtWhatIsNone(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(ctx context.Context, w *world, c incident.Call) (incident.Incident, error){
		"called off": func(ctx context.Context, w *world, c incident.Call) (incident.Incident, error) {
			return w.service.CallOff(ctx, c, 0, "load test")
		},
		"closed": func(ctx context.Context, w *world, c incident.Call) (incident.Incident, error) {
			if _, err := w.service.Resolve(ctx, w.call(ana), "put back"); err != nil {
				return incident.Incident{}, err
			}
			return w.service.Close(ctx, c)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, 15*time.Second)
			w.declare("15:04", "api")
			w.did("15:05", "added 4 replicas")
			w.say("15:06:30", func(ctx context.Context, c incident.Call) (incident.Incident, error) { return end(ctx, w, c) })
			w.to("15:20")
			same(t, "looks", w.pool("15:00"), []string{"15:04:00", "15:05:00", "15:06:00", "15:07:00"}) // The last one asks nothing.
			if i := w.incident(); i.ReadAt.After(at("15:06:30")) || len(i.Actions[0].Looks) != 0 || i.Actions[0].Capacity != nil {
				t.Errorf("read at %s, the action has %v and %v", i.ReadAt, i.Actions[0].Looks, i.Actions[0].Capacity)
			}
			// Somebody may still want to know, and opened again it is asked at once.
			w.say("15:21", func(ctx context.Context, c incident.Call) (incident.Incident, error) {
				return w.service.AskCheck(ctx, c, "t/pool", nil)
			})
			w.to("15:22")
			if i := w.incident(); !i.ReadAt.Equal(at("15:21")) {
				t.Errorf("what a person asked was read at %s", i.ReadAt)
			}
			w.reopen("15:30")
			w.to("15:32:30")
			same(t, "looks after the reopening", w.pool("15:30"), every("15:30", "15:32"))
		})
	}
}

func TestARecurrenceWithinTheHourAfterTheEndIsFound(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 15*time.Second)
	w.declare("15:04", "api")
	w.change("15:10", `pool{service="api"}`, 20)
	w.resolve("15:20")
	w.change("15:40", `pool{service="api"}`, 3) // Breaks again, and is mended after the hour is over.
	w.to("18:00")
	same(t, "verdicts", w.judged("t/pool"), []string{"15:04:00 fail", "15:10:15 pass", "15:40:30 fail"})
	if looks := w.pool("15:00"); looks[len(looks)-1] != "16:20:30" {
		t.Errorf("the last look was at %s", looks[len(looks)-1])
	}
}
