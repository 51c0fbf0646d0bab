package sandbox

import (
	"encoding/json"
	"math/rand/v2"
	"time"
)

// envelope is something on its way to the bot, until it is acknowledged or
// given up.
type envelope struct {
	id      string
	kind    string // slash_commands, interactive or events_api.
	payload json.RawMessage
	attempt int    // Of the redelivery, from 1; 0 for the first delivery.
	reason  string // Of the redelivery.
	again   bool   // Whether it is delivered again when it is not acknowledged.
	conn    *conn  // That it was last sent on; nil if no socket was open.
	timer   *time.Timer
	fault   Delivery
	copy    bool      // It came along with another one, and nobody misses it.
	due     time.Time // Story time of its redelivery; zero if it waits for none in story time.

	// over is closed when the envelope is acknowledged or given up.
	over chan struct{}
	// acked gets the acknowledgement's payload, under the workspace's lock.
	acked func(payload json.RawMessage)
	// gaveUp is called, under the lock, when no acknowledgement came.
	gaveUp func(code string)
}

// These are Slack's codes for a command or click that came to nothing.
const (
	dispatchFailed   = "dispatch_failed"
	operationTimeout = "operation_timeout"
	badResponse      = "invalid_command_response"
)

// Pending says how many envelopes were made and are neither acknowledged nor
// given up, and a version that changes with every envelope that is made. When
// nothing is pending and the version has not changed between two looks, the bot
// owes this workspace nothing. An event that waits in story time for its
// redelivery is not pending before that time has come.
func (w *Workspace) Pending() (unacked int, version uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.redeliver()
	for _, e := range w.pending {
		if e.due.IsZero() {
			unacked++
		}
	}
	return unacked, w.version
}

// dispatch sends an envelope on its way.
func (w *Workspace) dispatch(e *envelope) *envelope {
	w.version++
	e.over = make(chan struct{})
	if w.closed {
		close(e.over)
		return e
	}
	w.deliver(e)
	return e
}

// deliver sends an envelope, on one of the open sockets, whichever, or as a
// request.
func (w *Workspace) deliver(e *envelope) {
	e.id = w.id("E")
	w.pending[e.id] = e
	w.setOut(e)
}

// sendNow sends an envelope by the bot's way in.
func (w *Workspace) sendNow(e *envelope) {
	if !w.app.socketMode {
		w.post(e)
		return
	}
	open := w.live()
	if len(open) == 0 {
		w.missed(e, dispatchFailed)
		return
	}
	e.conn = open[rand.IntN(len(open))]
	w.expect(e)
	e.conn.send(frame{envelope: e.delivery()})
}

// expect gives an envelope its time to be acknowledged.
func (w *Workspace) expect(e *envelope) {
	attempt := e.attempt
	e.timer = time.AfterFunc(w.cfg.AckTimeout, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.pending[e.id] == e && e.attempt == attempt {
			w.missed(e, operationTimeout)
		}
	})
}

// missed takes note that a delivery came to nothing: an event is delivered
// again at its time, anything else is given up.
func (w *Workspace) missed(e *envelope, code string) {
	e.stop()
	if e.copy || !e.again || e.attempt >= len(w.cfg.RedeliverAfter) {
		delete(w.pending, e.id)
		if e.gaveUp != nil {
			e.gaveUp(code)
		}
		close(e.over)
		return
	}
	e.conn = nil
	e.reason = w.reason(code)
	wait := w.cfg.RedeliverAfter[e.attempt]
	e.attempt++
	if w.cfg.RedeliverInStory && wait > 0 {
		e.due = w.now().Add(wait)
		w.lookForDue()
		return
	}
	e.timer = time.AfterFunc(wait, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.deliverAgain(e)
	})
}

// reason is why an event is delivered again, in Slack's words for the way in.
func (w *Workspace) reason(code string) string {
	switch {
	case code == dispatchFailed:
		return unconnected
	case code != operationTimeout:
		return badStatus
	case w.app.socketMode:
		return "timeout"
	}
	return timedOut
}

// deliverAgain delivers what still waits for it, with a new id.
func (w *Workspace) deliverAgain(e *envelope) {
	if w.pending[e.id] == e && !w.closed {
		delete(w.pending, e.id)
		e.due = time.Time{}
		w.deliver(e)
	}
}

// lost takes note that a socket has gone with events on it. Commands and
// clicks wait for their time to be over: their person is waiting too.
func (w *Workspace) lost(c *conn) {
	for _, e := range w.pending {
		if e.conn == c && e.again {
			w.missed(e, dispatchFailed)
		}
	}
}

// ack takes an acknowledgement. One that nothing waits for is ignored, and so
// is one that is too long, as Slack does: without a word.
func (w *Workspace) ack(message []byte) {
	var a struct {
		ID      string          `json:"envelope_id"`
		Payload json.RawMessage `json:"payload"`
	}
	if len(message) >= ackLimit || json.Unmarshal(message, &a) != nil || a.ID == "" {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if e := w.pending[a.ID]; e != nil {
		w.arrived(e, a.Payload)
		return
	}
	w.journal.write(line{Kind: "ack", Envelope: a.ID, Payload: a.Payload, Unknown: true})
}

// acknowledge ends an envelope's way. The caller holds the lock.
func (w *Workspace) acknowledge(e *envelope, payload json.RawMessage) {
	w.journal.write(line{Kind: "ack", Envelope: e.id, Payload: payload})
	e.stop()
	// What the acknowledgement brings about comes before it is over, so that
	// nothing is still to be shown when nothing is pending.
	if e.acked != nil {
		e.acked(payload)
	}
	delete(w.pending, e.id)
	close(e.over)
}

func (e *envelope) stop() {
	if e.timer != nil {
		e.timer.Stop()
	}
}

// encode is a value made here as JSON; all of them have a JSON form.
func encode(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic("sandbox: " + err.Error())
	}
	return b
}

// delivery is the envelope as this delivery of it carries it. A later delivery
// must not change what is still to be written of this one.
type delivery struct {
	ID      string          `json:"envelope_id"`
	Type    string          `json:"type"`
	Accepts bool            `json:"accepts_response_payload"`
	Payload json.RawMessage `json:"payload"`
	Attempt *int            `json:"retry_attempt,omitempty"` // Of events only.
	Reason  *string         `json:"retry_reason,omitempty"`
}

func (e *envelope) delivery() *delivery {
	d := &delivery{ID: e.id, Type: e.kind, Accepts: !e.again, Payload: e.payload}
	if e.again {
		d.Attempt, d.Reason = new(e.attempt), new(e.reason)
	}
	return d
}
