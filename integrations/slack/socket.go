package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

// The limits of the sockets, in machine time.
const (
	longestWait = 15 * time.Second // Between two tries while Slack cannot be reached.
	drainLimit  = 3 * time.Second  // For commands that run when the end is asked for.
	flushPause  = 100 * time.Millisecond
)

// sockets keeps the connections of Socket Mode until ctx ends, or until the
// token is refused on one of them.
func (a *Adapter) sockets(ctx context.Context) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var running sync.WaitGroup
	api := a.client(&breaker{http: a.http, rest: a.limits.rest})
	for n := range linkCount {
		s := newSocket(a, api, n)
		running.Go(func() {
			if err := s.run(ctx); err != nil {
				stop(err)
			}
		})
	}
	running.Wait()
	if err, ok := context.Cause(ctx).(*deniedError); ok { //nolint:errorlint // It is ours and is not wrapped.
		return err
	}
	return nil
}

// deniedError is a token that was refused: another try would be too.
type deniedError struct{ code, fix string }

func (e *deniedError) Error() string { return fmt.Sprintf("slack: %s (%s)", e.fix, e.code) }

// denied is err as a deniedError, or nil if it may pass by itself. Most of
// these the library would try again for ever.
func denied(err error) error {
	c, code, fix := judge(err)
	switch code {
	case "not_allowed_token_type", "no_permission", "missing_scope":
		return &deniedError{code, fix}
	}
	if c == barred {
		return &deniedError{code, fix}
	}
	return nil
}

// socket is one connection, through all its renewals.
type socket struct {
	a      *Adapter
	n      int // Which of them.
	client *socketmode.Client
	acks   chan ack
	unsent atomic.Int64 // Acknowledgements that the library does not have yet.
	tries  atomic.Int64 // The connections that were tried: what came on an earlier one cannot be answered on this.
	spoken spoken
}

// ack is an acknowledgement on its way out.
type ack struct {
	envelope string
	payload  any
}

func newSocket(a *Adapter, api *slack.Client, n int) *socket {
	return &socket{
		a: a,
		n: n,
		client: socketmode.New(api,
			socketmode.OptionLog(quiet{}),
			socketmode.OptionPingInterval(a.limits.ping),
		),
		acks: make(chan ack, 2*(atOnce+eventsAtOnce)),
	}
}

// run keeps the connection until ctx ends, and answers what has come in by
// then. It returns an error if the token was refused.
func (s *socket) run(ctx context.Context) error {
	// The connection outlives ctx for as long as it takes to answer.
	alive, hangUp := context.WithCancel(context.WithoutCancel(ctx))
	defer hangUp()
	var sender sync.WaitGroup
	sender.Go(func() { s.sendAcks(alive) })
	defer sender.Wait()
	defer hangUp()

	var wait time.Duration
	for {
		now := time.Now() //nolint:forbidigo // Connections are spaced on the machine's clock.
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(max(wait, s.a.links.pause(s.n, s.a.limits.apart, now))):
		}
		var err error
		wait, err = s.session(ctx, alive)
		s.down(ctx)
		if err != nil {
			return err
		}
	}
}

// session runs the library's client until it ends or has to be started anew.
// It returns how long to wait before that.
func (s *socket) session(ctx, alive context.Context) (time.Duration, error) {
	alive, cancel := context.WithCancel(alive)
	ended := make(chan error, 1)
	var running sync.WaitGroup
	running.Go(func() { ended <- s.client.RunContext(alive) })
	defer running.Wait()
	defer cancel()

	for {
		select {
		case <-ctx.Done():
			s.drain(alive)
			return 0, nil
		case err := <-ended:
			if fatal := denied(err); fatal != nil {
				s.a.barred.Store(true)
				return 0, fatal
			}
			s.a.log.WarnContext(ctx, "the connection to slack ended", "error", err)
			return again, nil
		case e := <-s.client.Events:
			wait, err := s.take(alive, e)
			if err != nil {
				s.a.barred.Store(true)
			}
			if wait > 0 || err != nil {
				return wait, err
			}
		}
	}
}

// take handles one event of the connection. It never blocks: the library's
// client stops for good when nobody reads from it. It returns how long to wait
// when the client has to be started anew, and an error if that is of no use.
func (s *socket) take(ctx context.Context, e socketmode.Event) (time.Duration, error) {
	a := s.a
	switch e.Type {
	case socketmode.EventTypeConnecting:
		s.tries.Add(1)
		s.down(ctx)
	case socketmode.EventTypeConnectionError:
		failed, ok := e.Data.(*slack.ConnectionErrorEvent)
		if !ok {
			return 0, nil
		}
		return s.failed(ctx, failed)
	case socketmode.EventTypeHello:
		// Only now does the other end know us: what is sent before its hello
		// may find no socket.
		s.greeted(ctx, e.Request)
	case socketmode.EventTypeErrorWriteFailed:
		failed, ok := e.Data.(*socketmode.ErrorWriteFailed)
		if ok && failed.Response != nil {
			a.log.ErrorContext(ctx, "an acknowledgement was lost", "envelope", failed.Response.EnvelopeID, "error", failed.Cause)
			s.sayAgain(ctx, failed.Response.EnvelopeID)
		}
	case socketmode.EventTypeErrorBadMessage:
		if bad, ok := e.Data.(*socketmode.ErrorBadMessage); ok {
			s.unknown(ctx, bad)
		}
	default:
		if e.Request != nil {
			s.hand(ctx, *e.Request)
		}
	}
	return 0, nil
}

