package sandbox

// inviteLimit is how many people one call can invite.
const inviteLimit = 100

// conversationsInvite brings people into a channel: all of them, or none if
// one cannot come. With force those who can come do.
func conversationsInvite(c *call) (answer, error) {
	r, err := c.alive(c.args["channel"])
	if err != nil {
		return nil, err
	}
	users := c.args.list("users")
	if len(users) == 0 {
		return nil, refuse("no_user")
	}
	if len(users) > inviteLimit {
		return nil, refuse("too_many_users")
	}
	var failed []answer
	var come []string
	for _, user := range users {
		if code := c.cannotCome(r, user); code != "" {
			failed = append(failed, answer{"user": user, "ok": false, "error": code})
			continue
		}
		come = append(come, user)
	}
	if len(failed) > 0 && (!c.args.yes("force") || len(come) == 0) {
		code, _ := failed[0]["error"].(string)
		return nil, &refusal{code: code, more: answer{"errors": failed}}
	}
	for _, user := range come {
		c.enter(r, user, c.botUser)
	}
	reply := answer{"channel": c.wireRoom(r)}
	if len(failed) > 0 {
		reply["errors"] = failed
	}
	return reply, nil
}

// cannotCome is the error code of somebody who cannot be invited.
func (c *call) cannotCome(r *room, user string) string {
	p, ok := c.person(user)
	switch {
	case !ok || p.ID != user:
		return "user_not_found"
	case user == c.botUser:
		return "cant_invite_self"
	case p.bot:
		return "cant_invite"
	case r.has(user):
		return "already_in_channel"
	}
	return ""
}
