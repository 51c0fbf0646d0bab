package sandbox

import (
	"context"
	"slices"
	"strconv"
)

// pinLimit is how many messages a channel can have pinned.
const pinLimit = 100

// Pin pins a message to its channel as a person. An error is a sentence for the
// person.
func (w *Workspace) Pin(ctx context.Context, user, channel, ts string) error {
	return w.actOn(ctx, user, channel, ts, func(who person, p *post) error { return inWords(w.pin(p, who.ID)) })
}

// Unpin takes a pin away as a person. An error is a sentence for the person.
func (w *Workspace) Unpin(ctx context.Context, user, channel, ts string) error {
	return w.actOn(ctx, user, channel, ts, func(who person, p *post) error { return inWords(w.unpin(p, who.ID)) })
}

// pin pins a message to its channel.
func (w *Workspace) pin(p *post, user string) *refusal {
	switch r := p.room; {
	case p.System:
		return refuse("not_pinnable")
	case slices.Contains(r.Pins, p.TS):
		return refuse("already_pinned")
	case len(r.Pins) >= pinLimit:
		return refuse("too_many_pins")
	}
	p.pinnedBy = setting{by: user, at: w.now()}
	p.room.Pins = append(p.room.Pins, p.TS)
	w.repinned(p, "pin_added", user)
	return nil
}

// unpin takes a message's pin away.
func (w *Workspace) unpin(p *post, user string) *refusal {
	if !p.unpin() {
		return refuse("no_pin")
	}
	w.repinned(p, "pin_removed", user)
	return nil
}

// unpin takes a message's pin away, silently; false if it has none.
func (p *post) unpin() bool {
	at := slices.Index(p.room.Pins, p.TS)
	if at < 0 {
		return false
	}
	p.room.Pins = slices.Delete(slices.Clone(p.room.Pins), at, at+1)
	return true
}

// repinned shows a channel with its new pins and tells the bot, even if they
// are the bot's own. The count is text, as it is at Slack.
func (w *Workspace) repinned(p *post, kind, user string) {
	w.tell(Update{Type: "channel", Channel: new(p.room.snapshot())})
	at, _ := w.stamp()
	e := map[string]any{
		"type": kind, "user": user, "channel_id": p.Channel, "item": w.wirePin(p), "item_user": p.User,
		"pin_count":   strconv.Itoa(len(p.room.Pins)),
		"pinned_info": map[string]any{"channel": p.Channel, "pinned_by": p.pinnedBy.by, "pinned_ts": p.pinnedBy.at.Unix()},
		"event_ts":    at,
	}
	if kind == "pin_removed" {
		e["has_pins"] = len(p.room.Pins) > 0
	}
	w.event(p.room, e)
}

// wirePin is a pin as the Web API and the events show one.
func (w *Workspace) wirePin(p *post) map[string]any {
	m := w.wire(p)
	m["permalink"] = w.permalink(p)
	return map[string]any{
		"type": "message", "channel": p.Channel, "created": p.pinnedBy.at.Unix(), "created_by": p.pinnedBy.by, "message": m,
	}
}
