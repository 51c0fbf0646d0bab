package storetest

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

var claimTests = []test{
	{"a lease carries the job as it was added", func(t *testing.T, w *world) {
		j := incident.Job{Key: "1/x/2", Kind: "slack.post", Lane: "1/posts", Subject: "board", Payload: `{"a":1}`, Due: story.Add(time.Millisecond)}
		i := w.declare(t, "slow", j)
		l := w.take(t, story.Add(time.Second), j.Key)
		j.Incident = i.ID
		if want := (incident.Lease{Job: j, ID: l.ID, Owner: "w1", Attempt: 1}); l != want {
			t.Errorf("got  %+v\nwant %+v", l, want)
		}
	}},
	{"due is story time and the machine's clock does not matter", func(t *testing.T, w *world) {
		w.declare(t, "slow", job("a", "a", story.Add(10*time.Minute)))
		w.pass(24 * time.Hour)
		w.none(t, story.Add(10*time.Minute-time.Millisecond))
		w.take(t, story.Add(10*time.Minute), "a")
	}},
	{"a repeat is machine time and the story's clock does not matter", func(t *testing.T, w *world) {
		w.declare(t, "slow", job("a", "a", story))
		w.fail(t, w.take(t, story, "a"), incident.Failure{Retry: 10 * time.Second})
		w.none(t, story.Add(24*time.Hour))
		w.pass(10 * time.Second)
		w.take(t, story, "a")
	}},
	{"a lease is machine time and the story's clock does not matter", func(t *testing.T, w *world) {
		w.declare(t, "slow", job("a", "a", story))
		w.take(t, story, "a")
		w.none(t, story.Add(24*time.Hour))
		w.pass(3 * time.Second)
		if l := w.take(t, story, "a"); l.Attempt != 2 {
			t.Errorf("attempt %d, want 2", l.Attempt)
		}
	}},
	{"what is due first is claimed first, within the limit", func(t *testing.T, w *world) {
		w.declare(t, "slow", job("c", "c", story.Add(2*time.Second)), job("b", "b", story.Add(time.Second)), job("a", "a", story), job("d", "d", story.Add(2*time.Second)))
		if got := keys(w.claim(t, "w1", story.Add(time.Minute), 2)); got != "a b" {
			t.Errorf("claimed [%s], want [a b]", got)
		}
		if got := keys(w.claim(t, "w1", story.Add(time.Minute), 0)); got != "" {
			t.Errorf("claimed [%s] with a limit of none", got)
		}
		if got := keys(w.claim(t, "w1", story.Add(time.Minute), 9)); got != "c d" {
			t.Errorf("claimed [%s], want [c d]", got)
		}
	}},
	{"some kinds can be claimed and the others left", func(t *testing.T, w *world) {
		of := func(kind, lane string) incident.Job {
			j := job(kind+" in "+lane, lane, story)
			j.Kind = kind
			return j
		}
		w.declare(t, "slow", of("ask", "a"), of("post", "b"), of("asks", "c"), of("effect", "d"), of("post", "d"))
		claim := func(want string, kinds incident.Kinds) {
			t.Helper()
			leases, err := w.Claim(t.Context(), "w1", story, 3*time.Second, 9, kinds)
			if got := strings.ReplaceAll(keys(leases), " in ", "-"); err != nil || got != want {
				t.Errorf("%+v: claimed [%s] (%v), want [%s]", kinds, got, err, want)
			}
		}
		claim("", incident.Kinds{Only: []string{"as", "sk", "a", ""}})
		claim("", incident.Kinds{Only: []string{"ask"}, Except: []string{"effect", "ask"}})
		claim("ask-a effect-d", incident.Kinds{Only: []string{"ask", "effect"}})
		claim("asks-c", incident.Kinds{Except: []string{"ask", "effect", "post"}})
		claim("post-b", incident.Kinds{Except: []string{"ask", "effect"}}) // The post in lane d waits behind the effect.
		w.pass(3 * time.Second)
		claim("ask-a post-b asks-c effect-d", incident.Kinds{})
	}},
	{"many workers claim each job once", func(t *testing.T, w *world) {
		var jobs []incident.Job
		for n := range 40 {
			jobs = append(jobs, job(fmt.Sprint(n), fmt.Sprint(n), story))
		}
		w.declare(t, "slow", jobs...)
		var mu sync.Mutex
		var all sync.WaitGroup
		times := map[string]int{}
		for n := range 4 {
			all.Go(func() {
				for {
					leases, err := w.Claim(t.Context(), fmt.Sprint("w", n), story, time.Minute, 3, incident.Kinds{})
					if err != nil {
						t.Errorf("claim: %v", err)
					}
					if len(leases) == 0 {
						return
					}
					mu.Lock()
					for _, l := range leases {
						times[l.Key]++
					}
					mu.Unlock()
				}
			})
		}
		all.Wait()
		if len(times) != 40 {
			t.Errorf("%d jobs were claimed, want 40", len(times))
		}
		for key, n := range times {
			if n != 1 {
				t.Errorf("job %s was claimed %d times", key, n)
			}
		}
	}},
	{"waiting counts what is due, leased ones too, and knows what is next", func(t *testing.T, w *world) {
		type answer struct {
			n    int
			next time.Time
		}
		want := func(due time.Time, want answer) {
			t.Helper()
			n, next, err := w.Waiting(t.Context(), due)
			if got := (answer{n, next}); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("got %+v (%v), want %+v", got, err, want)
			}
		}
		want(story, answer{})
		later := story.Add(10 * time.Minute)
		w.declare(t, "slow", job("a", "a", story), job("b", "b", story), job("c", "c", later))
		want(story.Add(-time.Minute), answer{0, story})
		want(story, answer{2, later})
		leases := w.claim(t, "w1", story, 2)
		want(story, answer{2, later})
		w.complete(t, leases[0], says())
		w.fail(t, leases[1], incident.Failure{Retry: time.Hour})
		want(story, answer{1, later})
		want(later, answer{2, time.Time{}})
	}},
	{"unfinished counts the jobs of a kind that are due, leased ones too", func(t *testing.T, w *world) {
		want := func(kind string, due time.Time, want int) {
			t.Helper()
			if n, err := w.Unfinished(t.Context(), kind, due); err != nil || n != want {
				t.Errorf("%d of %s (%v), want %d", n, kind, err, want)
			}
		}
		other := job("c", "c", story)
		other.Kind = "other"
		w.declare(t, "slow", job("a", "a", story), job("b", "b", story.Add(time.Minute)), other)
		want(other.Kind, story, 1)
		leases := w.claim(t, "w1", story, 2)
		want(other.Kind, story, 1)
		want(leases[0].Kind, story, 1)
		want(job("a", "a", story).Kind, story.Add(time.Minute), 2)
		for _, l := range leases {
			w.complete(t, l, says())
		}
		want(other.Kind, story, 0)
		want(job("a", "a", story).Kind, story.Add(time.Minute), 1)
	}},
	{"wake is heard after a job was added and after a lane was freed", func(t *testing.T, w *world) {
		heard := func(what string, want bool) {
			t.Helper()
			got := false
			select {
			case <-w.Wake():
				got = true
			default:
			}
			if got != want {
				t.Errorf("%s: heard %v, want %v", what, got, want)
			}
		}
		i := w.declare(t, "slow")
		heard("no job", false)
		w.update(t, i.ID, "s", adds(job("a", "a", story), job("b", "a", story)))
		w.update(t, i.ID, "s2", adds(job("a2", "b", story)))
		heard("jobs added", true)
		heard("one hint is enough", false)
		w.update(t, i.ID, "s3", adds(job("a", "a", story)))
		heard("a job that is there", false)
		leases := w.claim(t, "w1", story, 2)
		heard("claimed", false)
		w.complete(t, leases[0], says())
		heard("completed", true)
		w.fail(t, leases[1], incident.Failure{Retry: time.Minute})
		heard("to be repeated later", false)
		w.fail(t, w.take(t, story, "b"), incident.Failure{Dead: true})
		heard("dead", true)
	}},
}
