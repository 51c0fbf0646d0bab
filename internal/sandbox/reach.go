package sandbox

// known is the channel with that id.
func (c *call) known(id string) (*room, error) {
	r := c.room(id)
	if r == nil || r.ID != id || !c.sees(c.botUser, r) {
		return nil, refuse("channel_not_found")
	}
	return r, nil
}

// channel is the channel that the call names, by its id.
func (c *call) channel() (*room, error) { return c.known(c.args["channel"]) }

// joinedTo is that channel if the bot is in it.
func (c *call) joinedTo(id string) (*room, error) {
	r, err := c.known(id)
	if err == nil && !r.has(c.botUser) {
		err = refuse("not_in_channel")
	}
	return r, err
}

// alive is that channel if the bot is in it and it is not archived.
func (c *call) alive(id string) (*room, error) {
	r, err := c.known(id)
	if err == nil && r.Archived {
		return nil, refuse("is_archived")
	}
	if err != nil {
		return nil, err
	}
	return c.joinedTo(id)
}

// writable is the named channel, by id or name, if the bot may post there: a
// member, or anybody with the scope to post into public channels. A person's id
// stands for the direct message with them.
func (c *call) writable() (*room, error) {
	id := c.args["channel"]
	if p, ok := c.person(id); ok && p.ID == id && !p.bot {
		return c.direct(id), nil
	}
	r := c.room(id)
	switch {
	case r == nil || !c.sees(c.botUser, r):
		return nil, refuse("channel_not_found")
	case r.Archived:
		return nil, refuse("is_archived")
	case !r.has(c.botUser) && !c.app.granted("chat:write.public"):
		return nil, refuse("not_in_channel")
	}
	return r, nil
}

// visible is the room's message that everybody sees, nil if it has none with
// that id.
func (r *room) visible(ts string) *post {
	if p := r.find(ts); p != nil && p.EphemeralFor == "" {
		return p
	}
	return nil
}
