package watch

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/runbooks"
)

// compareFor bounds the questions of one effect, in machine time: well under
// the limit of a job, so that a slow source makes an effect unknown and does
// not lose it.
const compareFor = 20 * time.Second

// An effect that could not be told for want of an answer is looked at again,
// until nobody waits for it any more. Story time.
const (
	retryAfter = 5 * time.Minute
	lastRetry  = 30 * time.Minute
)

// late is how long after its time an effect may be looked at and still be
// looked at as of now.
const late = 2 * time.Minute

// comparison is one check around an action.
type comparison struct {
	measure incident.Measure
	proof   incident.Evidence
	why     string    // Why it cannot be told, as a sentence.
	next    time.Time // When it can be told; zero where waiting does not help.
}

// effect compares what is measured before and after an action.
func (w *Watch) effect(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	p, i, err := load[actionPayload](ctx, w, l)
	if err != nil {
		return nil, err
	}
	a, ok := i.Action(p.Action)
	at := w.Now().UTC()
	if !ok || at.Before(began(a).Add(effectAfter)) {
		return nil, nil // It was taken back, or finished later: that planned a look of its own.
	}

	// What was logged late, or fell due while the bot was down, is measured as
	// of then: what happened since is not the action's doing.
	measured := at
	if at.Sub(l.Due) > late {
		measured = l.Due
	}

	asked := w.comparable(i)
	found := make([]comparison, len(asked))
	var counted incident.Capacity
	var stages incident.Evidence
	var added bool
	limited, stop := context.WithTimeout(ctx, compareFor)
	defer stop()
	together(len(asked)+1, func(n int) {
		if n == len(asked) {
			counted, stages, added, err = w.count(limited, i, a, measured)
			return
		}
		found[n] = w.compare(limited, asked[n], w.scope(i, measured), a)
	})
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err != nil {
		return nil, err
	}
	effect, next := summary(i, a, found, measured)
	proof, err := merge(found, sourceNames(found), a, measured).Sealed()
	if err != nil {
		return nil, err
	}
	service := i.Service
	return func(i incident.Incident, now time.Time) (incident.Change, error) {
		still, ok := i.Action(a.Seq)
		switch {
		case !ok || !began(still).Equal(began(a)):
			return incident.Change{}, nil // As above, while it was measured.
		case i.Service != service:
			return incident.Change{Jobs: []incident.Job{actionJob(i, EffectJob, a.Seq, now.Add(again))}}, nil
		}
		var change incident.Change
		if added {
			change = counts(i, counted, stages, at)
		}
		change.Evidence = append(change.Evidence, proof)
		change.Events = append(change.Events, i.Measure(effect, proof.Hash, at)...)
		if !next.IsZero() {
			change.Jobs = []incident.Job{actionJob(i, EffectJob, a.Seq, next)}
		}
		return change, nil
	}, nil
}

// summary puts the comparisons into one effect, and says when something that
// cannot be told yet can be.
func summary(i incident.Incident, a incident.Action, found []comparison, at time.Time) (incident.Effect, time.Time) {
	effect := incident.Effect{Action: a.Seq, At: at, After: at.Sub(began(a))}
	var judged []incident.EffectOutcome
	var next time.Time
	width := leastWidth
	for _, f := range found {
		judged = append(judged, f.measure.Judged)
		// What was fine before and after says nothing about the action.
		if f.measure.Judged != incident.NoMeasure {
			effect.Measures = append(effect.Measures, f.measure)
		}
		if f.next.After(next) {
			next = f.next
		}
		width = max(width, f.measure.Window)
	}
	effect.Outcome = overall(judged)
	effect.Reason = reason(i.Service, effect.Outcome, found)
	effect.Shared = shared(i, a, at, width)
	return effect, next
}

// sourceNames are the sources that were compared by, each once.
func sourceNames(found []comparison) string {
	var names []string
	for _, f := range found {
		if !slices.Contains(names, f.proof.Source) {
			names = append(names, f.proof.Source)
		}
	}
	return strings.Join(names, ", ")
}

// comparable are the incident's base checks that have an answer for its
// service. One that is not set up can never be told, and keeps no effect open.
func (w *Watch) comparable(i incident.Incident) []incident.Check {
	return slices.DeleteFunc(slices.Clone(i.Checks), func(c incident.Check) bool {
		_, ok := w.Library.Check(c.Verdict.Check)
		absent := c.Outcome == incident.Unknown && (c.Reason == incident.Unfit || c.Reason == incident.NeverThere)
		return !ok || !c.Base || absent
	})
}

