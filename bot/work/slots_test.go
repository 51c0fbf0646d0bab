package work_test

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/work"
)

// heap is a queue of many jobs, each in a lane of its own and worked once.
type heap struct {
	queue
	jobs []incident.Lease
}

func (h *heap) add(kind string, n int) {
	for range n {
		h.jobs = append(h.jobs, incident.Lease{Job: incident.Job{Kind: kind}, ID: int64(len(h.jobs))})
	}
}

func (h *heap) Claim(_ context.Context, _ string, _ time.Time, _ time.Duration, limit int, of incident.Kinds) ([]incident.Lease, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var claimed, left []incident.Lease
	for _, l := range h.jobs {
		if len(claimed) < limit && (len(of.Only) == 0 || slices.Contains(of.Only, l.Kind)) && !slices.Contains(of.Except, l.Kind) {
			claimed = append(claimed, l)
		} else {
			left = append(left, l)
		}
	}
	h.jobs = left
	return claimed, nil
}

func (h *heap) Extend(context.Context, incident.Lease, time.Duration) error { return nil }

func (h *heap) Complete(context.Context, incident.Lease, incident.Decision) (incident.Incident, error) {
	return incident.Incident{}, nil
}

func TestSlowJobsWithSlotsOfTheirOwnKeepNoOthersWaiting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := &heap{}
		h.add("look", 20)
		h.add("post", 3)
		h.add("other", 1)
		var mu sync.Mutex
		start, done := time.Now(), map[string][]time.Duration{}
		takes := func(d time.Duration) work.Handler {
			return func(_ context.Context, l incident.Lease) (incident.Decision, error) {
				time.Sleep(d)
				mu.Lock()
				defer mu.Unlock()
				done[l.Kind] = append(done[l.Kind], time.Since(start))
				return nil, nil
			}
		}
		runFor(t, &work.Worker{
			Queue: h, Incidents: h, Now: time.Now, Owner: "me", Log: slog.New(slog.DiscardHandler),
			Handlers: map[string]work.Handler{"look": takes(5 * time.Second), "post": takes(time.Millisecond), "other": takes(time.Millisecond)},
			Apart:    []work.Slots{{Kinds: []string{"look"}, Parallel: 12}},
		}, time.Minute)
		for kind, want := range map[string]struct {
			n    int
			last time.Duration
		}{"post": {3, time.Millisecond}, "other": {1, time.Millisecond}, "look": {20, 10 * time.Second}} {
			got := done[kind]
			if len(got) != want.n || slices.Max(got) > want.last+time.Millisecond {
				t.Errorf("%s: done after %v, want %d of them, the last after %v", kind, got, want.n, want.last)
			}
		}
		if n := len(slices.DeleteFunc(done["look"], func(d time.Duration) bool { return d > 6*time.Second })); n != 12 {
			t.Errorf("%d looks ran at once, want 12", n)
		}
	})
}
