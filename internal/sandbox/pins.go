package sandbox

// pinsAdd pins a message to its channel.
func pinsAdd(c *call) (answer, error) {
	p, err := c.item()
	if err != nil {
		return nil, err
	}
	if refused := c.pin(p, c.botUser); refused != nil {
		return nil, refused
	}
	return nil, nil
}

// pinsRemove takes a pin away, whoever has made it.
func pinsRemove(c *call) (answer, error) {
	p, err := c.item()
	if err != nil {
		return nil, err
	}
	if refused := c.unpin(p, c.botUser); refused != nil {
		return nil, refused
	}
	return nil, nil
}

// pinsList lists what is pinned to a channel.
func pinsList(c *call) (answer, error) {
	r, err := c.joinedTo(c.args["channel"])
	if err != nil {
		return nil, err
	}
	items := []map[string]any{}
	for _, ts := range r.Pins {
		if p := r.visible(ts); p != nil {
			items = append(items, c.wirePin(p))
		}
	}
	return answer{"items": items}, nil
}
