package sandbox

import (
	"net/http"
	"strings"
)

// privatePath is where a bot reads a file's content.
const privatePath = "/files-pri/"

// servePrivateFile hands out a file's content to a bot that may read files: the
// token belongs into the header. Anybody else is shown to a page to sign in,
// with the status of a success, as Slack does; a client that does not look at
// what it got takes that page for the file.
func (w *Workspace) servePrivateFile(rw http.ResponseWriter, r *http.Request) {
	kind, key, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(kind, "Bearer") || strings.TrimSpace(key) != w.cfg.BotToken || !w.app.granted("files:read") {
		rw.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = rw.Write([]byte("<!DOCTYPE html><title>Sign in</title><p>Sign in to see this file.")) // The client may have gone.
		return
	}
	w.mu.Lock()
	f := w.files[r.PathValue("id")]
	may := f != nil && f.content != nil && (f.owner == w.botUser || w.sharedWithBot(f))
	w.mu.Unlock()
	if !may {
		http.NotFound(rw, r)
		return
	}
	w.serveFile(rw, r)
}

// sharedWithBot reports whether a file hangs on a message in a channel of the
// bot's.
func (w *Workspace) sharedWithBot(f *file) bool {
	for _, r := range w.rooms {
		if !r.has(w.botUser) {
			continue
		}
		for _, p := range r.posts {
			for _, one := range p.Files {
				if one.ID == f.ID {
					return true
				}
			}
		}
	}
	return false
}
