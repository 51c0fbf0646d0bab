package slack

import (
	"context"
	"fmt"
	"time"

	"github.com/slack-go/slack"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// callLead tells the lead alone of the bot's question about a theory, with the
// way to its thread: nobody else can decide it. Whether it still is a question
// is decided now.
func (a *Adapter) callLead(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	i, p, err := a.load(ctx, l)
	seq, _ := incident.SubjectSeq(p.Subject)
	at, posted := i.Posts[p.Subject]
	step := fmt.Sprintf("tell the lead of the question in line %d", seq)
	if err != nil || !posted || i.Steps[step] || i.Lead.IsZero() || i.Lead.IsBot() {
		return nil, err
	}
	m, ok := say.Nudge(i, seq, a.Permalink(ctx, at))
	if !ok {
		return nil, nil
	}
	if err := a.aside(ctx, i, i.Lead, i.UID+"/"+step, m); err != nil {
		return nil, a.settle(ctx, step, err)
	}
	return func(i incident.Incident, at time.Time) (incident.Change, error) {
		return incident.Change{Events: i.Step(step, at)}, nil
	}, nil
}

// Permalink is where a message is to be read; empty where Slack does not say. Then
// the words lead to the channel.
func (a *Adapter) Permalink(ctx context.Context, p incident.Post) string {
	at, err := a.api.GetPermalinkContext(ctx, &slack.PermalinkParameters{Channel: string(p.Channel), Ts: p.TS})
	if err != nil {
		a.log.InfoContext(ctx, "the address of a message is not known", "ts", p.TS, "error", err)
		return ""
	}
	return at
}
