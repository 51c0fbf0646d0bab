package sandbox

// chatPostEphemeral shows a message to one person in a channel. It has an id,
// but nothing can be done with it.
func chatPostEphemeral(c *call) (answer, error) {
	r, err := c.writable()
	if err != nil {
		return nil, err
	}
	user, ok := c.person(c.args["user"])
	switch {
	case !ok || user.ID != c.args["user"]:
		return nil, refuse("user_not_found")
	case !r.has(user.ID):
		return nil, refuse("user_not_in_channel")
	}
	said, refused := readContent(cut(c.args["text"], postedLimit), c.args["blocks"])
	switch {
	case refused != nil:
		return nil, refused
	case said.empty():
		return nil, refuse("no_text")
	}
	p := &post{Message: Message{User: c.botUser, Text: said.text, Blocks: said.blocks, EphemeralFor: user.ID}, bot: true}
	if ts := c.args["thread_ts"]; ts != "" {
		if p.ThreadTS = threadOf(r, ts); p.ThreadTS == "" {
			return nil, refuse("thread_not_found")
		}
	}
	c.say(r, p)
	return answer{"message_ts": p.TS}, nil
}
