package drill

import (
	"sync"
	"time"
)

// Clock is story time. It runs at a speed in story seconds per second of
// machine time, and can be moved forward; at speed zero it stands until it is
// moved. It never goes back.
type Clock struct {
	mu     sync.Mutex
	story  time.Time // Story time at the anchor.
	anchor time.Time // Machine time.
	speed  float64
}

// NewClock is a clock that shows start now.
func NewClock(start time.Time, speed float64) *Clock {
	return &Clock{story: start.UTC(), anchor: time.Now(), speed: speed}
}

// Now is the story time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

func (c *Clock) now() time.Time {
	return c.story.Add(time.Duration(float64(time.Since(c.anchor)) * c.speed))
}

// Speed is in story seconds per second.
func (c *Clock) Speed() float64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.speed
}

// SetSpeed lets the clock run on at another speed from now.
func (c *Clock) SetSpeed(speed float64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.story, c.anchor, c.speed = c.now(), time.Now(), speed
}

// JumpTo moves the clock forward to a time. A time that is past leaves it.
func (c *Clock) JumpTo(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := c.now(); at.After(now) {
		c.story, c.anchor = at.UTC(), time.Now()
	}
}
