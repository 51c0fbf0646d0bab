// Package across carries word from one incident to another. Each write is of
// one incident only, so what concerns two is a durable job between them.
package across

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/sitrephq/sitrep/bot/incident"
)

// DuplicateJob tells an incident that another one is the same, or is not after
// all.
const DuplicateJob = "across.duplicate"

// duplicatePayload is a DuplicateJob's payload.
type duplicatePayload struct {
	By    incident.Actor `json:"by"`             // Who said so.
	Other incident.Other `json:"other"`          // The incident that is told.
	Gone  bool           `json:"gone,omitempty"` // It is not the same after all.
}

// Follow tells the other incident when one turns out to be its duplicate, and
// when that does not hold any more, and those on one service of each other. It is an incident.Follower.
func Follow(before, after incident.Incident, events []incident.Event) []incident.Job {
	var jobs []incident.Job
	for _, e := range events {
		switch {
		case e.Kind == incident.Merged && e.Data.Other != nil:
			jobs = append(jobs, duplicateJob(e, duplicatePayload{By: e.Actor, Other: *e.Data.Other}))
		case e.Kind == incident.Reopened && before.SameAs != nil:
			jobs = append(jobs, duplicateJob(e, duplicatePayload{By: e.Actor, Other: *before.SameAs, Gone: true}))
		}
	}
	return append(jobs, neighbours(before, after, events)...)
}

// duplicateJob is in one lane with those before it, so that what was said last
// is told last.
func duplicateJob(e incident.Event, p duplicatePayload) incident.Job {
	return incident.Job{
		Key:      fmt.Sprintf("%d/duplicate/%d", e.Incident, e.Seq),
		Kind:     DuplicateJob,
		Lane:     fmt.Sprintf("%d/duplicate", e.Incident),
		Incident: e.Incident,
		Payload:  p.encode(),
		Due:      e.RecordedAt,
	}
}

// encode cannot fail: the payload holds strings, a number and a bool.
func (p duplicatePayload) encode() string {
	b, err := json.Marshal(p)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// incidents is what the handlers need of the domain.
type incidents interface {
	FindDuplicate(ctx context.Context, call incident.Call, id incident.ID, other incident.Other, declarer incident.Actor) (incident.Incident, error)
	Neighbour(ctx context.Context, call incident.Call, id incident.ID, other incident.Incident) (incident.Incident, error)
	LoseDuplicate(ctx context.Context, call incident.Call, id incident.ID, other incident.Other) (incident.Incident, error)
}

// reader is what the handlers need of the store.
type reader interface {
	Incident(ctx context.Context, id incident.ID) (incident.Incident, error)
	Incidents(ctx context.Context, f incident.Filter) ([]incident.Incident, error)
}

// Across works the jobs of this package.
type Across struct {
	Incidents incidents
	Store     reader
}

// Duplicate works a DuplicateJob. The job's key is the source of what it writes
// to the other incident, so that a second run changes nothing.
func (a Across) Duplicate(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	var p duplicatePayload
	if err := json.Unmarshal([]byte(l.Payload), &p); err != nil {
		return nil, fmt.Errorf("payload of job %s: %w", l.Key, err)
	}
	i, err := a.Store.Incident(ctx, l.Incident)
	if err != nil {
		return nil, err
	}
	call := incident.Call{Source: "across:" + l.Key, Channel: p.Other.Channel, By: p.By}
	if p.Gone {
		_, err = a.Incidents.LoseDuplicate(ctx, call, p.Other.ID, i.Other())
	} else {
		_, err = a.Incidents.FindDuplicate(ctx, call, p.Other.ID, i.Other(), i.Declarer)
	}
	if incident.CodeOf(err) == incident.NotFound {
		return nil, &incident.RefusedError{Step: "tell the other incident", Reason: "It is not on record any more.", Err: err}
	}
	return nil, err
}
