package sandbox

import (
	"encoding/json"
	"time"

	"github.com/gorilla/websocket"
)

// Limits of a socket.
const (
	connLimit    = 10               // Sockets of one app.
	ackLimit     = 20_480           // Bytes; an acknowledgement that long is dropped.
	frameLimit   = 1 << 20          // Bytes that are read of one message.
	writeLimit   = 10 * time.Second // Machine time to write one frame.
	silenceLimit = 30 * time.Second // Machine time without a pong.
	queueLimit   = 1024             // Frames that wait to be written.
)

// conn is one open socket.
type conn struct {
	ws   *websocket.Conn
	out  chan frame
	gone chan struct{} // Closed when nothing more is to be written.

	// The workspace's lock guards these.
	cut     bool
	leaving bool // It was told to go; nothing more is delivered on it.
	dead    bool // It is half-open: nothing passes, and nobody has noticed.
}

// frame is something to write: an envelope, or a message of the socket's own.
type frame struct {
	envelope *delivery
	control  any
	last     bool // The socket is closed after it.
}

func newConn(ws *websocket.Conn) *conn {
	return &conn{ws: ws, out: make(chan frame, queueLimit), gone: make(chan struct{})}
}

// send queues a frame. A client that reads nothing loses its socket: it would
// hold up everybody else. The caller holds the workspace's lock.
func (c *conn) send(f frame) {
	c.leaving = c.leaving || f.last
	select {
	case c.out <- f:
	default:
		c.end()
	}
}

// end closes the socket without a word. The caller holds the workspace's lock.
func (c *conn) end() {
	if !c.cut {
		c.cut = true
		close(c.gone)
		_ = c.ws.Close() // It is given up; the reader sees it and leaves.
	}
}

// write writes what is queued, and pings, until the socket has gone.
func (c *conn) write(w *Workspace) {
	ping := time.NewTicker(w.cfg.PingEvery)
	defer ping.Stop()
	for {
		var err error
		last := false
		select {
		case <-c.gone:
			return
		case <-ping.C:
			if !c.isDead(w) {
				err = c.ws.WriteControl(websocket.PingMessage, []byte("ping"), time.Now().Add(writeLimit))
			}
		case f := <-c.out:
			err, last = c.writeFrame(w, f), f.last
		}
		switch {
		case err != nil:
			w.mu.Lock()
			c.end()
			w.mu.Unlock()
			return
		case last:
			c.farewell()
			return
		}
	}
}

// farewell asks the client to close, and gives it a moment: what was written
// last would be lost if the connection were closed over it.
func (c *conn) farewell() {
	bye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
	_ = c.ws.WriteControl(websocket.CloseMessage, bye, time.Now().Add(time.Second)) // The reader sees a dead socket.
	_ = c.ws.NetConn().SetReadDeadline(time.Now().Add(time.Second))
}

func (c *conn) writeFrame(w *Workspace, f frame) error {
	v := f.control
	if d := f.envelope; d != nil {
		v = d
		attempt := 0
		if d.Attempt != nil {
			attempt = *d.Attempt
		}
		// Before it is written: its acknowledgement must not come first.
		w.mu.Lock()
		l := line{Kind: "envelope", Envelope: d.ID, Type: d.Type, Attempt: attempt, Payload: d.Payload}
		if c.dead {
			l.Fault = "half-open"
		}
		w.journal.write(l)
		w.mu.Unlock()
	}
	if c.isDead(w) {
		return nil
	}
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if err := c.ws.SetWriteDeadline(time.Now().Add(writeLimit)); err != nil {
		return err
	}
	return c.ws.WriteMessage(websocket.TextMessage, b)
}

// read takes acknowledgements until the socket has gone.
func (c *conn) read(w *Workspace) {
	alive := func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		if !c.dead {
			_ = c.ws.SetReadDeadline(time.Now().Add(max(silenceLimit, 3*w.cfg.PingEvery))) // A closed socket shows in the next read.
		}
	}
	pong := c.ws.PingHandler()
	c.ws.SetPingHandler(func(text string) error {
		if c.isDead(w) {
			return nil
		}
		return pong(text)
	})
	c.ws.SetReadLimit(frameLimit)
	c.ws.SetPongHandler(func(string) error { alive(); return nil })
	alive()
	for {
		_, message, err := c.ws.ReadMessage()
		if err != nil {
			return
		}
		if c.isDead(w) {
			continue
		}
		alive()
		w.ack(message)
	}
}

func (c *conn) isDead(w *Workspace) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return c.dead
}
