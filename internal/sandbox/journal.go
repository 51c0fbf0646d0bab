package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"time"
)

// journal writes what happens, a JSON object a line. The workspace's lock
// guards it, so its order is the order of happening.
type journal struct {
	to     io.Writer
	now    func() time.Time
	failed chan<- error
	n      int
}

// line is one line of the journal. Kind is "call", "envelope" or "ack".
type line struct {
	N       int       `json:"n"`
	At      time.Time `json:"at"`      // Story time.
	Machine time.Time `json:"machine"` // Machine time.
	Kind    string    `json:"kind"`

	Method string         `json:"method,omitempty"`
	Args   map[string]any `json:"args,omitempty"`
	Code   string         `json:"code,omitempty"` // "ok" or the error code that was answered.
	Fault  string         `json:"fault,omitempty"`

	Envelope string          `json:"envelope,omitempty"`
	Type     string          `json:"type,omitempty"`
	Attempt  int             `json:"attempt,omitempty"`
	Payload  json.RawMessage `json:"payload,omitempty"`
	// Unknown is set for an acknowledgement that nothing waits for.
	Unknown bool `json:"unknown,omitempty"`
}

var token = regexp.MustCompile(`\bx(oxb|oxp|oxe|app)-[A-Za-z0-9-]+`)

// write adds a line. A journal with gaps would be worse than none, so the first
// one that cannot be written ends the workspace.
func (j *journal) write(l line) {
	if j.to == nil {
		return
	}
	j.n++
	l.N, l.At, l.Machine = j.n, j.now(), time.Now().UTC()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // People read it.
	err := e.Encode(l)
	if err == nil {
		_, err = j.to.Write(token.ReplaceAll(b.Bytes(), []byte("x$1-***")))
	}
	if err != nil {
		j.to = nil
		select {
		case j.failed <- fmt.Errorf("the journal cannot be written: %w", err):
		default:
		}
	}
}
