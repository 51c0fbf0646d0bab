package sandbox

import (
	"slices"
	"strings"
)

// subscription is an event that a bot can subscribe to, and the scope without
// which it is not sent.
type subscription struct{ name, scope string }

// subscriptionOf says which subscription an event of a type needs in a channel.
// A type that is not here is never sent.
func subscriptionOf(kind string, r *room) (subscription, bool) {
	of, reading := map[string]string{"channel": "channels", "group": "groups", "im": "im"}[r.kind()], "channels:read"
	if r.Private {
		reading = "groups:read"
	}
	s, ok := map[string]subscription{
		"message":               {"message." + of, of + ":history"},
		"app_mention":           {"app_mention", "app_mentions:read"},
		"member_joined_channel": {"member_joined_channel", reading},
		"member_left_channel":   {"member_left_channel", reading},
		"channel_archive":       {"channel_archive", "channels:read"},
		"channel_deleted":       {"channel_deleted", "channels:read"},
		"channel_left":          {"channel_left", "channels:read"},
		"channel_rename":        {"channel_rename", "channels:read"},
		"channel_unarchive":     {"channel_unarchive", "channels:read"},
		"group_archive":         {"group_archive", "groups:read"},
		"group_deleted":         {"group_deleted", "groups:read"},
		"group_left":            {"group_left", "groups:read"},
		"group_rename":          {"group_rename", "groups:read"},
		"group_unarchive":       {"group_unarchive", "groups:read"},
		"pin_added":             {"pin_added", "pins:read"},
		"pin_removed":           {"pin_removed", "pins:read"},
		"reaction_added":        {"reaction_added", "reactions:read"},
		"reaction_removed":      {"reaction_removed", "reactions:read"},
	}[kind]
	return s, ok
}

// subscribed reports whether the bot gets events of a type from a channel.
func (a app) subscribed(kind string, r *room) bool {
	s, ok := subscriptionOf(kind, r)
	return ok && a.granted(s.scope) && slices.Contains(a.events, s.name)
}

// heard tells the bot of a new message, its own included.
func (w *Workspace) heard(p *post) {
	e := w.wire(p)
	e["channel"], e["channel_type"], e["event_ts"] = p.Channel, p.room.kind(), p.TS
	if p.metadata != nil && w.app.granted("metadata.message:read") {
		e["metadata"] = p.metadata
	}
	w.event(p.room, e)
	if !p.bot && !p.System && !p.room.Direct && strings.Contains(p.Text, "<@"+w.botUser+">") {
		m := w.wire(p)
		m["type"], m["channel"], m["event_ts"] = "app_mention", p.Channel, p.TS
		w.event(p.room, m)
	}
}

// changed tells the bot of an edited message.
func (w *Workspace) changed(p *post, before map[string]any) {
	at, _ := w.stamp()
	w.event(p.room, map[string]any{
		"type": "message", "subtype": "message_changed", "hidden": true, "channel": p.Channel, "channel_type": p.room.kind(),
		"ts": at, "event_ts": at, "message": w.wire(p), "previous_message": before,
	})
}

// deleted tells the bot of a message that is no more.
func (w *Workspace) deleted(p *post) {
	at, _ := w.stamp()
	w.event(p.room, map[string]any{
		"type": "message", "subtype": "message_deleted", "hidden": true, "channel": p.Channel, "channel_type": p.room.kind(),
		"ts": at, "event_ts": at, "deleted_ts": p.TS, "previous_message": w.wire(p),
	})
}

// joined tells the bot that somebody came into a channel.
func (w *Workspace) joined(r *room, user, inviter string) {
	at, _ := w.stamp()
	e := map[string]any{"type": "member_joined_channel", "user": user, "channel": r.ID, "channel_type": "C", "team": w.team, "event_ts": at}
	if inviter != "" {
		e["inviter"] = inviter
	}
	w.event(r, e)
}

// event delivers an event if the bot is in the channel and has subscribed to
// it.
func (w *Workspace) event(r *room, e map[string]any) {
	if r.has(w.botUser) {
		w.deliverEvent(r, e)
	}
}

// deliverEvent delivers an event of a channel that the bot has subscribed to.
func (w *Workspace) deliverEvent(r *room, e map[string]any) {
	kind, _ := e["type"].(string)
	if !w.app.subscribed(kind, r) {
		return
	}
	w.emit(e)
}

// emit delivers an event.
func (w *Workspace) emit(e map[string]any) {
	payload := encode(map[string]any{
		"token":      "practice",
		"team_id":    w.team,
		"api_app_id": w.appID,
		"type":       "event_callback",
		"event_id":   w.id("Ev"),
		"event_time": w.now().Unix(),
		"event":      e,
		"authorizations": []any{map[string]any{
			"enterprise_id": nil, "team_id": w.team, "user_id": w.botUser, "is_bot": true, "is_enterprise_install": false,
		}},
		"is_ext_shared_channel": false,
		"event_context":         w.id("EC"),
	})
	w.dispatch(&envelope{kind: "events_api", payload: payload, again: true})
}
