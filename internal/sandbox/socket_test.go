package sandbox_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/sitrephq/sitrep/internal/sandbox"
)

func TestTicketOpensOneSocketOnly(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	c := newClient(t, w)
	ticket := c.ticket()
	for n, want := range []int{http.StatusSwitchingProtocols, http.StatusForbidden} {
		ws, resp, err := websocket.DefaultDialer.DialContext(t.Context(), ticket, nil)
		if resp == nil || resp.StatusCode != want {
			t.Fatalf("use %d of a ticket: %v %v, want %d", n+1, resp, err, want)
		}
		_ = resp.Body.Close()
		if err == nil {
			defer func() { _ = ws.Close() }()
		}
	}
	if _, resp, err := websocket.DefaultDialer.DialContext(t.Context(), ticket[:len(ticket)-1]+"0", nil); err == nil || resp.StatusCode != http.StatusForbidden {
		t.Errorf("a made-up ticket: %v %v", resp, err)
	} else {
		_ = resp.Body.Close()
	}
}

func TestEleventhSocketIsSentAway(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	c := newClient(t, w)
	for n := range 10 {
		s := c.dial()
		if h := s.next(); h.Type != "hello" || h.Connections != n+1 {
			t.Fatalf("socket %d is greeted with %+v", n+1, h)
		}
	}
	s := c.dial()
	if d := s.next(); d.Type != "disconnect" || d.Reason != "too_many_websockets" {
		t.Errorf("the eleventh is told %+v", d)
	}
	if _, err := s.read(5 * time.Second); !websocket.IsCloseError(err, websocket.CloseNormalClosure) {
		t.Errorf("and then %v, want it to be closed", err)
	}
	if n := w.Connections(); n != 10 {
		t.Errorf("%d sockets are open, want 10", n)
	}
}

func TestSocketsAreTakenDownOnDemand(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	c := newClient(t, w)
	s := c.connect()
	if n := w.Disconnect("warning"); n != 1 {
		t.Errorf("%d sockets were warned", n)
	}
	if d := s.next(); d.Reason != "warning" {
		t.Errorf("got %+v", d)
	}
	if n := w.Connections(); n != 1 {
		t.Errorf("after a warning %d sockets are open, want 1", n)
	}
	w.Disconnect("refresh_requested")
	if d := s.next(); d.Reason != "refresh_requested" {
		t.Errorf("got %+v", d)
	}
	if _, err := s.read(5 * time.Second); err == nil {
		t.Error("the socket is open after refresh_requested")
	}

	s = c.connect()
	w.Disconnect("")
	var closed *websocket.CloseError
	if _, err := s.read(5 * time.Second); err == nil || errors.As(err, &closed) && closed.Code != websocket.CloseAbnormalClosure {
		t.Errorf("a cut connection shows as %v", err)
	}
}

func TestSocketIsPinged(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *sandbox.Config) { c.PingEvery = 10 * time.Millisecond })
	s := newClient(t, w).connect()
	pings := 0
	s.ws.SetPingHandler(func(string) error {
		if pings++; pings == 3 {
			return errors.New("enough")
		}
		return nil
	})
	if _, err := s.read(5 * time.Second); err == nil || err.Error() != "enough" {
		t.Errorf("after %d pings: %v", pings, err)
	}
}

