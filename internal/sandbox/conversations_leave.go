package sandbox

// conversationsLeave takes the bot out of a channel. Not to be in it is no
// error.
func conversationsLeave(c *call) (answer, error) {
	r, err := c.channel()
	switch {
	case err != nil:
		return nil, err
	case !r.has(c.botUser):
		return answer{"not_in_channel": true}, nil
	case r.Private && len(r.Members) == 1:
		return nil, refuse("last_member")
	}
	if refused := c.exit(r, c.botUser, c.botUser); refused != nil {
		return nil, refused
	}
	return nil, nil
}
