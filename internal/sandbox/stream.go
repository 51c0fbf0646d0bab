package sandbox

import (
	"encoding/json"
	"net/http"
	"time"
)

// storyEvery is how often, in machine time, a page is told the story's time. It
// also shows a page that has gone.
const storyEvery = 2 * time.Second

// serveStream sends a page every update that its person may see as a server-sent
// event, until the page goes.
func (w *Workspace) serveStream(rw http.ResponseWriter, r *http.Request) {
	as, err := w.eyesOf(r.URL.Query().Get("as"))
	if err != nil {
		writeJSON(rw, http.StatusNotFound, answer{"ok": false, "error": err.Error()})
		return
	}
	updates := w.subscribe(r.Context(), as)
	out := http.NewResponseController(rw)
	rw.Header().Set("Content-Type", "text/event-stream")
	rw.Header().Set("Cache-Control", "no-store")
	rw.WriteHeader(http.StatusOK)
	send := func(u Update) bool {
		b, err := json.Marshal(u)
		if err != nil {
			return false
		}
		_, err = rw.Write(append(append([]byte("data: "), b...), "\n\n"...))
		return err == nil && out.Flush() == nil
	}
	if out.Flush() != nil {
		return
	}
	tick := time.NewTicker(storyEvery)
	defer tick.Stop()
	for {
		select {
		case u, ok := <-updates:
			if !ok || !send(u) {
				return
			}
		case <-tick.C:
			if s := w.storyNow(); s != nil {
				if !send(Update{Type: "story", Story: s}) {
					return
				}
			} else if _, err := rw.Write([]byte(": still here\n\n")); err != nil || out.Flush() != nil {
				return
			}
		}
	}
}
