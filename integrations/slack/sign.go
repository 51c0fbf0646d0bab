package slack

import (
	"context"
	"slices"

	"github.com/slack-go/slack"

	"github.com/sitrephq/sitrep/bot/incident"
)

// signEmoji is put on a message that is on the timeline, so that whoever marked
// it sees that it was kept without reading the timeline. It is none of Marks.
const signEmoji = "memo"

// signs asks for the sign of a message that came onto the timeline or left it.
func signs(was, i incident.Incident, e incident.Event) []incident.Job {
	subject := e.Subject
	switch {
	case e.Data.Message != nil:
	case e.Kind == incident.Retracted:
		n := slices.IndexFunc(was.Markings, func(m incident.Marking) bool { return m.Line != 0 && m.Line == e.Data.Action })
		if n < 0 {
			return nil
		}
		subject = was.Markings[n].Subject
	default:
		return nil
	}
	if _, _, ok := incident.SubjectMessage(subject); !ok {
		return nil
	}
	return []incident.Job{job(i, e, SignJob, marksLane, "sign:"+subject, "sign:"+subject, payload{Subject: subject})}
}

// sign puts the sign on a message, or takes it away, by what the timeline says
// now. To do it again changes nothing. It is a courtesy: where it is refused, the
// line is on the timeline all the same.
func (a *Adapter) sign(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	i, p, err := a.load(ctx, l)
	channel, ts, ok := incident.SubjectMessage(p.Subject)
	if err != nil || !ok || !a.mayReact(ctx) {
		return nil, err
	}
	item, set := slack.NewRefToMessage(string(channel), ts), a.api.RemoveReactionContext
	if slices.ContainsFunc(i.Markings, func(m incident.Marking) bool { return m.Subject == p.Subject && m.Line != 0 }) {
		set = a.api.AddReactionContext
	}
	err = set(ctx, signEmoji, item)
	if _, code, _ := judge(err); (is(err, refused) || is(err, gone)) && !channelCode(code) {
		a.log.InfoContext(ctx, "a marked message bears no sign", "incident", i.Name(), "message", p.Subject, "code", code)
		return nil, nil
	}
	return nil, a.settle(ctx, "show that a message was kept", err)
}

// mayReact reports whether the scope for it was granted, and that it was where
// Slack does not say.
func (a *Adapter) mayReact(ctx context.Context) bool {
	if _, _, err := a.who(ctx); err != nil {
		return false
	}
	a.self.mu.Lock()
	defer a.self.mu.Unlock()
	return len(a.self.scopes) == 0 || slices.Contains(a.self.scopes, "reactions:write")
}
