package slack

import (
	"sync"
	"time"
)

// linkCount is how many connections a process keeps. The library closes a
// connection before it opens the next, and Slack asks for that every few hours:
// with one there would be a gap each time.
const linkCount = 2

// links is what is known of this process's connections, in machine time.
type links struct {
	mu    sync.Mutex
	since [linkCount]time.Time // When Slack greeted each; zero while it is down.
	told  int                  // The number of connections that was warned about last.
}

// greeted notes that a connection takes what Slack sends.
func (l *links) greeted(n int, at time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.since[n] = at
}

// lost notes that a connection is down. It says whether it was up, and how many
// are left.
func (l *links) lost(n int) (was bool, left int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	was = !l.since[n].IsZero()
	l.since[n] = time.Time{}
	return was, l.count()
}

// up is how many connections take what Slack sends.
func (l *links) up() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.count()
}

func (l *links) count() int {
	up := 0
	for _, since := range l.since {
		if !since.IsZero() {
			up++
		}
	}
	return up
}

// pause is how long a connection waits before it opens, so that it is some time
// apart from the others and Slack does not refresh them at once. While no other
// is up the first does not wait.
func (l *links) pause(n int, apart time.Duration, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	var newest time.Time
	for m, since := range l.since {
		if m != n && since.After(newest) {
			newest = since
		}
	}
	if newest.IsZero() {
		return time.Duration(n) * apart
	}
	return max(0, apart-now.Sub(newest))
}

// strangers reports whether Slack counts more connections of the app than this
// process keeps, and whether that is news.
func (l *links) strangers(connections int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if connections <= linkCount {
		return false
	}
	news := connections != l.told
	l.told = connections
	return news
}
