package slack

import (
	"strings"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/sandbox"
)

// eachWay runs a story over sockets and over HTTP.
func eachWay(t *testing.T, but func(*sandbox.Config), story func(t *testing.T, x *life)) {
	t.Helper()
	for name, http := range map[string]bool{"over sockets": false, "over HTTP": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			story(t, newLifeWith(t, way{http: http}, but))
		})
	}
}

// Slack may bring everything twice, in another order, or again because it saw
// no acknowledgement.
func TestWhateverWaySlackDeliversEachThingIsStoredOnce(t *testing.T) {
	t.Parallel()
	badly := func(kind string, n int) sandbox.Delivery {
		switch {
		case kind == slashCommands:
			return sandbox.Delivery{Twice: true}
		case kind == interactive && n == 1:
			return sandbox.Delivery{Twice: true}
		case kind == eventsAPI && n%3 == 1:
			return sandbox.Delivery{AckLost: true}
		case kind == eventsAPI && n%3 == 2:
			return sandbox.Delivery{Behind: true}
		}
		return sandbox.Delivery{Twice: true}
	}
	hasty := func(c *sandbox.Config) {
		c.Delivery, c.AckTimeout, c.RedeliverAfter = badly, time.Second, []time.Duration{0, 0, 0}
	}
	eachWay(t, hasty, func(t *testing.T, x *life) {
		x.declare()
		ts := x.says("U0ANA", "", "the pool looks small")
		x.must(x.ws.React(t.Context(), "U0ANA", x.channel().ID, ts, "pushpin"))
		x.until("the line", func() bool { return len(x.taken()) > 0 })
		x.until("the end of all deliveries", func() bool { n, _ := x.ws.Pending(); return n == 0 })
		x.must(x.ws.Unreact(t.Context(), "U0ANA", x.channel().ID, ts, "pushpin"))
		x.until("the line to be taken back", func() bool { return len(x.taken()) == 0 })
		x.until("the end of all deliveries", func() bool { n, _ := x.ws.Pending(); return n == 0 })
		events, err := x.store.Events(t.Context(), 1)
		x.must(err)
		given := map[incident.Kind]int{}
		for _, e := range events {
			given[e.Kind]++
		}
		if given[incident.Marked] != 1 || given[incident.Unmarked] != 1 || given[incident.Declared] != 1 {
			t.Errorf("stored %v", given)
		}
		if all, err := x.store.Incidents(t.Context(), incident.Filter{}); err != nil || len(all) != 1 {
			t.Errorf("%d incidents, error %v; want one", len(all), err)
		}
	})
}

func TestAWorkspaceThatSwitchedSocketsOffIsNotHammeredAndComesBack(t *testing.T) {
	t.Parallel()
	for _, reason := range []string{"link_disabled", "too_many_websockets"} {
		t.Run(reason, func(t *testing.T) {
			t.Parallel()
			x := newLifeWith(t, way{tune: func(l *limits) { l.apart, l.rest = time.Millisecond, 200*time.Millisecond }})
			x.until("two connections", func() bool { return x.ws.Connections() == linkCount })
			x.ws.RefuseSockets(reason)
			x.ws.Disconnect(reason)
			x.until("the fix in words", func() bool { return strings.Contains(x.logs.String(), "is Socket Mode switched on") })
			x.ws.RefuseSockets("")
			x.until("a way in", x.a.Ready)
			if err := x.ws.Type(t.Context(), "U0ANA", "general", "", "/incident API is slow"); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestSocketsThatGoDeadWithoutAWordAreReplaced(t *testing.T) {
	t.Parallel()
	x := newLifeWith(t, way{tune: func(l *limits) { l.apart, l.ping = time.Millisecond, 150*time.Millisecond }}, func(c *sandbox.Config) { c.PingEvery = 20 * time.Millisecond })
	x.until("two connections", func() bool { return x.ws.Connections() == linkCount })
	if n := x.ws.HalfOpen(); n != linkCount {
		t.Fatalf("%d sockets went dead", n)
	}
	x.until("others", func() bool { return strings.Count(x.logs.String(), "connected to slack") >= 2*linkCount })
	x.until("a line that arrives", func() bool {
		return x.ws.Type(t.Context(), "U0ANA", "general", "", "/incident API is slow") == nil
	})
	if i := x.incident(); i.Title != "API is slow" {
		t.Errorf("stored %q", i.Title)
	}
}
