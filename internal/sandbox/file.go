package sandbox

import (
	"mime"
	"path"
	"strings"
	"time"
)

// file is an uploaded file. It is nobody's before it is shared.
type file struct {
	File
	owner   string // A user id.
	ticket  string // Of the upload address; nobody can guess it.
	length  int    // As announced.
	content []byte // Nil before the upload.
	shared  bool
	made    time.Time // Story time.
}

// mimetype is a file's type by its name. Markdown is named here because not
// every machine's table has it.
func mimetype(name string) string {
	ext := strings.ToLower(path.Ext(name))
	if ext == ".md" {
		return "text/markdown"
	}
	kind, _, _ := mime.ParseMediaType(mime.TypeByExtension(ext))
	if kind == "" {
		return "application/octet-stream"
	}
	return kind
}

// wireFile is a file as the Web API shows one.
func (w *Workspace) wireFile(f *file) map[string]any {
	at := f.made.Unix()
	link, private := w.URL()+f.URL, w.URL()+privatePath+strings.TrimPrefix(f.URL, "/files/")
	return map[string]any{
		"id": f.ID, "created": at, "timestamp": at, "name": f.Name, "title": f.Title, "mimetype": f.Mimetype,
		"filetype": strings.TrimPrefix(path.Ext(f.Name), "."), "user": f.owner, "size": f.Size, "mode": "hosted",
		"is_external": false, "is_public": f.shared, "url_private": private, "url_private_download": private, "permalink": link,
	}
}
