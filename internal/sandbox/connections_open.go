package sandbox

import (
	"strings"
	"time"
)

// ticketLife is the machine time in which a socket's address must be used.
const ticketLife = time.Minute

// connectionsOpen gives out the address of a socket, to be used once.
func connectionsOpen(c *call) (answer, error) {
	now := time.Now()
	for t, made := range c.tickets {
		if now.Sub(made) > ticketLife {
			delete(c.tickets, t)
		}
	}
	ticket := random(26)
	c.tickets[ticket] = now
	return answer{"url": "ws" + strings.TrimPrefix(c.URL(), "http") + "/link?ticket=" + ticket}, nil
}
