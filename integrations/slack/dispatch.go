package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"time"
)

// The kinds of deliveries, as Slack calls them.
const (
	slashCommands = "slash_commands"
	interactive   = "interactive"
	eventsAPI     = "events_api"
)

// delivery is what Slack hands over, by whatever way it came.
type delivery struct {
	kind    string
	id      string // The envelope's: how it was carried, never what it is.
	payload json.RawMessage
	attempt int    // Of a redelivery, from 1; 0 is the first delivery.
	reason  string // Of a redelivery.

	// acknowledge says that it was taken, once. The payload is what the person
	// sees; url is where it can be given again, if it is lost on its way.
	acknowledge func(payload any, url string)
	// leave says that it was not taken, so that Slack delivers an event again
	// and shows a person its own sign.
	leave func()
}

// task is a delivery that was read.
type task struct {
	source string
	slots  chan struct{}
	// run does what is asked and acknowledges it. It gives its slot back when
	// nothing works on it any more, which may be later.
	run func(ctx context.Context, free func())
	// refuse says that nothing was done.
	refuse func()
}

// unreadableError is a delivery that is acknowledged and not worked: Slack
// would bring it again and again.
type unreadableError struct {
	err    error
	answer any // For whoever typed it.
}

func (e *unreadableError) Error() string { return e.err.Error() }

// Unwrap gives the log the cause.
func (e *unreadableError) Unwrap() error { return e.err }

// dispatch hands a delivery to whoever works it, and never waits: the reader of
// a connection that waits wedges it. Whatever cannot be worked is acknowledged
// or refused at once.
func (a *Adapter) dispatch(ctx context.Context, d delivery) {
	t, err := a.read(d)
	if err != nil {
		a.log.WarnContext(ctx, "slack sent something that cannot be read", "kind", d.kind, "envelope", d.id, "error", err)
		var answer any
		if e, ok := errors.AsType[*unreadableError](err); ok {
			answer = e.answer
		}
		d.acknowledge(answer, "")
		return
	}
	if t.run == nil {
		d.acknowledge(nil, "")
		return
	}
	select {
	case t.slots <- struct{}{}:
	default:
		a.log.ErrorContext(ctx, "too much at once", "kind", d.kind, "source", t.source)
		t.refuse()
		return
	}
	free := func() { <-t.slots }
	if !a.intake.begin(func() { t.run(ctx, free) }) {
		free()
		t.refuse()
	}
}

// read finds out what a delivery is. A task without run is one to acknowledge
// and forget.
func (a *Adapter) read(d delivery) (task, error) {
	switch d.kind {
	case slashCommands:
		return a.command(d)
	case interactive:
		return a.interaction(d)
	case eventsAPI:
		return a.event(d)
	}
	return task{}, fmt.Errorf("a delivery of the kind %q", d.kind)
}

// errLate says that what was asked for has not come back in time. It may still
// be done.
var (
	errSlow = errors.New("it was not stored in time")
	errLate = errors.New("it has not come back in time")
)

// timely runs what a delivery asks for within the time that Slack leaves. What
// does not come back by then goes on, keeps its slot, and may be stored yet. A
// panic is an error like another.
func timely[T any](ctx context.Context, a *Adapter, source string, free func(), run func(ctx context.Context) (T, error)) (T, error) {
	type outcome struct {
		value T
		err   error
	}
	came := make(chan outcome, 1)
	a.intake.also(func() {
		defer free()
		ctx, cancel := context.WithTimeoutCause(ctx, a.limits.store, errSlow)
		defer cancel()
		defer func() {
			if p := recover(); p != nil {
				a.log.ErrorContext(ctx, "a verb panicked", "source", source, "panic", p, "stack", string(debug.Stack()))
				came <- outcome{err: fmt.Errorf("panic: %v", p)}
			}
		}()
		value, err := run(ctx)
		came <- outcome{value, err}
	})
	late := time.NewTimer(a.limits.ack)
	defer late.Stop()
	select {
	case o := <-came:
		return o.value, o.err
	case <-late.C:
		a.log.ErrorContext(ctx, "a verb has not come back in time", "source", source)
		var none T
		return none, errLate
	}
}
