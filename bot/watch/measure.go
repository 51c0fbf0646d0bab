package watch

import (
	"cmp"
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

// comparison is one check around an action.
type comparison struct {
	measure incident.Measure
	proof   incident.Evidence
	why     string // Why it cannot be told, as a sentence.
	again   retry
}

// retry is when a look is tried again, zero where that does not help, and the
// end of the window that is looked at then, where that is why.
type retry struct{ next, window time.Time }

func (r retry) later(o retry) retry {
	if o.next.After(r.next) {
		r.next = o.next
	}
	if o.window.After(r.window) {
		r.window = o.window
	}
	return r
}

// effect is one look at what an action moved.
func (w *Watch) effect(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	p, i, err := load[actionPayload](ctx, w, l)
	if err != nil {
		return nil, err
	}
	a, ok := i.Action(p.Action)
	if !ok || a.Running || !a.Began().Equal(p.Began) {
		return nil, nil // It was taken back, goes on, or was finished later: that plans looks of its own.
	}
	if p.had(a, l.Due) {
		return nil, nil
	}
	look := lookOf(p, a, l.Due, w.Now().UTC()).endedBy(i)
	if look.over(i) {
		return nil, nil
	}

	asked := w.comparable(i)
	found := make([]comparison, len(asked))
	var demand *incident.Demand
	var demandProof incident.Evidence
	var counted incident.Capacity
	var stages incident.Evidence
	var added bool
	limited, stop := context.WithTimeout(ctx, compareFor)
	defer stop()
	together(len(asked)+2, func(n int) {
		switch n {
		case len(asked):
			counted, stages, added, err = w.count(limited, i, a, look.at)
		case len(asked) + 1:
			demand, demandProof = w.asked(limited, w.scope(i, look.at), look)
		default:
			found[n] = w.compare(limited, asked[n], w.scope(i, look.at), look)
		}
	})
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err != nil {
		return nil, err
	}
	effect, retried := summary(i, look, found)
	effect.Demand, effect.Elsewhere = demand, w.beside(ctx, i, look, width(found))
	if demandProof.Check != "" {
		found = append(found, comparison{proof: demandProof})
	}
	proof, err := merge(found, sourceNames(found), a, look.at).Sealed()
	if err != nil {
		return nil, err
	}
	service := i.Service
	return func(i incident.Incident, now time.Time) (incident.Change, error) {
		still, ok := i.Action(a.Seq)
		switch {
		case !ok || still.Running || !still.Began().Equal(p.Began):
			return incident.Change{}, nil // As above, while it was measured.
		case i.Service != service:
			return incident.Change{Jobs: []incident.Job{look.job(i, now.Add(again), time.Time{})}}, nil
		}
		var change incident.Change
		if added {
			change = counts(i, counted, stages, look.now)
		}
		if !repeats(still, effect) {
			change.Evidence = append(change.Evidence, proof)
			change.Events = append(change.Events, i.Measure(effect, proof.Hash, look.now)...)
		}
		if !retried.next.IsZero() {
			change.Jobs = []incident.Job{look.job(i, retried.next, retried.window)}
		}
		return change, nil
	}, nil
}

// summary puts the comparisons into one effect, and says when something that
// cannot be told yet can be.
func summary(i incident.Incident, l look, found []comparison) (incident.Effect, retry) {
	effect := incident.Effect{Action: l.Action, Look: l.Look, At: l.at, After: l.at.Sub(l.action.Began())}
	judged := make([]incident.EffectOutcome, 0, len(found))
	var retried retry
	for _, f := range found {
		judged = append(judged, f.measure.Judged)
		// What was fine before and after says nothing about the action.
		if f.measure.Judged != incident.NoMeasure {
			effect.Measures = append(effect.Measures, f.measure)
		}
		retried = retried.later(f.again)
	}
	effect.Outcome = overall(judged)
	effect.Reason = reason(i.Service, effect.Outcome, found)
	effect.Shared = shared(i, l.action, l.at, width(found))
	if effect.Ended, effect.Next = l.ended, retried.next; effect.Next.IsZero() && l.ended == 0 {
		effect.Next = l.following()
	}
	return effect, retried
}

// width is the length of the longest of the compared windows.
func width(found []comparison) time.Duration {
	longest := incident.EffectWindow(0)
	for _, f := range found {
		longest = max(longest, f.measure.Window)
	}
	return longest
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
// service, in the order of the path: in which they answered first is chance. One
// that is not set up can never be told, and keeps no effect open.
func (w *Watch) comparable(i incident.Incident) []incident.Check {
	asked := slices.DeleteFunc(slices.Clone(i.Checks), func(c incident.Check) bool {
		_, ok := w.Library.Check(c.Verdict.Check)
		absent := c.Outcome == incident.Unknown && (c.Reason == incident.Unfit || c.Reason == incident.NeverThere)
		return !ok || !c.Base || absent
	})
	slices.SortStableFunc(asked, func(a, b incident.Check) int {
		return cmp.Or(cmp.Compare(incident.StageOrder(a.Stage), incident.StageOrder(b.Stage)), cmp.Compare(a.Verdict.Check, b.Verdict.Check))
	})
	return asked
}

// compare measures one check around an action.
func (w *Watch) compare(ctx context.Context, c incident.Check, scope runbooks.Scope, l look) comparison {
	check, _ := w.Library.Check(c.Verdict.Check)
	found := comparison{
		measure: incident.Measure{Check: check.Name, Name: check.MeasureName(), Unit: c.Unit, Judged: incident.CantTell},
		proof:   incident.Evidence{Check: check.Name},
	}
	if c.Want != "" && c.Unit == "" {
		found.measure.Of = c.Want
	}
	metrics := w.Sources.For(scope.Service, check)
	found.proof.Source = metrics.Name()
	meter, err := check.Meter(ctx, metrics, scope)
	if err != nil {
		why := runbooks.Why(metrics, err)
		found.proof.Queries = []incident.Asked{{For: "effect", Query: check.MeasureName(), Error: why}}
		found.why, found.again.next = l.again(why)
		return found
	}
	began, width := l.action.Began(), incident.EffectWindow(meter.Interval)
	found.measure.Window = width
	judged := compared{holds: check.Holds}
	in := around(began, c.LastGood, l.at, width)
	passed := l.passed(check.Name)
	if !passed.IsZero() {
		in.since = passed.Add(-width)
	}
	failed := fill(ctx, metrics, meter, in, &judged, &found)
	if found.measure.Judged = judged.judge(); found.measure.Judged != incident.CantTell {
		if !passed.IsZero() {
			found.measure.Judged = lasting(found.measure.Judged)
			found.measure.LapseFrom, found.measure.LapseTo = judged.lapse(judged.since, width)
		}
		return found
	}
	if failed != nil {
		found.why, found.again.next = l.again(runbooks.Why(metrics, failed))
	} else {
		found.why, found.again = judged.unable(l, incident.AnswerAt(began, meter.Interval), meter.Interval)
	}
	return found
}

// fill measures the windows that there are, and keeps the first error.
func fill(ctx context.Context, metrics runbooks.Metrics, meter runbooks.Meter, in windows, judged *compared, found *comparison) (failed error) {
	after := in.after
	if !in.since.IsZero() && in.since.Before(after.from) {
		after.from = in.since // One question for the window and for what was between the looks.
	}
	for _, window := range []struct {
		name   string
		span   span
		judged *[]incident.Sample
		show   func(shown []incident.Sample)
	}{
		{"good", in.good, &judged.good, func(shown []incident.Sample) { v := runbooks.Median(shown); found.measure.Good = &v }},
		// People are shown what the action found, not what led there.
		{"before", in.before, &judged.before, func(shown []incident.Sample) { found.measure.Before = runbooks.Median(shown[len(shown)*2/3:]) }},
		{"after", after, &judged.since, func(shown []incident.Sample) { found.measure.After = runbooks.Median(in.after.of(shown)) }},
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
	judged.after = in.after.of(judged.since)
	return failed
}

func first(a, b error) error {
	if a != nil {
		return a
	}
	return b
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
