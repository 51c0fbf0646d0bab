package slack

import (
	"context"
	"strings"
	"sync"

	"github.com/slack-go/slack"

	"github.com/sitrephq/sitrep/bot/incident"
)

// namedChannel remembers the id of the channel that is configured by its name: names
// change hands, and only an id can be edited in or joined.
type namedChannel struct {
	mu sync.Mutex
	of string // What is configured.
	id incident.ChannelID
}

// channelPage is how many channels are listed at once: as many as Slack gives.
const channelPage = 1000

// find is the id of a channel that is named by its id or by its name. Only
// public channels are known by their names.
func (p *namedChannel) find(ctx context.Context, api *slack.Client, where string) (incident.ChannelID, error) {
	if channelID.MatchString(where) {
		return incident.ChannelID(where), nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.id != "" && p.of == where {
		return p.id, nil
	}
	name := strings.TrimPrefix(where, "#")
	for cursor, page := "", 0; page < mostPages; page++ {
		all, next, err := api.GetConversationsContext(ctx, &slack.GetConversationsParameters{
			Cursor: cursor, Limit: channelPage, ExcludeArchived: true, Types: []string{"public_channel"},
		})
		if err != nil {
			return "", err
		}
		for _, c := range all {
			if c.Name == name {
				p.of, p.id = where, incident.ChannelID(c.ID)
				return p.id, nil
			}
		}
		if cursor = next; cursor == "" {
			break
		}
	}
	return "", slack.SlackErrorResponse{Err: "channel_not_found"}
}

// entering does something in a channel, and where we are not in it, joins it
// and does it then. Where we may not join, the first refusal stands: it is the
// one that people can mend.
func (a *Adapter) entering(ctx context.Context, ch incident.ChannelID, do func() error) error {
	err := do()
	if _, code, _ := judge(err); err == nil || code != "not_in_channel" {
		return err
	}
	if _, _, _, joined := a.api.JoinConversationContext(ctx, string(ch)); joined != nil {
		if is(joined, refused) {
			return err
		}
		return joined
	}
	return do()
}

// channelWords is a configured channel for people.
func channelWords(where string) string {
	if channelID.MatchString(where) {
		return where
	}
	return "#" + strings.TrimPrefix(where, "#")
}
