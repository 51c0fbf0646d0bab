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
		"create": func(r *http.Request, p pageRequest) error {
			_, err := w.Create(r.Context(), p.User, p.Name, p.Private)
			return err
		},
		"rename":    func(r *http.Request, p pageRequest) error { return w.Rename(r.Context(), p.User, p.Channel, p.Name) },
		"archive":   func(r *http.Request, p pageRequest) error { return w.Archive(r.Context(), p.User, p.Channel) },
		"unarchive": func(r *http.Request, p pageRequest) error { return w.Unarchive(r.Context(), p.User, p.Channel) },
		"private":   func(r *http.Request, p pageRequest) error { return w.MakePrivate(r.Context(), p.User, p.Channel) },
		"join":      func(r *http.Request, p pageRequest) error { return w.Join(r.Context(), p.User, p.Channel) },
		"invite": func(r *http.Request, p pageRequest) error {
			return w.Invite(r.Context(), p.User, p.Channel, p.Users...)
		},
		"kick": func(r *http.Request, p pageRequest) error {
			if len(p.Users) != 1 {
				return sorry("One person at a time can be taken out.")
			}
			return w.Kick(r.Context(), p.User, p.Channel, p.Users[0])
		},
		"leave": func(r *http.Request, p pageRequest) error { return w.Leave(r.Context(), p.User, p.Channel) },
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
