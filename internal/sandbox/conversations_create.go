package sandbox

// conversationsCreate makes a channel, public or private, with the bot in it.
func conversationsCreate(c *call) (answer, error) {
	r, refused := c.open(c.args["name"], c.botUser, c.args.yes("is_private"))
	if refused != nil {
		return nil, refused
	}
	c.opened(r)
	return answer{"channel": c.wireRoom(r)}, nil
}

// opened shows a new channel with its creator in it.
func (w *Workspace) opened(r *room) {
	w.tell(Update{Type: "channel", Channel: new(r.snapshot())})
	w.notice(r, r.creator, "channel_join", "<@"+r.creator+"> has joined the channel")
	w.joined(r, r.creator, "")
}
