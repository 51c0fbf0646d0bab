package sandbox

import "slices"

// general reports whether a channel is the workspace's first, which cannot be
// left, archived or made private.
func (w *Workspace) general(r *room) bool {
	return len(w.rooms) > 0 && w.rooms[0] == r && r.creator != w.botUser
}

// lifecycle tells the bot of what became of a channel. Of a public one it hears
// in it or out of it, of a private one only while it is in it.
func (w *Workspace) lifecycle(r *room, what string, e map[string]any) {
	if !w.sees(w.botUser, r) {
		return
	}
	e["type"] = r.kind() + "_" + what // channel_archive, group_archive.
	e["event_ts"], _ = w.stamp()
	w.deliverEvent(r, e)
}

// renamed gives a channel another name. The old one is free again.
func (w *Workspace) renamed(r *room, by, name string) *refusal {
	bad := checkName(name)
	other := w.room(name)
	switch {
	case r.Direct:
		return refuse("method_not_supported_for_channel_type")
	case r.Archived:
		return refuse("is_archived")
	case bad != nil:
		return bad
	case other == r:
		return nil
	case other != nil:
		return refuse("name_taken")
	}
	old := r.Name
	r.Name = name
	w.tell(Update{Type: "channel", Channel: new(r.snapshot())})
	w.say(r, &post{
		Message: Message{User: by, Text: "<@" + by + `> has renamed the channel from "` + old + `" to "` + name + `"`, System: true},
		subtype: "channel_name", bot: by == w.botUser, more: map[string]any{"old_name": old, "name": name},
	})
	w.lifecycle(r, "rename", map[string]any{"channel": map[string]any{
		"id": r.ID, "name": name, "name_normalized": name, "created": r.created.Unix(), "is_channel": !r.Private, "is_mpim": false,
	}})
	return nil
}

// archive closes a channel. Its name stays taken, its people stay in it, and
// the bot is put out: who opens it again has to bring the bot back.
func (w *Workspace) archive(r *room, by string) *refusal {
	switch {
	case r.Direct:
		return refuse("method_not_supported_for_channel_type")
	case r.Archived:
		return refuse("already_archived")
	case w.general(r):
		return refuse("cant_archive_general")
	}
	w.notice(r, by, "channel_archive", "<@"+by+"> archived the channel")
	r.Archived = true
	w.lifecycle(r, "archive", map[string]any{"channel": r.ID, "user": by, "is_moved": 0})
	r.part(w.botUser)
	w.tell(Update{Type: "channel", Channel: new(r.snapshot())})
	return nil
}

// unarchive opens an archived channel again, with whoever does it in it.
func (w *Workspace) unarchive(r *room, by string) *refusal {
	if !r.Archived {
		return refuse("not_archived")
	}
	r.Archived = false
	r.join(by)
	w.tell(Update{Type: "channel", Channel: new(r.snapshot())})
	w.notice(r, by, "channel_unarchive", "<@"+by+"> un-archived the channel")
	who := map[bool]string{false: "user", true: "actor_id"}[r.Private]
	w.lifecycle(r, "unarchive", map[string]any{"channel": r.ID, who: by})
	return nil
}

// discard deletes a channel with all that is in it. Its name is free again.
func (w *Workspace) discard(r *room) *refusal {
	switch {
	case r.Direct:
		return refuse("method_not_supported_for_channel_type")
	case w.general(r):
		return refuse("cant_delete_general")
	}
	w.lifecycle(r, "deleted", map[string]any{"channel": r.ID})
	w.rooms = slices.DeleteFunc(w.rooms, func(other *room) bool { return other == r })
	return nil
}

// madePrivate hides a public channel from all who are not in it. It keeps its
// id. There is no event for it but a message, which only a bot that may read
// private channels gets.
func (w *Workspace) madePrivate(r *room, by string) *refusal {
	switch {
	case r.Private || r.Direct || w.general(r):
		return refuse("channel_type_not_supported")
	case r.Archived:
		return refuse("is_archived")
	}
	r.Private = true
	w.tell(Update{Type: "channel", Channel: new(r.snapshot())})
	w.notice(r, by, "channel_convert_to_private", "made this channel *private*. Now, it can only be viewed or joined by invitation.")
	return nil
}
