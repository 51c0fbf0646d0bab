package watch

import (
	"context"
	"fmt"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// GhostJob asks about a theory, if a failing check has nobody on it by then.
const GhostJob = "watch.ghost"

// ghostPayload is a GhostJob's payload.
type ghostPayload struct {
	Theory int   `json:"theory"`
	By     int64 `json:"by"` // The step of the theory that the time is counted from.
}

// ghostJob is one question about a theory, as it stands after a step that opened
// it or asked for more time.
func ghostJob(i incident.Incident, e incident.Event, due time.Time) incident.Job {
	return incident.Job{
		Key:      fmt.Sprintf("%d/ghost/%d", i.ID, e.Seq),
		Kind:     GhostJob,
		Lane:     fmt.Sprintf("%d/ghost/T%d", i.ID, e.Data.Theory),
		Incident: i.ID,
		Payload:  payload(ghostPayload{Theory: e.Data.Theory, By: e.Seq}),
		Due:      due,
	}
}

// theorised is when the bot asks about a theory: never, where after is zero.
func theorised(i incident.Incident, e incident.Event, after time.Duration) []incident.Job {
	t, ok := i.TheoryOf(e.Seq)
	switch {
	case !ok || after <= 0:
		return nil
	case e.Kind == incident.Kept:
		return []incident.Job{ghostJob(i, e, t.Until)}
	default:
		// The time may be typed: then it has been followed since.
		return []incident.Job{ghostJob(i, e, e.At.Add(after))}
	}
}

// ghost asks about a theory, if there is reason to by now. It asks no metrics:
// who is on what is on the record.
func (w *Watch) ghost(_ context.Context, l incident.Lease) (incident.Decision, error) {
	p, err := payloadOf[ghostPayload](l)
	if err != nil {
		return nil, err
	}
	return func(i incident.Incident, at time.Time) (incident.Change, error) {
		return incident.Change{Events: i.Nudge(p.Theory, p.By, at)}, nil
	}, nil
}
