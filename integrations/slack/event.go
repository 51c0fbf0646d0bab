package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// inner is one event of the workspace, as it is delivered: a reaction, a pin, a
// message.
type inner struct {
	ID   string          // The same for each delivery of it.
	Type string          // Such as reaction_added.
	Team string          // The workspace's id.
	Time time.Time       // When it happened, in UTC, to the second.
	Raw  json.RawMessage // The event itself.
}

// source is the event's identity, for the decision that it leads to. Slack
// delivers an event again when it saw no acknowledgement, and the second
// delivery can be the only one that arrives: none is dropped, and the store
// knows what it has.
func (e inner) source() string { return "slack:event:" + e.ID }

// hearer works one type of event. It stores what it has to store before it
// returns, because the acknowledgement follows. An error that is a refusal of
// the domain's is final; after any other Slack delivers the event again.
//
// What we did ourselves comes back as an event too: a hearer asks Adapter.who.
type hearer = func(ctx context.Context, e inner) error

// hearing is who hears what. An event of a type that is not here is
// acknowledged and forgotten.
func (a *Adapter) hearing() map[string]hearer {
	return map[string]hearer{
		"app_home_opened": a.homeOpened,
		"reaction_added":  a.reacted, "reaction_removed": a.reacted,
		"pin_added": a.pinned, "pin_removed": a.pinned,
		"app_mention":           a.mentioned,
		"member_joined_channel": a.membered, "member_left_channel": a.membered,
		"channel_rename": a.channelRenamed, "group_rename": a.channelRenamed,
		"channel_archive": a.channelArchived, "group_archive": a.channelArchived,
		"channel_unarchive": a.channelUnarchived, "group_unarchive": a.channelUnarchived,
		"channel_left": a.channelLeft, "group_left": a.channelLeft,
		"channel_deleted": a.channelDeleted, "group_deleted": a.channelDeleted,
	}
}

// event is an event as a task.
func (a *Adapter) event(d delivery) (task, error) {
	// The library decodes an event whole, and refuses all of it for one block
	// that it does not like. We read what we need.
	var p struct {
		Type  string          `json:"type"`
		ID    string          `json:"event_id"`
		Team  string          `json:"team_id"`
		Time  int64           `json:"event_time"`
		Event json.RawMessage `json:"event"`
	}
	var kind struct {
		Type string `json:"type"`
	}
	if err := json.Unmarshal(d.payload, &p); err != nil {
		return task{}, fmt.Errorf("an event: %w", err)
	}
	if p.Type == "app_rate_limited" {
		return task{}, errors.New("more than 30,000 events in an hour: Slack holds further ones back. Take the bot out of busy channels that are not incidents")
	}
	if err := json.Unmarshal(p.Event, &kind); err != nil {
		return task{}, fmt.Errorf("an event of the type %q: %w", p.Type, err)
	}
	hear, known := a.heard[kind.Type]
	if !known {
		return task{}, nil
	}
	if p.ID == "" {
		return task{}, fmt.Errorf("an event %q without an id", kind.Type)
	}
	e := inner{ID: p.ID, Type: kind.Type, Team: p.Team, Time: time.Unix(p.Time, 0).UTC(), Raw: p.Event}
	return task{
		source: e.source(),
		slots:  a.eventSlots,
		run:    func(ctx context.Context, free func()) { a.hear(ctx, d, e, hear, free) },
		refuse: d.leave,
	}, nil
}

// hear works an event and acknowledges it once it is stored.
func (a *Adapter) hear(ctx context.Context, d delivery, e inner, hear hearer, free func()) {
	_, err := timely(ctx, a, e.source(), free, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, hear(ctx, e)
	})
	switch incident.CodeOf(err) {
	case "":
	case incident.Invalid, incident.NotFound, incident.Conflict:
		// It would be refused again.
		a.log.InfoContext(ctx, "an event was refused", "source", e.source(), "type", e.Type, "error", err)
	case incident.Unavailable, incident.Internal:
		a.log.ErrorContext(ctx, "an event was not stored, slack delivers it again", "source", e.source(), "type", e.Type, "attempt", d.attempt, "error", err)
		d.leave()
		return
	}
	d.acknowledge(nil, "")
}
