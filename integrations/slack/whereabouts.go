package slack

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/slack-go/slack"

	"github.com/sitrephq/sitrep/bot/incident"
)

// errAway ends the work of a job that has nowhere to post: what it would have
// shown is shown when the channel is back.
var errAway = errors.New("nothing can be posted in the incident's channel")

// insideKinds are the kinds of jobs whose only place is the incident's own channel.
func insideKinds() []string {
	return []string{InviteJob, MarkJob, TrimJob, PinJob, PostJob, EvidenceJob, ChartJob, UploadJob, ArchiveJob, BringJob, BookmarkJob, SummonJob, SignJob}
}

// inside works a job of the incident's own channel. While nothing can be posted
// there it does nothing: whatever is missing follows when the channel is back.
// Where Slack's answer says for the first time that the channel is lost (people
// did something to it and we did not hear of it), that is kept instead of a
// failure of every single job.
func (a *Adapter) inside(work Handler) Handler {
	return func(ctx context.Context, l incident.Lease) (incident.Decision, error) {
		d, err := work(ctx, l)
		if errors.Is(err, errAway) {
			return nil, nil
		}
		answer, ok := errors.AsType[slack.SlackErrorResponse](err)
		if !ok || !channelCode(answer.Err) {
			return d, err
		}
		i, _, loading := a.load(ctx, l)
		if errors.Is(loading, errAway) {
			return nil, nil // Another job has found out meanwhile.
		}
		if loading != nil {
			return nil, loading
		}
		at, asking := a.whereabouts(ctx, i, answer.Err)
		if asking != nil {
			return nil, asking
		}
		if at.loss == "" {
			return d, err // The channel is there and we are in it: it was about something else.
		}
		a.log.WarnContext(ctx, "the channel of an incident is lost", "incident", i.Name(), "why", string(at.loss), "step", l.Kind)
		known := len(i.Absences)
		return func(i incident.Incident, now time.Time) (incident.Change, error) {
			if len(i.Absences) != known {
				return incident.Change{}, nil // We heard of it meanwhile, and perhaps of its end.
			}
			return incident.Change{Events: at.events(i, now)}, nil
		}, nil
	}
}

// channelCode reports whether a code may say that the channel is lost.
func channelCode(code string) bool {
	return slices.Contains([]string{"is_archived", "is_inactive", "not_in_channel", "channel_not_found"}, code)
}

// whereabout is how Slack says that an incident's channel is now.
type whereabout struct {
	loss    incident.Loss // Why nothing can be posted there; empty where it can.
	name    string        // Empty where it is not known.
	private bool
	known   bool // Slack said so.
}

// events are what is new of it. Who was told of a loss knows better why: an
// archived private channel looks as if there were none.
func (w whereabout) events(i incident.Incident, at time.Time) []incident.Event {
	events := i.RenameChannel(incident.Bot, w.name, at)
	if w.private {
		events = append(events, i.HideWithChannel(at)...)
	}
	if _, away := i.Away(); away {
		return events
	}
	return append(events, i.LoseChannel(incident.Bot, w.loss, at)...)
}

// whereabouts asks Slack how the incident's channel is. Where it may not say,
// the code that a call was answered with is all that is known.
func (a *Adapter) whereabouts(ctx context.Context, i incident.Incident, code string) (whereabout, error) {
	c, err := a.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: string(i.Channel)})
	if err == nil && (c == nil || c.ID == "") {
		err = errEmpty
	}
	_, told, _ := judge(err)
	switch {
	case err == nil && c.IsArchived:
		return whereabout{incident.LossArchived, c.Name, c.IsPrivate, true}, nil
	case err == nil && !c.IsMember:
		return whereabout{incident.LossRemoved, c.Name, c.IsPrivate, true}, nil
	case err == nil:
		return whereabout{"", c.Name, c.IsPrivate, true}, nil
	case told == "channel_not_found":
		return whereabout{loss: incident.LossGone, known: true}, nil
	case !is(err, refused):
		return whereabout{}, a.settle(ctx, "look for the channel", err)
	}
	a.log.WarnContext(ctx, "it is not known how the channel of an incident is", "incident", i.Name(), "error", err)
	return whereabout{loss: map[string]incident.Loss{
		"is_archived": incident.LossArchived, "is_inactive": incident.LossArchived,
		"not_in_channel": incident.LossRemoved, "channel_not_found": incident.LossGone,
	}[code]}, nil
}
