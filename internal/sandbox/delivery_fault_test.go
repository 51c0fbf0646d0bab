package sandbox_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/internal/sandbox"
)

// nth lets something go wrong with the n-th delivery of a type.
func nth(kind string, n int, d sandbox.Delivery) func(*sandbox.Config) {
	return func(c *sandbox.Config) {
		c.AckTimeout = 400 * time.Millisecond
		c.Manifest = manifest(scopes, `"message.channels"`)
		c.Delivery = func(k string, i int) sandbox.Delivery {
			if k == kind && i == n {
				return d
			}
			return sandbox.Delivery{}
		}
	}
}

func TestEventsOvertakeEachOther(t *testing.T) {
	t.Parallel()
	w := start(t, nth("events_api", 2, sandbox.Delivery{Behind: true}))
	c := newClient(t, w)
	s := c.connect()
	id := c.must("conversations.create", "name", "inc-1").at("channel.id")
	for _, text := range []string{"one", "two"} {
		c.must("chat.postMessage", "channel", id, "text", text)
	}
	var got []string
	for range 3 {
		e := s.next()
		s.ack(e.ID, nil)
		got = append(got, at(e.Payload, "event.text"))
	}
	if strings.Join(got[1:], " ") != "two one" {
		t.Errorf("they came as %q", got)
	}
	rest(t, w)
}

func TestEventThatNothingOvertakesComesAlone(t *testing.T) {
	t.Parallel()
	for name, d := range map[string]sandbox.Delivery{"behind nothing": {Behind: true}, "late": {Delay: 50 * time.Millisecond}} {
		w := start(t, nth("events_api", 1, d))
		c := newClient(t, w)
		s := c.connect()
		c.must("conversations.create", "name", "inc-1")
		e := s.next()
		if e.Attempt != 0 {
			t.Errorf("%s: it came as %+v", name, e)
		}
		s.ack(e.ID, nil)
		rest(t, w)
	}
}

func TestDeliveryComesTwice(t *testing.T) {
	t.Parallel()
	w := start(t, nth("events_api", 1, sandbox.Delivery{Twice: true}))
	c := newClient(t, w)
	s := c.connect()
	c.must("conversations.create", "name", "inc-1")
	a, b := s.next(), s.next()
	if a.ID == b.ID || at(a.Payload, "event_id") != at(b.Payload, "event_id") || b.Attempt != 0 {
		t.Errorf("came %+v and %+v", a, b)
	}
	s.ack(a.ID, nil)
	if n, _ := w.Pending(); n == 0 {
		t.Error("the second is not waited for")
	}
	s.ack(b.ID, nil)
	rest(t, w)
}

func TestAcknowledgementThatIsLostOrLate(t *testing.T) {
	t.Parallel()
	log := &journal{}
	lost := nth("slash_commands", 1, sandbox.Delivery{AckLost: true})
	w := start(t, func(c *sandbox.Config) { lost(c); c.Journal = log })
	s := newClient(t, w).connect()
	done := typing(t, w, "general", "/incident status")
	s.ack(s.next().ID, map[string]any{"text": "all is well"})
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if m := last(t, w, "general"); !strings.Contains(m.Text, "operation_timeout") {
		t.Errorf("Ana sees %q", m.Text)
	}
	if !strings.Contains(log.String(), `"fault":"lost"`) {
		t.Error("the journal does not say that it was lost")
	}

	w = start(t, nth("slash_commands", 1, sandbox.Delivery{AckDelay: 100 * time.Millisecond}))
	s = newClient(t, w).connect()
	began := time.Now()
	done = typing(t, w, "general", "/incident status")
	s.ack(s.next().ID, map[string]any{"text": "all is well"})
	if err := <-done; err != nil || time.Since(began) < 100*time.Millisecond {
		t.Errorf("it took %v: %v", time.Since(began), err)
	}
	if m := last(t, w, "general"); m.Text != "all is well" {
		t.Errorf("Ana sees %q", m.Text)
	}
}

func TestHalfOpenSocketSwallowsEverything(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *sandbox.Config) {
		c.Manifest = manifest(scopes, `"message.channels"`)
		c.AckTimeout, c.PingEvery = 300*time.Millisecond, 10*time.Millisecond
		c.RedeliverAfter = slices.Repeat([]time.Duration{50 * time.Millisecond}, 20)
	})
	c := newClient(t, w)
	s := c.connect()
	if n := w.HalfOpen(); n != 1 || w.Connections() != 1 {
		t.Errorf("%d of %d sockets are half-open", n, w.Connections())
	}
	c.must("conversations.create", "name", "inc-1")
	pings := 0
	s.ws.SetPingHandler(func(string) error { pings++; return nil })
	if e, err := s.read(100 * time.Millisecond); err == nil || pings > 0 {
		t.Errorf("over a dead socket came %+v and %d pings", e, pings)
	}
	// The client gives up; what was lost comes on the next socket.
	_ = s.ws.Close()
	eventually(t, "the dead socket is gone", func() bool { return w.Connections() == 0 })
	s = c.dial()
	s.next()
	e := s.next()
	if e.Attempt == 0 || at(e.Payload, "event.subtype") != "channel_join" {
		t.Errorf("then came %+v", e)
	}
	s.ack(e.ID, nil)
	rest(t, w)
}

func TestSocketsAreRefusedUntilTheyAreWelcomeAgain(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	c := newClient(t, w)
	w.RefuseSockets("link_disabled")
	for range 2 {
		if d := c.dial().next(); d.Type != "disconnect" || d.Reason != "link_disabled" {
			t.Errorf("a new socket is told %+v", d)
		}
	}
	w.RefuseSockets("")
	c.connect()
	w.Disconnect("too_many_websockets")
	eventually(t, "none is open", func() bool { return w.Connections() == 0 })
}
