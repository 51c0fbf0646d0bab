package sandbox

// conversationsArchive closes a channel. Its name stays taken.
func conversationsArchive(c *call) (answer, error) {
	r, err := c.channel()
	switch {
	case err != nil:
		return nil, err
	case r.Archived:
		return nil, refuse("already_archived")
	case !r.has(c.botUser):
		return nil, refuse("not_in_channel")
	}
	if refused := c.archive(r, c.botUser); refused != nil {
		return nil, refused
	}
	return nil, nil
}
