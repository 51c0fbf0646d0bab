package slack

import (
	"context"

	"github.com/slack-go/slack"

	"github.com/sitrephq/sitrep/bot/incident"
)

// A look goes back so far: what it looks for was posted moments ago.
const (
	lookPage  = 200
	lookPages = 5
)

// find is our message with that key in a channel, or nothing.
func (a *Adapter) find(ctx context.Context, ch incident.ChannelID, key string) (ts string, err error) {
	err = a.search(ctx, ch, func(m slack.Message) bool {
		if keyOf(m) == key {
			ts = m.Timestamp
		}
		return ts != ""
	})
	return ts, err
}

// findIn is our message with that key in a thread, or in the channel where no
// thread is named.
func (a *Adapter) findIn(ctx context.Context, ch incident.ChannelID, thread, key string) (string, error) {
	if thread == "" {
		return a.find(ctx, ch, key)
	}
	found, err := a.replies(ctx, ch, thread)
	return found[key], err
}

// search goes through the channel's messages of ours, the newest first, until
// one is what is looked for. Others may copy what we write, so who wrote it
// counts.
func (a *Adapter) search(ctx context.Context, ch incident.ChannelID, found func(slack.Message) bool) error {
	user, bot, err := a.who(ctx)
	if err != nil {
		return err
	}
	for cursor, page := "", 0; page < lookPages; page++ {
		h, err := a.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
			ChannelID: string(ch), Cursor: cursor, Limit: lookPage, IncludeAllMetadata: true,
		})
		if err != nil {
			return err
		}
		for _, m := range h.Messages {
			if mine(m, user, bot) && found(m) {
				return nil
			}
		}
		if cursor = h.ResponseMetaData.NextCursor; cursor == "" {
			break
		}
	}
	return nil
}

// replies are our messages in a thread, by their keys.
func (a *Adapter) replies(ctx context.Context, channel incident.ChannelID, thread string) (map[string]string, error) {
	found := map[string]string{}
	err := a.inThread(ctx, channel, thread, func(m slack.Message) {
		if key := keyOf(m); key != "" {
			found[key] = m.Timestamp
		}
	})
	return found, err
}

// inThread goes through our messages in a thread.
func (a *Adapter) inThread(ctx context.Context, channel incident.ChannelID, thread string, each func(slack.Message)) error {
	user, bot, err := a.who(ctx)
	if err != nil {
		return err
	}
	for cursor, page := "", 0; page < lookPages; page++ {
		all, _, next, err := a.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
			ChannelID: string(channel), Timestamp: thread, Cursor: cursor, Limit: lookPage, IncludeAllMetadata: true,
		})
		if err != nil {
			return err
		}
		for _, m := range all {
			if mine(m, user, bot) {
				each(m)
			}
		}
		if cursor = next; cursor == "" {
			break
		}
	}
	return nil
}

func mine(m slack.Message, user, bot string) bool {
	return m.User == user || bot != "" && m.BotID == bot
}

func keyOf(m slack.Message) string {
	if m.Metadata.EventType != eventType {
		return ""
	}
	key, _ := m.Metadata.EventPayload["key"].(string)
	return key
}
