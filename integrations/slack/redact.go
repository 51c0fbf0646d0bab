package slack

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/sitrephq/sitrep/bot/incident"
)

// tells reports whether messages about a kind of subject can hold what people
// said. The board is edited anyway; a severity's message says what was then, and
// evidence and surveys what was measured.
func tells(kind string) bool {
	switch kind {
	case incident.AnswersSubject, incident.ResolvedSubject, "check", "contradiction", "action", "effect", "theory", "cause", "nudge", "over", "reopened", "handover", "return", incident.PrivateSubject:
		return true
	}
	return false
}

// redacted edits all that may show the words of a line, and takes away what
// cannot be edited.
func redacted(i incident.Incident, e incident.Event) []incident.Job {
	jobs := []incident.Job{job(i, e, EraseJob, eraseLane, "erase", "", payload{Anew: e.Data.Action})}
	for _, subject := range slices.Sorted(maps.Keys(i.Posts)) {
		kind, _ := incident.SplitSubject(subject)
		if (tells(kind) || subject == incident.MetricSubject(e.Data.Action)) && !outsideOf(i, i.Posts[subject]) {
			jobs = append(jobs, post(i, e, subject))
		}
	}
	return jobs
}

// erase takes away what shows the words of a redacted line and is not drawn
// again: files, and messages whose subject has a newer one. What is gone already
// is as good.
func (a *Adapter) erase(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	i, p, err := a.load(ctx, l)
	if err != nil {
		return nil, err
	}
	events, err := a.cfg.Incidents.Store.Events(ctx, i.ID)
	if err != nil {
		return nil, err
	}
	const step = "take away what showed a redacted line"
	files, old := remains(i, p.Anew, events)
	for _, file := range files {
		if err := a.settle(ctx, step, a.deleteFile(ctx, file)); err != nil {
			return nil, err
		}
	}
	const text = "A newer message says how it stands. Something in this one was redacted, so it was taken away."
	look := drawn{Text: fallback(text), Blocks: []slack.Block{plainContext(text)}}
	for _, at := range old {
		if _, err := a.redraw(ctx, at, look); err != nil && !is(err, gone) {
			return nil, a.settle(ctx, step, err)
		}
	}
	return nil, nil
}

// deleteFile deletes a file of ours, unless somebody did.
func (a *Adapter) deleteFile(ctx context.Context, file string) error {
	err := a.api.DeleteFileContext(ctx, file)
	var answer slack.SlackErrorResponse
	if errors.As(err, &answer) && (answer.Err == "file_not_found" || answer.Err == "file_deleted") {
		return nil
	}
	return err
}

// remains are the files and the messages that may show a line and are not drawn
// again: every draft, the picture of what was measured for it, copies of the board,
// and what was posted since about a subject that has a newer message, with its
// parts.
func remains(i incident.Incident, line int64, events []incident.Event) (files []string, old []incident.Post) {
	picture := incident.ChartSubject(incident.MetricSubject(line))
	superseded := map[string]bool{}
	for _, e := range events {
		if e.Kind != incident.Posted || e.Seq < line || e.Data.TS == "" {
			continue
		}
		kind, name := incident.SplitSubject(e.Subject)
		current := i.Posts[e.Subject].TS == e.Data.TS
		switch {
		case e.Subject == draftSubject, e.Subject == picture:
			if !slices.Contains(files, e.Data.TS) {
				files = append(files, e.Data.TS)
			}
		case kind == "shared", tells(kind) && !current, strings.HasPrefix(kind, "part-") && superseded[name]:
			superseded[e.Data.TS] = true
			if at := (incident.Post{Channel: e.Data.Channel, TS: e.Data.TS}); !slices.Contains(old, at) {
				old = append(old, at)
			}
		}
	}
	return files, old
}
