package watch

import (
	"context"
	"fmt"

	"github.com/sitrephq/sitrep/bot/incident"
)

// UnquoteJob takes back what was said of an incident's actions in other ones:
// it was made private, or words of an action were redacted.
const UnquoteJob = "watch.unquote"

// unquoter writes what an incident's effects say of another one anew.
type unquoter interface {
	Unquote(ctx context.Context, source string, id incident.ID, other incident.Incident) error
}

// unquoteJob follows from the event that hides something.
func unquoteJob(i incident.Incident, e incident.Event) incident.Job {
	lane := fmt.Sprintf("%d/unquote", i.ID)
	return incident.Job{Key: fmt.Sprintf("%s/%d", lane, e.Seq), Kind: UnquoteJob, Lane: lane, Incident: i.ID, Payload: "{}", Due: e.RecordedAt}
}

// unquote goes through all incidents, also those that are over: what was said
// there is read still. Each is a decision of its own, so that a run that was cut
// off goes on where it ended.
func (w *Watch) unquote(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	i, err := w.Store.Incident(ctx, l.Incident)
	if err != nil {
		return nil, err
	}
	all, err := w.Store.Incidents(ctx, incident.Filter{Viewer: incident.ForBot})
	if err != nil {
		return nil, err
	}
	for _, other := range all {
		if other.ID == i.ID || !names(other, i) {
			continue
		}
		if err := w.Incidents.Unquote(ctx, fmt.Sprintf("%s/in/%d", l.Key, other.ID), other.ID, i); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// names reports whether an effect in one incident names an action of another.
func names(i, other incident.Incident) bool {
	for _, a := range i.Actions {
		for _, e := range a.Looks {
			for _, q := range e.Elsewhere {
				if q.Incident == other.Name() {
					return true
				}
			}
		}
	}
	return false
}
