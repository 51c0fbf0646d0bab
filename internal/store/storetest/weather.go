package storetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sitrephq/sitrep/bot/incident"
)

// lanesInAnyWeather draws what happens to the jobs of three lanes and checks
// that each lane's jobs begin in their order, one at a time, and are all done.
func lanesInAnyWeather(t *testing.T, w *world) {
	round := 0
	rapid.Check(t, func(r *rapid.T) {
		w.layAside(t)
		round++
		var jobs []incident.Job
		want := map[string][]string{}
		for n := range rapid.IntRange(1, 6).Draw(r, "jobs") {
			lane := fmt.Sprintf("%d/%s", round, rapid.SampledFrom([]string{"a", "b", "c"}).Draw(r, "lane"))
			j := job(fmt.Sprintf("%d/%d", round, n), lane, story)
			jobs, want[lane] = append(jobs, j), append(want[lane], j.Key)
		}
		if _, err := w.Create(t.Context(), fmt.Sprint("round ", round), changes(incident.Change{
			Events: []incident.Event{declared(fmt.Sprint("round ", round))}, Jobs: jobs,
		})); err != nil {
			r.Fatal(err)
		}

		done, running := map[string][]string{}, []incident.Lease{}
		for steps := 0; len(want) > 0; steps++ {
			if steps > 1000 {
				r.Fatalf("still not done: %v", want)
			}
			leases, err := w.Claim(t.Context(), "w1", story, 3*time.Second, rapid.IntRange(1, 3).Draw(r, "limit"), incident.Kinds{})
			if err != nil {
				r.Fatal(err)
			}
			for _, l := range leases {
				if slices.ContainsFunc(running, func(o incident.Lease) bool { return o.Lane == l.Lane }) {
					r.Fatalf("%s began while another of lane %s was running", l.Key, l.Lane)
				}
				if want[l.Lane][0] != l.Key {
					r.Fatalf("%s began, and %s is first in lane %s", l.Key, want[l.Lane][0], l.Lane)
				}
				running = append(running, l)
			}
			if len(running) == 0 {
				w.pass(time.Second) // Everything waits to be repeated.
				continue
			}
			n := rapid.IntRange(0, len(running)-1).Draw(r, "which")
			l := running[n]
			running = slices.Delete(running, n, n+1)
			switch rapid.SampledFrom([]string{"done", "done", "limited", "failed", "dead", "stopped"}).Draw(r, "weather") {
			case "done":
				_, err = w.Complete(t.Context(), l, says())
				done[l.Lane] = append(done[l.Lane], l.Key)
			case "dead":
				err = w.Fail(t.Context(), l, incident.Failure{Dead: true})
				done[l.Lane] = append(done[l.Lane], l.Key)
			case "limited":
				err = w.Fail(t.Context(), l, incident.Failure{Retry: time.Second})
			case "failed":
				err = w.Fail(t.Context(), l, incident.Failure{Counts: true})
			case "stopped":
				// The whole worker stops: every lease runs out.
				running = running[:0]
				w.pass(3 * time.Second)
			}
			if err != nil {
				r.Fatal(err)
			}
			for lane, keys := range done {
				if len(keys) > 0 && len(want[lane]) > 0 && keys[len(keys)-1] == want[lane][0] {
					if want[lane] = want[lane][1:]; len(want[lane]) == 0 {
						delete(want, lane)
					}
				}
			}
		}
	})
}

// layAside ends what a round that failed left behind, so that the search for a
// smaller failure is not led astray by it.
func (w *world) layAside(t *testing.T) {
	t.Helper()
	w.pass(time.Hour)
	for {
		leases := w.claim(t, "cleaner", story, 100)
		if len(leases) == 0 {
			return
		}
		for _, l := range leases {
			w.fail(t, l, incident.Failure{Dead: true})
		}
	}
}
