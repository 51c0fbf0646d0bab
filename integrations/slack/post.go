package slack

import (
	"context"
	"time"

	"github.com/slack-go/slack"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// whereTheRest is where what did not fit into a message is to be had.
const whereTheRest = "type timeline"

// eventType marks our messages' metadata.
const eventType = "sitrep"

// post draws a subject as it is now, and posts it or edits the message that
// shows it.
func (a *Adapter) post(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	i, p, err := a.load(ctx, l)
	if err != nil || i.Channel == "" {
		return nil, err
	}
	if !loud(i, p.Subject) {
		return nil, nil
	}
	m, ok := a.subject(i, p.Subject)
	if !ok {
		if p.Subject == incident.AnswersSubject {
			a.leadIn(ctx, i)
		}
		return nil, nil
	}
	looks, name := []drawn{short(m)}, stepOf(p.Subject)
	if p.Subject != incident.BoardSubject {
		looks = inParts(m, whereTheRest)
	}
	again := begun(i, l, name)
	at, sent, err := a.show(ctx, i, p, looks[0], again)
	if err != nil {
		return nil, a.settle(ctx, name, err)
	}
	more, err := a.continued(ctx, i, at, at.TS, p.key(i), looks[1:], again)
	if err != nil {
		return nil, a.settle(ctx, name, err)
	}
	if p.Subject == incident.AnswersSubject || i.Service == "" {
		a.leadIn(ctx, i) // Without a service there are no answers to wait for.
	}
	if !sent && len(more) == 0 && !again {
		return nil, nil
	}
	return a.showed(i, p.Subject, at, more), nil
}

// show posts the message of a subject or edits the one that shows it. It reports
// whether Slack was asked for anything.
func (a *Adapter) show(ctx context.Context, i incident.Incident, p payload, look drawn, again bool) (at incident.Post, sent bool, err error) {
	prior, posted := i.Posts[p.Subject]
	posted = posted && p.Anew == 0
	if posted {
		sent, err = a.redraw(ctx, prior, look)
		if !is(err, gone) {
			return prior, sent, err
		}
		// Somebody deleted it: what it says is still to be said.
	}
	at.Channel = i.Channel
	thread := ""
	if p.Parent != "" {
		// Where the parent could not be posted, it stands in the channel.
		thread = i.Posts[p.Parent].TS
	}
	if again {
		if at.TS, err = a.findIn(ctx, i.Channel, thread, p.key(i)); err != nil {
			return at, false, err
		}
		if posted && at.TS == prior.TS {
			at.TS = "" // The one that cannot be edited.
		}
	}
	if at.TS != "" {
		_, err = a.redraw(ctx, at, look)
		return at, true, err
	}
	at.TS, err = a.say(ctx, string(i.Channel), thread, p.key(i), look)
	return at, true, err
}

// redraw edits a message, unless it shows this already.
func (a *Adapter) redraw(ctx context.Context, at incident.Post, look drawn) (sent bool, err error) {
	if a.drawings.same(string(at.Channel), at.TS, look) {
		return false, nil
	}
	return true, a.edit(ctx, at, look)
}

// subject is the message about a subject. A message about what was taken back
// says so: left as it was, it would say what nobody says any more.
func (a *Adapter) subject(i incident.Incident, subject string) (chat.Message, bool) {
	if m, ok := say.Subject(i, subject, a.cfg.Now()); ok {
		if subject == incident.AnswersSubject && a.cfg.Fits != nil {
			m = say.Fitting(m, i, a.cfg.Fits(i))
		}
		return m, true
	}
	if _, posted := i.Posts[subject]; !posted || !takenBack(i, subject) {
		return chat.Message{}, false
	}
	return chat.Message{
		Text:  "Taken back.",
		Parts: []chat.Part{chat.Small(chat.T("Taken back. The timeline keeps what was said and that it was taken back."))},
	}, true
}

// takenBack reports whether what a subject is about was taken back: its own
// line, or the theory that it asks about or calls the cause.
func takenBack(i incident.Incident, subject string) bool {
	seq, ok := incident.SubjectSeq(subject)
	kind, _ := incident.SplitSubject(subject)
	if _, known := i.TheoryOf(seq); ok && !known && (kind == "nudge" || kind == "cause") {
		return true
	}
	return ok && i.Retracted[seq]
}

// showed records that the message shows the incident as it was drawn, and which
// parts go on in its thread.
func (a *Adapter) showed(drawn incident.Incident, subject string, first incident.Post, more []part) incident.Decision {
	seen := shows(drawn, subject)
	return func(i incident.Incident, at time.Time) (incident.Change, error) {
		events := i.Post(subject, first.Channel, first.TS, seen, at)
		for _, p := range more {
			events = append(events, i.Post(p.subject, p.at.Channel, p.at.TS, seen, at)...)
		}
		return incident.Change{Events: events}, nil
	}
}

// shows is the last line of the timeline that a subject's message shows. The
// board shows all of it; a message about an action shows no failing check.
func shows(i incident.Incident, subject string) int64 {
	kind, name := incident.SplitSubject(subject)
	switch kind {
	case "action", "effect", "severity", "metric", "theory", "cause", "nudge", "shared", "return", "over", "reopened", "handover":
		seq, _ := incident.SubjectSeq(subject)
		return seq
	case incident.SourceSubject, incident.BackSubject, incident.PrivateSubject, "contradiction", "chart":
		return 0 // It tells of no failure first.
	case "check", "evidence":
		c, _ := i.Check(name)
		return c.Seq
	case incident.AnswersSubject:
		last := int64(0)
		for _, c := range i.Checks {
			if c.Base {
				last = max(last, c.Seq)
			}
		}
		return last
	}
	return i.Seq
}

// stepOf names the posting of a subject for people, as in "I could not …".
func stepOf(subject string) string {
	kind, name := incident.SplitSubject(subject)
	switch kind {
	case incident.BoardSubject:
		return "keep the board up to date"
	case incident.AnswersSubject:
		return "post the first answers"
	case incident.ResolvedSubject:
		return "post the resolution"
	case incident.PrivateSubject:
		return "say that the incident is private"
	case incident.SourceSubject:
		return "say that the metrics source is silent"
	case incident.BackSubject:
		return "say that the metrics source is back"
	case "check":
		return "post the answer of " + name
	case "contradiction":
		return "post the contradiction about " + name
	case "action":
		return "post action " + name
	case "effect":
		return "post what action " + name + " moved"
	case "severity":
		return "post the severity"
	case "shared":
		return "share the board"
	case "theory":
		return "post the theory of line " + name
	case "cause":
		return "post the cause of line " + name
	case "nudge":
		return "ask about the theory of line " + name
	case "metric":
		return "post what was measured for line " + name
	case "return":
		return "say that I am back"
	case "handover":
		return "post the offer of the lead"
	case "over":
		return "post how it ended"
	case "reopened":
		return "post that it is open again"
	}
	return "post " + subject
}

// say posts a message, into a thread if one is named.
func (a *Adapter) say(ctx context.Context, channel, thread, key string, look drawn) (string, error) {
	options := append(a.posting(look),
		slack.MsgOptionMetadata(slack.SlackMetadata{EventType: eventType, EventPayload: map[string]any{"key": key}}),
	)
	if thread != "" {
		options = append(options, slack.MsgOptionTS(thread))
	}
	_, ts, err := a.api.PostMessageContext(ctx, channel, options...)
	if is(err, unfit) {
		a.log.ErrorContext(ctx, "slack refused a drawing, its words are posted without it", "key", key, "error", err)
		_, ts, err = a.api.PostMessageContext(ctx, channel, append(options, slack.MsgOptionBlocks())...)
	}
	if err == nil && ts == "" {
		err = errEmpty
	}
	if err != nil {
		return "", err
	}
	a.barred.Store(false)
	a.drawings.keep(channel, ts, look)
	return ts, nil
}

func (a *Adapter) edit(ctx context.Context, p incident.Post, look drawn) error {
	_, ts, _, err := a.api.UpdateMessageContext(ctx, string(p.Channel), p.TS, a.look(look)...)
	if is(err, unfit) {
		a.log.ErrorContext(ctx, "slack refused a drawing, its words are shown without it", "ts", p.TS, "error", err)
		_, ts, _, err = a.api.UpdateMessageContext(ctx, string(p.Channel), p.TS, append(a.look(look), slack.MsgOptionBlocks())...)
	}
	if err == nil && ts == "" {
		err = errEmpty
	}
	if err == nil {
		a.drawings.keep(string(p.Channel), p.TS, look)
	}
	return err
}
