package slack

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// tellLost tells the lead of an open incident that nothing can be posted in its
// channel. Whether that is so still, and for the same reason, is asked now.
func (a *Adapter) tellLost(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	i, p, err := a.load(ctx, l)
	if lost, away := i.Away(); err != nil || !away || lost.Seq != p.Anew {
		return nil, err
	}
	return a.lost(ctx, i)
}

// lost tells the lead how to bring the channel back.
func (a *Adapter) lost(ctx context.Context, i incident.Incident) (incident.Decision, error) {
	away, _ := i.Away()
	step := fmt.Sprintf("tell the lead that the channel is lost since line %d", away.Began)
	if away.Seq != away.Began {
		step += fmt.Sprintf(", in line %d", away.Seq)
	}
	m, ok := say.ChannelLost(i, a.cfg.Now())
	to := i.Lead
	if to.IsZero() || to.IsBot() {
		to = i.Declarer
	}
	if !ok || i.Steps[step] || to.IsZero() || to.IsBot() {
		return nil, nil
	}
	// In the channel itself they would not read it.
	if _, err := a.say(ctx, to.ID, "", i.UID+"/"+step, short(m)); err != nil {
		return nil, a.settle(ctx, step, err)
	}
	return func(i incident.Incident, at time.Time) (incident.Change, error) {
		return incident.Change{Events: i.Step(step, at)}, nil
	}, nil
}

// lookFor looks whether a channel that is lost can be posted in again, as long as
// its incident is open: that somebody brought it back may have been said while
// nobody listened.
func (a *Adapter) lookFor(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	i, p, err := a.load(ctx, l)
	if lost, away := i.Away(); err != nil || !away || lost.Seq != p.Anew || !i.Open() {
		return nil, err
	}
	at, err := a.whereabouts(ctx, i, "")
	if err != nil {
		return nil, err
	}
	return func(i incident.Incident, now time.Time) (incident.Change, error) {
		lost, away := i.Away()
		if !away || lost.Seq != p.Anew {
			return incident.Change{}, nil
		}
		events := at.events(i, now)
		switch {
		case at.known && at.loss == "":
			events = append(events, i.RegainChannel(incident.Bot, now)...)
		case at.known && at.loss == incident.LossRemoved:
			events = append(events, i.Reappear(incident.Bot, now)...)
		}
		return incident.Change{Events: events, Jobs: []incident.Job{lookAgain(i, lost, now)}}, nil
	}, nil
}

// comeBack goes back into a channel that was archived and is not any more: the
// archiving put us out, and no person's will. Who takes us out of a channel
// means it: then we wait for an invitation.
func (a *Adapter) comeBack(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	i, p, err := a.load(ctx, l)
	if lost, away := i.Away(); err != nil || !away || lost.Seq != p.Anew {
		return nil, err
	}
	_, _, _, err = a.api.JoinConversationContext(ctx, string(i.Channel))
	if refused, ok := errors.AsType[*incident.RefusedError](a.settle(ctx, "come back into the channel", err)); ok {
		a.log.InfoContext(ctx, "the bot cannot come back into a channel by itself", "incident", i.Name(), "error", refused)
		return a.lost(ctx, i)
	}
	if err := a.settle(ctx, "come back into the channel", err); err != nil {
		return nil, err
	}
	return func(i incident.Incident, at time.Time) (incident.Change, error) {
		return incident.Change{Events: i.RegainChannel(incident.Bot, at)}, nil
	}, nil
}
