package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"github.com/sitrephq/sitrep/bot/chat"
)

// The limits of the socket, in machine time.
const (
	atOnce      = 32               // Commands being worked; a further one is told to come again.
	mostOpened  = 10               // Connections in a minute; more means that Slack closes each at once.
	pauseOpened = 30 * time.Second // Before the next try after that.
	longestWait = 15 * time.Second // Between two tries while Slack cannot be reached.
	drainLimit  = 3 * time.Second  // For commands that run when the end is asked for.
	flushPause  = 100 * time.Millisecond
)

var errSlow = errors.New("the command was not stored in time")

// Run keeps a connection to Slack until ctx ends: it takes in what people type
// and press, and acknowledges it. It returns an error that says what to do when
// the tokens are not good, and nil when it was asked to end.
func (a *Adapter) Run(ctx context.Context) error {
	defer a.http.CloseIdleConnections()
	defer a.ended.Store(true)
	a.ended.Store(false)
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
		slots:  make(chan struct{}, atOnce),
		acks:   make(chan ack, 4*atOnce),
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
	slots  chan struct{}
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
			s.unreadable(ctx, bad)
		}
	case socketmode.EventTypeSlashCommand:
		if cmd, ok := e.Data.(slack.SlashCommand); ok && e.Request != nil {
			s.start(ctx, a.command(e.Request.EnvelopeID, cmd))
		}
	case socketmode.EventTypeInteractive:
		s.interactive(ctx, e)
	default:
		if e.Request != nil && e.Request.EnvelopeID != "" {
			s.ack(ctx, e.Request.EnvelopeID, nil)
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

// interactive takes a press. What is not a button of ours is acknowledged, so
// that nobody sees an error for a link.
func (s *socket) interactive(ctx context.Context, e socketmode.Event) {
	cb, ok := e.Data.(slack.InteractionCallback)
	if !ok || e.Request == nil {
		return
	}
	if r, ok := s.a.press(e.Request.EnvelopeID, cb); ok {
		s.start(ctx, r)
		return
	}
	s.ack(ctx, e.Request.EnvelopeID, nil)
}

// unreadable acknowledges what the library could not read: otherwise Slack
// sends it again and again. Whoever typed it is told.
func (s *socket) unreadable(ctx context.Context, bad *socketmode.ErrorBadMessage) {
	var envelope struct {
		ID   string `json:"envelope_id"`
		Type string `json:"type"`
	}
	err := json.Unmarshal(bad.Message, &envelope)
	s.a.log.WarnContext(ctx, "slack sent something that cannot be read", "type", envelope.Type, "envelope", envelope.ID, "error", bad.Cause)
	if err != nil || envelope.ID == "" {
		return
	}
	var payload any
	if envelope.Type == socketmode.RequestTypeSlashCommands {
		payload = ephemerals(chat.Text("Not recorded, nothing was done: I could not read what Slack sent. Type it again."))[0]
	}
	s.ack(ctx, envelope.ID, payload)
}

// start works a request beside the others. When too many are being worked the
// person is told at once: silence would look like an outage.
func (s *socket) start(ctx context.Context, r request) {
	r.acknowledge = func(payload any) {
		s.spoken.keep(r.envelope, r.url, payload)
		s.ack(ctx, r.envelope, payload)
	}
	r.free = func() { <-s.slots }
	select {
	case s.slots <- struct{}{}:
		s.a.verbs.Go(func() { s.a.serve(ctx, r) })
	default:
		s.a.log.ErrorContext(ctx, "too many commands at once", "source", r.req.Source)
		r.refuse()
	}
}

// refuse says that nothing was recorded. A press has no place in its
// acknowledgement for that, and shows Slack's own sign when it gets none.
func (r request) refuse() {
	if r.typedIn {
		r.acknowledge(ephemerals(notRecorded(r.typed))[0])
	}
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
// meanwhile is refused in words; Slack sends events again by itself.
func (s *socket) drain(ctx context.Context) {
	finished := make(chan struct{})
	go func() {
		s.a.verbs.Wait()
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
			s.turnAway(ctx, e)
		}
	}
	// The library says nothing of what it has written.
	time.Sleep(flushPause)
}

func (s *socket) turnAway(ctx context.Context, e socketmode.Event) {
	if cmd, ok := e.Data.(slack.SlashCommand); ok && e.Request != nil {
		r := s.a.command(e.Request.EnvelopeID, cmd)
		r.acknowledge = func(payload any) { s.ack(ctx, r.envelope, payload) }
		r.refuse()
	}
}
