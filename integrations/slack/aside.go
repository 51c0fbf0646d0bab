package slack

import (
	"context"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
)

// aside says something to one person alone, by direct message. Where that is
// refused, for want of a scope or by their settings, they alone see it in the
// incident's channel, if they look there.
func (a *Adapter) aside(ctx context.Context, i incident.Incident, to incident.Actor, key string, m chat.Message) error {
	look := short(m)
	_, err := a.say(ctx, to.ID, "", key, look)
	if !is(err, refused) || i.Channel == "" {
		return err
	}
	a.log.InfoContext(ctx, "a direct message was refused, it is shown in the channel to that person", "incident", i.Name(), "error", err)
	_, err = a.api.PostEphemeralContext(ctx, string(i.Channel), to.ID, a.look(look)...)
	return err
}
