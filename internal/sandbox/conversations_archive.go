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
	case c.wireRoom(r)["is_general"] == true:
		return nil, refuse("cant_archive_general")
	}
	c.notice(r, c.botUser, "channel_archive", "<@"+c.botUser+"> archived the channel")
	r.Archived = true
	c.tell(Update{Type: "channel", Channel: new(r.snapshot())})
	return nil, nil
}
