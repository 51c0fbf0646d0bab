package sandbox

import (
	"context"
	"net/url"
	"path"
	"strings"
)

// Share posts a file as a person, into a channel or into the thread of one of
// its messages, with a line of text or without. An error is a sentence for the
// person.
func (w *Workspace) Share(ctx context.Context, user, channel, threadTS, text, name string, content []byte) error {
	name = path.Base(strings.TrimSpace(name))
	switch {
	case name == "." || name == "/":
		return sorry("A file needs a name.")
	case len(content) == 0 || len(content) > uploadLimit:
		return inWords(refuse("file_upload_size_bad"))
	}
	return w.act(ctx, user, channel, func(who person, r *room) error {
		switch {
		case r.Archived:
			return inWords(refuse("is_archived"))
		case r.Direct && !w.app.open:
			return sorry("Sending messages to this app has been turned off.")
		}
		p := &post{Message: Message{User: who.ID, Text: w.markup(who.ID, strings.TrimSpace(text))}, subtype: "file_share"}
		if threadTS != "" {
			if p.ThreadTS = threadOf(r, threadTS); p.ThreadTS == "" {
				return inWords(refuse("thread_not_found"))
			}
		}
		w.enter(r, who.ID, "")
		f := w.newFile(name, who.ID)
		f.content, f.Size, f.shared = content, len(content), true
		p.Files = []File{f.File}
		w.say(r, p)
		return nil
	})
}

// newFile makes a file without content.
func (w *Workspace) newFile(name, owner string) *file {
	f := &file{
		File:  File{ID: w.id("F"), Name: name, Title: name, Mimetype: mimetype(name)},
		owner: owner, made: w.now(),
	}
	f.URL = "/files/" + f.ID + "/" + url.PathEscape(name)
	w.files[f.ID] = f
	return f
}
