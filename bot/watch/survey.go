package watch

import (
	"context"
	"fmt"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/runbooks"
)

// surveyFor bounds a look at all services, in machine time. Whoever has not
// answered by then cannot be told.
const surveyFor = 20 * time.Second

// A survey that got no answer is taken again, until whoever declared has
// surely looked elsewhere. Story time.
const (
	surveyAgain = time.Minute
	surveyUntil = 15 * time.Minute
)

// surveyor looks at all services at once.
type surveyor interface {
	Survey(ctx context.Context, l *runbooks.Library, sources runbooks.Sources, s runbooks.Scope) (incident.Survey, incident.Evidence)
}

// surveyJob is one look at all services, due then.
func surveyJob(i incident.Incident, due time.Time) incident.Job {
	return incident.Job{
		Key:      fmt.Sprintf("%d/survey/%d", i.ID, due.UnixMilli()),
		Kind:     SurveyJob,
		Lane:     fmt.Sprintf("%d/survey", i.ID),
		Incident: i.ID,
		Subject:  "survey",
		Due:      due,
	}
}

// survey looks at all services, for an incident whose service nobody named.
func (w *Watch) survey(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	i, err := w.Store.Incident(ctx, l.Incident)
	if err != nil || i.Service != "" || !i.Open() {
		return nil, err
	}
	at := w.Now().UTC()
	limited, stop := context.WithTimeout(ctx, surveyFor)
	defer stop()
	found, evidence := w.Services.Survey(limited, w.Library, w.Sources, runbooks.Scope{At: at, Began: i.DeclaredAt})
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if found.Looked == 0 {
		return nil, nil // There is none to choose from.
	}
	if evidence, err = evidence.Sealed(); err != nil {
		return nil, err
	}
	return func(i incident.Incident, now time.Time) (incident.Change, error) {
		change := incident.Change{Events: i.RecordSurvey(found, evidence.Hash, at)}
		if len(change.Events) > 0 {
			change.Evidence = []incident.Evidence{evidence}
		}
		if again := now.Add(surveyAgain); i.Service == "" && i.Open() && evidence.Reason == incident.SourceFailed && again.Before(i.DeclaredAt.Add(surveyUntil)) {
			change.Jobs = []incident.Job{surveyJob(i, again)}
		}
		return change, nil
	}, nil
}
