package sandbox

// eyes are whose view of the workspace somebody has.
type eyes struct {
	user string
	// others is set for a page that changes the person by itself: it gets what
	// only one person sees for all of them, and shows each their own.
	others bool
}

// eyesOf are the eyes of the person that a page names; those of Config.Me, and
// what only others see with it, for a page that names nobody.
func (w *Workspace) eyesOf(user string) (*eyes, error) {
	if user == "" {
		return &eyes{user: w.cfg.Me, others: true}, nil
	}
	p, ok := w.person(user)
	if !ok || p.bot {
		return nil, sorry("There is nobody called %q to act as.", user)
	}
	return &eyes{user: p.ID}, nil
}

// see reports whether a message in a channel that is seen is seen, too.
func (e *eyes) see(m Message) bool { return m.EphemeralFor == "" || e.own(m.EphemeralFor) }

// own reports whether what only that person sees is seen.
func (e *eyes) own(user string) bool { return e.others || user == e.user }

// lookAt is what a subscriber gets of an update: itself, or nothing; the whole
// of a channel that is seen for the first time, and the end of one that is seen
// no more.
func (w *Workspace) lookAt(f *feed, u Update) []Update {
	r := w.room(u.where())
	switch {
	case f.eyes != nil && u.User != "" && !f.eyes.own(u.User):
		return nil
	case f.eyes == nil || r == nil:
		return []Update{u}
	}
	sees, shown := w.sees(f.eyes.user, r), f.shown[r.ID]
	f.shown[r.ID] = sees
	switch {
	case !sees && shown:
		return []Update{{Type: "gone", ChannelID: r.ID}}
	case !sees:
		return nil
	case !shown:
		all := []Update{{Type: "channel", Channel: new(r.snapshot())}}
		for _, p := range r.posts {
			if f.eyes.see(p.Message) {
				all = append(all, Update{Type: "message", Message: new(p.Message)})
			}
		}
		return all
	case u.Message != nil && !f.eyes.see(*u.Message):
		return nil
	}
	return []Update{u}
}

// where is the id of the channel that an update is about; empty if about none.
func (u Update) where() string {
	switch {
	case u.Message != nil:
		return u.Message.Channel
	case u.Channel != nil:
		return u.Channel.ID
	}
	return u.ChannelID
}
