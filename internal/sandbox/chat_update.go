package sandbox

import "unicode/utf8"

// chatUpdate gives one of the bot's own messages new content. Text without
// blocks takes the old blocks away; metadata that is not named stays.
func chatUpdate(c *call) (answer, error) {
	r, err := c.channel()
	if err != nil {
		return nil, err
	}
	p := r.visible(c.args["ts"])
	switch {
	case p == nil:
		return nil, refuse("message_not_found")
	case r.Archived:
		return nil, refuse("is_inactive")
	case !p.bot || p.System:
		return nil, refuse("cant_update_message")
	case utf8.RuneCountInString(c.args["text"]) > editedLimit:
		return nil, refuse("msg_too_long")
	}
	said, refused := readContent(c.args["text"], c.args["blocks"])
	switch {
	case refused != nil:
		return nil, refused
	case said.empty():
		return nil, refuse("no_text")
	}
	if text, ok := c.args["metadata"]; ok {
		metadata, refused := readMetadata(text)
		if refused != nil {
			return nil, refused
		}
		p.metadata = metadata
	}
	c.change(p, said)
	return answer{"channel": r.ID, "ts": p.TS, "text": p.Text, "message": c.withMetadata(p)}, nil
}
