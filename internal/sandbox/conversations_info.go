package sandbox

func conversationsInfo(c *call) (answer, error) {
	r, err := c.channel()
	if err != nil {
		return nil, err
	}
	return answer{"channel": c.wireRoom(r)}, nil
}
