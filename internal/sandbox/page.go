package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// pagePolicy lets the page load what this server has, and nothing else: a
// message must not be able to call home.
const pagePolicy = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; " +
	"img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

func (w *Workspace) servePage(rw http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.Error(rw, "The page is read with GET.", http.StatusMethodNotAllowed)
		return
	}
	if w.cfg.Page == nil {
		http.Error(rw, "This practice workspace was started without a page.", http.StatusNotFound)
		return
	}
	rw.Header().Set("Content-Security-Policy", pagePolicy)
	rw.Header().Set("X-Content-Type-Options", "nosniff")
	rw.Header().Set("Referrer-Policy", "no-referrer")
	rw.Header().Set("Cache-Control", "no-cache")
	if rest, ok := strings.CutPrefix(r.URL.Path, "/archives/"); ok { // A message's permalink.
		channel, message, _ := strings.Cut(rest, "/")
		http.Redirect(rw, r, "/#/"+url.PathEscape(channel)+"/"+url.PathEscape(message), http.StatusFound)
		return
	}
	name := strings.TrimPrefix(r.URL.Path, "/")
	if name == "" {
		name = "index.html"
	}
	b, err := fs.ReadFile(w.cfg.Page, name)
	if err != nil {
		http.NotFound(rw, r)
		return
	}
	http.ServeContent(rw, r, name, time.Time{}, bytes.NewReader(b))
}

func (w *Workspace) serveState(rw http.ResponseWriter, r *http.Request) {
	as, err := w.eyesOf(r.URL.Query().Get("as"))
	if err != nil {
		writeJSON(rw, http.StatusNotFound, answer{"ok": false, "error": err.Error()})
		return
	}
	writeJSON(rw, http.StatusOK, w.state(as))
}

// pageRequest is what the page sends: a typed line, a click, a form, or a button
// of the story's.
type pageRequest struct {
	User     string `json:"user"`
	Channel  string `json:"channel"`
	ThreadTS string `json:"thread_ts"`
	Text     string `json:"text"`
	TS       string `json:"ts"`
	BlockID  string `json:"block_id"`
	ActionID string `json:"action_id"`
	Value    string `json:"value"`
	ID       string `json:"id"`
	Emoji    string `json:"emoji"`
	Name     string `json:"name"`
	Private  bool   `json:"private"`

	ViewID string `json:"view_id"`
	Values Values `json:"values"`
	All    bool   `json:"all"` // Of closing a view: the whole stack.

	CallbackID string   `json:"callback_id"`
	Users      []string `json:"users"`
}

// fromPage answers what the page sends by what do says about it. JSON is
// insisted on, because a foreign page cannot send it without asking first.
func fromPage(do func(*http.Request, pageRequest) error) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if kind != "application/json" {
			writeJSON(rw, http.StatusUnsupportedMediaType, answer{"ok": false, "error": "The page sends JSON."})
			return
		}
		var p pageRequest
		if err := json.NewDecoder(http.MaxBytesReader(rw, r.Body, bodyLimit)).Decode(&p); err != nil {
			writeJSON(rw, http.StatusBadRequest, answer{"ok": false, "error": "The request cannot be read: " + err.Error()})
			return
		}
		if err := do(r, p); err != nil {
			said := answer{"ok": false, "error": err.Error()}
			if fields, ok := errors.AsType[FieldErrors](err); ok {
				said["errors"] = fields
			}
			writeJSON(rw, http.StatusOK, said)
			return
		}
		writeJSON(rw, http.StatusOK, answer{"ok": true})
	}
}

func (w *Workspace) pageType(r *http.Request, p pageRequest) error {
	return w.Type(r.Context(), p.User, p.Channel, p.ThreadTS, p.Text)
}

func (w *Workspace) pageClick(r *http.Request, p pageRequest) error {
	return w.Click(r.Context(), p.User, p.Channel, p.TS, p.ActionID, p.Value)
}

func (w *Workspace) pageStory(_ *http.Request, p pageRequest) error {
	if w.cfg.OnStoryButton == nil {
		return sorry("There is no story here.")
	}
	return w.cfg.OnStoryButton(p.ID)
}

// serveFile hands out an uploaded file. Text is shown, pictures are shown,
// anything else is saved; nothing in it can run.
func (w *Workspace) serveFile(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	f := w.files[r.PathValue("id")]
	var content []byte
	var kind, name string
	if f != nil && f.Name == r.PathValue("name") {
		content, kind, name = f.content, f.Mimetype, f.Name
	}
	w.mu.Unlock()
	if content == nil {
		http.NotFound(rw, r)
		return
	}
	h := rw.Header()
	switch {
	case strings.HasPrefix(kind, "text/"), kind == "application/json":
		kind = "text/plain; charset=utf-8"
	case strings.HasPrefix(kind, "image/") && kind != "image/svg+xml":
	default:
		h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name))
	}
	h.Set("Content-Type", kind)
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("X-Content-Type-Options", "nosniff")
	_, _ = rw.Write(content) // The client may have gone.
}
