package slack

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// announcedTo is the channel in which an incident is announced, as it is
// configured; empty where it is announced nowhere, as a private one is.
func (a *Adapter) announcedTo(i incident.Incident) string {
	if i.Private {
		return ""
	}
	return a.cfg.Announce
}

// announce keeps the announcement up to date, and what belongs into its thread:
// the words for people outside, and what became of the incident. Where it is
// announced nowhere, or cannot be, the words go to the incident's own channel,
// so that they are said somewhere.
func (a *Adapter) announce(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	i, p, err := a.load(ctx, l)
	if err != nil {
		return nil, err
	}
	announced, err := a.announcement(ctx, i, l)
	var said incident.Post
	if err == nil && p.Subject != incident.AnnouncementSubject {
		said, err = a.passOn(ctx, i, p, announced, l)
	}
	refused, given := errors.AsType[*incident.RefusedError](err)
	if given && p.Subject != incident.AnnouncementSubject {
		announced = incident.Post{}
		said, err = a.passOn(ctx, i, p, announced, l)
	}
	if err != nil {
		return nil, err
	}
	return func(i incident.Incident, at time.Time) (incident.Change, error) {
		var events []incident.Event
		if announced.TS != "" {
			events = i.Post(incident.AnnouncementSubject, announced.Channel, announced.TS, 0, at)
			if _, before := i.GaveUp[incident.AnnounceStep]; before {
				events = append(events, i.Step(incident.AnnounceStep, at)...)
			}
		}
		if given {
			events = append(events, i.GiveUp(refused.Step, refused.Reason, at)...)
		}
		if said.TS != "" {
			events = append(events, i.Post(p.Subject, said.Channel, said.TS, 0, at)...)
		}
		return incident.Change{Events: events}, nil
	}, nil
}

// announcement posts the announcement or brings it up to date. It is none, and
// no error, where nothing is announced.
func (a *Adapter) announcement(ctx context.Context, i incident.Incident, l incident.Lease) (at incident.Post, err error) {
	where := a.announcedTo(i)
	prior, posted := i.Posts[incident.AnnouncementSubject]
	if i.Private && !posted && begun(i, l, incident.AnnounceStep) {
		return a.leftover(ctx, i)
	}
	if !posted && (where == "" || !i.Counted()) {
		return at, nil // People outside need not hear of what is none.
	}
	m, ok := a.subject(i, incident.AnnouncementSubject)
	if !ok {
		return at, nil
	}
	look, p := short(m), payload{Subject: incident.AnnouncementSubject}
	if posted {
		err := a.entering(ctx, prior.Channel, func() error {
			_, err := a.redraw(ctx, prior, look)
			return err
		})
		if !is(err, gone) {
			return prior, a.unannounced(ctx, where, err)
		}
		if where == "" {
			return at, nil
		}
		// Somebody deleted it: those who follow it still wait for word.
	}
	channel, err := a.outside.find(ctx, a.api, where)
	if err != nil {
		return at, a.unannounced(ctx, where, err)
	}
	at.Channel = channel
	if begun(i, l, incident.AnnounceStep) {
		err = a.entering(ctx, channel, func() (err error) {
			at.TS, err = a.find(ctx, channel, p.key(i))
			return err
		})
		if err != nil {
			return at, a.unannounced(ctx, where, err)
		}
		if posted && at.TS == prior.TS {
			at.TS = "" // The one that is gone.
		}
	}
	if at.TS != "" {
		_, err = a.redraw(ctx, at, look)
		return at, a.unannounced(ctx, where, err)
	}
	err = a.entering(ctx, channel, func() (err error) {
		at.TS, err = a.say(ctx, string(channel), "", p.key(i), look)
		return err
	})
	return at, a.unannounced(ctx, where, err)
}

// passOn posts a message into the announcement's thread, or edits the one that
// is there. Without an announcement only what a person said is worth a message
// in the incident's own channel: what became of it is known there.
func (a *Adapter) passOn(ctx context.Context, i incident.Incident, p payload, announced incident.Post, l incident.Lease) (at incident.Post, err error) {
	m, ok := a.subject(i, p.Subject)
	if !ok {
		return at, nil
	}
	if i.Private {
		announced = incident.Post{} // Its thread is read outside.
	}
	look := short(m)
	settle := func(err error) error { return a.settle(ctx, "pass on the word to others", err) }
	if announced.TS != "" {
		settle = func(err error) error { return a.unannounced(ctx, a.announcedTo(i), err) }
	}
	prior, posted := i.Posts[p.Subject]
	if posted {
		if _, err := a.redraw(ctx, prior, look); !is(err, gone) {
			return prior, settle(err)
		}
	}
	at = incident.Post{Channel: announced.Channel}
	if kind, _ := incident.SplitSubject(p.Subject); announced.TS == "" {
		_, away := i.Away() // It is said when we are back.
		if at.Channel = i.Channel; at.Channel == "" || kind != "update" || away {
			return incident.Post{}, nil
		}
	}
	if begun(i, l, incident.AnnounceStep) {
		if at.TS, err = a.replied(ctx, at.Channel, announced.TS, p.key(i)); err != nil {
			return at, settle(err)
		}
		if posted && at.TS == prior.TS {
			at.TS = ""
		}
	}
	if at.TS == "" {
		at.TS, err = a.say(ctx, string(at.Channel), announced.TS, p.key(i), look)
	}
	return at, settle(err)
}

// replied is our message with that key in a thread, or in the channel itself
// where there is no thread.
func (a *Adapter) replied(ctx context.Context, ch incident.ChannelID, thread, key string) (string, error) {
	if thread == "" {
		return a.find(ctx, ch, key)
	}
	all, err := a.replies(ctx, ch, thread)
	return all[key], err
}

// unannounced turns an error into what is done about it. The board says how it
// can be mended; the next word tries again.
func (a *Adapter) unannounced(ctx context.Context, where string, err error) error {
	if err == nil {
		return nil
	}
	_, code, _ := judge(err)
	err = a.settle(ctx, incident.AnnounceStep, err)
	refused, ok := errors.AsType[*incident.RefusedError](err)
	if !ok {
		return err
	}
	name := channelWords(where)
	switch code {
	case "channel_not_found", "method_not_supported_for_channel_type":
		refused.Reason = fmt.Sprintf("I can see no channel %s. A private one has to be named by its id, with me in it; else name another under slack, announce in my configuration. The next word to others tries again.", name)
	case "not_in_channel":
		refused.Reason = fmt.Sprintf("I am not in %s and may not join it. Invite me to it. The next word to others tries again.", name)
	case "is_archived", "is_inactive":
		refused.Reason = fmt.Sprintf("I cannot post in %s: it is archived. Unarchive it, or name another channel under slack, announce in my configuration. The next word to others tries again.", name)
	}
	return refused
}
