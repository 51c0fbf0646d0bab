package sandbox

// viewsPush puts a modal over the one in which the trigger id was given out. A
// trigger id from anywhere else opens nothing here.
func viewsPush(c *call) (answer, error) {
	t, refused := c.exchange(c.args["trigger_id"])
	if refused != nil {
		return nil, refused
	}
	below := c.viewWith(t.view, "")
	if below == nil || below.Type != "modal" {
		return nil, refuse("invalid_trigger_id")
	}
	content, refused := checkView(c.args["view"], "modal")
	if refused != nil {
		return nil, refused
	}
	if refused := c.unique(content, nil); refused != nil {
		return nil, refused
	}
	v := c.newView(content, t.user, t.room)
	if refused := c.stacked(v); refused != nil {
		return nil, refused
	}
	t.used = true
	return answer{"view": c.wireView(v, false)}, nil
}
