// Package work does what followers asked for: it claims jobs, keeps their
// leases, runs a handler per kind and writes the outcome under the lease's
// fence.
package work

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// Handler works one kind of job. It must be safe to run twice: it may be
// killed at any line and started again. It asks and posts; what it found it
// returns as a decision, which is pure and written together with the job's
// being done. A nil decision records nothing more.
type Handler func(ctx context.Context, l incident.Lease) (incident.Decision, error)

// completer is what the worker needs of the incident.Service.
type completer interface {
	Complete(ctx context.Context, l incident.Lease, decide incident.Decision) (incident.Incident, error)
}

// Worker works the jobs of one process. The zero value of a limit takes its
// default.
type Worker struct {
	Queue     incident.Queue
	Incidents completer
	Handlers  map[string]Handler
	Now       func() time.Time // Story time: when a job is due.
	Owner     string           // Names this process in leases.
	Wake      <-chan struct{}  // Signals that there may be something to do; nil is never.
	Log       *slog.Logger

	// Apart are kinds of jobs with slots of their own, so that slow ones keep no
	// others waiting. All other kinds share Parallel.
	Apart []Slots

	// The limits are machine time.
	Parallel int           // Jobs at once; 8.
	Lease    time.Duration // How long a dead worker's job waits to be taken up; 3 s.
	Poll     time.Duration // How often to look when nothing woke us; 100 ms.
	Limit    time.Duration // How long one job may take; 30 s.
	Grace    time.Duration // How long running jobs may go on after the end was asked for; 5 s.

	nudged chan struct{}
	once   sync.Once
}

// Slots are for jobs of some kinds, so many at once.
type Slots struct {
	Kinds    []string
	Parallel int // 8 if it is zero.
}

// parallel is how many jobs of one kind of slots run at once by default.
const parallel = 8

// pool is one kind of slots in use: as many jobs run as its channel holds.
type pool struct {
	of    incident.Kinds
	slots chan struct{}
}

// Backing off doubles from first to last. With giveUpAfter failures that is
// about four hours: longer than the outages of Slack that teams remember.
const (
	firstRetry  = 500 * time.Millisecond
	lastRetry   = 30 * time.Second
	giveUpAfter = 500
)

// Nudge says that there may be something to do. It never blocks.
func (w *Worker) Nudge() {
	w.init()
	select {
	case w.nudged <- struct{}{}:
	default:
	}
}

func (w *Worker) init() {
	w.once.Do(func() {
		w.nudged = make(chan struct{}, 1)
		orDefault(&w.Parallel, parallel)
		orDefault(&w.Lease, 3*time.Second)
		orDefault(&w.Poll, 100*time.Millisecond)
		orDefault(&w.Limit, 30*time.Second)
		orDefault(&w.Grace, 5*time.Second)
	})
}

