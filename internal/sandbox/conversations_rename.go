package sandbox

// conversationsRename gives a channel another name. Only its creator may.
func conversationsRename(c *call) (answer, error) {
	r, err := c.alive(c.args["channel"])
	if err != nil {
		return nil, err
	}
	if r.creator != c.botUser {
		return nil, refuse("not_authorized")
	}
	if refused := c.renamed(r, c.botUser, c.args["name"]); refused != nil {
		return nil, refused
	}
	return answer{"channel": c.wireRoom(r)}, nil
}
