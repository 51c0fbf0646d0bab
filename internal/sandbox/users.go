package sandbox

// usersInfo says who somebody is, and in what time zone they live.
func usersInfo(c *call) (answer, error) {
	p, ok := c.person(c.args["user"])
	if !ok || p.ID != c.args["user"] {
		return nil, refuse("user_not_found")
	}
	return answer{"user": c.wirePerson(p)}, nil
}

// usersList lists everybody, bots included.
func usersList(c *call) (answer, error) {
	all := make([]map[string]any, 0, len(c.people))
	for _, p := range c.people {
		all = append(all, c.wirePerson(p))
	}
	page, next, err := pageOf(all, c.args["cursor"], c.args.limit(len(all), 1000))
	if err != nil {
		return nil, err
	}
	return answer{"members": page, "cache_ts": c.now().Unix(), "response_metadata": cursorTo(next)}, nil
}
