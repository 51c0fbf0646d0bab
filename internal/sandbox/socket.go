package sandbox

import (
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// hello is the first message of a socket.
type hello struct {
	Type        string    `json:"type"`
	Connections int       `json:"num_connections"`
	App         helloApp  `json:"connection_info"`
	Debug       debugInfo `json:"debug_info"`
}

type helloApp struct {
	ID string `json:"app_id"`
}

type debugInfo struct {
	Host    string `json:"host"`
	Seconds int    `json:"approximate_connection_time,omitempty"`
}

// bye is the message that asks a client to leave.
type bye struct {
	Type   string    `json:"type"`
	Reason string    `json:"reason"`
	Debug  debugInfo `json:"debug_info"`
}

func disconnect(reason string) bye {
	return bye{Type: "disconnect", Reason: reason, Debug: debugInfo{Host: "practice"}}
}

// serveLink turns a ticket into a socket. Any origin is welcome, because
// Slack's clients name Slack's own; the ticket is the key, and works once.
func (w *Workspace) serveLink(rw http.ResponseWriter, r *http.Request) {
	ticket := r.URL.Query().Get("ticket")
	w.mu.Lock()
	made, known := w.tickets[ticket]
	delete(w.tickets, ticket)
	if w.closed || !known || time.Since(made) > ticketLife {
		w.mu.Unlock()
		http.Error(rw, "this ticket is unknown, used or too old", http.StatusForbidden)
		return
	}
	w.sockets.Add(1)
	w.mu.Unlock()
	defer w.sockets.Done()

	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	ws, err := up.Upgrade(rw, r, nil)
	if err != nil {
		return // Upgrade has answered.
	}
	c := newConn(ws)
	w.admit(c)

	var writer sync.WaitGroup
	writer.Go(func() { c.write(w) })
	c.read(w)

	w.mu.Lock()
	c.end()
	w.conns = slices.DeleteFunc(w.conns, func(other *conn) bool { return other == c })
	w.lost(c)
	w.mu.Unlock()
	writer.Wait()
}

// admit greets a socket, or sends it away if there are too many.
func (w *Workspace) admit(c *conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.closed:
		c.end()
	case w.refusing != "":
		c.send(frame{control: disconnect(w.refusing), last: true})
	case len(w.live()) >= connLimit:
		c.send(frame{control: disconnect("too_many_websockets"), last: true})
	default:
		// The greeting is queued before anything else can be.
		c.send(frame{control: hello{
			Type:        "hello",
			Connections: len(w.live()) + 1,
			App:         helloApp{ID: w.appID},
			Debug:       debugInfo{Host: "practice", Seconds: 18060},
		}})
	}
	w.conns = append(w.conns, c)
}

// Connections is how many sockets are open.
func (w *Workspace) Connections() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.live())
}

// live are the sockets on which something can be delivered.
func (w *Workspace) live() []*conn {
	var all []*conn
	for _, c := range w.conns {
		if !c.cut && !c.leaving {
			all = append(all, c)
		}
	}
	return all
}

// RefuseSockets sends every new socket away with a reason ("link_disabled",
// "too_many_websockets"), as Slack does with an app that was switched off.
// Without a reason sockets are welcome again.
func (w *Workspace) RefuseSockets(reason string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.refusing = reason
}

// HalfOpen lets every open socket go dead without closing it, as when a network
// loses its state: nothing is written on it any more, no ping, and nothing that
// comes is heard. What is delivered there is lost until it is delivered again.
// It returns how many there were.
func (w *Workspace) HalfOpen() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	all := w.live()
	for _, c := range all {
		c.dead = true
		_ = c.ws.SetReadDeadline(time.Time{}) // A closed socket is dead already.
	}
	return len(all)
}

// Disconnect takes every open socket down. With a reason ("warning",
// "refresh_requested", "link_disabled", "too_many_websockets") the clients are
// told; a warning leaves the closing to them, anything else closes the socket
// behind it. Without a
// reason the connections are cut, as by a broken network. It returns how many
// there were.
func (w *Workspace) Disconnect(reason string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	all := w.live()
	for _, c := range all {
		if reason == "" {
			c.end()
			continue
		}
		c.send(frame{control: disconnect(reason), last: reason != "warning"})
	}
	return len(all)
}
