package sandbox

import (
	"context"
	"regexp"
	"slices"
)

// Reaction is an emoji that somebody has put on a message.
type Reaction struct {
	Name  string   `json:"name"`  // Without the colons.
	Users []string `json:"users"` // User ids, in the order of reacting.
	Count int      `json:"count"`
}

// Slack's limits for the reactions to one message.
const (
	emojiLimit    = 50 // Different emoji.
	reactionLimit = 23 // Of one person.
)

// emojiName is the form of an emoji's name, with or without a skin tone. Which
// emoji a real workspace has is its own affair.
var emojiName = regexp.MustCompile(`^[\p{Ll}\p{Lo}0-9_+'-]+(?:::skin-tone-[2-6])?$`)

// React puts an emoji on a message as a person; the message by its channel's id
// or name and its own id, the emoji with or without its colons. An error is a
// sentence for the person.
func (w *Workspace) React(ctx context.Context, user, channel, ts, emoji string) error {
	return w.actOn(ctx, user, channel, ts, func(who person, p *post) error {
		return inWords(w.react(p, who.ID, bare(emoji)))
	})
}

// Unreact takes a person's emoji off a message. An error is a sentence for the
// person.
func (w *Workspace) Unreact(ctx context.Context, user, channel, ts, emoji string) error {
	return w.actOn(ctx, user, channel, ts, func(who person, p *post) error {
		return inWords(w.unreact(p, who.ID, bare(emoji)))
	})
}

// bare is an emoji's name without its colons. The two before a skin tone stay.
func bare(emoji string) string {
	if len(emoji) > 2 && emoji[0] == ':' && emoji[len(emoji)-1] == ':' {
		return emoji[1 : len(emoji)-1]
	}
	return emoji
}

// react puts somebody's emoji on a message.
func (w *Workspace) react(p *post, user, name string) *refusal {
	given := 0
	for _, r := range p.Reactions {
		if slices.Contains(r.Users, user) {
			given++
		}
	}
	at := p.reaction(name)
	switch {
	case !emojiName.MatchString(name):
		return refuse("invalid_name")
	case at >= 0 && slices.Contains(p.Reactions[at].Users, user):
		return refuse("already_reacted")
	case at < 0 && len(p.Reactions) >= emojiLimit:
		return refuse("too_many_emoji")
	case given >= reactionLimit:
		return refuse("too_many_reactions")
	}
	// Messages that were handed out share the old lists, which stay as they are.
	all := slices.Clone(p.Reactions)
	if at < 0 {
		at, all = len(all), append(all, Reaction{Name: name})
	}
	all[at].Users = append(slices.Clone(all[at].Users), user)
	all[at].Count++
	w.setReactions(p, all, "reaction_added", user, name)
	return nil
}

// unreact takes somebody's emoji off a message.
func (w *Workspace) unreact(p *post, user, name string) *refusal {
	at := p.reaction(name)
	if at < 0 || !slices.Contains(p.Reactions[at].Users, user) {
		return refuse("no_reaction")
	}
	all := slices.Clone(p.Reactions)
	all[at].Users = slices.DeleteFunc(slices.Clone(all[at].Users), func(u string) bool { return u == user })
	if all[at].Count--; all[at].Count == 0 {
		all = slices.Delete(all, at, at+1)
	}
	w.setReactions(p, all, "reaction_removed", user, name)
	return nil
}

func (p *post) reaction(name string) int {
	return slices.IndexFunc(p.Reactions, func(r Reaction) bool { return r.Name == name })
}

// setReactions shows a message with its new reactions, and tells the bot of the
// one that changed, even if it is the bot's own.
func (w *Workspace) setReactions(p *post, all []Reaction, kind, user, name string) {
	p.Reactions = all
	w.tell(Update{Type: "message", Message: new(p.Message)})
	at, _ := w.stamp()
	w.event(p.room, map[string]any{
		"type": kind, "user": user, "reaction": name, "item_user": p.User,
		"item":     map[string]any{"type": "message", "channel": p.Channel, "ts": p.TS},
		"event_ts": at,
	})
}
