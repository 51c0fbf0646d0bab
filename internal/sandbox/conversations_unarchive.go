package sandbox

// conversationsUnarchive opens an archived channel again, but not for bots: the
// archiving puts them out, and whoever is not in it may not open it. Slack
// documents this as a bug of its own.
func conversationsUnarchive(c *call) (answer, error) {
	r, err := c.channel()
	switch {
	case err != nil:
		return nil, err
	case !r.Archived:
		return nil, refuse("not_archived")
	}
	return nil, refuse("not_in_channel")
}