// failed is a try to connect that came to nothing. The library tries again,
// but after a long outage only every five minutes.
func (s *socket) failed(ctx context.Context, e *slack.ConnectionErrorEvent) (time.Duration, error) {
	if errors.Is(e.ErrorObj, errHammering) {
		s.a.log.ErrorContext(ctx, "slack closes each connection at once: is Socket Mode switched on, and is the app connected more than ten times?", "connection", s.n+1, "pause", s.a.limits.rest)
		return s.a.limits.rest, nil
	}
	if fatal := denied(e.ErrorObj); fatal != nil {
		return 0, fatal
	}
	s.a.log.WarnContext(ctx, "slack cannot be reached", "connection", s.n+1, "error", e.ErrorObj, "attempt", e.Attempt)
	switch {
	case is(e.ErrorObj, wait):
	case e.Backoff > longestWait:
		return longestWait, nil
	case s.n > 0 && s.a.links.up() == 0:
		// Where both are down they come back apart, not at once.
		return again, nil
	}
	return 0, nil
}

// greeted notes that the connection is up, and says whose it is not.
func (s *socket) greeted(ctx context.Context, hello *socketmode.Request) {
	a := s.a
	a.links.greeted(s.n, time.Now()) //nolint:forbidigo // Connections are spaced on the machine's clock.
	a.log.InfoContext(ctx, "connected to slack", "connection", s.n+1)
	if hello != nil && a.links.strangers(hello.NumConnections) {
		a.log.WarnContext(ctx, "another process is connected with the same Slack app and gets part of the commands: unless it is a replica with the same database, stop it, or give it a Slack app of its own. If it cannot be found, revoke the app-level token and make a new one",
			"connections", hello.NumConnections, "ours", linkCount)
	}
}

// down notes that the connection is not up, and says what that means.
func (s *socket) down(ctx context.Context) {
	was, left := s.a.links.lost(s.n)
	switch {
	case !was || ctx.Err() != nil:
	case left > 0:
		s.a.log.InfoContext(ctx, "a connection to slack ended, another takes what comes until it is back", "connection", s.n+1)
	default:
		s.a.log.WarnContext(ctx, "no connection to slack: what is typed now gets an error from Slack", "connection", s.n+1)
	}
}

// hand hands a delivery over to be worked.
func (s *socket) hand(ctx context.Context, r socketmode.Request) {
	if r.EnvelopeID == "" {
		return
	}
	came := s.tries.Load()
	s.a.dispatch(ctx, delivery{
		kind:    r.Type,
		id:      r.EnvelopeID,
		payload: r.Payload,
		attempt: r.RetryAttempt,
		reason:  r.RetryReason,
		acknowledge: func(payload any, url string) {
			if answer, ok := payload.(ephemeral); ok && url != "" && s.tries.Load() != came {
				// The connection that it came on is gone, and nobody promises
				// that an acknowledgement on another one counts.
				s.a.log.WarnContext(ctx, "the connection ended before the answer, which goes another way", "envelope", r.EnvelopeID)
				s.a.giveAgain(ctx, url, answer)
				payload = nil
			}
			s.spoken.keep(r.EnvelopeID, url, payload)
			s.ack(ctx, r.EnvelopeID, payload)
		},
		leave: func() {},
	})
}

// unknown hands over what the library does not know or could not read, as it
// came: one block that it does not like is no reason to lose an event.
func (s *socket) unknown(ctx context.Context, bad *socketmode.ErrorBadMessage) {
	var r socketmode.Request
	if err := json.Unmarshal(bad.Message, &r); err != nil || r.EnvelopeID == "" {
		s.a.log.WarnContext(ctx, "slack sent something that cannot be read", "kind", r.Type, "envelope", r.EnvelopeID, "error", bad.Cause)
	}
	s.hand(ctx, r)
}

// ack hands an acknowledgement to the sender without waiting.
func (s *socket) ack(ctx context.Context, envelope string, payload any) {
	s.unsent.Add(1)
	select {
	case s.acks <- ack{envelope, payload}:
	default:
		s.unsent.Add(-1)
		s.a.log.ErrorContext(ctx, "an acknowledgement was dropped: the connection takes none", "envelope", envelope)
	}
}

// sendAcks passes acknowledgements on to the library, which may take its time
// while a connection is being replaced.
func (s *socket) sendAcks(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case k := <-s.acks:
			if err := s.client.AckCtx(ctx, k.envelope, k.payload); err != nil && ctx.Err() == nil {
				// Too long: Slack would drop it without a word. What was asked for
				// is done, so it must not look as if nothing had happened.
				s.a.log.ErrorContext(ctx, "an acknowledgement could not be sent whole", "envelope", k.envelope, "error", err)
				s.sayAgain(ctx, k.envelope)
				_ = s.client.AckCtx(ctx, k.envelope, nil) // Only the end keeps it from being sent.
			}
			s.unsent.Add(-1)
		}
	}
}

// drain answers what has come in when the end was asked for. What is typed
// meanwhile is refused in words; Slack delivers events again by itself.
func (s *socket) drain(ctx context.Context) {
	s.a.intake.close()
	limit := time.After(drainLimit)
	poll := time.NewTicker(5 * time.Millisecond)
	defer poll.Stop()
	for s.a.intake.busy() || s.unsent.Load() > 0 {
		select {
		case <-limit:
			s.a.log.ErrorContext(ctx, "the end came before everything was answered", "unsent", s.unsent.Load())
			return
		case e := <-s.client.Events:
			switch failed, ok := e.Data.(*socketmode.ErrorWriteFailed); {
			case ok && failed.Response != nil:
				s.sayAgain(ctx, failed.Response.EnvelopeID)
			case e.Request != nil:
				s.hand(ctx, *e.Request)
			}
		case <-poll.C:
		}
	}
	// The library says nothing of what it has written.
	time.Sleep(flushPause)
}
