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
	working sync.WaitGroup
}

// begin works on something, unless the intake is closed.
func (i *intake) begin(work func()) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.closed {
		return false
	}
	i.working.Go(work)
	return true
}

// also works on something beside what is being worked. Only what has begun may
// call it.
func (i *intake) also(work func()) { i.working.Go(work) }

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
