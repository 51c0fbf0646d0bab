package slack

import (
	"context"

	"github.com/slack-go/slack"

	"github.com/sitrephq/sitrep/internal/doctor"
)

// announcements looks for the channel in which incidents are announced: one
// that is not there would be found out in the first incident.
func announcements(ctx context.Context, api *slack.Client, where string, granted bool) doctor.Finding {
	const check, other = "announcements", "or name another under slack.announce"
	if !granted {
		return doctor.Skip(check, "the bot token was not accepted")
	}
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	name := channelWords(where)
	id, err := new(namedChannel).find(ctx, api, where)
	var c *slack.Channel
	if err == nil {
		c, err = api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: string(id)})
	}
	switch _, code, fix := judge(err); {
	case err == nil:
	case code == "channel_not_found":
		return doctor.Fail(check, "there is no channel "+name+" that the bot can see", "name a private one by its id and invite the bot to it, "+other)
	case code == "missing_scope":
		return doctor.Warn(check, "it cannot be told whether "+name+" is there", fix)
	default:
		return trouble(check, "conversations.info", err)
	}
	switch {
	case c.IsArchived:
		return doctor.Fail(check, name+" is archived", "unarchive it, "+other)
	case !c.IsMember:
		return doctor.Fine(check, "every incident is announced in "+name+", which the bot joins then")
	}
	return doctor.Fine(check, "every incident is announced in "+name)
}
