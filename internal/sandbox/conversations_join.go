package sandbox

// conversationsJoin brings the bot into a channel. To be there already is no
// error but a warning.
func conversationsJoin(c *call) (answer, error) {
	r, err := c.channel()
	switch {
	case err != nil:
		return nil, err
	case r.Private:
		return nil, refuse("method_not_supported_for_channel_type")
	case r.Archived:
		return nil, refuse("is_archived")
	}
	entered := c.enter(r, c.botUser, "")
	reply := answer{"channel": c.wireRoom(r)}
	if !entered {
		reply["warning"] = "already_in_channel"
		reply["response_metadata"] = answer{"warnings": []string{"already_in_channel"}}
	}
	return reply, nil
}
