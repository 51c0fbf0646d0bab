package slack

import (
	"context"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// archiveStep names the step for people.
const archiveStep = "archive the channel"

// archive puts the channel away, unless the incident was opened again or ended
// another way meanwhile. Whoever archived it by hand was only faster.
func (a *Adapter) archive(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	i, p, err := a.load(ctx, l)
	if by, ok := i.PutAwayBy(); err != nil || i.Channel == "" || !ok || by != p.Anew {
		return nil, err
	}
	if err := a.settle(ctx, archiveStep, a.api.ArchiveConversationContext(ctx, string(i.Channel))); err != nil {
		return nil, err
	}
	return func(i incident.Incident, at time.Time) (incident.Change, error) {
		return incident.Change{Events: i.LoseChannel(incident.Bot, incident.LossArchived, at)}, nil
	}, nil
}
