package sandbox

import (
	"encoding/json"
	"time"
)

// Delivery is what goes wrong with one delivery. The zero Delivery is nothing.
// Its times are machine time.
type Delivery struct {
	Delay    time.Duration // It is sent so much later.
	Behind   bool          // It is sent after the next one, or alone if none comes soon.
	Twice    bool          // It comes twice, each time with an envelope id of its own.
	AckDelay time.Duration // Its acknowledgement arrives so much later.
	AckLost  bool          // Its acknowledgement never arrives.
}

// deliveryFault asks what goes wrong with a delivery. The caller holds the lock.
func (w *Workspace) deliveryFault(kind string) Delivery {
	w.deliveries[kind]++
	if w.cfg.Delivery == nil {
		return Delivery{}
	}
	return w.cfg.Delivery(kind, w.deliveries[kind])
}

// setOut sends an envelope as its fault says, and behind it whatever was to be
// overtaken.
func (w *Workspace) setOut(e *envelope) {
	e.fault = w.deliveryFault(e.kind)
	overtaken := w.held
	w.held = nil
	switch {
	case e.fault.Behind:
		w.held = append(w.held, e)
		e.timer = w.later(e, w.cfg.AckTimeout/4)
	case e.fault.Delay > 0:
		e.timer = w.later(e, e.fault.Delay)
	default:
		w.sendNow(e)
	}
	if e.fault.Twice {
		again := &envelope{kind: e.kind, payload: e.payload, again: e.again, attempt: e.attempt, reason: e.reason, copy: true, over: make(chan struct{})}
		again.id = w.id("E")
		w.pending[again.id] = again
		w.sendNow(again)
	}
	for _, late := range overtaken {
		if w.pending[late.id] == late {
			late.stop()
			w.sendNow(late)
		}
	}
}

// later sends an envelope after a while, if it is still to be sent.
func (w *Workspace) later(e *envelope, wait time.Duration) *time.Timer {
	id := e.id
	return time.AfterFunc(wait, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.pending[id] != e || w.closed {
			return
		}
		kept := w.held[:0]
		for _, other := range w.held {
			if other != e {
				kept = append(kept, other)
			}
		}
		w.held = kept
		w.sendNow(e)
	})
}

// arrived takes an acknowledgement of something that is pending, as its fault
// says. The caller holds the lock.
func (w *Workspace) arrived(e *envelope, payload json.RawMessage) {
	if !w.app.socketMode && (e.fault.AckLost || e.fault.AckDelay > 0) {
		w.expect(e) // The request is over, and nothing else would end the wait.
	}
	switch {
	case e.fault.AckLost:
		w.journal.write(line{Kind: "ack", Envelope: e.id, Payload: payload, Fault: "lost"})
	case e.fault.AckDelay > 0:
		id := e.id
		time.AfterFunc(e.fault.AckDelay, func() {
			w.mu.Lock()
			defer w.mu.Unlock()
			switch {
			case w.closed:
			case w.pending[id] == e:
				w.acknowledge(e, payload)
			default:
				w.journal.write(line{Kind: "ack", Envelope: id, Payload: payload, Unknown: true})
			}
		})
	default:
		w.acknowledge(e, payload)
	}
}
