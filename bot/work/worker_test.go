package work_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/work"
)

// queue is a queue of one job, with the store's fence.
type queue struct {
	mu       sync.Mutex
	open     bool
	retryAt  time.Time
	lease    incident.Lease
	until    time.Time
	failures []incident.Failure
	extended int
	recorded []incident.Event
}

func newQueue(kind string) *queue {
	return &queue{open: true, lease: incident.Lease{Job: incident.Job{Key: "1/x", Kind: kind, Lane: "1/posts", Incident: 1}, ID: 1}}
}

func (q *queue) Claim(_ context.Context, owner string, _ time.Time, lease time.Duration, _ int, _ incident.Kinds) ([]incident.Lease, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if now := time.Now(); !q.open || now.Before(q.retryAt) || now.Before(q.until) {
		return nil, nil
	}
	q.lease.Owner, q.until = owner, time.Now().Add(lease)
	q.lease.Attempt++
	return []incident.Lease{q.lease}, nil
}

func (q *queue) Extend(_ context.Context, l incident.Lease, lease time.Duration) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if l.Attempt != q.lease.Attempt {
		return incident.ErrLeaseLost
	}
	q.extended++
	q.until = time.Now().Add(lease)
	return nil
}

func (q *queue) Fail(_ context.Context, _ incident.Lease, f incident.Failure) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.failures = append(q.failures, f)
	if f.Counts {
		q.lease.Failures++
	}
	q.retryAt, q.until = time.Now().Add(f.Retry), time.Time{}
	return nil
}

func (q *queue) Waiting(context.Context, time.Time) (int, time.Time, error) {
	return 0, time.Time{}, nil
}

func (q *queue) Complete(_ context.Context, l incident.Lease, decide incident.Decision) (incident.Incident, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if l.Attempt != q.lease.Attempt || !q.open {
		return incident.Incident{}, incident.ErrLeaseLost
	}
	change, err := decide(incident.Incident{ID: 1}, time.Now())
	if err != nil {
		return incident.Incident{}, err
	}
	q.open, q.recorded = false, append(q.recorded, change.Events...)
	return incident.Incident{}, nil
}

// steal gives the job to another worker.
func (q *queue) steal() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.lease.Attempt++
}

func worker(q *queue, h work.Handler) *work.Worker {
	return &work.Worker{
		Queue: q, Incidents: q, Handlers: map[string]work.Handler{"post": h},
		Now: time.Now, Owner: "me", Log: slog.New(slog.DiscardHandler),
	}
}

// runFor runs the worker for a while of virtual time.
func runFor(t *testing.T, w *work.Worker, d time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	if err := w.Run(ctx); err != nil {
		t.Errorf("the worker ended with %v", err)
	}
}

func TestAJobThatFailsIsRepeatedLaterAndLaterUntilItIsDone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := newQueue("post")
		var tries []time.Time
		runFor(t, worker(q, func(context.Context, incident.Lease) (incident.Decision, error) {
			if tries = append(tries, time.Now()); len(tries) < 6 {
				return nil, errors.New("no")
			}
			return nil, nil
		}), 5*time.Minute)
		if len(tries) != 6 || q.open {
			t.Fatalf("%d tries, done %v; want the sixth to be the last", len(tries), !q.open)
		}
		for n := 2; n < len(tries); n++ {
			if tries[n].Sub(tries[n-1]) < tries[n-1].Sub(tries[n-2]) {
				t.Errorf("try %d came sooner after the last than the one before", n)
			}
		}
	})
}

func TestARateLimitWaitsAsLongAsItWasToldAndIsNoFailure(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := newQueue("post")
		start, tries := time.Now(), 0
		var done time.Time
		runFor(t, worker(q, func(context.Context, incident.Lease) (incident.Decision, error) {
			if tries++; tries == 1 {
				return nil, &incident.RetryError{After: 17 * time.Second, Err: errors.New("ratelimited")}
			}
			done = time.Now()
			return nil, nil
		}), time.Minute)
		if waited := done.Sub(start); waited < 17*time.Second || waited > 18*time.Second {
			t.Errorf("repeated after %v, want 17 s", waited)
		}
		if q.lease.Failures != 0 {
			t.Errorf("%d failures were counted", q.lease.Failures)
		}
	})
}

func TestWhatIsRefusedForGoodIsSaidOnceAndNotRepeated(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := newQueue("post")
		tries := 0
		runFor(t, worker(q, func(context.Context, incident.Lease) (incident.Decision, error) {
			tries++
			return nil, &incident.RefusedError{Step: "pin the board", Reason: "Pinning is switched off here.", Err: errors.New("restricted_action")}
		}), time.Hour)
		if tries != 1 || len(q.recorded) != 1 || q.recorded[0].Kind != incident.GaveUp || q.recorded[0].Text != "Pinning is switched off here." {
			t.Errorf("%d tries, recorded %+v", tries, q.recorded)
		}
	})
}

func TestAPanicIsAFailureOfItsJobAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := newQueue("post")
		tries := 0
		runFor(t, worker(q, func(context.Context, incident.Lease) (incident.Decision, error) {
			if tries++; tries == 1 {
				panic("nil map")
			}
			return nil, nil
		}), time.Minute)
		if q.open || tries != 2 {
			t.Errorf("%d tries, done %v", tries, !q.open)
		}
	})
}

func TestALongJobKeepsItsLease(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := newQueue("post")
		tries := 0
		runFor(t, worker(q, func(ctx context.Context, _ incident.Lease) (incident.Decision, error) {
			tries++
			select {
			case <-time.After(20 * time.Second):
			case <-ctx.Done():
			}
			return nil, nil
		}), time.Minute)
		if tries != 1 || q.open || q.extended < 15 {
			t.Errorf("%d tries, done %v, extended %d times", tries, !q.open, q.extended)
		}
	})
}

func TestALostLeaseStopsTheHandlerAndWritesNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := newQueue("post")
		stopped := time.Duration(0)
		runFor(t, worker(q, func(ctx context.Context, _ incident.Lease) (incident.Decision, error) {
			start := time.Now()
			q.steal()
			<-ctx.Done()
			stopped = time.Since(start)
			q.mu.Lock()
			q.until = time.Now().Add(time.Hour) // The thief works on.
			q.mu.Unlock()
			return func(incident.Incident, time.Time) (incident.Change, error) {
				return incident.Change{Events: []incident.Event{{Kind: incident.Posted}}}, nil
			}, nil
		}), time.Minute)
		if stopped == 0 || stopped > 2*time.Second {
			t.Errorf("the handler was stopped after %v", stopped)
		}
		if len(q.recorded) != 0 {
			t.Errorf("recorded %v under a lost lease", q.recorded)
		}
	})
}

func TestAnUnknownKindOfJobIsKeptForANewerVersion(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := newQueue("teleport")
		runFor(t, worker(q, nil), 2*time.Minute)
		if !q.open || len(q.failures) == 0 || q.lease.Failures != 0 {
			t.Errorf("open %v, %d failures recorded, %d counted", q.open, len(q.failures), q.lease.Failures)
		}
	})
}

func TestRunningJobsMayFinishWhenTheEndIsAskedFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := newQueue("post")
		runFor(t, worker(q, func(ctx context.Context, _ incident.Lease) (incident.Decision, error) {
			select {
			case <-time.After(3 * time.Second):
				return nil, nil
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}), time.Second)
		if q.open {
			t.Error("the job was cut off inside its grace")
		}
	})
}
