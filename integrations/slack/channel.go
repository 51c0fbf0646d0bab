package slack

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/sitrephq/sitrep/bot/incident"
)

// openStep names the step for people.
const openStep = "open the channel"

// mostNames is how many names are tried for one channel.
const mostNames = 9

// openChannel makes the incident's channel, or takes up the one that an
// earlier try made. On the first try it asks nothing before it creates: the
// way from the declaration to the first answer is three calls long.
func (a *Adapter) openChannel(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	i, _, err := a.load(ctx, l)
	if err != nil || i.Channel != "" || !i.Counted() {
		return nil, err // Called off before it had one, it needs none.
	}
	c, err := a.create(ctx, i, begun(i, l, openStep))
	if refused, ok := errors.AsType[*incident.RefusedError](err); ok {
		a.noChannel(ctx, i, refused.Reason)
	}
	if err != nil {
		return nil, err
	}
	return func(i incident.Incident, at time.Time) (incident.Change, error) {
		events, err := i.OpenChannel(incident.ChannelID(c.ID), c.Name, c.IsPrivate, at)
		return incident.Change{Events: events}, err
	}, nil
}

// create makes the channel under the first of its names that is free. That of a
// private incident is private from its first moment: where it cannot be, there
// is none.
func (a *Adapter) create(ctx context.Context, i incident.Incident, again bool) (none slack.Channel, err error) {
	var ours *channels
	if again {
		if ours, err = a.channels(ctx, i); err != nil {
			return none, a.settle(ctx, openStep, err)
		}
		if c, ok := ours.made(i); ok {
			return c, nil
		}
	}
	for n := 1; n <= mostNames; n++ {
		name := channelName(i, n)
		c, err := a.api.CreateConversationContext(ctx, slack.CreateConversationParams{ChannelName: name, IsPrivate: i.Private})
		if err == nil && (c == nil || c.ID == "") {
			err = errEmpty
		}
		if err == nil {
			return *c, nil
		}
		if !is(err, taken) {
			return none, a.settle(ctx, openStep, err)
		}
		if ours == nil {
			if ours, err = a.channels(ctx, i); err != nil {
				return none, a.settle(ctx, openStep, err)
			}
		}
		if c, ok := ours.adopt(i, name); ok {
			return c, nil
		}
	}
	return none, &incident.RefusedError{
		Step:   openStep,
		Reason: fmt.Sprintf("The names %s to %s are all taken. Rename one of those channels and declare again.", channelName(i, 1), channelName(i, mostNames)),
		Err:    fmt.Errorf("%s: all names are taken", openStep),
	}
}

// channels are the channels that we are in. Whoever creates a channel is in
// it, so there is no need to go through all of the workspace's.
type channels struct {
	self string
	all  []slack.Channel
}

// mostPages bounds a look: a bot in more than ten thousand channels has other
// worries.
const mostPages = 50

func (a *Adapter) channels(ctx context.Context, i incident.Incident) (*channels, error) {
	self, _, err := a.who(ctx)
	if err != nil {
		return nil, err
	}
	found, kind := &channels{self: self}, "public_channel"
	if i.Private {
		kind = "private_channel" // A public one of its name is not its channel, whoever made it.
	}
	for cursor, page := "", 0; page < mostPages; page++ {
		all, next, err := a.api.GetConversationsForUserContext(ctx, &slack.GetConversationsForUserParameters{
			UserID: self, Cursor: cursor, Limit: 200, Types: []string{kind}, ExcludeArchived: true,
		})
		if err != nil {
			return nil, err
		}
		found.all = append(found.all, all...)
		if cursor = next; cursor == "" {
			break
		}
	}
	return found, nil
}

// made is the channel that an earlier try made for the incident: marked with
// its uid, or with one of its names and not marked at all.
func (c *channels) made(i incident.Incident) (slack.Channel, bool) {
	for _, ch := range c.all {
		if ch.Creator == c.self && !ch.IsArchived && strings.Contains(ch.Purpose.Value, i.UID) {
			return ch, true
		}
	}
	for n := 1; n <= mostNames; n++ {
		if ch, ok := c.adopt(i, channelName(i, n)); ok {
			return ch, true
		}
	}
	return slack.Channel{}, false
}

// adopt is the channel of that name if it may be ours: we created it, and it
// bears this incident's mark or none. Another incident's channel is left alone.
func (c *channels) adopt(i incident.Incident, name string) (slack.Channel, bool) {
	for _, ch := range c.all {
		mark := ch.Purpose.Value
		if ch.Name == name && ch.Creator == c.self && !ch.IsArchived && (mark == "" || strings.Contains(mark, i.UID)) {
			return ch, true
		}
	}
	return slack.Channel{}, false
}
