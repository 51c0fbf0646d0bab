package incident

// Viewer is who wants to see something, and where they stand. The zero Viewer is
// nobody in particular: who sees what everybody may see.
type Viewer struct {
	Actor
	// In is the channel that they ask from, or that is shown to; empty is none.
	// A chat lets only people who are in a private channel speak in it, so
	// standing there is proof, also where the word of their joining was lost.
	In ChannelID
}

// Viewer is whoever makes the call, where they make it.
func (c Call) Viewer() Viewer { return Viewer{Actor: c.By, In: c.Channel} }

// ForBot is the viewer of the bot's own jobs, which see everything. What they
// show, they show to an audience that is a viewer of its own.
var ForBot = Viewer{Actor: Bot}

// CanSee reports whether an incident may be named to a viewer, counted for them
// or shown to them. It is the one place that decides so. A private incident is
// for who declared it, who has a role in it and who is in its channel, and for
// nobody else: not for whoever runs the bot either.
func CanSee(v Viewer, i Incident) bool {
	switch {
	case !i.Private, v.IsBot(), v.In != "" && v.In == i.Channel:
		return true
	case v.IsZero():
		return false
	}
	return i.HasRole(v.ID) || i.Members[v.ID]
}

// Exposed reports whether the incident is private and its channel is not yet:
// until a person makes it so, everybody can read it there.
func (i Incident) Exposed() bool { return i.Private && i.Channel != "" && !i.ChannelPrivate }
