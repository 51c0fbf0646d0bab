package sandbox

func conversationsMembers(c *call) (answer, error) {
	r, err := c.channel()
	if err != nil {
		return nil, err
	}
	page, next, err := pageOf(r.snapshot().Members, c.args["cursor"], c.args.limit(100, 999))
	if err != nil {
		return nil, err
	}
	return answer{"members": list(page), "response_metadata": cursorTo(next)}, nil
}
