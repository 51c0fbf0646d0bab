package watch

import (
	"context"
	"fmt"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/runbooks"
)

// width is the length of each compared window, and step how finely it is
// asked. Five minutes of a fifteen-second scrape are twenty samples.
const (
	width = 5 * time.Minute
	step  = 15 * time.Second
)

// effect compares what is measured before and after an action.
func (w *Watch) effect(ctx context.Context, l incident.Lease) (incident.Decision, error) {
	p, i, err := load[actionPayload](ctx, w, l)
	if err != nil {
		return nil, err
	}
	a, ok := i.Action(p.Action)
	if !ok {
		return nil, nil // It was taken back.
	}
	at := w.Now().UTC()
	effect := incident.Effect{Action: a.Seq, At: at, After: at.Sub(began(a)), Shared: shared(i, a, at)}
	var evidence []incident.Evidence
	for _, c := range i.Checks {
		check, ok := w.Library.Check(c.Verdict.Check)
		if !ok || !c.Base {
			continue
		}
		m, asked, ok := w.measure(ctx, check, c, w.scope(i, at), a)
		if ok {
			effect.Measures = append(effect.Measures, m)
		}
		evidence = append(evidence, asked)
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	effect.Outcome = overall(effect.Measures)
	effect.Reason = reason(effect)

	proof, err := merge(evidence, a, at).Sealed()
	if err != nil {
		return nil, err
	}
	counted, stages, added, err := w.count(ctx, i, a, at)
	if err != nil {
		return nil, err
	}
	return func(i incident.Incident, _ time.Time) (incident.Change, error) {
		change := incident.Change{Evidence: []incident.Evidence{proof}}
		if added {
			change.Events = i.Count(counted, stages.Hash, at)
			change.Evidence = append(change.Evidence, stages)
		}
		change.Events = append(change.Events, i.Measure(effect, proof.Hash, at)...)
		return change, nil
	}, nil
}

// measure compares one check around an action. It reports false for a check
// that was fine before and after: it says nothing about the action.
func (w *Watch) measure(ctx context.Context, check runbooks.Check, c incident.Check, scope runbooks.Scope, a incident.Action) (incident.Measure, incident.Evidence, bool) {
	evidence := incident.Evidence{Check: c.Verdict.Check, At: scope.At, Source: w.Metrics.Name()}
	m := incident.Measure{Check: c.Verdict.Check, Name: check.MeasureName(), Unit: c.Unit, Window: width}
	if c.Want != "" && c.Unit == "" {
		m.Of = c.Want
	}
	around := around(began(a), c.LastGood, scope.At, width)
	var judged compared
	judged.holds = check.Holds
	for _, window := range []struct {
		name   string
		span   span
		judged *[]incident.Sample
		shown  func(float64)
	}{
		{"good", around.good, &judged.good, func(v float64) { m.Good = &v }},
		{"before", around.before, &judged.before, func(v float64) { m.Before = v }},
		{"after", around.after, &judged.after, func(v float64) { m.After = v }},
	} {
		if window.span.to.IsZero() {
			continue
		}
		values, shown, err := check.Measure(ctx, w.Metrics, scope, window.span.from, window.span.to, step)
		asked := incident.Asked{For: window.name, Query: check.MeasureName(), From: window.span.from, To: window.span.to, Series: []incident.Series{{Samples: shown}}}
		if err != nil {
			asked.Error = err.Error()
		}
		evidence.Queries = append(evidence.Queries, asked)
		*window.judged = values
		if len(shown) > 0 {
			window.shown(median(shown))
		}
	}
	m.Judged = judged.judge()
	return m, evidence, m.Judged != incident.NoMeasure
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
func shared(i incident.Incident, a incident.Action, at time.Time) []int64 {
	var others []int64
	for _, o := range i.Actions {
		if o.Seq != a.Seq && began(o).After(began(a).Add(-width)) && began(o).Before(at) {
			others = append(others, o.Seq)
		}
	}
	return others
}

func reason(e incident.Effect) string {
	switch e.Outcome {
	case incident.CantTell:
		return fmt.Sprintf("Too few samples in the window of %.0f min: I need %d.", width.Minutes(), minSamples)
	case incident.NoMeasure:
		return "Nothing that I measure was failing before it, so there is nothing it could have mended."
	default:
		return ""
	}
}

// merge is the evidence of one effect: the windows of every check that was
// compared.
func merge(parts []incident.Evidence, a incident.Action, at time.Time) incident.Evidence {
	all := incident.Evidence{Check: incident.ActionSubject(a.Seq), At: at}
	for _, p := range parts {
		all.Source = p.Source
		for _, q := range p.Queries {
			q.For = p.Check + " " + q.For
			all.Queries = append(all.Queries, q)
		}
	}
	return all
}
