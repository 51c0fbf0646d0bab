package sandbox_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/internal/sandbox"
)

func TestLimitsCountInStoryTime(t *testing.T) {
	t.Parallel()
	story := newClock()
	w := start(t, func(c *sandbox.Config) { c.Now, c.Limits = story.now, true })
	c := newClient(t, w)
	id := ""
	for n := range 20 {
		id = c.must("conversations.create", "name", fmt.Sprintf("inc-%d", n)).at("channel.id")
		story.move(time.Second)
	}
	r := c.call("conversations.create", "name", "inc-20")
	if r.status != 429 || r.code() != "ratelimited" || r.header.Get("Retry-After") != "40" {
		t.Errorf("the 21st channel of a minute: %d %s after %s", r.status, r.code(), r.header.Get("Retry-After"))
	}
	c.must("conversations.setTopic", "channel", id, "topic", "another method")
	story.move(39 * time.Second)
	if got := c.call("conversations.create", "name", "inc-20").code(); got != "ratelimited" {
		t.Errorf("a second too early: %s", got)
	}
	story.move(time.Second)
	c.must("conversations.create", "name", "inc-20") // Refusals were not counted, and the work was not done.

	other := c.must("conversations.join", "channel", w.Channels()[0].ID).at("channel.id")
	c.must("chat.postMessage", "channel", id, "text", "one")
	c.must("chat.postMessage", "channel", other, "text", "another channel")
	r = c.call("chat.postMessage", "channel", id, "text", "two")
	if r.status != 429 || r.header.Get("Retry-After") != "1" {
		t.Errorf("a second message in a second: %d after %s", r.status, r.header.Get("Retry-After"))
	}
	story.move(time.Second)
	c.must("chat.postMessage", "channel", id, "text", "two")
}

func TestLimitsAreOffUnlessAskedFor(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	c := newClient(t, w)
	for n := range 25 {
		c.must("conversations.create", "name", fmt.Sprintf("inc-%d", n))
	}
}
