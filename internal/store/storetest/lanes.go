package storetest

import (
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

var laneTests = []test{
	{"jobs of a lane run one after another, lanes side by side", func(t *testing.T, w *world) {
		w.declare(t, "slow", job("a1", "a", story), job("a2", "a", story), job("b1", "b", story), job("b2", "b", story))
		first := w.claim(t, "w1", story, 10)
		if got := keys(first); got != "a1 b1" {
			t.Fatalf("claimed [%s], want the head of each lane", got)
		}
		w.none(t, story)
		w.complete(t, first[1], says())
		w.take(t, story, "b2")
		w.complete(t, first[0], says())
		w.take(t, story, "a2")
	}},
	{"a job that waits to be repeated holds back its own lane only", func(t *testing.T, w *world) {
		w.declare(t, "slow", job("a1", "a", story), job("a2", "a", story), job("b1", "b", story))
		l := w.claim(t, "w1", story, 1)[0]
		w.fail(t, l, incident.Failure{Retry: 30 * time.Second})
		b := w.take(t, story, "b1")
		w.complete(t, b, says())
		w.none(t, story)
		w.pass(30 * time.Second)
		w.take(t, story, "a1")
	}},
	{"a job that is due later holds nobody back", func(t *testing.T, w *world) {
		w.declare(t, "slow", job("late", "a", story.Add(time.Hour)), job("now", "a", story))
		w.complete(t, w.take(t, story, "now"), says())
		w.none(t, story)
		w.take(t, story.Add(time.Hour), "late")
	}},
	{"a job that became due waits for one of its lane that has begun", func(t *testing.T, w *world) {
		w.declare(t, "slow", job("late", "a", story.Add(time.Minute)), job("now", "a", story))
		l := w.take(t, story, "now")
		w.none(t, story.Add(time.Minute))
		w.complete(t, l, says())
		w.take(t, story.Add(time.Minute), "late")
	}},
	{"a dead job frees its lane", func(t *testing.T, w *world) {
		w.declare(t, "slow", job("a1", "a", story), job("a2", "a", story))
		w.fail(t, w.take(t, story, "a1"), incident.Failure{Dead: true, Err: "channel is archived"})
		w.take(t, story, "a2")
		w.pass(time.Hour)
		if n, _, err := w.Waiting(t.Context(), story); n != 1 || err != nil {
			t.Errorf("%d jobs wait (%v), want the one that is not dead", n, err)
		}
	}},
	{"a rate limit is no failure and takes none of the lane's order", func(t *testing.T, w *world) {
		w.declare(t, "slow", job("a1", "a", story), job("a2", "a", story))
		for n := range int64(3) {
			l := w.take(t, story, "a1")
			if l.Attempt != n+1 || l.Failures != 0 {
				t.Fatalf("attempt %d with %d failures, want attempt %d with none", l.Attempt, l.Failures, n+1)
			}
			w.fail(t, l, incident.Failure{Retry: time.Second})
			w.none(t, story)
			w.pass(time.Second)
		}
		w.fail(t, w.take(t, story, "a1"), incident.Failure{Counts: true})
		l := w.take(t, story, "a1")
		if l.Failures != 1 || l.Attempt != 5 {
			t.Fatalf("attempt %d with %d failures, want attempt 5 with one", l.Attempt, l.Failures)
		}
		w.complete(t, l, says())
		w.take(t, story, "a2")
	}},
	{"order survives rate limits, failures and lost leases", lanesInAnyWeather},
}
