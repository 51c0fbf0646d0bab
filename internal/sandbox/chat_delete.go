package sandbox

// chatDelete takes one of the bot's own messages away.
func chatDelete(c *call) (answer, error) {
	r, err := c.channel()
	if err != nil {
		return nil, err
	}
	p := r.visible(c.args["ts"])
	switch {
	case p == nil:
		return nil, refuse("message_not_found")
	case r.Archived:
		return nil, refuse("is_archived")
	case !p.bot || p.System:
		return nil, refuse("cant_delete_message")
	}
	c.remove(p)
	return answer{"channel": r.ID, "ts": p.TS}, nil
}
