package slack

import (
	"context"

	"github.com/sitrephq/sitrep/bot/incident"
)

// hiddenName is what a typed line carries instead of the name of a private
// channel.
const hiddenName = "privategroup"

// hid keeps that an incident's channel is private by now. Slack tells nobody but
// those who read all messages when a person makes it so; a line that is typed
// there says it.
func (a *Adapter) hid(ctx context.Context, call incident.Call) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callLimit)
	defer cancel()
	i, err := a.cfg.Incidents.Here(ctx, call.Channel)
	if err == nil && !i.ChannelPrivate {
		call.Source += ":hidden"
		_, err = a.cfg.Incidents.HideWithChannel(ctx, call)
	}
	if err != nil && incident.CodeOf(err) != incident.NotFound {
		a.log.WarnContext(ctx, "it was not kept that a channel is private", "channel", string(call.Channel), "error", err)
	}
}
