package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/commands"
)

// Marks are the emoji that put a message on the timeline, and what each makes
// of it. An emoji that is not here does nothing.
func Marks() map[string]incident.Kind {
	return map[string]incident.Kind{"pushpin": incident.Noted, "wrench": incident.Acted, "bulb": incident.Theorised}
}

// timelineShortcut is the shortcut "Add to timeline" on a message.
const timelineShortcut = "sitrep_timeline"

// reacted hears of an emoji that was put on a message or taken off it.
func (a *Adapter) reacted(ctx context.Context, e inner) error {
	var r struct {
		User     string `json:"user"`
		Reaction string `json:"reaction"`
		Author   string `json:"item_user"` // Empty for what an old webhook wrote.
		At       string `json:"event_ts"`
		Item     struct {
			Type    string `json:"type"`
			Channel string `json:"channel"`
			TS      string `json:"ts"`
		} `json:"item"`
	}
	if err := json.Unmarshal(e.Raw, &r); err != nil {
		return unread(e, err)
	}
	emoji, _, _ := strings.Cut(r.Reaction, "::") // A skin tone says nothing else.
	as, known := a.marks[emoji]
	if !known || r.Item.Type != "message" {
		return nil
	}
	return a.marked(ctx, e, r.User, e.Type == "reaction_added", incident.Mark{
		Channel: incident.ChannelID(r.Item.Channel), TS: r.Item.TS, As: as, Way: emoji, Author: r.Author, At: e.at(r.At),
	})
}

// pinned hears of a message that was pinned or unpinned.
func (a *Adapter) pinned(ctx context.Context, e inner) error {
	var p struct {
		User    string `json:"user"`
		Channel string `json:"channel_id"`
		Author  string `json:"item_user"`
		At      string `json:"event_ts"`
		Item    struct {
			Type    string  `json:"type"`
			Message message `json:"message"`
		} `json:"item"`
	}
	if err := json.Unmarshal(e.Raw, &p); err != nil {
		return unread(e, err)
	}
	if p.Item.Type != "message" {
		return nil
	}
	author := p.Author
	if author == "" {
		author = p.Item.Message.User
	}
	return a.marked(ctx, e, p.User, e.Type == "pin_added", incident.Mark{
		Channel: incident.ChannelID(p.Channel), TS: p.Item.Message.TS, As: incident.Noted, Way: incident.Pin, Author: author, At: e.at(p.At),
	})
}

// marked stores a mark. Marks of ours are none, and nor are marks on what we
// wrote: it is on the timeline already. Outside of incidents nobody marks
// anything for us.
func (a *Adapter) marked(ctx context.Context, e inner, by string, given bool, m incident.Mark) error {
	self, _, err := a.who(ctx)
	if err != nil {
		return err
	}
	if by == self || m.Author == self {
		return nil
	}
	keep := a.cfg.Incidents.Unmark
	if given {
		keep = a.cfg.Incidents.Mark
	}
	_, err = keep(ctx, incident.Call{Source: e.source(), Channel: m.Channel, By: incident.Actor{ID: by}}, m)
	if incident.CodeOf(err) == incident.NotFound {
		return nil
	}
	return err
}

// addToTimeline is the shortcut on a message: it asks nothing, and tells whoever
// used it how to take it back.
func (a *Adapter) addToTimeline(ctx context.Context, in interaction) (any, error) {
	self, _, err := a.who(ctx)
	if err != nil {
		return nil, err
	}
	m := incident.Mark{Channel: incident.ChannelID(in.channel()), TS: in.Message.TS, As: incident.Noted, Way: incident.Shortcut, Author: in.Message.User}
	if m.Author == self {
		return nil, incident.Errorf(incident.Conflict, "I wrote that, and what I say is on the timeline already. Type timeline to see it.")
	}
	i, err := a.cfg.Incidents.Mark(ctx, incident.Call{Source: in.source(), Channel: m.Channel, By: in.by()}, m)
	if incident.CodeOf(err) == incident.NotFound {
		return nil, incident.Errorf(incident.NotFound, "This is not an incident's channel, so there is no timeline to add it to. Type list to see the open ones.")
	}
	if err != nil {
		return nil, err
	}
	answer := added(i, m, a.named(ctx, in.Message.Text))
	a.intake.also(func() { a.tell(context.WithoutCancel(ctx), in.ResponseURL, in.source(), ephemerals(answer)) })
	return nil, nil
}

// added says that a message goes on the timeline, or is there.
func added(i incident.Incident, m incident.Mark, text string) chat.Message {
	marking := i.Marking(m.Subject(), m.As)
	said := "Added to the timeline of " + i.Name()
	if marking.Line != 0 {
		said = fmt.Sprintf("It is on the timeline of %s already, as line %d", i.Name(), marking.Line)
	}
	if text = cut(commands.Words(text), longestEcho); text != "" {
		said += ": " + text
	} else {
		said += "."
	}
	answer := chat.Text(said)
	if len(marking.Counting()) == 1 {
		answer.Parts = append(answer.Parts, chat.Buttons(chat.Button{Label: "Undo", Verb: "unmark", Value: commands.UnmarkValue(m)}))
	}
	return answer
}

// longestEcho is how many characters of a message are given back to whoever
// added it.
const longestEcho = 120

// at is when an event happened, as exactly as it says.
func (e inner) at(ts string) time.Time {
	if at, ok := timeOf(ts); ok {
		return at
	}
	return e.Time
}

// timeOf is when a message was written or something happened: the chat's ids of
// both are times, in seconds with six digits behind the point.
func timeOf(ts string) (time.Time, bool) {
	whole, part, _ := strings.Cut(ts, ".")
	seconds, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || seconds <= 0 {
		return time.Time{}, false
	}
	micros, err := strconv.ParseInt((part + "000000")[:6], 10, 64)
	if err != nil {
		return time.Time{}, false
	}
	return time.Unix(seconds, micros*int64(time.Microsecond)).UTC(), true
}

// unread is an event that cannot be read, and would not be better the next time.
func unread(e inner, err error) error {
	return fmt.Errorf("%w: %s: %w", incident.Errorf(incident.Invalid, "An event of Slack's could not be read."), e.Type, err)
}

// marksOf are the emoji to listen to.
func marksOf(cfg Config) map[string]incident.Kind {
	if cfg.Marks == nil {
		return Marks()
	}
	return maps.Clone(cfg.Marks)
}
