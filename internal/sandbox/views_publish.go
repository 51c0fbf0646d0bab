package sandbox

// viewsPublish sets what somebody sees on the bot's Home tab. The manifest has
// to switch that tab on.
func viewsPublish(c *call) (answer, error) {
	if !c.app.home {
		return nil, refuse("not_enabled")
	}
	p, ok := c.person(c.args["user_id"])
	if !ok || p.bot || p.ID != c.args["user_id"] {
		return nil, badView("invalid user_id [json-pointer:/user_id]")
	}
	old := c.homes[p.ID]
	if hash := c.args["hash"]; hash != "" && (old == nil || hash != old.hash) {
		return nil, refuse("hash_conflict")
	}
	content, refused := checkView(c.args["view"], "home")
	if refused != nil {
		return nil, refused
	}
	if refused := c.unique(content, old); refused != nil {
		return nil, refused
	}
	v := old
	if v == nil {
		v = c.newView(content, p.ID, nil)
		c.homes[p.ID] = v
	} else {
		c.fill(v, content)
	}
	c.show(v)
	return answer{"view": c.wireView(v, true)}, nil
}
