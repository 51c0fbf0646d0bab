package sandbox

// conversationsCreate makes a public channel with the bot in it. Private ones
// are forbidden here, as some workspaces forbid them to apps.
func conversationsCreate(c *call) (answer, error) {
	if c.args.yes("is_private") {
		return nil, refuse("restricted_action")
	}
	r, refused := c.open(c.args["name"], c.botUser)
	if refused != nil {
		return nil, refused
	}
	c.tell(Update{Type: "channel", Channel: new(r.snapshot())})
	c.notice(r, c.botUser, "channel_join", "<@"+c.botUser+"> has joined the channel")
	c.joined(r, c.botUser, "")
	return answer{"channel": c.wireRoom(r)}, nil
}
