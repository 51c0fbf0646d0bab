package slack

import (
	"context"
	"fmt"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/bot/say"
)

// given tells whoever a task was given to, and nobody else. Who takes one knows
// it, and who may not see the incident is not told that there is one.
func given(i incident.Incident, e incident.Event) []incident.Job {
	owner := e.Data.Owner
	if e.Kind != incident.Tasked || owner == nil || owner.IsZero() || owner.IsBot() || owner.ID == e.Actor.ID {
		return nil
	}
	return []incident.Job{job(i, e, TaskJob, remindLane, "task", "", payload{Subject: incident.TaskSubject(e.Seq)})}
}

// handOver tells somebody alone that a task is theirs. Whether it still is, and
// whether they may see whose it is, is decided now.
func (a *Adapter) handOver(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	i, p, err := a.load(ctx, l)
	seq, _ := incident.SubjectSeq(p.Subject)
	step := fmt.Sprintf("tell somebody of the task in line %d", seq)
	if err != nil || i.Steps[step] {
		return nil, err
	}
	m, to, ok := say.TaskFor(i, seq)
	if !ok || !incident.CanSee(incident.Viewer{Actor: to}, i) {
		return nil, nil
	}
	if err := a.aside(ctx, i, to, i.UID+"/"+p.Subject, m); err != nil {
		return nil, a.settle(ctx, step, err)
	}
	return func(i incident.Incident, at time.Time) (incident.Change, error) {
		return incident.Change{Events: i.Step(step, at)}, nil
	}, nil
}
