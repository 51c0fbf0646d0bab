package slack

import (
	"context"
	"encoding/json"

	"github.com/sitrephq/sitrep/bot/incident"
)

// channelChange is as much as we read of what people do to a channel. Slack
// names the person in one of two fields, or in none.
type channelChange struct {
	Channel json.RawMessage `json:"channel"` // An id, or of a rename an object.
	User    string          `json:"user"`
	Actor   string          `json:"actor_id"`
}

// channelRenamed hears that a channel has another name.
func (a *Adapter) channelRenamed(ctx context.Context, e inner) error {
	return a.onChannel(ctx, e, func(ctx context.Context, call incident.Call, name string) error {
		_, err := a.cfg.Incidents.RenameChannel(ctx, call, name)
		return err
	})
}

// channelArchived hears that a channel was archived.
func (a *Adapter) channelArchived(ctx context.Context, e inner) error {
	return a.channelLost(ctx, e, incident.LossArchived)
}

// channelLeft hears that we were taken out of a channel.
func (a *Adapter) channelLeft(ctx context.Context, e inner) error {
	return a.channelLost(ctx, e, incident.LossRemoved)
}

// channelDeleted hears that a channel is no more.
func (a *Adapter) channelDeleted(ctx context.Context, e inner) error {
	return a.channelLost(ctx, e, incident.LossGone)
}

// channelUnarchived hears that an archived channel is open again, without us.
func (a *Adapter) channelUnarchived(ctx context.Context, e inner) error {
	return a.onChannel(ctx, e, func(ctx context.Context, call incident.Call, _ string) error {
		_, err := a.cfg.Incidents.Reappear(ctx, call)
		return err
	})
}

func (a *Adapter) channelLost(ctx context.Context, e inner, why incident.Loss) error {
	return a.onChannel(ctx, e, func(ctx context.Context, call incident.Call, _ string) error {
		_, err := a.cfg.Incidents.LoseChannel(ctx, call, why)
		return err
	})
}

// onChannel hands what somebody did to an incident's channel to what keeps it.
// What we did ourselves is no news, and other channels are nobody's business.
func (a *Adapter) onChannel(ctx context.Context, e inner, keep func(ctx context.Context, call incident.Call, name string) error) error {
	var c channelChange
	if err := json.Unmarshal(e.Raw, &c); err != nil {
		return unread(e, err)
	}
	id, name, err := c.channel()
	if err != nil {
		return unread(e, err)
	}
	self, _, err := a.who(ctx)
	if err != nil {
		return err
	}
	by := incident.Bot // Where Slack does not say who, nobody is named.
	if user := c.User + c.Actor; user == self {
		return nil
	} else if user != "" {
		if _, err := a.cfg.Incidents.Here(ctx, incident.ChannelID(id)); err == nil {
			by = incident.Actor{ID: user, Name: a.nameSoon(ctx, user)}
		}
	}
	err = keep(ctx, incident.Call{Source: e.source(), Channel: incident.ChannelID(id), By: by}, name)
	if incident.CodeOf(err) == incident.NotFound {
		return nil
	}
	return err
}

// nameSoon is a person's name, where it can be had in time.
func (a *Adapter) nameSoon(ctx context.Context, id string) string {
	ctx, cancel := context.WithTimeout(ctx, namesLimit)
	defer cancel()
	return a.nameOf(ctx, id)
}

// channel is the channel that an event speaks of, and its name where it says it.
func (c channelChange) channel() (id, name string, err error) {
	var named struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	if err := json.Unmarshal(c.Channel, &named); err == nil {
		return named.ID, named.Name, nil
	}
	err = json.Unmarshal(c.Channel, &id)
	return id, "", err
}
