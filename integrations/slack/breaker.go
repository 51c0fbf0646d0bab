package slack

import (
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"
)

// mostOpened is how many connections may be opened in a minute. Slack that
// closes each at once would be asked by the library for another a thousand
// times a second, and never says why in a way that reaches us.
const mostOpened = 10

// errHammering is a connection that was not asked for.
var errHammering = errors.New("slack closes each connection at once")

// breaker keeps count of the connections that are opened, in machine time. It
// stands where they are asked for, because whoever reads of them afterwards is
// late.
type breaker struct {
	http *http.Client
	rest time.Duration // Without a connection, after one too many.

	mu     sync.Mutex
	opened []time.Time // Those of the last minute.
	until  time.Time   // The end of the rest.
}

// Do sends a request, unless it asks for a connection too many.
func (b *breaker) Do(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/apps.connections.open") && b.tripped(time.Now()) { //nolint:forbidigo // Connections are counted on the machine's clock.
		return nil, errHammering
	}
	return b.http.Do(r)
}

func (b *breaker) tripped(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if now.Before(b.until) {
		return true
	}
	for len(b.opened) > 0 && now.Sub(b.opened[0]) > time.Minute {
		b.opened = b.opened[1:]
	}
	if len(b.opened) >= mostOpened {
		b.opened, b.until = nil, now.Add(b.rest)
		return true
	}
	b.opened = append(b.opened, now)
	return false
}
