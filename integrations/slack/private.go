package slack

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/sitrephq/sitrep/bot/incident"
)

// hiddenScopes are what a private channel needs: the one opens it, the other
// finds it again and hears who is in it.
func hiddenScopes() []string { return []string{"groups:write", "groups:read"} }

// CanHide refuses where a private channel cannot be opened and kept, before
// anything is stored or shown: a private incident never falls back to a public
// channel. It asks once more where a scope was missing, because an admin may
// just have added it.
func (a *Adapter) CanHide(ctx context.Context) error {
	a.self.mu.Lock()
	defer a.self.mu.Unlock()
	if len(lacking(a.self.scopes)) == 0 && a.self.user != "" {
		return nil
	}
	if _, err := a.authenticate(ctx); err != nil {
		a.log.WarnContext(ctx, "it is not known whether private channels can be opened", "error", err)
		return incident.Errorf(incident.Unavailable, "I could not ask Slack whether I may open a private channel, so nothing was opened, stored or announced. Try it again.")
	}
	missing := lacking(a.self.scopes)
	if len(missing) == 0 {
		return nil
	}
	return incident.Errorf(incident.Conflict,
		"I may not open private channels here, so nothing was opened, stored or announced. My Slack app lacks %s: have an admin add what sitrep manifest prints and install the app again. Until then, talk about it where it is safe.",
		strings.Join(missing, " and "))
}

// lacking are the scopes for private channels that were not granted. Where Slack
// does not say what was granted, the calls will.
func lacking(granted []string) []string {
	if len(granted) == 0 {
		return nil
	}
	return slices.DeleteFunc(hiddenScopes(), func(s string) bool { return slices.Contains(granted, s) })
}

// outsideOf reports whether a message of ours stands where people outside the
// incident's channel read it.
func outsideOf(i incident.Incident, p incident.Post) bool {
	return p.TS != "" && p.Channel != i.Channel
}

// leftover takes away an announcement that may have been posted before the
// incident was made private, and whose answer was lost.
func (a *Adapter) leftover(ctx context.Context, i incident.Incident) (at incident.Post, err error) {
	if a.cfg.Announce == "" {
		return at, nil
	}
	m, _ := a.subject(i, incident.AnnouncementSubject)
	channel, err := a.outside.find(ctx, a.api, a.cfg.Announce)
	if err != nil {
		return at, a.unannounced(ctx, a.cfg.Announce, err)
	}
	err = a.entering(ctx, channel, func() (err error) {
		at.TS, err = a.find(ctx, channel, payload{Subject: incident.AnnouncementSubject}.key(i))
		return err
	})
	if err == nil && at.TS != "" {
		at.Channel = channel
		_, err = a.redraw(ctx, at, short(m))
	}
	return at, a.unannounced(ctx, a.cfg.Announce, err)
}

// Closed reports whether a channel is private, as Slack has it now. A channel
// that we may not look at any more is not known to be.
func (a *Adapter) Closed(ctx context.Context, ch incident.ChannelID) (bool, error) {
	c, err := a.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: string(ch)})
	if err == nil && (c == nil || c.ID == "") {
		err = errEmpty
	}
	if err != nil {
		return false, a.settle(ctx, closeStep, err)
	}
	return c.IsPrivate, nil
}

// closeStep names the step for people.
const closeStep = "see whether the channel is private"

// How often an incident's channel is looked at until a person has made it
// private, and for how long, in story time. Whoever asks has it looked at anew.
const (
	closeEvery = time.Minute
	closeFor   = 24 * time.Hour
)

// lookClosed looks whether a person has made the channel of a private incident
// private, and who is in it. It comes again until it is.
func (a *Adapter) lookClosed(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	i, p, err := a.load(ctx, l)
	if err != nil || i.Channel == "" || !i.Private {
		return nil, err
	}
	closed := i.ChannelPrivate
	if !closed {
		if closed, err = a.Closed(ctx, i.Channel); err != nil {
			return nil, err
		}
	}
	there, err := a.peopleIn(ctx, i.Channel)
	if i.ChannelPrivate && is(err, refused) {
		return nil, nil // Who is in it we hear as they come and go, and they speak for themselves.
	}
	if err != nil {
		return nil, a.settle(ctx, closeStep, err)
	}
	return func(i incident.Incident, at time.Time) (incident.Change, error) {
		c := incident.Change{Events: i.Gather(there, at)}
		if closed {
			c.Events = append(c.Events, i.CloseChannel(at)...)
		}
		if p.Until.IsZero() {
			p.Until = at.Add(closeFor)
		}
		if next := at.Add(closeEvery); !closed && i.Exposed() && next.Before(p.Until) {
			c.Jobs = []incident.Job{closeJob(i, fmt.Sprint("at ", next.UnixMilli()), p, next)}
		}
		return c, nil
	}, nil
}

// closeJob is one look at the channel, due then.
func closeJob(i incident.Incident, step string, p payload, due time.Time) incident.Job {
	return incident.Job{
		Key: fmt.Sprintf("%d/closed/%s", i.ID, step), Kind: ClosedJob, Lane: fmt.Sprintf("%d/%s", i.ID, closeLane),
		Incident: i.ID, Payload: p.encode(), Due: due,
	}
}

// peopleIn are the people in a channel, ourselves left out.
func (a *Adapter) peopleIn(ctx context.Context, ch incident.ChannelID) ([]string, error) {
	self, _, err := a.who(ctx)
	if err != nil {
		return nil, err
	}
	var all []string
	for cursor, page := "", 0; page < mostPages; page++ {
		some, next, err := a.api.GetUsersInConversationContext(ctx, &slack.GetUsersInConversationParameters{ChannelID: string(ch), Cursor: cursor, Limit: 200})
		if err != nil {
			return nil, err
		}
		for _, id := range some {
			if id != self {
				all = append(all, id)
			}
		}
		if cursor = next; cursor == "" {
			break
		}
	}
	return all, nil
}
