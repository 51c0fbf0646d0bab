package slack

import (
	"context"
	"errors"
	"time"

	"github.com/slack-go/slack"

	"github.com/sitrephq/sitrep/bot/chat"
	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/commands"
)

// captureStep names the step for people.
const captureStep = "put a marked message on the timeline"

// capture brings the timeline to what the marks on a message say: it reads the
// message and adds its line, or takes the line back. What the marks say is
// asked again when the outcome is written, so that it may run twice, late, or
// beside another mark.
func (a *Adapter) capture(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	i, p, err := a.load(ctx, l)
	if err != nil {
		return nil, err
	}
	m := i.Marking(p.Subject, p.As)
	switch {
	case m.Wanted() && m.Line == 0:
		return a.takeDown(ctx, i, m)
	case !m.Wanted() && m.Line != 0:
		return a.letGo(ctx, i, m)
	}
	return nil, nil
}

// takeDown reads a marked message. What can never be read is said once to
// whoever marked it last, and is no failure: nobody else is kept from anything.
func (a *Adapter) takeDown(ctx context.Context, i incident.Incident, m incident.Marking) (incident.Decision, error) {
	last := m.Last()
	sorry := func(why string) {
		a.log.InfoContext(ctx, "a marked message was not put on the timeline", "incident", i.Name(), "message", m.Subject, "why", why)
		a.whisper(ctx, string(last.Mark.Channel), "", last.By.ID, chat.Text("The message you marked is not on the timeline of "+i.Name()+". "+why))
	}
	c, ok, err := a.captured(ctx, m)
	if err = a.settle(ctx, captureStep, err); err != nil {
		never, final := errors.AsType[*incident.RefusedError](err)
		if final {
			sorry(never.Reason + " Until then, use note or did.")
			err = nil
		}
		return nil, err
	}
	if !ok {
		return nil, nil
	}
	if c.At.IsZero() {
		sorry("It is not there any more. Say it in your own words, with note or did.")
		return nil, nil
	}
	if _, err := i.Capture(m.As, c.Captured, a.cfg.Now()); incident.CodeOf(err) == incident.Conflict {
		sorry(err.Error())
		return nil, nil
	}
	a.warn(ctx, m, c)
	return func(i incident.Incident, at time.Time) (incident.Change, error) {
		events, err := i.Capture(m.As, c.Captured, at)
		if incident.CodeOf(err) == incident.Conflict {
			return incident.Change{}, nil // Somebody said the same meanwhile.
		}
		return incident.Change{Events: events}, err
	}, nil
}

// markedMessage is a message that was marked, and what was masked in it.
type markedMessage struct {
	incident.Captured
	masked []string
}

// warn tells whoever wrote a message with a secret in it, and whoever marked it,
// that it was masked, and that the message still shows it. Best effort, and
// once more where the job runs again.
func (a *Adapter) warn(ctx context.Context, m incident.Marking, c markedMessage) {
	if len(c.masked) == 0 {
		return
	}
	channel, by := string(m.Last().Mark.Channel), c.Message.MarkedBy.ID
	if c.Message.App || c.Author.ID != by {
		a.whisper(ctx, channel, "", by, chat.Text(commands.Masked(c.masked, "The message that you marked")))
	}
	if !c.Message.App {
		a.whisper(ctx, channel, "", c.Author.ID, chat.Text(commands.Masked(c.masked, "Your message in Slack")))
	}
}

// captured is the message that marks speak of. It has no time where the message
// is gone, and is none where nobody's mark counts: what apps mark, and what we
// wrote.
func (a *Adapter) captured(ctx context.Context, m incident.Marking) (c markedMessage, ok bool, err error) {
	by, ok, err := a.marker(ctx, m)
	if err != nil || !ok {
		return c, false, err
	}
	mark := m.Last().Mark
	w, found, err := a.fetch(ctx, mark.Channel, mark.TS)
	if err != nil {
		return c, false, err
	}
	if !found {
		return c, true, nil
	}
	user, bot, err := a.who(ctx)
	if err != nil || w.User == user || bot != "" && w.Bot == bot {
		return c, false, err
	}
	c.Message = incident.Message{Channel: mark.Channel, TS: mark.TS, MarkedBy: by, Files: w.files()}
	if c.Author, c.Message.App, err = a.author(ctx, w); err != nil {
		return c, false, err
	}
	c.At, _ = timeOf(w.TS)
	c.Text, c.masked, c.Message.Shortened = w.words(ctx, a)
	if named := a.cfg.Named; named != nil && m.As != incident.Noted {
		if check, speaksOf := named(c.Text); speaksOf {
			c.Check = check
		}
	}
	c.Message.Link, err = a.api.GetPermalinkContext(ctx, &slack.PermalinkParameters{Channel: string(mark.Channel), Ts: mark.TS})
	if is(err, refused) || is(err, gone) {
		err = nil // The line says enough without it.
	}
	return c, true, err
}

// marker is the first person whose mark counts. An app that reacts or pins puts
// nothing on the timeline.
func (a *Adapter) marker(ctx context.Context, m incident.Marking) (incident.Actor, bool, error) {
	for _, g := range m.Counting() {
		p, err := a.known(ctx, g.By.ID)
		if err != nil {
			return incident.Actor{}, false, err
		}
		if !p.bot {
			return incident.Actor{ID: g.By.ID, Name: p.name}, true, nil
		}
	}
	return incident.Actor{}, false, nil
}

// author is who wrote a message, and whether that is an app.
func (a *Adapter) author(ctx context.Context, w written) (incident.Actor, bool, error) {
	by, app := incident.Actor{ID: w.User, Name: w.Username}, w.Bot != "" || w.Subtype == "bot_message"
	if by.Name == "" {
		by.Name = w.Profile.Name
	}
	if by.ID == "" {
		by.ID = w.Bot
		return by, true, nil
	}
	p, err := a.known(ctx, by.ID)
	if p.name != "" && by.Name == "" {
		by.Name = p.name
	}
	return by, app || p.bot, err
}

// known is what Slack says of a person, and nothing where it will never say
// anything: a line without a name is better than none.
func (a *Adapter) known(ctx context.Context, id string) (person, error) {
	p, err := a.person(ctx, id)
	if is(err, refused) {
		return person{}, nil
	}
	return p, err
}

// letGo takes back the line of a message whose last mark was taken away.
func (a *Adapter) letGo(ctx context.Context, i incident.Incident, m incident.Marking) (incident.Decision, error) {
	events, err := a.cfg.Incidents.Store.Events(ctx, i.ID)
	if err != nil {
		return nil, err
	}
	by := m.Last().By
	if by.Name == "" {
		p, err := a.known(ctx, by.ID)
		if err != nil {
			return nil, a.settle(ctx, captureStep, err)
		}
		by.Name = p.name
	}
	for _, line := range events {
		if line.Seq == m.Line {
			return func(i incident.Incident, at time.Time) (incident.Change, error) {
				events, err := i.Release(by, line, at)
				return incident.Change{Events: events}, err
			}, nil
		}
	}
	return nil, nil
}
