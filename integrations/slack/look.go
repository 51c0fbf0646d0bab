package slack

import (
	"context"
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"github.com/sitrephq/sitrep/bot/incident"
)

// A look goes back so far: what it looks for was posted moments ago.
const (
	lookPage  = 200
	lookPages = 5
)

// find is our message with that key in the incident's channel, or nothing.
func (a *Adapter) find(ctx context.Context, i incident.Incident, key string) (string, error) {
	return a.search(ctx, i, func(m slack.Message) bool { return keyOf(m) == key })
}

// findFile is our message that carries a file of that name, posted since then.
// A minute is allowed for clocks that differ.
func (a *Adapter) findFile(ctx context.Context, i incident.Incident, name string, since time.Time) (string, error) {
	return a.search(ctx, i, func(m slack.Message) bool {
		if at, err := strconv.ParseFloat(m.Timestamp, 64); err != nil || at < float64(since.Add(-time.Minute).Unix()) {
			return false
		}
		for _, f := range m.Files {
			if f.Name == name {
				return true
			}
		}
		return false
	})
}

// search goes through the channel's messages of ours, the newest first. Others
// may copy what we write, so who wrote it counts.
func (a *Adapter) search(ctx context.Context, i incident.Incident, match func(slack.Message) bool) (string, error) {
	user, bot, err := a.who(ctx)
	if err != nil {
		return "", err
	}
	for cursor, page := "", 0; page < lookPages; page++ {
		h, err := a.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
			ChannelID: string(i.Channel), Cursor: cursor, Limit: lookPage, IncludeAllMetadata: true,
		})
		if err != nil {
			return "", err
		}
		for _, m := range h.Messages {
			if mine(m, user, bot) && match(m) {
				return m.Timestamp, nil
			}
		}
		if cursor = h.ResponseMetaData.NextCursor; cursor == "" {
			break
		}
	}
	return "", nil
}

// replies are our messages in a thread, by their keys.
func (a *Adapter) replies(ctx context.Context, channel incident.ChannelID, thread string) (map[string]string, error) {
	user, bot, err := a.who(ctx)
	if err != nil {
		return nil, err
	}
	found := map[string]string{}
	for cursor, page := "", 0; page < lookPages; page++ {
		all, _, next, err := a.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
			ChannelID: string(channel), Timestamp: thread, Cursor: cursor, Limit: lookPage, IncludeAllMetadata: true,
		})
		if err != nil {
			return nil, err
		}
		for _, m := range all {
			if key := keyOf(m); key != "" && mine(m, user, bot) {
				found[key] = m.Timestamp
			}
		}
		if cursor = next; cursor == "" {
			break
		}
	}
	return found, nil
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
