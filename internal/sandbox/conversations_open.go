package sandbox

// conversationsOpen opens the direct message with a person. Those with several
// people are not known here.
func conversationsOpen(c *call) (answer, error) {
	var r *room
	before := len(c.rooms)
	switch users := c.args.list("users"); {
	case c.args["channel"] != "":
		known, err := c.channel()
		if err != nil {
			return nil, err
		}
		if !known.Direct {
			return nil, refuse("method_not_supported_for_channel_type")
		}
		r = known
	case len(users) == 0:
		return nil, refuse("users_list_not_supplied")
	case len(users) > 1:
		return nil, &refusal{code: "missing_scope", more: answer{"needed": "mpim:write"}}
	default:
		p, ok := c.person(users[0])
		switch {
		case !ok || p.ID != users[0]:
			return nil, refuse("user_not_found")
		case p.bot:
			return nil, refuse("cannot_dm_bot")
		}
		r = c.direct(p.ID)
	}
	reply := answer{"channel": answer{"id": r.ID}}
	if c.args.yes("return_im") {
		reply["channel"] = c.wireRoom(r)
	}
	if len(c.rooms) == before {
		reply["no_op"], reply["already_open"] = true, true
	}
	return reply, nil
}
