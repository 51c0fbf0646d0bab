package watch

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/runbooks"
)

// ask looks at one check. While the incident is open each look plans the next.
func (w *Watch) ask(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	p, i, err := load[askPayload](ctx, w, l)
	if err != nil || !p.Asked && !i.Open() && i.Status != incident.IsResolved {
		return nil, err // It is over. Opened again, it is asked anew.
	}
	check, ok := w.Library.Check(p.Check)
	if !ok {
		return nil, refused(fmt.Sprintf("ask %s", p.Check), "There is no such check in the library any more.")
	}
	at := w.Now().UTC()
	scope := w.scope(i, at)
	if check.Expect.Recovers() {
		scope = aroundNewest(scope, i)
	}
	known, _ := i.Check(p.Check)
	// Looking back over six hours is for the look that first finds a failure,
	// and for those after it until one of them gets an answer.
	scope.LookBack = known.Outcome != incident.Fail || known.Since.IsZero() || p.Asked
	scope.Pace = known.Every == 0
	verdict, evidence := check.Ask(ctx, w.Sources.For(scope.Service, check), scope)
	if ctx.Err() != nil {
		// Ours ran out, not the source's: no verdict follows from that.
		return nil, context.Cause(ctx)
	}
	if verdict.Reason == incident.SourceFailed {
		verdict.Tries = p.Tries + 1
	}
	base := w.Library.BaseFor(scope.Service)
	verdict.Bases = len(base)
	verdict.Base = slices.ContainsFunc(base, func(c runbooks.Check) bool { return c.Name == check.Name })
	evidence, err = evidence.Sealed()
	if err != nil {
		return nil, err
	}
	service := i.Service
	return func(i incident.Incident, now time.Time) (incident.Change, error) {
		if i.Service != service {
			return elsewhere(i, p, l, now), nil
		}
		var change incident.Change
		if p.Asked || !reread(i, verdict) {
			change.Events = i.Judge(verdict, evidence.Hash, p.Asked, at)
		}
		if len(change.Events) > 0 {
			change.Evidence = []incident.Evidence{evidence}
		}
		if !p.Asked && i.WatchedAt(now) {
			next := askJob(i, p.Check, nextLook(i, change.Events, verdict, l.Due, now), false)
			next.Payload = payload(askPayload{Check: p.Check, Tries: verdict.Tries})
			change.Jobs = []incident.Job{next}
		}
		return change, nil
	}, nil
}

// aroundNewest tells a check that compares around an action which one: the
// newest. Without an action the check says itself what it lacks.
func aroundNewest(s runbooks.Scope, i incident.Incident) runbooks.Scope {
	if len(i.Actions) == 0 {
		return s
	}
	vars := maps.Clone(s.Vars)
	if vars == nil {
		vars = map[string]string{}
	}
	if vars["acted"] == "" {
		vars["acted"] = i.Actions[len(i.Actions)-1].Began().UTC().Format(time.RFC3339Nano)
	}
	s.Vars = vars
	return s
}

// elsewhere is what becomes of a look at a service that is not the incident's
// any more: nothing. The change began the looks of its own; what a person asked
// for is asked again, because nobody else would.
func elsewhere(i incident.Incident, p askPayload, l incident.Lease, now time.Time) incident.Change {
	if !p.Asked || i.Service == "" {
		return incident.Change{}
	}
	j := askJob(i, p.Check, now, true)
	j.Key = l.Key + "/again"
	return incident.Change{Jobs: []incident.Job{j}}
}

// reread reports whether a look that would confirm a flip has only read the
// sample again that the first sign rests on: two reads are two samples. Without
// a number there is no sample, and every look counts.
func reread(i incident.Incident, v incident.Verdict) bool {
	c, ok := i.Check(v.Check)
	return ok && c.Pending != nil && c.Pending.Outcome == v.Outcome && (v.Outcome == incident.Pass || v.Outcome == incident.Fail) &&
		!v.SampledAt.After(c.Pending.SampledAt)
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
	if next := due.Add(pause); next.After(now) {
		return next
	}
	return now.Add(pause)
}
