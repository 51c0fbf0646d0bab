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
	Incidents(ctx context.Context, f incident.Filter) ([]incident.Incident, error)
}

// Watch works the jobs of this package.
type Watch struct {
	Store     reader
	Incidents unquoter
	Library   *runbooks.Library
	Services  directory
	Sources   runbooks.Sources // At least one.
	Measures  *runbooks.Measures
	Spark     func(samples []incident.Sample, width int) string // A course in characters.
	Now       func() time.Time                                  // Story time: at which the metrics are asked.
}

// Handlers are the watch's handlers by the kind of job.
func (w *Watch) Handlers() map[string]func(context.Context, incident.Lease) (incident.Decision, error) {
	return map[string]func(context.Context, incident.Lease) (incident.Decision, error){
		AskJob: w.ask, SurveyJob: w.survey, CapacityJob: w.capacity, EffectJob: w.effect, HindsightJob: w.hindsight, MetricJob: w.metric, UnquoteJob: w.unquote,
		GhostJob: w.ghost,
	}
}

// services knows what a service's metrics are called, by its name.
type services interface {
	Named(name string) runbooks.Service
}

// directory knows the services that there are, and can look at them all.
type directory interface {
	services
	surveyor
}

// capacityCheck stands for the counting of added members where a service names
// the source of a runbook.
var capacityCheck = runbooks.Check{Name: "added-capacity", Runbook: "added-capacity"}

// scope is where and when a check of the incident is asked.
func (w *Watch) scope(i incident.Incident, at time.Time) runbooks.Scope {
	return runbooks.Scope{Service: w.Services.Named(i.Service), At: at, Began: i.DeclaredAt, Vars: said(i)}
}

// capacity counts what became of the members that an action added.
func (w *Watch) capacity(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	p, i, err := load[actionPayload](ctx, w, l)
	if err != nil {
		return nil, err
	}
	a, ok := i.Action(p.Action)
	at := w.Now().UTC()
	if !ok || !a.Began().Equal(p.Began) || !i.WatchedAt(at) {
		return nil, nil // It is over, it was taken back, or finished later: that planned looks of its own.
	}
	limited, stop := context.WithTimeout(ctx, compareFor)
	defer stop()
	counted, evidence, ok, err := w.count(limited, i, a, at)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err != nil || !ok {
		return nil, err
	}
	return func(i incident.Incident, _ time.Time) (incident.Change, error) {
		return counts(i, counted, evidence, at), nil
	}, nil
}

// counts records a count. One that failed does not blank one that is known.
func counts(i incident.Incident, c incident.Capacity, evidence incident.Evidence, at time.Time) incident.Change {
	if a, ok := i.Action(c.Action); !ok || a.Capacity != nil && evidence.Outcome == incident.Unknown {
		return incident.Change{}
	}
	return incident.Change{Events: i.Count(c, evidence.Hash, at), Evidence: []incident.Evidence{evidence}}
}

// count asks what became of the members that an action added; false when it
// added none.
func (w *Watch) count(ctx context.Context, i incident.Incident, a incident.Action, at time.Time) (incident.Capacity, incident.Evidence, bool, error) {
	scope := w.scope(i, at)
	counted, evidence, ok := w.Library.Capacity(ctx, w.Sources.For(scope.Service, capacityCheck), scope, runbooks.Added{Action: a.Seq, At: a.At, Text: a.Text, Good: wellBefore(i, a)})
	if !ok {
		return incident.Capacity{}, incident.Evidence{}, false, nil
	}
	evidence, err := evidence.Sealed()
	return counted, evidence, true, err
}

// wellBefore is when the service was last well before an action; zero when that
// is not known.
func wellBefore(i incident.Incident, a incident.Action) time.Time {
	c, ok := i.Deciding()
	if !ok || c.LastGood.After(a.Began()) {
		return time.Time{}
	}
	return c.LastGood
}

// load is a job's payload and its incident as it is now.
func load[P any](ctx context.Context, w *Watch, l incident.Lease) (P, incident.Incident, error) {
	p, err := payloadOf[P](l)
	if err != nil {
		return p, incident.Incident{}, err
	}
	i, err := w.Store.Incident(ctx, l.Incident)
	return p, i, err
}

// payloadOf is a job's payload.
func payloadOf[P any](l incident.Lease) (p P, err error) {
	if err := json.Unmarshal([]byte(l.Payload), &p); err != nil {
		return p, fmt.Errorf("payload of job %s: %w", l.Key, err)
	}
	return p, nil
}

func refused(step, reason string) error {
	return &incident.RefusedError{Step: step, Reason: reason, Err: fmt.Errorf("%s", reason)}
}
