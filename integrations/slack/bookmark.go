package slack

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/slack-go/slack"

	"github.com/sitrephq/sitrep/bot/incident"
)

// bookmarks are the links above an incident's channel, by the subject whose
// message they lead to. More than three are read by nobody.
func bookmarks() map[string]string {
	return map[string]string{
		incident.BoardSubject:        "Where it stands",
		incident.AnnouncementSubject: "Words to others",
		incident.ResolvedSubject:     "Resolution and draft",
	}
}

// bookmarked asks for the bookmark of a message that is new. Its first place is
// kept: a second message about the subject stands near the first.
func bookmarked(was, i incident.Incident, e incident.Event) []incident.Job {
	title, ok := bookmarks()[e.Subject]
	if !ok || i.Channel == "" || i.Steps[bookmarkStep(title)] || was.Posts[e.Subject].TS == i.Posts[e.Subject].TS {
		return nil
	}
	return []incident.Job{job(i, e, BookmarkJob, trimLane, "bookmark:"+e.Subject, "bookmark:"+e.Subject, payload{Subject: e.Subject})}
}

// unbookmarked asks for the bookmarks of messages that were there before the
// channel was.
func unbookmarked(i incident.Incident, e incident.Event) []incident.Job {
	var jobs []incident.Job
	for _, subject := range slices.Sorted(maps.Keys(bookmarks())) {
		e.Subject = subject
		jobs = append(jobs, bookmarked(incident.Incident{}, i, e)...)
	}
	return jobs
}

func bookmarkStep(title string) string { return "bookmark: " + title }

// bookmark sets a link above the channel. Slack does not say whether there is
// one already without a scope of its own: without that, one that was set just
// before we were killed is set twice. Nobody in an incident can do anything
// about a link that is refused, so that is not said there; doctor says it.
func (a *Adapter) bookmark(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	i, p, err := a.load(ctx, l)
	at, posted := i.Posts[p.Subject]
	title := bookmarks()[p.Subject]
	step := bookmarkStep(title)
	if err != nil || !posted || title == "" || i.Channel == "" || i.Steps[step] {
		return nil, err
	}
	there := false
	if begun(i, l, step) {
		there, err = a.hasBookmark(ctx, i, title)
	}
	if err == nil && !there {
		err = a.addBookmark(ctx, i, title, at)
	}
	_, code, _ := judge(err)
	if is(err, refused) && !channelCode(code) {
		a.log.WarnContext(ctx, "a bookmark was refused", "incident", i.Name(), "bookmark", title, "error", err)
		return nil, nil
	}
	if err := a.settle(ctx, step, err); err != nil {
		return nil, err
	}
	return func(i incident.Incident, at time.Time) (incident.Change, error) {
		return incident.Change{Events: i.Step(step, at)}, nil
	}, nil
}

func (a *Adapter) addBookmark(ctx context.Context, i incident.Incident, title string, at incident.Post) error {
	address, err := a.api.GetPermalinkContext(ctx, &slack.PermalinkParameters{Channel: string(at.Channel), Ts: at.TS})
	if err != nil {
		return err
	}
	set, err := a.api.AddBookmarkContext(ctx, string(i.Channel), linkAbove(asLine(title, nameLimit), address))
	if err == nil && set.ID == "" {
		err = errEmpty
	}
	return err
}

// hasBookmark reports whether the link was set already, and that it was not
// where we may not look.
func (a *Adapter) hasBookmark(ctx context.Context, i incident.Incident, title string) (bool, error) {
	all, err := a.api.ListBookmarksContext(ctx, string(i.Channel))
	if _, code, _ := judge(err); is(err, refused) && !channelCode(code) {
		return false, nil
	}
	for _, b := range all {
		if b.Title == title {
			return true, nil
		}
	}
	return false, err
}
