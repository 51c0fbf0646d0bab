package storetest

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

var completeTests = []test{
	{"what was found, what follows and being done are one write", func(t *testing.T, w *world) {
		i := w.declare(t, "slow", job("a", "l", story))
		l := w.take(t, story, "a")
		got := w.complete(t, l, changes(incident.Change{Events: []incident.Event{note("found")}, Jobs: []incident.Job{job("b", "l", story)}}))
		if got.ID != i.ID || got.Seq != 2 || texts(w.timeline(t, i.ID)) != "1:slow 2:found" {
			t.Fatalf("got %+v", got)
		}
		w.take(t, story, "b")
	}},
	{"a refusal leaves the job to be done", func(t *testing.T, w *world) {
		w.declare(t, "slow", job("a", "l", story))
		l, no := w.take(t, story, "a"), errors.New("no")
		_, err := w.Complete(t.Context(), l, func(incident.Incident) (incident.Change, error) { return incident.Change{}, no })
		if !errors.Is(err, no) {
			t.Fatalf("got %v, want the refusal as it is", err)
		}
		w.fail(t, l, incident.Failure{})
		w.take(t, story, "a")
	}},
	{"a job finished twice writes once", func(t *testing.T, w *world) {
		w.declare(t, "slow", job("a", "l", story))
		l := w.take(t, story, "a")
		first := w.complete(t, l, says(note("found")))
		second := w.complete(t, l, nothing(t))
		if !reflect.DeepEqual(first, second) {
			t.Errorf("first  %+v\nsecond %+v", first, second)
		}
	}},
	{"a lease that was lost writes nothing", func(t *testing.T, w *world) {
		i := w.declare(t, "slow", job("a", "l", story))
		old := w.take(t, story, "a")
		w.pass(4 * time.Second)
		w.claim(t, "w2", story, 1)
		lost := map[string]error{
			"extend": w.Extend(t.Context(), old, time.Second),
			"fail":   w.Fail(t.Context(), old, incident.Failure{}),
		}
		_, lost["complete"] = w.Complete(t.Context(), old, nothing(t))
		for name, err := range lost {
			if !errors.Is(err, incident.ErrLeaseLost) {
				t.Errorf("%s: got %v, want the lease lost", name, err)
			}
		}
		if es := w.timeline(t, i.ID); len(es) != 1 {
			t.Errorf("the timeline is %s", texts(es))
		}
	}},
	{"the same owner's older lease is lost too", func(t *testing.T, w *world) {
		w.declare(t, "slow", job("a", "l", story))
		old := w.take(t, story, "a")
		w.pass(4 * time.Second)
		again := w.take(t, story, "a")
		if _, err := w.Complete(t.Context(), old, nothing(t)); !errors.Is(err, incident.ErrLeaseLost) {
			t.Fatalf("got %v, want the lease lost", err)
		}
		w.complete(t, again, says(note("found")))
		if _, err := w.Complete(t.Context(), old, nothing(t)); !errors.Is(err, incident.ErrLeaseLost) {
			t.Fatalf("after it was done: got %v, want the lease lost", err)
		}
	}},
	{"an extended lease holds", func(t *testing.T, w *world) {
		w.declare(t, "slow", job("a", "l", story))
		l := w.take(t, story, "a")
		for range 3 {
			w.pass(2 * time.Second)
			if err := w.Extend(t.Context(), l, 3*time.Second); err != nil {
				t.Fatalf("extend: %v", err)
			}
			w.none(t, story)
		}
		w.complete(t, l, says())
		w.none(t, story)
	}},
	{"a job that does not exist has no lease", func(t *testing.T, w *world) {
		_, err := w.Complete(t.Context(), incident.Lease{ID: 7, Owner: "w1", Attempt: 1}, nothing(t))
		if !errors.Is(err, incident.ErrLeaseLost) {
			t.Fatalf("got %v, want the lease lost", err)
		}
	}},
}
