package slack

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/sitrephq/sitrep/bot/incident"
)

// draftSubject is the draft in the channel, on the incident's record: which file
// is the newest, and how much of the timeline it shows.
const draftSubject = "draft"

// upload puts the postmortem's draft into the channel: when the incident is
// resolved, and again with what people said since.
func (a *Adapter) upload(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	i, p, err := a.load(ctx, l)
	if err != nil || a.cfg.Draft == nil || i.Channel == "" || i.ResolvedAt.IsZero() {
		return nil, err
	}
	prior, replaces := i.Posts[draftSubject]
	if replaces && prior.Seen >= p.Anew {
		return nil, nil // An upload that came before has it.
	}
	name, body, err := a.cfg.Draft(ctx, i)
	if err != nil || len(body) == 0 {
		return nil, err
	}
	const step = "upload the draft"
	file, seen := "", int64(0)
	if begun(i, l, step) {
		if file, seen, err = a.newestDraft(ctx, i, name); err != nil {
			return nil, a.settle(ctx, step, err)
		}
	}
	enough, err := a.enough(ctx, i, seen)
	if err != nil {
		return nil, err
	}
	if !enough {
		seen = i.Seq
		title := name + versionMark + strconv.FormatInt(seen, 10)
		if file, err = a.share(ctx, shared{channel: i.Channel, name: name, title: asLine(title, altLimit), says: inertLine(says(i, replaces || file != ""), textLimit), body: body}); err != nil {
			return nil, a.settle(ctx, step, err)
		}
	}
	return func(now incident.Incident, at time.Time) (incident.Change, error) {
		return incident.Change{Events: append(now.Step(uploadStep(i), at), now.Post(draftSubject, i.Channel, file, seen, at)...)}, nil
	}, nil
}

// versionMark stands between a draft's name and its version: the last line of
// the timeline that it shows.
const versionMark = " · version "

// newestDraft is the newest file of that name that we shared in the channel, and
// its version. The name alone is not enough: each draft of the incident has it.
func (a *Adapter) newestDraft(ctx context.Context, i incident.Incident, name string) (file string, version int64, err error) {
	err = a.search(ctx, i.Channel, func(m slack.Message) bool {
		for _, f := range m.Files {
			number, ok := strings.CutPrefix(f.Title, name+versionMark)
			if n, err := strconv.ParseInt(number, 10, 64); ok && err == nil && n > version {
				file, version = f.ID, n
			}
		}
		return file != ""
	})
	return file, version, err
}

// enough reports whether a draft that was found shows all that people said, of
// this end and not of one before a reopening. The line that the job is about
// does not tell: what is said while an upload's fate is not known waits for the
// same job.
func (a *Adapter) enough(ctx context.Context, i incident.Incident, seen int64) (bool, error) {
	if seen == 0 {
		return false, nil
	}
	events, err := a.cfg.Incidents.Store.Events(ctx, i.ID)
	if err != nil {
		return false, err
	}
	return !slices.ContainsFunc(events, func(e incident.Event) bool { return e.Seq > seen && adds(e) }), nil
}

// says is the line above a draft.
func says(i incident.Incident, replaces bool) string {
	if replaces {
		return fmt.Sprintf("The draft of the postmortem of %s with what was said since: it replaces the earlier one.", i.Name())
	}
	return fmt.Sprintf("The draft of the postmortem of %s. What only people can fill in is marked.", i.Name())
}

// shared is a file for everyone in a channel.
type shared struct {
	channel incident.ChannelID
	thread  string // The message under which it goes; empty is the channel itself.
	name    string
	title   shown
	says    safe  // The line above it; may be empty.
	alt     shown // The picture in words, for who does not see it.
	body    []byte
}

// share is an upload in Slack's three steps, and returns the file's id. Only the
// last one shows anything to anyone, so a repeat from the start leaves nothing
// doubled but an orphan that Slack drops.
func (a *Adapter) share(ctx context.Context, f shared) (file string, err error) {
	to, err := a.api.GetUploadURLExternalContext(ctx, f.place())
	if err == nil && (to.UploadURL == "" || to.FileID == "") {
		err = errEmpty
	}
	if err != nil {
		return "", fmt.Errorf("ask where to put %s: %w", f.name, err)
	}
	err = a.api.UploadToURL(ctx, slack.UploadToURLParameters{UploadURL: to.UploadURL, Reader: bytes.NewReader(f.body), Filename: f.name})
	if err != nil {
		return "", fmt.Errorf("send %s: %w", f.name, bare(err))
	}
	done, err := a.api.CompleteUploadExternalContext(ctx, f.complete(to.FileID))
	if err == nil && len(done.Files) == 0 {
		err = errEmpty
	}
	if err != nil {
		return "", fmt.Errorf("share %s: %w", f.name, err)
	}
	return to.FileID, nil
}
