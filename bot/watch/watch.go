package watch

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/runbooks"
)

// reader is what the watch needs of the store.
type reader interface {
	Incident(ctx context.Context, id incident.ID) (incident.Incident, error)
}

// Watch works the jobs of this package.
type Watch struct {
	Store    reader
	Library  *runbooks.Library
	Services runbooks.Catalog
	Metrics  runbooks.Metrics
	Now      func() time.Time // Story time: at which the metrics are asked.
}

// Handlers are the watch's handlers by the kind of job.
func (w *Watch) Handlers() map[string]func(context.Context, incident.Lease) (incident.Decision, error) {
	return map[string]func(context.Context, incident.Lease) (incident.Decision, error){
		AskJob: w.ask, CapacityJob: w.capacity, EffectJob: w.effect,
	}
}

// scope is where and when a check of the incident is asked.
func (w *Watch) scope(i incident.Incident, at time.Time) runbooks.Scope {
	service, ok := w.Services.Get(i.Service)
	if !ok {
		service = runbooks.Service{Name: i.Service}
	}
	return runbooks.Scope{Service: service, At: at, Began: i.DeclaredAt}
}

// ask looks at one check. While the incident is open each look plans the next.
// Looking back over six hours is for the look that first finds a failure.
func (w *Watch) ask(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	p, i, err := load[askPayload](ctx, w, l)
	if err != nil {
		return nil, err
	}
	check, ok := w.Library.Check(p.Check)
	if !ok {
		return nil, refused(fmt.Sprintf("ask %s", p.Check), "There is no such check in the library any more.")
	}
	at := w.Now().UTC()
	scope := w.scope(i, at)
	known, _ := i.Check(p.Check)
	scope.LookBack = known.Outcome != incident.Fail || p.Asked
	verdict, evidence := check.Ask(ctx, w.Metrics, scope)
	if ctx.Err() != nil {
		// Ours ran out, not the source's: no verdict follows from that.
		return nil, context.Cause(ctx)
	}
	evidence, err = evidence.Sealed()
	if err != nil {
		return nil, err
	}
	return func(i incident.Incident, now time.Time) (incident.Change, error) {
		var change incident.Change
		if change.Events = i.Judge(verdict, evidence.Hash, p.Asked, at); len(change.Events) > 0 {
			change.Evidence = []incident.Evidence{evidence}
		}
		if !p.Asked && (i.Open() || now.Sub(i.ResolvedAt) < afterResolve) {
			change.Jobs = []incident.Job{askJob(i, p.Check, nextLook(i, change.Events, verdict, l.Due, now), false)}
		}
		return change, nil
	}, nil
}

// nextLook is when to look again: on the beat of the chain, sooner when the
// last look left a doubt. A bot that was down for an hour does not look sixty
// times to make up for it.
func nextLook(i incident.Incident, events []incident.Event, v incident.Verdict, due, now time.Time) time.Time {
	pause := again
	after := i.Apply(events...)
	if c, ok := after.Check(v.Check); ok && c.Pending != nil || v.Reason == incident.SourceFailed {
		pause = soon
	}
	if next := due.Add(pause); now.Sub(next) < longestCatchUp && next.After(now) {
		return next
	}
	return now.Add(pause)
}

// capacity counts what became of the members that an action added.
func (w *Watch) capacity(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	p, i, err := load[actionPayload](ctx, w, l)
	if err != nil {
		return nil, err
	}
	a, ok := i.Action(p.Action)
	if !ok {
		return nil, nil // It was taken back.
	}
	at := w.Now().UTC()
	counted, evidence, ok, err := w.count(ctx, i, a, at)
	if err != nil || !ok {
		return nil, err
	}
	return func(i incident.Incident, _ time.Time) (incident.Change, error) {
		return incident.Change{Events: i.Count(counted, evidence.Hash, at), Evidence: []incident.Evidence{evidence}}, nil
	}, nil
}

// count asks what became of the members that an action added; false when it
// added none.
func (w *Watch) count(ctx context.Context, i incident.Incident, a incident.Action, at time.Time) (incident.Capacity, incident.Evidence, bool, error) {
	counted, evidence, ok := w.Library.Capacity(ctx, w.Metrics, w.scope(i, at), runbooks.Added{Action: a.Seq, At: a.At, Text: a.Text})
	if !ok {
		return incident.Capacity{}, incident.Evidence{}, false, nil
	}
	evidence, err := evidence.Sealed()
	return counted, evidence, true, err
}

// load is a job's payload and its incident as it is now.
func load[P any](ctx context.Context, w *Watch, l incident.Lease) (P, incident.Incident, error) {
	var p P
	if err := json.Unmarshal([]byte(l.Payload), &p); err != nil {
		return p, incident.Incident{}, fmt.Errorf("payload of job %s: %w", l.Key, err)
	}
	i, err := w.Store.Incident(ctx, l.Incident)
	return p, i, err
}

func refused(step, reason string) error {
	return &incident.RefusedError{Step: step, Reason: reason, Err: fmt.Errorf("%s", reason)}
}
