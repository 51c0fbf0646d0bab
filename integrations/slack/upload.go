package slack

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/slack-go/slack"

	"github.com/sitrephq/sitrep/bot/incident"
)

// upload puts the postmortem's draft into the channel, once per resolution.
func (a *Adapter) upload(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	i, _, err := a.load(ctx, l)
	if err != nil || a.cfg.Draft == nil || i.Channel == "" || i.Steps[uploadStep(i)] {
		return nil, err
	}
	name, body, err := a.cfg.Draft(ctx, i)
	if err != nil || len(body) == 0 {
		return nil, err
	}
	const step = "upload the draft"
	found := ""
	if begun(i, l, step) {
		if found, err = a.findFile(ctx, i, name, i.ResolvedAt); err != nil {
			return nil, a.settle(ctx, step, err)
		}
	}
	if found == "" {
		if err := a.settle(ctx, step, a.share(ctx, i, name, body)); err != nil {
			return nil, err
		}
	}
	return func(now incident.Incident, at time.Time) (incident.Change, error) {
		return incident.Change{Events: now.Step(uploadStep(i), at)}, nil
	}, nil
}

// share is an upload in Slack's three steps. Only the last one shows anything
// to anyone, so a repeat from the start leaves nothing doubled but an orphan
// that Slack drops.
func (a *Adapter) share(ctx context.Context, i incident.Incident, name string, body []byte) error {
	to, err := a.api.GetUploadURLExternalContext(ctx, slack.GetUploadURLExternalParameters{FileName: name, FileSize: len(body)})
	if err == nil && (to.UploadURL == "" || to.FileID == "") {
		err = errEmpty
	}
	if err != nil {
		return fmt.Errorf("ask where to put %s: %w", name, err)
	}
	err = a.api.UploadToURL(ctx, slack.UploadToURLParameters{UploadURL: to.UploadURL, Reader: bytes.NewReader(body), Filename: name})
	if err != nil {
		return fmt.Errorf("send %s: %w", name, bare(err))
	}
	shared, err := a.api.CompleteUploadExternalContext(ctx, slack.CompleteUploadExternalParameters{
		Files:          []slack.FileSummary{{ID: to.FileID, Title: name}},
		Channel:        string(i.Channel),
		InitialComment: escape(fmt.Sprintf("The draft of the postmortem of %s. What only people can fill in is marked.", i.Name())),
	})
	if err == nil && len(shared.Files) == 0 {
		err = errEmpty
	}
	if err != nil {
		return fmt.Errorf("share %s: %w", name, err)
	}
	return nil
}
