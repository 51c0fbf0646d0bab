package watch

import (
	"context"
	"slices"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/runbooks"
)

// shared are the other actions in the compared windows: neither can be judged
// alone.
func shared(i incident.Incident, a incident.Action, at time.Time, width time.Duration) []int64 {
	var others []int64
	for _, o := range i.Actions {
		if o.Seq != a.Seq && within(o, a, at, width) {
			others = append(others, o.Seq)
		}
	}
	return others
}

// within reports whether another action began in the windows that are compared
// around an action.
func within(o, a incident.Action, at time.Time, width time.Duration) bool {
	return o.Began().After(a.Began().Add(-width)) && o.Began().Before(at)
}

// beside are the actions in the same windows of other incidents that are open
// on the service. Private ones are left out without a word: who reads the effect
// is not in their channel. Where the store cannot tell, it is told without.
func (w *Watch) beside(ctx context.Context, i incident.Incident, l look, width time.Duration) []incident.Elsewhere {
	open, err := w.Store.Incidents(ctx, incident.Filter{Open: true, Service: i.Service})
	if err != nil || i.Service == "" {
		return nil
	}
	var found []incident.Elsewhere
	for _, other := range open {
		if other.ID == i.ID {
			continue
		}
		for _, o := range other.Actions {
			if within(o, l.action, l.at, width) {
				found = append(found, incident.Elsewhere{Incident: other.Name(), At: o.At, Text: o.Text})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b incident.Elsewhere) int { return a.At.Compare(b.At) })
	return found
}

// asked is how much was asked of the service around an action: by the first
// check of the step demand that can be measured. It is nil where there is none,
// or where a window holds too little.
func (w *Watch) asked(ctx context.Context, scope runbooks.Scope, l look) (*incident.Demand, incident.Evidence) {
	for _, c := range w.Library.Checks() {
		if c.Stage != "demand" || c.Human() || c.Wait > 0 {
			continue
		}
		metrics := w.Sources.For(scope.Service, c)
		meter, err := c.Meter(ctx, metrics, scope)
		if err != nil {
			continue
		}
		judged, found := compared{}, comparison{proof: incident.Evidence{Check: c.Name, Source: metrics.Name()}}
		in := around(l.action.Began(), time.Time{}, l.at, incident.EffectWindow(meter.Interval))
		failed := fill(ctx, metrics, meter, in, &judged, &found)
		if failed != nil || len(judged.before) < minSamples || len(judged.after) < minSamples {
			return nil, found.proof
		}
		return &incident.Demand{Check: c.Name, Before: found.measure.Before, After: found.measure.After}, found.proof
	}
	return nil, incident.Evidence{}
}
