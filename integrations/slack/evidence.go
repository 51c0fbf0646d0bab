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
	ts := ""
	if begun(i, l, step) {
		if ts, err = a.findReply(ctx, parent, p.key(i)); err != nil {
			return nil, a.settle(ctx, step, err)
		}
	}
	if ts == "" {
		ts, err = a.say(ctx, string(parent.Channel), parent.TS, p.key(i), short(say.Evidence(e), "the draft has all of them"))
		if err != nil {
			return nil, a.settle(ctx, step, err)
		}
	}
	return a.showed(i, p.Subject, parent.Channel, ts), nil
}
