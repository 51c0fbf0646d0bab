package slack

import (
	"context"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// bring brings one person into the incident's channel. Who is there already is
// as good as brought.
func (a *Adapter) bring(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	i, p, err := a.load(ctx, l)
	who := incident.Actor{ID: p.Person, Name: p.Name}
	if err != nil || i.Channel == "" || who.IsZero() || who.IsBot() {
		return nil, err
	}
	name := p.Name
	if name == "" {
		name = p.Person
	}
	step := "bring " + name + " in"
	_, err = a.api.InviteUsersToConversationContext(ctx, string(i.Channel), p.Person)
	if err := a.settle(ctx, step, err); err != nil {
		return nil, err
	}
	return func(i incident.Incident, at time.Time) (incident.Change, error) {
		if _, before := i.GaveUp[step]; before {
			return incident.Change{Events: i.Step(step, at)}, nil
		}
		return incident.Change{}, nil
	}, nil
}
