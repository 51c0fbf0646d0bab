package sandbox

import "slices"

// filesDelete takes one of the bot's own files away, wherever it was shared. The
// messages that it hung on stay.
func filesDelete(c *call) (answer, error) {
	f := c.files[c.args["file"]]
	switch {
	case f == nil || f.content == nil:
		return nil, refuse("file_not_found")
	case f.owner != c.botUser:
		return nil, refuse("cant_delete_file")
	}
	for _, r := range c.rooms {
		for _, p := range r.posts {
			if !slices.ContainsFunc(p.Files, func(one File) bool { return one.ID == f.ID }) {
				continue
			}
			before := c.wire(p)
			p.Files = slices.DeleteFunc(slices.Clone(p.Files), func(one File) bool { return one.ID == f.ID })
			p.plain = c.plain(p.Message)
			c.tell(Update{Type: "message", Message: new(p.Message)})
			c.changed(p, before)
		}
	}
	delete(c.files, f.ID)
	return answer{}, nil
}
