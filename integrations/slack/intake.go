package slack

import "sync"

// The deliveries that are worked at once. Events have slots of their own: a
// busy channel must not keep a typed line waiting.
const (
	atOnce       = 32
	eventsAtOnce = 128
)

// intake counts those who work on what came in. Once it is closed nothing more
// begins, so that its end can be waited for.
type intake struct {
	mu      sync.Mutex
	closed  bool
	working int
}

// begin works on something, unless the intake is closed.
func (i *intake) begin(work func()) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.closed {
		return false
	}
	i.start(work)
	return true
}

// also works on something that belongs to what has begun, closed or not.
func (i *intake) also(work func()) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.start(work)
}

func (i *intake) start(work func()) {
	i.working++
	go func() {
		defer i.end()
		work()
	}()
}

func (i *intake) end() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.working--
}

// busy reports whether something is being worked on.
func (i *intake) busy() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.working > 0
}

func (i *intake) open() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.closed = false
}

func (i *intake) close() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.closed = true
}
