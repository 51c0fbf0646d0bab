package sandbox

import (
	"io"
	"net/http"
	"time"
)

// A response URL works so often and so long, in story time.
const (
	hookUses = 5
	hookLife = 30 * time.Minute
)

// hook is a response URL. It works where the bot is no member.
type hook struct {
	room   *room
	user   string
	thread string
	// original is the message whose button was pressed. A command has none:
	// its URL adds messages and replaces nothing, whatever it is asked.
	original *post
	uses     int
	made     time.Time // Story time.
}

// responseURL makes an address for answers.
func (w *Workspace) responseURL(h *hook) string {
	h.made = w.now()
	for id, old := range w.hooks {
		if h.made.Sub(old.made) > 2*hookLife { // Long after anyone could be told that it has expired.
			delete(w.hooks, id)
		}
	}
	id := random(26)
	w.hooks[id] = h
	return w.URL() + "/response/" + id
}

// serveHook takes an answer at a response URL.
func (w *Workspace) serveHook(rw http.ResponseWriter, r *http.Request) {
	if w.cfg.Latency != nil && !wait(r, w.cfg.Latency("response_url")) {
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, bodyLimit))
	if err != nil {
		http.Error(rw, "the answer cannot be read: "+err.Error(), http.StatusBadRequest)
		return
	}
	fault := w.fault("response_url")
	w.mu.Lock()
	code := w.respond(r.PathValue("id"), body, fault)
	w.journal.write(line{Kind: "call", Method: "response_url", Args: args{"body": string(body)}.journaled(""), Code: code, Fault: fault.Kind.String()})
	w.mu.Unlock()

	switch {
	case fault.spoil(rw):
	case code == "ok":
		_, _ = io.WriteString(rw, "ok") // The client may have gone.
	case code == "expired_url" || code == "used_url":
		writeJSON(rw, http.StatusNotFound, answer{"ok": false, "error": code})
	default:
		writeJSON(rw, http.StatusBadRequest, answer{"ok": false, "error": code})
	}
}

// respond does what an answer says, and returns "ok" or why it is refused. The
// caller holds the lock.
func (w *Workspace) respond(id string, body []byte, f Fault) string {
	if refused := f.refusal(); refused != nil {
		return refused.code
	}
	h := w.hooks[id]
	switch {
	case h == nil || w.now().Sub(h.made) > hookLife:
		return "expired_url"
	case h.uses >= hookUses:
		return "used_url"
	}
	said, refused := readReply(body)
	switch {
	case refused != nil:
		return refused.code
	case said.empty() && !said.delete:
		return "no_text"
	case h.room.Archived:
		return "is_archived"
	}
	h.uses++
	w.reply(h, said)
	return "ok"
}