func TestEventsComeFromChannelsTheBotIsIn(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *sandbox.Config) { c.Manifest = manifest(scopes, allEvents) })
	c := newClient(t, w)
	s := c.connect()
	take := func() map[string]any {
		t.Helper()
		e := s.next()
		if e.Type != "events_api" || e.Accepts || at(e.Payload, "type") != "event_callback" || at(e.Payload, "event_id") == "" {
			t.Fatalf("got %+v", e)
		}
		s.ack(e.ID, nil)
		m, _ := e.Payload["event"].(map[string]any)
		return m
	}
	say := func(channel, text string) {
		t.Helper()
		if err := w.Type(t.Context(), "U0BEN", channel, "", text); err != nil {
			t.Fatal(err)
		}
	}
	say("general", "the bot is not here")
	id := c.must("conversations.create", "name", "inc-1").at("channel.id")
	for _, want := range []string{"message channel_join", "member_joined_channel "} {
		if e := take(); at(e, "type")+" "+at(e, "subtype") != want || at(e, "user") != w.BotUser() {
			t.Errorf("got %v, want %s of the bot", e, want)
		}
	}
	say(id, "@sitrep look at <this> & #general")
	for _, want := range []string{"message channel_join", "member_joined_channel "} {
		if e := take(); at(e, "type")+" "+at(e, "subtype") != want || at(e, "user") != "U0BEN" {
			t.Errorf("got %v, want %s of Ben", e, want)
		}
	}
	text := "<@" + w.BotUser() + "> look at &lt;this&gt; &amp; <#" + w.Channels()[0].ID + "|general>"
	for _, want := range []string{"message", "app_mention"} {
		if e := take(); at(e, "type") != want || at(e, "text") != text || at(e, "bot_id") != "" {
			t.Errorf("got %v, want %s %q", e, want, text)
		}
	}
	ts := c.must("chat.postMessage", "channel", id, "text", "echo").at("ts")
	if e := take(); at(e, "text") != "echo" || at(e, "bot_id") == "" || at(e, "ts") != ts {
		t.Errorf("the echo is %v", e)
	}
	c.must("chat.update", "channel", id, "ts", ts, "text", "edited")
	if e := take(); at(e, "subtype") != "message_changed" || at(e, "message.text") != "edited" || at(e, "previous_message.text") != "echo" {
		t.Errorf("the edit is %v", e)
	}
	c.must("chat.postEphemeral", "channel", id, "user", "U0BEN", "text", "for you")
	rest(t, w)
}

func TestEventsNeedSubscriptionAndScope(t *testing.T) {
	t.Parallel()
	for name, m := range map[string][]byte{
		"no subscription": manifest(scopes, ""),
		"no scope":        manifest(`"commands","chat:write","channels:manage"`, allEvents),
	} {
		w := start(t, func(c *sandbox.Config) { c.Manifest = m })
		c := newClient(t, w)
		c.connect()
		c.must("chat.postMessage", "channel", c.channel("inc-1"), "text", "@sitrep hello")
		if _, version := w.Pending(); version != 0 {
			t.Errorf("with %s %d envelopes were made", name, version)
		}
	}
}

func TestEventWithoutAcknowledgementComesAgain(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *sandbox.Config) {
		c.Manifest = manifest(scopes, `"message.channels"`)
		c.AckTimeout = 200 * time.Millisecond
		c.RedeliverAfter = []time.Duration{0, 10 * time.Millisecond}
	})
	c := newClient(t, w)
	s := c.connect()
	id := c.must("conversations.create", "name", "inc-1").at("channel.id")
	first := s.next()
	for attempt := 1; attempt <= 2; attempt++ {
		if n, _ := w.Pending(); n != 1 {
			t.Errorf("%d envelopes are pending before attempt %d, want 1", n, attempt)
		}
		e := s.next()
		if at(e.Payload, "event_id") != at(first.Payload, "event_id") || e.ID == first.ID || e.Attempt != attempt || e.RetryReason != "timeout" {
			t.Errorf("attempt %d is %+v", attempt, e)
		}
	}
	rest(t, w) // Given up after the last.

	c.must("chat.postMessage", "channel", id, "text", "x")
	e := s.next()
	s.ack(e.ID, nil)
	rest(t, w)
	if e, err := s.read(400 * time.Millisecond); err == nil {
		t.Errorf("an acknowledged event came again: %+v", e)
	}
}

func TestEventSurvivesALostSocket(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *sandbox.Config) {
		c.Manifest = manifest(scopes, `"message.channels"`)
		c.RedeliverAfter = []time.Duration{0, 20 * time.Millisecond, 20 * time.Millisecond, 20 * time.Millisecond, time.Minute}
	})
	c := newClient(t, w)
	s := c.connect()
	c.must("conversations.create", "name", "inc-1")
	first := s.next()
	_ = s.ws.Close()
	s = c.connect()
	e := s.next()
	if at(e.Payload, "event_id") != at(first.Payload, "event_id") || e.Attempt == 0 || e.RetryReason != "connection_failed" {
		t.Errorf("after the socket was lost came %+v", e)
	}
	s.ack(e.ID, nil)
	rest(t, w)
}
