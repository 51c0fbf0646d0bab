package sandbox_test

import (
	"testing"
	"time"

	"github.com/sitrephq/sitrep/internal/sandbox"
)

func TestEventComesAgainWhenTheStoryHasComeToIt(t *testing.T) {
	t.Parallel()
	story := newClock()
	w := start(t, func(c *sandbox.Config) {
		c.Now, c.RedeliverInStory = story.now, true
		c.Manifest = manifest(scopes, `"message.channels"`)
	})
	c := newClient(t, w)
	// Nobody is connected: the first two attempts come to nothing at once.
	c.must("conversations.create", "name", "inc-1")
	rest(t, w)
	due, ok := w.NextRedelivery()
	if want := story.now().Add(time.Minute); !ok || !due.Equal(want) {
		t.Fatalf("the next redelivery is at %v %v, want %v", due, ok, want)
	}
	s := c.connect()
	if n, _ := w.Pending(); n != 0 {
		t.Errorf("%d are pending before their time", n)
	}
	story.move(time.Minute)
	if n, _ := w.Pending(); n != 1 {
		t.Errorf("%d are pending at the time of the redelivery, want 1", n)
	}
	if _, ok := w.NextRedelivery(); ok {
		t.Error("what is under way waits for a redelivery too")
	}
	e := s.next()
	if e.Attempt != 2 || e.RetryReason != "connection_failed" || at(e.Payload, "event.subtype") != "channel_join" {
		t.Errorf("again came %+v", e)
	}
	// The socket goes with it; it comes for the last time five minutes later.
	_ = s.ws.Close()
	eventually(t, "the event waits", func() bool { _, ok := w.NextRedelivery(); return ok })
	s = c.connect()
	story.move(5 * time.Minute)
	e = s.next() // Without anyone asking: a clock that runs is watched.
	if e.Attempt != 3 {
		t.Errorf("at last came %+v", e)
	}
	s.ack(e.ID, nil)
	rest(t, w)
	if _, ok := w.NextRedelivery(); ok {
		t.Error("an acknowledged event waits")
	}
}

func TestEventIsGivenUpAfterItsLastRedelivery(t *testing.T) {
	t.Parallel()
	story := newClock()
	w := start(t, func(c *sandbox.Config) {
		c.Now, c.RedeliverInStory = story.now, true
		c.Manifest = manifest(scopes, `"message.channels"`)
	})
	newClient(t, w).must("conversations.create", "name", "inc-1")
	for _, wait := range []time.Duration{time.Minute, 5 * time.Minute} {
		rest(t, w)
		if due, ok := w.NextRedelivery(); !ok || !due.Equal(story.now().Add(wait)) {
			t.Errorf("the next is at %v %v, want in %v", due, ok, wait)
		}
		story.move(wait)
	}
	rest(t, w)
	if due, ok := w.NextRedelivery(); ok {
		t.Errorf("a fourth redelivery is due at %v", due)
	}
}