// compare measures one check around an action.
func (w *Watch) compare(ctx context.Context, c incident.Check, scope runbooks.Scope, a incident.Action) comparison {
	check, _ := w.Library.Check(c.Verdict.Check)
	found := comparison{
		measure: incident.Measure{Check: check.Name, Name: check.MeasureName(), Unit: c.Unit, Judged: incident.CantTell},
		proof:   incident.Evidence{Check: check.Name},
	}
	if c.Want != "" && c.Unit == "" {
		found.measure.Of = c.Want
	}
	until := began(a).Add(lastRetry)
	metrics := w.Sources.For(scope.Service, check)
	found.proof.Source = metrics.Name()
	meter, err := check.Meter(ctx, metrics, scope)
	if err != nil {
		why := runbooks.Why(metrics, err)
		found.proof.Queries = []incident.Asked{{For: "effect", Query: check.MeasureName(), Error: why}}
		found.why, found.next = lookAgain(why, scope.At, until)
		return found
	}
	found.measure.Window = widthFor(meter.Interval)
	judged := compared{holds: check.Holds}
	failed := fill(ctx, metrics, meter, around(began(a), c.LastGood, scope.At, found.measure.Window), &judged, &found)
	if found.measure.Judged = judged.judge(); found.measure.Judged != incident.CantTell {
		return found
	}
	if failed != nil {
		found.why, found.next = lookAgain(runbooks.Why(metrics, failed), scope.At, until)
	} else {
		found.why, found.next = judged.unable(scope.At, answerAt(began(a), meter.Interval), meter.Interval, until)
	}
	return found
}

// fill measures the windows that there are, and keeps the first error.
func fill(ctx context.Context, metrics runbooks.Metrics, meter runbooks.Meter, in windows, judged *compared, found *comparison) (failed error) {
	for _, window := range []struct {
		name   string
		span   span
		judged *[]incident.Sample
		show   func(shown []incident.Sample)
	}{
		{"good", in.good, &judged.good, func(shown []incident.Sample) { v := runbooks.Median(shown); found.measure.Good = &v }},
		// People are shown what the action found, not what led there.
		{"before", in.before, &judged.before, func(shown []incident.Sample) { found.measure.Before = runbooks.Median(shown[len(shown)*2/3:]) }},
		{"after", in.after, &judged.after, func(shown []incident.Sample) { found.measure.After = runbooks.Median(shown) }},
	} {
		if window.span.to.IsZero() {
			continue
		}
		values, shown, err := meter.Over(ctx, window.span.from, window.span.to)
		asked := incident.Asked{For: window.name, Query: meter.Query(), From: window.span.from, To: window.span.to, Series: []incident.Series{{Samples: shown}}}
		if err != nil {
			asked.Error = runbooks.Why(metrics, err)
			failed = first(failed, err)
		}
		found.proof.Queries = append(found.proof.Queries, asked)
		*window.judged = values
		if len(shown) > 0 {
			window.show(shown)
		}
	}
	return failed
}

func first(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// began is when an action's effect is counted from: when it was finished, or
// when it was done if nobody said that it went on.
func began(a incident.Action) time.Time {
	if !a.DoneAt.IsZero() {
		return a.DoneAt
	}
	return a.At
}

// shared are the other actions in the compared windows: neither can be judged
// alone.
func shared(i incident.Incident, a incident.Action, at time.Time, width time.Duration) []int64 {
	var others []int64
	for _, o := range i.Actions {
		if o.Seq != a.Seq && began(o).After(began(a).Add(-width)) && began(o).Before(at) {
			others = append(others, o.Seq)
		}
	}
	return others
}

// merge is the evidence of one effect: the windows of every check that was
// compared.
func merge(found []comparison, source string, a incident.Action, at time.Time) incident.Evidence {
	all := incident.Evidence{Check: incident.ActionSubject(a.Seq), At: at, Source: source}
	for _, f := range found {
		for _, q := range f.proof.Queries {
			q.For = f.proof.Check + " " + q.For
			all.Queries = append(all.Queries, q)
		}
	}
	return all
}
