// Package watch is what the bot does unasked: it looks at the base checks the
// moment an incident is declared, looks again while it is open, and measures
// what each action moved.
package watch

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/runbooks"
)

// The kinds of jobs that this package works.
const (
	AskJob      = "watch.ask"      // One look at one check.
	CapacityJob = "watch.capacity" // What became of the members an action added.
	EffectJob   = "watch.effect"   // What an action moved.
)

// The times are story time. A first look at added members comes when machines
// have had time to boot; the effect when the numbers have had time to settle.
const (
	again          = time.Minute
	soon           = 15 * time.Second // After a read that disagrees, or a source that failed.
	afterResolve   = time.Hour        // Recurrences show within the hour.
	capacityAfter  = 2 * time.Minute
	effectAfter    = 10 * time.Minute
	longestCatchUp = 2 * time.Minute // A look that is later than this is not made up for.
)

// askPayload is an AskJob's payload.
type askPayload struct {
	Check string `json:"check"`
	Asked bool   `json:"asked,omitempty"` // By a person: one look, and its answer is a line.
}

// actionPayload is a CapacityJob's and an EffectJob's payload.
type actionPayload struct {
	Action int64 `json:"action"`
}

// Follow asks the base checks when an incident is declared or its service
// becomes known, a check that a person wants, and the effect of each action.
func Follow(library *runbooks.Library) incident.Follower {
	return func(before, after incident.Incident, events []incident.Event) []incident.Job {
		var jobs []incident.Job
		for _, e := range events {
			switch e.Kind {
			case incident.Declared, incident.ServiceChanged, incident.Reopened:
				if after.Service == "" {
					continue
				}
				for _, c := range library.Base() {
					jobs = append(jobs, askJob(after, c.Name, e.RecordedAt, false))
				}
			case incident.CheckAsked:
				j := askJob(after, e.Data.Check, e.RecordedAt, true)
				j.Key = fmt.Sprintf("%d/ask/%s/by/%d", after.ID, e.Data.Check, e.Seq)
				jobs = append(jobs, j)
			case incident.Acted:
				jobs = append(jobs, actionJobs(after, e.Seq, e.At)...)
			case incident.ActionDone:
				jobs = append(jobs, actionJobs(after, e.Data.Action, e.At)...)
			default:
			}
		}
		return jobs
	}
}

// askJob is one look at a check, due then. Its key holds the due time, so that
// two chains of looks at one check are one.
func askJob(i incident.Incident, check string, due time.Time, asked bool) incident.Job {
	return incident.Job{
		Key:      fmt.Sprintf("%d/ask/%s/%d", i.ID, check, due.UnixMilli()),
		Kind:     AskJob,
		Lane:     fmt.Sprintf("%d/ask/%s", i.ID, check),
		Incident: i.ID,
		Payload:  payload(askPayload{Check: check, Asked: asked}),
		Due:      due,
	}
}

// actionJobs are the looks at an action that was finished at that time.
func actionJobs(i incident.Incident, action int64, at time.Time) []incident.Job {
	job := func(kind string, due time.Time) incident.Job {
		return incident.Job{
			Key:      fmt.Sprintf("%d/%s/%d/%d", i.ID, kind, action, due.UnixMilli()),
			Kind:     kind,
			Lane:     fmt.Sprintf("%d/effect/%d", i.ID, action),
			Incident: i.ID,
			Payload:  payload(actionPayload{Action: action}),
			Due:      due,
		}
	}
	return []incident.Job{job(CapacityJob, at.Add(capacityAfter)), job(EffectJob, at.Add(effectAfter))}
}

// payload cannot fail: the values are structs of strings, numbers and bools.
func payload(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}
