package sandbox

import (
	"io"
	"mime"
	"net/http"
)

// pagePeople are the addresses at which the page does what people do besides
// typing and clicking.
func (w *Workspace) pagePeople(mux *http.ServeMux) {
	for name, do := range map[string]func(*http.Request, pageRequest) error{
		"react": func(r *http.Request, p pageRequest) error {
			return w.React(r.Context(), p.User, p.Channel, p.TS, p.Emoji)
		},
		"unreact": func(r *http.Request, p pageRequest) error {
			return w.Unreact(r.Context(), p.User, p.Channel, p.TS, p.Emoji)
		},
		"pin":   func(r *http.Request, p pageRequest) error { return w.Pin(r.Context(), p.User, p.Channel, p.TS) },
		"unpin": func(r *http.Request, p pageRequest) error { return w.Unpin(r.Context(), p.User, p.Channel, p.TS) },
		"edit": func(r *http.Request, p pageRequest) error {
			return w.Edit(r.Context(), p.User, p.Channel, p.TS, p.Text)
		},
		"delete": func(r *http.Request, p pageRequest) error { return w.Delete(r.Context(), p.User, p.Channel, p.TS) },
	} {
		mux.HandleFunc("POST /page/"+name, fromPage(do))
	}
	mux.HandleFunc("POST /page/share", w.pageShare)
}

// pageShare takes a file from the page: its content is the body, all else is in
// the address. The type is insisted on for the reason for which JSON is.
func (w *Workspace) pageShare(rw http.ResponseWriter, r *http.Request) {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind != "application/octet-stream" {
		writeJSON(rw, http.StatusUnsupportedMediaType, answer{"ok": false, "error": "The page sends a file as application/octet-stream."})
		return
	}
	content, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, uploadLimit))
	if err != nil {
		writeJSON(rw, http.StatusRequestEntityTooLarge, answer{"ok": false, "error": "The file cannot be read: " + err.Error()})
		return
	}
	q := r.URL.Query()
	if err := w.Share(r.Context(), q.Get("user"), q.Get("channel"), q.Get("thread_ts"), q.Get("text"), q.Get("name"), content); err != nil {
		writeJSON(rw, http.StatusOK, answer{"ok": false, "error": err.Error()})
		return
	}
	writeJSON(rw, http.StatusOK, answer{"ok": true})
}
