package storetest

import (
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

func about(key, subject string, due time.Time) incident.Job {
	j := job(key, "posts", due)
	j.Subject = subject
	return j
}

var subjectTests = []test{
	{"a key is unique for ever", func(t *testing.T, w *world) {
		i := w.declare(t, "slow", job("a", "l", story))
		w.complete(t, w.take(t, story, "a"), says())
		w.update(t, i.ID, "s", adds(job("a", "l", story)))
		w.none(t, story)
	}},
	{"while a job of a subject waits, another is not added", func(t *testing.T, w *world) {
		i := w.declare(t, "slow", about("1", "board", story), about("2", "board", story))
		w.update(t, i.ID, "s", adds(about("3", "board", story.Add(time.Second))))
		w.complete(t, w.take(t, story.Add(time.Minute), "1"), says())
		w.none(t, story.Add(time.Minute))
	}},
	{"a job that has begun may have missed the change", func(t *testing.T, w *world) {
		i := w.declare(t, "slow", about("1", "board", story))
		l := w.take(t, story, "1")
		w.update(t, i.ID, "s1", adds(about("2", "board", story)))
		w.update(t, i.ID, "s2", adds(about("3", "board", story)))
		w.complete(t, l, says())
		w.complete(t, w.take(t, story, "2"), says())
		w.none(t, story)
	}},
	{"a job that waits for its repeat will see the change", func(t *testing.T, w *world) {
		i := w.declare(t, "slow", about("1", "board", story))
		w.fail(t, w.take(t, story, "1"), incident.Failure{Retry: time.Minute})
		w.update(t, i.ID, "s", adds(about("2", "board", story)))
		w.pass(time.Minute)
		w.complete(t, w.take(t, story, "1"), says())
		w.none(t, story)
	}},
	{"a job that is due later is too late for the change", func(t *testing.T, w *world) {
		i := w.declare(t, "slow", about("later", "board", story.Add(time.Minute)))
		w.update(t, i.ID, "s", adds(about("now", "board", story)))
		w.take(t, story, "now")
	}},
	{"what another job of the subject began may exist already", func(t *testing.T, w *world) {
		// The first was begun and given back; the second comes before its repeat.
		i := w.declare(t, "slow", about("late", "board", story.Add(10*time.Second)), about("soon", "board", story))
		soon := w.take(t, story, "soon")
		if soon.Begun {
			t.Error("nothing had been begun before the first claim")
		}
		w.fail(t, soon, incident.Failure{Retry: time.Minute, Counts: true})
		late := w.take(t, story.Add(10*time.Second), "late")
		if !late.Begun || late.Attempt != 1 {
			t.Errorf("begun %v at attempt %d, though another job of the subject is not known to be done", late.Begun, late.Attempt)
		}
		w.complete(t, late, says())
		w.pass(time.Minute)
		again := w.take(t, story.Add(10*time.Second), "soon")
		if !again.Begun {
			t.Error("a second attempt has been begun before")
		}
		w.complete(t, again, says())
		w.update(t, i.ID, "s", adds(about("new", "board", story)))
		if l := w.take(t, story.Add(10*time.Second), "new"); l.Begun {
			t.Error("all that was begun is done, and still the new one counts as begun")
		}
	}},
	{"another subject, kind or incident is another matter", func(t *testing.T, w *world) {
		kind := about("kind", "board", story)
		kind.Kind = "other.kind"
		i := w.declare(t, "slow", about("1", "board", story), about("2", "answers", story), kind, job("none1", "x", story), job("none2", "y", story))
		w.update(t, w.declare(t, "other").ID, "s", adds(about("3", "board", story)))
		if n, _, err := w.Waiting(t.Context(), story); n != 6 || err != nil {
			t.Errorf("%d jobs wait (%v) after %s, want 6", n, err, i.Name())
		}
	}},
}
