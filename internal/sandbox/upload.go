package sandbox

import (
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
)

// uploadLimit is the largest file that is taken, in bytes.
const uploadLimit = 16 << 20

// serveUpload takes a file's content, as the body or as a form's file: the
// second of an upload's three steps.
func (w *Workspace) serveUpload(rw http.ResponseWriter, r *http.Request) {
	if w.cfg.Latency != nil && !wait(r, w.cfg.Latency("upload")) {
		return
	}
	body, err := readUpload(http.MaxBytesReader(rw, r.Body, uploadLimit), r)
	if err != nil {
		http.Error(rw, "the file cannot be read: "+err.Error(), http.StatusBadRequest)
		return
	}
	fault := w.fault("upload")
	w.mu.Lock()
	id, code := r.PathValue("id"), "ok"
	switch f := w.files[id]; {
	case !fault.Kind.works():
		code = fault.refusal().code
	case f == nil || f.ticket != r.PathValue("ticket") || f.shared:
		code = "file_not_found"
	default:
		f.content, f.Size = body, len(body)
	}
	w.journal.write(line{Kind: "call", Method: "upload", Args: map[string]any{"file": id, "bytes": len(body)}, Code: code, Fault: fault.Kind.String()})
	w.mu.Unlock()

	switch {
	case fault.spoil(rw):
	case code != "ok":
		http.Error(rw, code, http.StatusNotFound)
	default:
		_, _ = io.WriteString(rw, "OK - "+strconv.Itoa(len(body))) // The client may have gone.
	}
}

func readUpload(body io.Reader, r *http.Request) ([]byte, error) {
	kind, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind != "multipart/form-data" {
		return io.ReadAll(body)
	}
	form := multipart.NewReader(body, params["boundary"])
	for {
		part, err := form.NextPart()
		if err != nil {
			return nil, err
		}
		if part.FileName() != "" {
			return io.ReadAll(part)
		}
	}
}
