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
	SurveyJob   = "watch.survey"   // One look at all services, where nobody named one.
	CapacityJob = "watch.capacity" // What became of the members an action added.
	EffectJob   = "watch.effect"   // One look at what an action moved.
	// HindsightJob asks every check over the incident's time, after its end.
	HindsightJob = "watch.hindsight"
)

// The times are story time. A first look at added members comes when machines
// have had time to boot; the effect when the numbers have had time to settle.
const (
	again         = time.Minute
	soon          = 15 * time.Second // After a read that disagrees, or a source that failed.
	capacityAfter = 2 * time.Minute
)

// askPayload is an AskJob's payload.
type askPayload struct {
	Check string `json:"check"`
	Asked bool   `json:"asked,omitempty"` // By a person: one look, and its answer is a line.
	Tries int    `json:"tries,omitempty"` // Looks in a row before this one that the source did not answer.
}

// Follow asks the base checks when an incident is declared or its service
// becomes known, all services where nobody named one, a check that a person
// wants, the effect of each action, and after the end every check once more. A
// theory is asked about after ghost, if a failing check has nobody on it then;
// never, where ghost is zero.
func Follow(library *runbooks.Library, services services, ghost time.Duration) incident.Follower {
	return func(before, after incident.Incident, events []incident.Event) []incident.Job {
		var jobs []incident.Job
		for _, e := range events {
			switch e.Kind {
			case incident.Declared, incident.ServiceChanged, incident.Reopened:
				if after.Service == "" {
					if e.Kind == incident.Declared {
						jobs = append(jobs, surveyJob(after, e.RecordedAt))
					}
					continue
				}
				if !after.ResolvedAt.IsZero() {
					jobs = append(jobs, hindsightJob(after, hindsightPayload{By: e.Seq}, e.RecordedAt))
				}
				if !after.WatchedAt(e.RecordedAt) {
					continue
				}
				for _, c := range library.BaseFor(services.Named(after.Service)) {
					jobs = append(jobs, askedBy(e, askJob(after, c.Name, e.RecordedAt, false)))
				}
			case incident.MadePrivate:
				jobs = append(jobs, unquoteJob(after, e))
			case incident.Redacted:
				if _, ok := after.Action(e.Data.Action); ok && !e.Actor.IsBot() {
					jobs = append(jobs, unquoteJob(after, e))
				}
			case incident.CheckAsked:
				jobs = append(jobs, askedBy(e, askJob(after, e.Data.Check, e.RecordedAt, true)))
			case incident.MetricAsked:
				jobs = append(jobs, metricJob(after, e))
			case incident.Acted:
				if after.Counted() {
					jobs = append(jobs, actionJobs(after, e.Seq, e.At)...)
				}
			case incident.Theorised, incident.Kept:
				jobs = append(jobs, theorised(after, e, ghost)...)
			case incident.ActionDone:
				if !after.Counted() {
					continue
				}
				jobs = append(jobs, actionJobs(after, e.Data.Action, e.At)...)
			case incident.Amended, incident.Retracted:
				jobs = append(jobs, retimed(before, after, e)...)
			case incident.Resolved:
				jobs = append(jobs, hindsightJob(after, hindsightPayload{By: e.Seq}, e.RecordedAt))
			default:
			}
		}
		return jobs
	}
}

// askJob is one look at a check, due then. Unasked looks at one check share a
// subject: while one waits that is due no later, another is not added. A reopen
// or another service asks at once, before the look that waits already; the look
// after that one is due later than the waiting one and is not added, so that
// one chain goes on. What a person asked for is a look of its own.
func askJob(i incident.Incident, check string, due time.Time, asked bool) incident.Job {
	j := incident.Job{
		Key:      fmt.Sprintf("%d/ask/%s/%d", i.ID, check, due.UnixMilli()),
		Kind:     AskJob,
		Lane:     fmt.Sprintf("%d/ask/%s", i.ID, check),
		Incident: i.ID,
		Payload:  payload(askPayload{Check: check, Asked: asked}),
		Due:      due,
	}
	if !asked {
		j.Subject = "ask:" + check
	}
	return j
}

// askedBy keys a look by the event that asks for it: the look of a chain may be
// due in the same millisecond, and is another one.
func askedBy(e incident.Event, j incident.Job) incident.Job {
	j.Key = fmt.Sprintf("%s/by/%d", j.Lane, e.Seq)
	return j
}

// payload cannot fail: the values are structs of strings, numbers and bools.
func payload(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}
