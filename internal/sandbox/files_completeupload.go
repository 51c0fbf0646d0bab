package sandbox

import (
	"encoding/json"
	"slices"
)

// filesCompleteUploadExternal shares uploaded files: the last of an upload's
// three steps, and the only one that anybody sees.
func filesCompleteUploadExternal(c *call) (answer, error) {
	files, err := c.uploaded()
	if err != nil {
		return nil, err
	}
	ids := c.args.list("channels")
	if id := c.args["channel_id"]; id != "" {
		ids = []string{id}
	}
	var rooms []*room
	for _, id := range ids {
		r, err := c.alive(id)
		if err != nil {
			return nil, err
		}
		rooms = append(rooms, r)
	}
	said, refused := readContent(c.args["initial_comment"], c.args["blocks"])
	if refused != nil {
		return nil, refused
	}
	thread := c.args["thread_ts"]
	if thread != "" && (len(rooms) != 1 || threadOf(rooms[0], thread) == "") {
		return nil, refuse("thread_not_found")
	}

	var shown []File
	var wired []map[string]any
	for _, f := range files {
		f.shared = true
		shown, wired = append(shown, f.File), append(wired, c.wireFile(f))
	}
	for _, r := range rooms {
		p := &post{Message: Message{User: c.botUser, Text: said.text, Blocks: said.blocks, Files: slices.Clone(shown)}, subtype: "file_share", bot: true}
		if thread != "" {
			p.ThreadTS = threadOf(r, thread)
		}
		c.say(r, p)
	}
	return answer{"files": wired}, nil
}

// uploaded are the files that the call names, with the titles it gives them.
func (c *call) uploaded() ([]*file, error) {
	var named []struct{ ID, Title string }
	if json.Unmarshal([]byte(c.args["files"]), &named) != nil || len(named) == 0 {
		return nil, refuse("invalid_arguments")
	}
	var files []*file
	for _, n := range named {
		f := c.files[n.ID]
		if f == nil || f.content == nil || f.shared || slices.Contains(files, f) {
			return nil, refuse("file_not_found")
		}
		files = append(files, f)
	}
	for i, n := range named {
		if n.Title != "" {
			files[i].Title = n.Title
		}
	}
	return files, nil
}
