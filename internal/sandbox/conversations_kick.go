package sandbox

// conversationsKick takes somebody out of a channel.
func conversationsKick(c *call) (answer, error) {
	r, err := c.alive(c.args["channel"])
	if err != nil {
		return nil, err
	}
	user := c.args["user"]
	switch p, ok := c.person(user); {
	case !ok || p.ID != user:
		return nil, refuse("user_not_found")
	case user == c.botUser:
		return nil, refuse("cant_kick_self")
	}
	if refused := c.exit(r, user, c.botUser); refused != nil {
		return nil, refused
	}
	return answer{"errors": answer{}}, nil
}
