package slack

import (
	"context"
	"encoding/json"

	"github.com/sitrephq/sitrep/bot/incident"
)

// membered hears that somebody came into a channel, or is not in it any more.
// We are no member, but where we come back to a channel that we could not post
// in, there is something to be said. Who is in what is no incident's channel is
// nobody's business.
func (a *Adapter) membered(ctx context.Context, e inner) error {
	var m struct {
		User    string `json:"user"`
		Channel string `json:"channel"`
		Inviter string `json:"inviter"`
	}
	if err := json.Unmarshal(e.Raw, &m); err != nil {
		return unread(e, err)
	}
	self, _, err := a.who(ctx)
	if err != nil {
		return err
	}
	keep := a.cfg.Incidents.Leave
	switch joined := e.Type == "member_joined_channel"; {
	case m.User == "" || m.User == self && !joined:
		return nil
	case m.User == self:
		keep, m.User = a.cfg.Incidents.RegainChannel, incident.Bot.ID
	case joined:
		keep = func(ctx context.Context, call incident.Call) (incident.Incident, error) {
			return a.cfg.Incidents.Join(ctx, call, m.Inviter == self)
		}
	}
	_, err = keep(ctx, incident.Call{Source: e.source(), Channel: incident.ChannelID(m.Channel), By: incident.Actor{ID: m.User}})
	if incident.CodeOf(err) == incident.NotFound {
		return nil
	}
	return err
}
