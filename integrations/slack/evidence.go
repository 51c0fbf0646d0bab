package slack

import (
	"context"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// evidence puts what a failing verdict rests on into the thread of the message
// that shows it: the query as it was sent and what it returned.
func (a *Adapter) evidence(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	i, p, err := a.load(ctx, l)
	if err != nil || has(i, p.Subject) {
		return nil, err
	}
	parent, ok := i.Posts[p.Parent]
	c, known := i.Check(p.Check)
	if !ok || !known || c.Evidence == "" {
		return nil, nil
	}
	e, err := a.cfg.Incidents.Store.Evidence(ctx, c.Evidence)
	if err != nil {
		return nil, err
	}
	const step = "post the evidence"
	looks, key, again := inParts(say.Evidence(e), "the draft has all of them"), p.key(i), begun(i, l, step)
	at := incident.Post{Channel: parent.Channel}
	if again {
		found, err := a.replies(ctx, parent.Channel, parent.TS)
		if err != nil {
			return nil, a.settle(ctx, step, err)
		}
		at.TS = found[key]
	}
	if at.TS == "" {
		if at.TS, err = a.say(ctx, string(parent.Channel), parent.TS, key, looks[0]); err != nil {
			return nil, a.settle(ctx, step, err)
		}
	}
	// Slack knows no threads in threads, so its parts are its neighbours.
	more, err := a.continued(ctx, i, at, parent.TS, key, looks[1:], again)
	if err != nil {
		return nil, a.settle(ctx, step, err)
	}
	return a.showed(i, p.Subject, at, more), nil
}
