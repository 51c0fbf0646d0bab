package sandbox

import "context"

// Create makes a channel as a person, with that person in it, and returns its
// id. An error is a sentence for the person, as with all that follow.
func (w *Workspace) Create(ctx context.Context, user, name string, private bool) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	who, ok := w.person(user)
	switch {
	case w.closed:
		return "", ErrClosed
	case !ok || who.bot:
		return "", sorry("There is nobody called %q to act as.", user)
	case who.Guest:
		return "", inWords(refuse("user_is_restricted"))
	}
	r, refused := w.open(name, who.ID, private)
	if refused != nil {
		return "", inWords(refused)
	}
	w.opened(r)
	return r.ID, nil
}

// Rename gives a channel another name as a person.
func (w *Workspace) Rename(ctx context.Context, user, channel, name string) error {
	return w.act(ctx, user, channel, func(who person, r *room) error { return inWords(w.renamed(r, who.ID, name)) })
}

// Archive closes a channel as a person.
func (w *Workspace) Archive(ctx context.Context, user, channel string) error {
	return w.act(ctx, user, channel, func(who person, r *room) error { return inWords(w.archive(r, who.ID)) })
}

// Unarchive opens an archived channel again as a person. The bot is not in it
// any more: invite it, or let it join.
func (w *Workspace) Unarchive(ctx context.Context, user, channel string) error {
	return w.act(ctx, user, channel, func(who person, r *room) error { return inWords(w.unarchive(r, who.ID)) })
}

// Discard deletes a channel as a person, whom Slack would want to be an admin.
func (w *Workspace) Discard(ctx context.Context, user, channel string) error {
	return w.act(ctx, user, channel, func(_ person, r *room) error { return inWords(w.discard(r)) })
}

// MakePrivate makes a public channel a private one as a person.
func (w *Workspace) MakePrivate(ctx context.Context, user, channel string) error {
	return w.act(ctx, user, channel, func(who person, r *room) error { return inWords(w.madePrivate(r, who.ID)) })
}

// Join brings a person into a public channel, as typing there does.
func (w *Workspace) Join(ctx context.Context, user, channel string) error {
	return w.act(ctx, user, channel, func(who person, r *room) error { return inWords(w.invite(r, who.ID, "")) })
}

// Invite brings others into a channel as a person: people or the bot, by their
// ids or names. It ends with the first who cannot come.
func (w *Workspace) Invite(ctx context.Context, user, channel string, whom ...string) error {
	return w.act(ctx, user, channel, func(who person, r *room) error {
		for _, one := range whom {
			if refused := w.invite(r, one, who.ID); refused != nil {
				return inWords(refused)
			}
		}
		return nil
	})
}

// Kick takes somebody else out of a channel as a person: another person or the
// bot, by their id or name.
func (w *Workspace) Kick(ctx context.Context, user, channel, whom string) error {
	return w.act(ctx, user, channel, func(who person, r *room) error {
		out, ok := w.person(whom)
		switch {
		case !ok:
			return inWords(refuse("user_not_found"))
		case out.ID == who.ID:
			return inWords(refuse("cant_kick_self"))
		}
		return inWords(w.exit(r, out.ID, who.ID))
	})
}

// Leave takes a person out of a channel.
func (w *Workspace) Leave(ctx context.Context, user, channel string) error {
	return w.act(ctx, user, channel, func(who person, r *room) error { return inWords(w.exit(r, who.ID, who.ID)) })
}
