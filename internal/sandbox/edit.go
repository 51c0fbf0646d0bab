package sandbox

import (
	"context"
	"strings"
	"unicode/utf8"
)

// Edit gives a person's own message new text. An error is a sentence for the
// person.
func (w *Workspace) Edit(ctx context.Context, user, channel, ts, text string) error {
	return w.actOn(ctx, user, channel, ts, func(who person, p *post) error {
		said := w.markup(who.ID, strings.TrimSpace(text))
		switch {
		case p.User != who.ID || p.System:
			return inWords(refuse("cant_update_message"))
		case said == "" && len(p.Files) == 0:
			return inWords(refuse("no_text"))
		case utf8.RuneCountInString(said) > postedLimit:
			return inWords(refuse("msg_too_long"))
		}
		if said != p.Text {
			w.change(p, content{text: said})
		}
		return nil
	})
}

// Delete takes a person's own message away. An error is a sentence for the
// person.
func (w *Workspace) Delete(ctx context.Context, user, channel, ts string) error {
	return w.actOn(ctx, user, channel, ts, func(who person, p *post) error {
		if p.User != who.ID || p.System {
			return inWords(refuse("cant_delete_message"))
		}
		w.remove(p)
		return nil
	})
}

// bury leaves a line in the place of a message that is taken away from above
// its replies. To the bot this is a change of the message and no deletion, as
// it is at Slack.
func (w *Workspace) bury(p *post) {
	before := w.wire(p)
	p.User, p.Text, p.Blocks, p.Files, p.Reactions = slackbot, "This message was deleted.", nil, []File{}, []Reaction{}
	p.subtype, p.bot, p.System, p.metadata = "tombstone", false, true, nil
	p.Edited, p.editedAt = false, ""
	p.plain = w.plain(p.Message)
	w.tell(Update{Type: "message", Message: new(p.Message)})
	w.changed(p, before)
}