// Run works until ctx ends, then lets what is running finish within the grace.
// What did not finish keeps its lease until that runs out and is taken up
// again. Run returns nil when it was asked to end.
func (w *Worker) Run(ctx context.Context) error {
	w.init()
	running, stop := graceful(ctx, w.Grace)
	defer stop()

	var jobs sync.WaitGroup
	defer jobs.Wait()
	pools := w.pools()
	poll := time.NewTicker(w.Poll)
	defer poll.Stop()
	for {
		for _, p := range pools {
			for w.claim(ctx, running, p, &jobs) {
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-w.nudged:
		case <-w.Wake:
		case <-poll.C:
		}
	}
}

// pools are the slots of the worker. The last one takes what no other does, a
// kind that has no handler included.
func (w *Worker) pools() []pool {
	var all []pool
	rest := pool{slots: make(chan struct{}, w.Parallel)}
	for _, s := range w.Apart {
		orDefault(&s.Parallel, parallel)
		all = append(all, pool{incident.Kinds{Only: s.Kinds}, make(chan struct{}, s.Parallel)})
		rest.of.Except = append(rest.of.Except, s.Kinds...)
	}
	return append(all, rest)
}

// claim takes up what is due for a pool and starts it, and reports whether there
// may be more to take at once.
func (w *Worker) claim(ctx, running context.Context, p pool, jobs *sync.WaitGroup) bool {
	free := cap(p.slots) - len(p.slots)
	if free == 0 || ctx.Err() != nil {
		return false
	}
	leases, err := w.Queue.Claim(ctx, w.Owner, w.Now(), w.Lease, free, p.of)
	if err != nil {
		if ctx.Err() == nil {
			w.Log.Error("jobs cannot be claimed", "error", err)
		}
		return false
	}
	for _, l := range leases {
		p.slots <- struct{}{}
		jobs.Go(func() {
			w.work(running, l)
			<-p.slots
			w.Nudge() // Its lane is free now.
		})
	}
	return len(leases) == free
}

// work runs one job to its outcome. The heartbeat cancels the handler when the
// lease is lost: someone else has the job then.
func (w *Worker) work(ctx context.Context, l incident.Lease) {
	ctx, cancel := context.WithTimeoutCause(ctx, w.Limit, fmt.Errorf("the job took longer than %v", w.Limit))
	defer cancel()
	var beat sync.WaitGroup
	beat.Go(func() { w.keep(ctx, cancel, l) })
	defer beat.Wait()
	defer cancel()

	decide, err := w.handle(ctx, l)
	if err == nil {
		if decide == nil {
			decide = func(incident.Incident, time.Time) (incident.Change, error) { return incident.Change{}, nil }
		}
		if _, err = w.Incidents.Complete(ctx, l, decide); err == nil || errors.Is(err, incident.ErrLeaseLost) {
			return
		}
	}
	w.fail(ctx, l, err)
}

// handle runs the handler and turns its panic into an error: one bad job must
// not end the process that all others live in.
func (w *Worker) handle(ctx context.Context, l incident.Lease) (d incident.Decision, err error) {
	h, ok := w.Handlers[l.Kind]
	if !ok {
		// A newer version may know it, so it stays.
		return nil, &incident.RetryError{After: lastRetry, Err: fmt.Errorf("no handler for jobs of kind %q", l.Kind)}
	}
	defer func() {
		if r := recover(); r != nil {
			w.Log.Error("a handler panicked", "job", l.Key, "panic", r, "stack", string(debug.Stack()))
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return h(ctx, l)
}

// fail gives the job back, or records that no repeat can help.
func (w *Worker) fail(ctx context.Context, l incident.Lease, cause error) {
	// The handler's time may be over; what became of the job is still to be said.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), w.Lease)
	defer cancel()

	var refused *incident.RefusedError
	if !errors.As(cause, &refused) && l.Failures+1 >= giveUpAfter {
		refused = &incident.RefusedError{Step: l.Kind, Reason: "It kept failing and I stopped trying. See the log.", Err: cause}
	}
	if refused != nil {
		w.Log.Error("a job was refused for good", "job", l.Key, "step", refused.Step, "error", cause)
		_, err := w.Incidents.Complete(ctx, l, func(i incident.Incident, at time.Time) (incident.Change, error) {
			return incident.Change{Events: i.GiveUp(refused.Step, refused.Reason, at)}, nil
		})
		if err != nil && !errors.Is(err, incident.ErrLeaseLost) {
			w.Log.Error("a refusal cannot be recorded", "job", l.Key, "error", err)
		}
		return
	}

	f := incident.Failure{Retry: backOff(l.Failures), Counts: true, Err: cause.Error()}
	if retry := (*incident.RetryError)(nil); errors.As(cause, &retry) {
		f.Counts = retry.Counts
		if retry.After > 0 {
			f.Retry = retry.After
		}
	}
	w.Log.Warn("a job will be repeated", "job", l.Key, "attempt", l.Attempt, "in", f.Retry, "error", cause)
	if err := w.Queue.Fail(ctx, l, f); err != nil && !errors.Is(err, incident.ErrLeaseLost) {
		w.Log.Error("a job cannot be given back", "job", l.Key, "error", err)
	}
}

// keep extends the lease three times in its length, until ctx ends.
func (w *Worker) keep(ctx context.Context, lost context.CancelFunc, l incident.Lease) {
	beat := time.NewTicker(w.Lease / 3)
	defer beat.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-beat.C:
			if err := w.Queue.Extend(ctx, l, w.Lease); errors.Is(err, incident.ErrLeaseLost) {
				lost()
				return
			}
		}
	}
}

// backOff is how long to wait after so many failures.
func backOff(failures int64) time.Duration {
	return min(firstRetry<<min(failures, 10), lastRetry)
}

// graceful is a context that outlives ctx by the grace.
func graceful(ctx context.Context, grace time.Duration) (context.Context, context.CancelFunc) {
	running, cancel := context.WithCancel(context.WithoutCancel(ctx))
	unlink := context.AfterFunc(ctx, func() { time.AfterFunc(grace, cancel) })
	return running, func() { unlink(); cancel() }
}

func orDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}
