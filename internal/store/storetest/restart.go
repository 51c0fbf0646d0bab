package storetest

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

var restartTests = []test{
	{"a restart keeps everything", func(t *testing.T, w *world) {
		i := w.declare(t, "slow", job("a", "l", story), job("b", "m", story.Add(time.Hour)))
		i = w.update(t, i.ID, "s", says(opened("C9"), note("n")))
		before := w.timeline(t, i.ID)
		w.fail(t, w.take(t, story, "a"), incident.Failure{Counts: true, Retry: time.Minute})
		w.restart(t)
		got, err := w.IncidentByChannel(t.Context(), "C9")
		if err != nil || !reflect.DeepEqual(got, i) {
			t.Errorf("read %+v (%v)\nwant %+v", got, err, i)
		}
		if after := w.timeline(t, i.ID); !reflect.DeepEqual(after, before) {
			t.Errorf("the timeline is %s, was %s", texts(after), texts(before))
		}
		w.update(t, i.ID, "s", nothing(t))
		if next := w.declare(t, "next"); next.Number != 2 {
			t.Errorf("the next is number %d, want 2", next.Number)
		}
		w.none(t, story) // It still waits for its repeat.
		w.pass(time.Minute)
		if l := w.take(t, story, "a"); l.Failures != 1 || l.Attempt != 2 {
			t.Errorf("attempt %d with %d failures, want attempt 2 with one", l.Attempt, l.Failures)
		}
	}},
	{"a job that was being worked is taken up at once", func(t *testing.T, w *world) {
		w.declare(t, "slow", job("a", "l", story))
		old := w.take(t, story, "a")
		w.restart(t)
		l := w.take(t, story, "a")
		if l.Attempt != 2 {
			t.Errorf("attempt %d, want 2", l.Attempt)
		}
		if _, err := w.Complete(t.Context(), old, nothing(t)); !errors.Is(err, incident.ErrLeaseLost) {
			t.Errorf("got %v, want the old process's lease lost", err)
		}
		w.complete(t, l, says(note("found")))
	}},
	{"a job that was finished is not repeated", func(t *testing.T, w *world) {
		w.declare(t, "slow", job("a", "l", story))
		w.complete(t, w.take(t, story, "a"), says(note("found")))
		w.restart(t)
		w.none(t, story.Add(time.Hour))
	}},
}
