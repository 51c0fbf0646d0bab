package sandbox

// reactionsGet shows a message with all its reactions.
func reactionsGet(c *call) (answer, error) {
	if c.args["channel"] == "" || c.args["timestamp"] == "" {
		return nil, refuse("no_item_specified")
	}
	r, err := c.joinedTo(c.args["channel"])
	if err != nil {
		return nil, err
	}
	p := r.visible(c.args["timestamp"])
	if p == nil {
		return nil, refuse("message_not_found")
	}
	m := c.wire(p)
	m["permalink"] = c.permalink(p)
	return answer{"type": "message", "channel": r.ID, "message": m}, nil
}
