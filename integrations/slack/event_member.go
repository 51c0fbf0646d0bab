package slack

import (
	"context"
	"encoding/json"

	"github.com/sitrephq/sitrep/bot/incident"
)

// membered hears that somebody came into a channel, or is not in it any more.
// Our own comings and goings are no member's, and who is in what is no
// incident's channel is nobody's business.
func (a *Adapter) membered(ctx context.Context, e inner) error {
	var m struct {
		User    string `json:"user"`
		Channel string `json:"channel"`
	}
	if err := json.Unmarshal(e.Raw, &m); err != nil {
		return unread(e, err)
	}
	self, _, err := a.who(ctx)
	if err != nil {
		return err
	}
	if m.User == "" || m.User == self {
		return nil
	}
	keep := a.cfg.Incidents.Leave
	if e.Type == "member_joined_channel" {
		keep = a.cfg.Incidents.Join
	}
	_, err = keep(ctx, incident.Call{Source: e.source(), Channel: incident.ChannelID(m.Channel), By: incident.Actor{ID: m.User}})
	if incident.CodeOf(err) == incident.NotFound {
		return nil
	}
	return err
}
