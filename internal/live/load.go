//go:build unix

package live

import (
	"context"
	"sync"
	"testing"
	"time"
)

// Load is a client that asks again and again.
type Load struct {
	mu       sync.Mutex
	statuses map[int]int
}

// StartLoad asks a URL every so often, each time over a connection of its own,
// until the test ends.
func StartLoad(t testing.TB, url string, every time.Duration) *Load {
	l := &Load{statuses: map[int]int{}}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			status, _, _ := get(ctx, url) // No answer counts as status 0.
			l.mu.Lock()
			l.statuses[status]++
			l.mu.Unlock()
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
	}()
	t.Cleanup(func() {
		cancel()
		<-done
	})
	return l
}

// Answers is how many requests were answered with a status so far.
func (l *Load) Answers(status int) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.statuses[status]
}
