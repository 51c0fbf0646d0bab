package slack

import (
	"context"
	"fmt"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// remind reminds whoever promised people outside the next word, or who tells
// them things if somebody does, and the lead once it is late: alone, never the channel. Whether there is anything to be
// reminded of is decided now. Another word, the end of the incident or a
// withdrawn promise leaves nothing.
func (a *Adapter) remind(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	i, p, err := a.load(ctx, l)
	u, ok := i.Promised()
	if err != nil || !ok || incident.UpdateSubject(u.Seq) != p.Subject {
		return nil, err
	}
	to, step := u.By, fmt.Sprintf("remind of the word promised in line %d", u.Seq)
	if c := i.Comms(); !c.IsZero() {
		to = c // Whoever promised, they write it.
	}
	if p.Late {
		to, step = i.Lead, step+", which is late"
	}
	m, ok := say.Reminder(i, p.Late, a.cfg.Now())
	if !ok || to.IsZero() || to.IsBot() || i.Steps[step] {
		return nil, nil
	}
	if err := a.aside(ctx, i, to, i.UID+"/"+step, m); err != nil {
		return nil, a.settle(ctx, step, err)
	}
	return func(i incident.Incident, at time.Time) (incident.Change, error) {
		return incident.Change{Events: i.Step(step, at)}, nil
	}, nil
}
