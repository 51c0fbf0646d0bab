package sandbox

// sees reports whether somebody can see a channel: nobody sees a private
// channel or a direct message from outside, and a guest sees no channel but
// their own.
func (w *Workspace) sees(user string, r *room) bool {
	if r.Private || r.Direct {
		return r.has(user)
	}
	p, ok := w.person(user)
	return !ok || !p.Guest || r.has(p.ID)
}

// kind is what the events call a channel's type.
func (r *room) kind() string {
	switch {
	case r.Direct:
		return "im"
	case r.Private:
		return "group"
	}
	return "channel"
}

// calledAs is the name that a command or a click carries: the names of private
// channels are not told.
func (r *room) calledAs() string {
	switch {
	case r.Direct:
		return "directmessage"
	case r.Private:
		return "privategroup"
	}
	return r.Name
}

// direct is the direct message between a person and the bot, which is opened if
// there was none.
func (w *Workspace) direct(user string) *room {
	for _, r := range w.rooms {
		if r.Direct && r.has(user) {
			return r
		}
	}
	r := &room{
		Channel: Channel{ID: w.id("D"), Members: []string{user, w.botUser}, Pins: []string{}, Direct: true},
		creator: w.botUser,
		created: w.now(),
	}
	w.rooms = append(w.rooms, r)
	w.tell(Update{Type: "channel", Channel: new(r.snapshot())})
	return r
}
