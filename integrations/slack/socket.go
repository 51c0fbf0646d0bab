package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

// The limits of the socket, in machine time.
const (
	mostOpened  = 10               // Connections in a minute; more means that Slack closes each at once.
	pauseOpened = 30 * time.Second // Before the next try after that.
	longestWait = 15 * time.Second // Between two tries while Slack cannot be reached.
	drainLimit  = 3 * time.Second  // For commands that run when the end is asked for.
	flushPause  = 100 * time.Millisecond
)

// Run keeps a connection to Slack until ctx ends: it takes in what people type
// and press, and acknowledges it. It returns an error that says what to do when
// the tokens are not good, and nil when it was asked to end.
func (a *Adapter) Run(ctx context.Context) error {
	defer a.http.CloseIdleConnections()
	defer a.ended.Store(true)
	a.ended.Store(false)
	a.intake.open()
	if err := a.preflight(ctx); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return err
	}

	// The connection outlives ctx for as long as it takes to answer what has
	// come in already.
	alive, hangUp := context.WithCancel(context.WithoutCancel(ctx))
	defer hangUp()
	s := &socket{
		a:      a,
		client: socketmode.New(a.api, socketmode.OptionLog(quiet{})),
		acks:   make(chan ack, 2*(atOnce+eventsAtOnce)),
	}
	var sender sync.WaitGroup
	sender.Go(func() { s.sendAcks(alive) })
	defer sender.Wait()
	defer hangUp()

	for ctx.Err() == nil {
		wait, err := s.session(ctx, alive)
		a.connected.Store(false)
		if err != nil {
			return err
		}
		if wait > 0 {
			select {
			case <-ctx.Done():
			case <-time.After(wait):
			}
		}
	}
	return nil
}

// socket is one process's way in.
type socket struct {
	a      *Adapter
	client *socketmode.Client
	acks   chan ack
	opened []time.Time // Of the last minute, machine time.
	spoken spoken
}

// ack is an acknowledgement on its way out.
type ack struct {
	envelope string
	payload  any
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
			if c, code, fix := judge(err); c == barred {
				s.a.barred.Store(true)
				return 0, fmt.Errorf("slack: %s (%s)", fix, code)
			}
			s.a.log.WarnContext(ctx, "the connection to slack ended", "error", err)
			return again, nil
		case e := <-s.client.Events:
			if wait := s.take(alive, e); wait > 0 {
				return wait, nil
			}
		}
	}
}

// take handles one event of the connection. It never blocks: the library's
// client stops for good when nobody reads from it. It returns how long to wait
// when the client has to be started anew.
func (s *socket) take(ctx context.Context, e socketmode.Event) time.Duration {
	a := s.a
	switch e.Type {
	case socketmode.EventTypeConnected:
		return s.connected(ctx)
	case socketmode.EventTypeConnectionError:
		a.connected.Store(false)
		failed, ok := e.Data.(*slack.ConnectionErrorEvent)
		if !ok {
			return 0
		}
		a.log.WarnContext(ctx, "slack cannot be reached", "error", failed.ErrorObj, "attempt", failed.Attempt)
		if failed.Backoff > longestWait && !is(failed.ErrorObj, wait) {
			// The library waits up to five minutes after a long outage.
			return longestWait
		}
	case socketmode.EventTypeConnecting:
		a.connected.Store(false)
	case socketmode.EventTypeHello:
		// Only now does the other end know us: what is sent before its hello
		// may find no socket.
		a.connected.Store(true)
		a.log.InfoContext(ctx, "connected to slack")
		if e.Request != nil && e.Request.NumConnections > 1 {
			a.log.WarnContext(ctx, "another process is connected with the same Slack app and gets part of the commands", "connections", e.Request.NumConnections)
		}
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
	return 0
}

// connected notes a new connection. Slack that closes each connection at once
// (Socket Mode switched off, too many connections) would be asked for another
// a thousand times a second.
func (s *socket) connected(ctx context.Context) time.Duration {
	now := time.Now() //nolint:forbidigo // Connections are counted on the machine's clock.
	for len(s.opened) > 0 && now.Sub(s.opened[0]) > time.Minute {
		s.opened = s.opened[1:]
	}
	s.opened = append(s.opened, now)
	if len(s.opened) <= mostOpened {
		return 0
	}
	s.opened = nil
	s.a.log.ErrorContext(ctx, "slack closes each connection at once: is Socket Mode switched on, and is the app connected more than ten times?", "pause", pauseOpened)
	return pauseOpened
}

// hand hands a delivery over to be worked.
func (s *socket) hand(ctx context.Context, r socketmode.Request) {
	if r.EnvelopeID == "" {
		return
	}
	s.a.dispatch(ctx, delivery{
		kind:    r.Type,
		id:      r.EnvelopeID,
		payload: r.Payload,
		attempt: r.RetryAttempt,
		reason:  r.RetryReason,
		acknowledge: func(payload any, url string) {
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
	select {
	case s.acks <- ack{envelope, payload}:
	default:
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
				s.a.log.ErrorContext(ctx, "an acknowledgement could not be sent", "envelope", k.envelope, "error", err)
			}
		}
	}
}

// drain answers what has come in when the end was asked for. What is typed
// meanwhile is refused in words; Slack delivers events again by itself.
func (s *socket) drain(ctx context.Context) {
	s.a.intake.close()
	finished := make(chan struct{})
	go func() {
		s.a.intake.working.Wait()
		close(finished)
	}()
	limit := time.After(drainLimit)
	for waiting := true; waiting; {
		select {
		case <-finished:
			waiting = false
		case <-limit:
			waiting = false
		case e := <-s.client.Events:
			if e.Request != nil {
				s.hand(ctx, *e.Request)
			}
		}
	}
	// The library says nothing of what it has written.
	time.Sleep(flushPause)
}
