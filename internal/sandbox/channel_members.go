package sandbox

import "slices"

// part takes somebody out of the channel, silently.
func (r *room) part(user string) {
	r.Members = slices.DeleteFunc(slices.Clone(r.Members), func(m string) bool { return m == user })
}

// exit takes somebody out of a channel for everyone to see, by their own will
// or by another's. Whoever was there hears of it; the bot also when it is
// itself the one.
func (w *Workspace) exit(r *room, user, by string) *refusal {
	switch {
	case r.Direct:
		return refuse("method_not_supported_for_channel_type")
	case r.Archived:
		return refuse("is_archived")
	case !r.has(user):
		return refuse("not_in_channel")
	case w.general(r) && user != w.botUser && user == by:
		return refuse("cant_leave_general")
	case w.general(r) && user != w.botUser:
		return refuse("cant_kick_from_general")
	}
	r.part(user)
	w.tell(Update{Type: "channel", Channel: new(r.snapshot())})
	w.notice(r, user, "channel_leave", "<@"+user+"> has left the channel")
	at, _ := w.stamp()
	if user == w.botUser {
		w.deliverEvent(r, map[string]any{"type": r.kind() + "_left", "channel": r.ID, "actor_id": by, "event_ts": at})
		return nil
	}
	w.event(r, map[string]any{
		"type": "member_left_channel", "user": user, "channel": r.ID, "channel_type": "C", "team": w.team, "event_ts": at,
	})
	return nil
}

// invite brings somebody into a channel as a person.
func (w *Workspace) invite(r *room, user, by string) *refusal {
	p, ok := w.person(user)
	switch {
	case r.Direct:
		return refuse("method_not_supported_for_channel_type")
	case r.Archived:
		return refuse("is_archived")
	case !ok || p.ID == slackbot:
		return refuse("user_not_found")
	case !w.enter(r, p.ID, by):
		return refuse("already_in_channel")
	}
	return nil
}
