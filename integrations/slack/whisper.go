package slack

import (
	"context"

	"github.com/slack-go/slack"

	"github.com/sitrephq/sitrep/bot/chat"
)

// whisper tells something to one person where no acknowledgement and no
// response_url can: in the thread or the channel that it is about, else
// directly. It is best effort, and never the only copy of anything.
func (a *Adapter) whisper(ctx context.Context, channel, thread, user string, m chat.Message) {
	if m.Text == "" && len(m.Parts) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	for _, e := range ephemerals(m) {
		look := a.look(e.drawn)
		if thread != "" {
			look = append(look, slack.MsgOptionTS(thread))
		}
		_, err := a.api.PostEphemeralContext(ctx, channel, user, look...)
		if is(err, refused) {
			// Who is not in the channel, and a channel that we are not in.
			_, _, err = a.api.PostMessageContext(ctx, user, a.posting(e.drawn)...)
		}
		if err != nil {
			a.log.WarnContext(ctx, "a person could not be told", "user", user, "channel", channel, "error", err)
			return
		}
	}
}
