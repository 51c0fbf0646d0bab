package storetest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

var updateTests = []test{
	{"events continue the timeline and are read as they were written", func(t *testing.T, w *world) {
		i := w.declare(t, "slow")
		e := incident.Event{
			Moment: incident.Moment{At: story.Add(-90*time.Minute + 123*time.Millisecond), Zone: "Europe/Paris", Precision: incident.Minute},
			Actor:  ana, Kind: incident.Judged, Text: "2 of 20", Subject: "check:x/y", Evidence: "h",
			Data: incident.Data{Verdict: &incident.Verdict{Check: "x/y", Outcome: incident.Fail, Value: 0.1, SampledAt: story.Add(time.Nanosecond), Offenders: []string{"a", "b"}}},
		}
		after := w.update(t, i.ID, "s", says(e, note("second")))
		es := w.timeline(t, i.ID)
		if got := texts(es); got != "1:slow 2:2 of 20 3:second" {
			t.Fatalf("the timeline is %s", got)
		}
		e.Incident, e.Seq, e.RecordedAt = i.ID, 2, story
		if !reflect.DeepEqual(es[1], e) {
			t.Errorf("read  %+v\nwrote %+v", es[1], e)
		}
		read, err := w.Incident(t.Context(), i.ID)
		if err != nil || !reflect.DeepEqual(read, after) {
			t.Errorf("read     %+v (%v)\nreturned %+v", read, err, after)
		}
	}},
	{"times are kept to the millisecond and in UTC", func(t *testing.T, w *world) {
		i := w.declare(t, "slow")
		e := note("n")
		e.At = story.Add(1234567 * time.Nanosecond).In(time.FixedZone("", 3600))
		e.RecordedAt, e.Kind = e.At, incident.ImpactBegan // A kind whose time is part of the state.
		after := w.update(t, i.ID, "s", says(e))
		got := w.timeline(t, i.ID)[1]
		if want := story.Add(time.Millisecond); got.At != want || got.RecordedAt != want {
			t.Errorf("got %v and %v, want %v", got.At, got.RecordedAt, want)
		}
		if read, err := w.Incident(t.Context(), i.ID); err != nil || !reflect.DeepEqual(read, after) {
			t.Errorf("read     %+v (%v)\nreturned %+v", read, err, after)
		}
		if err := w.Verify(t.Context(), i.ID); err != nil {
			t.Errorf("the chain does not hold: %v", err)
		}
	}},
	{"a time that is not known stays not known", func(t *testing.T, w *world) {
		i := w.declare(t, "slow")
		e := note("n")
		e.Moment = incident.Moment{Precision: incident.None}
		w.update(t, i.ID, "s", says(e))
		if got := w.timeline(t, i.ID)[1]; got.Known() || got.Precision != incident.None {
			t.Errorf("got %+v", got.Moment)
		}
	}},
	{"text that no database takes is kept as far as it can be", func(t *testing.T, w *world) {
		i := w.declare(t, "slow")
		e := note("caf\xe9 \x00 <!channel> 'x' 🔥")
		e.Data.Name = "caf\xe9"
		w.update(t, i.ID, "s", says(e))
		if got, want := w.timeline(t, i.ID)[1].Text, "caf\uFFFD \uFFFD <!channel> 'x' 🔥"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if err := w.Verify(t.Context(), i.ID); err != nil {
			t.Errorf("the chain does not hold: %v", err)
		}
	}},
	{"a source that is known changes nothing", func(t *testing.T, w *world) {
		i, other := w.declare(t, "slow"), w.declare(t, "other")
		want := w.update(t, i.ID, "s", says(note("n")))
		for _, id := range []incident.ID{i.ID, other.ID, 999} {
			got, err := w.Update(t.Context(), id, "s", nothing(t))
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("got %+v (%v), want the source's incident as it is", got, err)
			}
		}
		if id, known, err := w.SourceKnown(t.Context(), "s"); !known || id != i.ID || err != nil {
			t.Errorf("the source is known %v for %d (%v), want %d", known, id, err, i.ID)
		}
	}},
	{"a change of nothing still uses up its source", func(t *testing.T, w *world) {
		i := w.declare(t, "slow")
		got := w.update(t, i.ID, "s", says())
		if !reflect.DeepEqual(got, i) {
			t.Errorf("got %+v, want the incident as it was", got)
		}
		w.update(t, i.ID, "s", nothing(t))
	}},
	{"an incident that is not there is not found", func(t *testing.T, w *world) {
		_, err := w.Update(t.Context(), 7, "s", nothing(t))
		wantCode(t, err, incident.NotFound)
	}},
	{"eight writers leave no gap and lose nothing", func(t *testing.T, w *world) {
		i := w.declare(t, "slow")
		var all sync.WaitGroup
		for n := range 8 {
			all.Go(func() {
				for m := range 10 {
					// Each is delivered twice.
					for range 2 {
						if _, err := w.Update(t.Context(), i.ID, fmt.Sprint(n, "/", m), says(note(fmt.Sprint(n, "/", m)))); err != nil {
							t.Errorf("update: %v", err)
						}
					}
				}
			})
		}
		all.Wait()
		seen := map[string]bool{}
		es := w.timeline(t, i.ID)
		for n, e := range es {
			if e.Seq != int64(n)+1 {
				t.Fatalf("event %d has the number %d", n+1, e.Seq)
			}
			seen[e.Text] = true
		}
		if len(es) != 81 || len(seen) != 81 {
			t.Errorf("there are %d events with %d texts, want 81 of both", len(es), len(seen))
		}
		if err := w.Verify(t.Context(), i.ID); err != nil {
			t.Errorf("the chain does not hold: %v", err)
		}
	}},
	{"a refusal stores nothing", func(t *testing.T, w *world) {
		i := w.declare(t, "slow")
		no := errors.New("no")
		_, err := w.Update(t.Context(), i.ID, "s", func(incident.Incident) (incident.Change, error) {
			return incident.Change{Jobs: []incident.Job{job("k", "l", story)}}, no
		})
		if !errors.Is(err, no) {
			t.Fatalf("got %v, want the refusal as it is", err)
		}
		w.none(t, story)
		w.update(t, i.ID, "s", says(note("n"))) // The source is still free.
	}},
	{"a panic stores nothing and leaves the store usable", func(t *testing.T, w *world) {
		i := w.declare(t, "slow")
		func() {
			defer func() { _ = recover() }()
			_, _ = w.Update(t.Context(), i.ID, "s", func(incident.Incident) (incident.Change, error) { panic("rule") })
		}()
		w.update(t, i.ID, "s", says(note("n")))
	}},
	{"events that do not continue the timeline are refused", func(t *testing.T, w *world) {
		i := w.declare(t, "slow")
		for name, spoil := range map[string]func(*incident.Change){
			"a gap":            func(c *incident.Change) { c.Events[1].Seq++ },
			"a number again":   func(c *incident.Change) { c.Events[0].Seq-- },
			"another incident": func(c *incident.Change) { c.Events[0].Incident++ },
			"another's job":    func(c *incident.Change) { c.Jobs[0].Incident++ },
		} {
			_, err := w.Update(t.Context(), i.ID, name, func(i incident.Incident) (incident.Change, error) {
				c, err := changes(incident.Change{Events: []incident.Event{note("a"), note("b")}, Jobs: []incident.Job{job("k", "l", story)}})(i)
				spoil(&c)
				return c, err
			})
			if incident.CodeOf(err) != incident.Internal {
				t.Errorf("%s: got %v, want it refused", name, err)
			}
		}
		if es := w.timeline(t, i.ID); len(es) != 1 {
			t.Errorf("the timeline is %s", texts(es))
		}
		w.none(t, story)
	}},
	{"a write whose time is over before it commits stores nothing", func(t *testing.T, w *world) {
		i := w.declare(t, "slow")
		ctx, cancel := context.WithCancel(t.Context())
		_, err := w.Update(ctx, i.ID, "s", func(i incident.Incident) (incident.Change, error) {
			cancel()
			return says(note("n"))(i)
		})
		wantCode(t, err, incident.Unavailable)
		if _, known, err := w.SourceKnown(t.Context(), "s"); known || err != nil {
			t.Fatalf("known %v (%v)", known, err)
		}
		if i = w.update(t, i.ID, "s", says(note("n"))); i.Seq != 2 {
			t.Errorf("the newest event is %d, want 2", i.Seq)
		}
	}},
	{"a write that waits for another gives up when its time is over", func(t *testing.T, w *world) {
		i := w.declare(t, "slow")
		ctx, cancel := context.WithCancel(t.Context())
		w.update(t, i.ID, "outer", func(i incident.Incident) (incident.Change, error) {
			waited := make(chan error)
			go func() {
				_, err := w.Update(ctx, i.ID, "inner", nothing(t))
				waited <- err
			}()
			cancel()
			wantCode(t, <-waited, incident.Unavailable)
			return says(note("n"))(i)
		})
	}},
	{"a channel belongs to one incident", func(t *testing.T, w *world) {
		a, b := w.declare(t, "a"), w.declare(t, "b")
		w.update(t, a.ID, "s1", says(opened("C1")))
		_, err := w.Update(t.Context(), b.ID, "s2", says(opened("C1")))
		wantCode(t, err, incident.Conflict)
	}},
}
