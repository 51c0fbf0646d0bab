package sandbox

// viewsOpen puts a modal in front of the person whose trigger id is brought. If
// modals lie open there, it takes their place.
func viewsOpen(c *call) (answer, error) {
	t, refused := c.exchange(c.args["trigger_id"])
	if refused != nil {
		return nil, refused
	}
	content, refused := checkView(c.args["view"], "modal")
	if refused != nil {
		return nil, refused
	}
	if refused := c.unique(content, nil); refused != nil {
		return nil, refused
	}
	t.used = true
	c.modals[t.user] = nil
	v := c.newView(content, t.user, t.room)
	if refused := c.stacked(v); refused != nil {
		return nil, refused
	}
	return answer{"view": c.wireView(v, false)}, nil
}
