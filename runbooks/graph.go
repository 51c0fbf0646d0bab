package runbooks

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// The limits of one graph: so many samples a line, so many lines kept.
const (
	graphSamples = 250
	graphLines   = 8
)

// Graph is what a measure showed: its numbers, and its series as evidence.
type Graph struct {
	incident.Metric
	Evidence incident.Evidence
}

// subject is what a graph is of: a check, or a query that judges nothing.
type subject struct {
	check  Check
	name   string
	good   incident.Direction
	limit  *float64
	legend string
	judged bool // By the check's own rule, and not every series for itself.
}

// Sourced is the check that stands for a measure where a service names the
// source of a check.
func (m *Measures) Sourced(ask incident.MetricAsk) Check {
	s, _ := m.subject(ask)
	return s.check
}

// subject finds what is asked for. One that is gone since it was asked for has
// a sentence.
func (m *Measures) subject(ask incident.MetricAsk) (subject, *trouble) {
	switch {
	case ask.Metric != "":
		for _, n := range m.named {
			if n.Name == ask.Metric {
				return subject{check: n.check, name: n.Name, good: n.Good, limit: n.Limit, legend: n.Legend}, nil
			}
		}
	case ask.Check != "":
		if c, ok := m.library.Check(ask.Check); ok {
			return subject{check: c, name: c.MeasureName(), good: c.Expect.Direction(), judged: !c.Expect.Shows()}, nil
		}
	default:
		return subject{check: Check{Name: "query", MaxAge: defaultMaxAge, Expect: Expect{text: "show", op: "show"}}, name: shortly(ask.Query)}, nil
	}
	return subject{}, &trouble{reason: incident.Unfit, detail: "It is not among the metrics and checks any more."}
}

// Direction is which way an expectation calls better; empty where it calls
// neither.
func (e Expect) Direction() incident.Direction {
	switch e.op {
	case ">", ">=":
		return incident.Up
	case "<", "<=":
		return incident.Down
	}
	return ""
}

// Graph asks a source for a measure. It returns no error: whatever goes wrong
// is said in its words and its reason. Spark draws a line of samples in a few
// characters. The scope's time is that of the newest sample that counts.
func (m *Measures) Graph(ctx context.Context, source Metrics, ask incident.MetricAsk, s Scope, spark func([]incident.Sample) string) Graph {
	ctx, stop := judging(ctx)
	defer stop()
	s.At = ask.To.Truncate(time.Millisecond)
	a := &asker{m: source}
	sub, t := m.subject(ask)
	g := Graph{Metric: incident.Metric{
		Name: sub.name, Unit: sub.check.Unit, Good: sub.good, Limit: sub.limit, Legend: sub.legend, From: ask.From, To: s.At, Source: source.Name(),
	}}
	var lines []incident.Series
	if t == nil {
		lines, t = sub.ask(ctx, a, ask, s, &g.Metric)
	}
	t = t.inTime(ctx, source)
	g.tell(lines, t, s, spark)
	g.Evidence = incident.Evidence{Check: sub.name, At: s.At, Source: source.Name(), Query: g.Query, Queries: a.asked, Reason: g.Reason, Outcome: incident.Shown}
	if t != nil {
		g.Evidence.Outcome = incident.Unknown
	}
	if g.Query != "" {
		g.Link = source.GraphURL(g.Query, s.At)
		g.Evidence.Link = g.Link
	}
	return g
}

// ask finds out what there is and measures it over the time, the worst series
// first. With a trouble there may be series too: those that ended.
func (sub subject) ask(ctx context.Context, a *asker, ask incident.MetricAsk, s Scope, g *incident.Metric) ([]incident.Series, *trouble) {
	r, t := sub.ready(ctx, a, ask, s)
	if r.expr() == "" {
		return nil, t
	}
	g.Query, g.SampledAt = r.expr(), r.newest
	if t != nil && t.reason != incident.Stopped {
		return nil, t
	}
	// How often it is scraped is known of what is there.
	interval := time.Second
	if t == nil {
		var trouble *trouble
		if interval, trouble = slowestOf(ctx, a, r.selectors, s.At); trouble != nil {
			return nil, trouble
		}
	}
	step := max((s.At.Sub(ask.From)/graphSamples + time.Second - 1).Truncate(time.Second), interval, time.Second)
	from := s.At.Add(-s.At.Sub(ask.From).Truncate(step)) // The last step is at the end, where the newest sample is.
	lines, trouble := sub.over(ctx, a, r, from, s.At, step, g)
	if trouble != nil {
		return nil, trouble
	}
	if t == nil && len(lines) == 0 {
		t = nothing(a)
	}
	return lines, t
}

// ready is the query to be asked: of the first variant whose series are there,
// else of one whose series ended, with that as the trouble.
func (sub subject) ready(ctx context.Context, a *asker, ask incident.MetricAsk, s Scope) (ready, *trouble) {
	var filled []ready
	if ask.Query != "" {
		e, err := parse(ask.Query)
		if err != nil {
			return ready{}, &trouble{reason: incident.Unfit, detail: "I cannot read it as PromQL."}
		}
		r := ready{query: ask.Query, declared: math.NaN()}
		r.note(e)
		filled = []ready{r}
	} else if all, why := sub.check.fillAll(sub.check.values(s)); len(all) > 0 {
		filled = all
	} else {
		return ready{}, unfit(s.Service, why)
	}
	var there []ready
	var t *trouble
	if ask.Query == "" {
		there, t = sub.check.prepare(ctx, a, s)
	} else if newest, failed := sub.check.existence(ctx, a, filled, s.At); failed != nil {
		t = failed
	} else if there = present(filled, newest); len(there) == 0 {
		if t = sub.check.gone(ctx, a, filled, newest, s); t.reason == incident.NeverThere {
			t.detail = "There are no such series, now or in the 6 hours before: " + strings.Join(absent(filled[0], newest), ", ") + "."
		}
	}
	if t == nil {
		return there[0], nil
	}
	r := filled[0]
	r.newest = t.sampledAt
	return r, t
}

// absent are the selectors of a query that have no series now.
func absent(r ready, newest map[string]time.Time) []string {
	return slices.DeleteFunc(slices.Clone(r.selectors), func(sel string) bool { return !newest[sel].IsZero() })
}

// over is the measure's lines over a time, the worst first, no more of them
// than are kept; g learns what they are compared with and how many are left out.
func (sub subject) over(ctx context.Context, a *asker, r ready, from, to time.Time, step time.Duration, g *incident.Metric) ([]incident.Series, *trouble) {
	if sub.judged {
		if l, ok := sub.check.Expect.Limit(); ok && r.have == "" {
			g.Limit = &l
		}
	}
	// A check that counts, or whose empty answer means none, has its number by
	// its own rule only.
	if sub.judged && (!r.several || sub.check.Expect.series || r.none && sub.check.Expect.countsNone()) || sub.judged && r.have != "" {
		points, err := sub.check.over(ctx, &asker{m: a.m}, "graph", r, from, to, step)
		if err != nil {
			return nil, &trouble{reason: reasonOf(err), detail: Why(a.m, err), err: err}
		}
		var one incident.Series
		for _, p := range points {
			one.Samples = append(one.Samples, incident.Sample{At: p.at, Value: p.worst.have})
			if factor, ok := sub.check.Expect.Limit(); ok && r.have != "" && !math.IsNaN(p.worst.want) {
				g.Limit = finite(p.worst.want * factor)
			}
		}
		a.keep(incident.Asked{For: "graph", Query: r.expr(), From: from, To: to}, incident.Measured{Series: []incident.Series{one}}, nil)
		return drawn([]incident.Series{one}), nil
	}
	got, err := a.m.QueryRange(ctx, r.expr(), from, to, step)
	if t := troubleOf(a.m, got, err); t != nil {
		a.keep(incident.Asked{For: "graph", Query: r.expr(), From: from, To: to}, incident.Measured{Warnings: got.Warnings}, err)
		return nil, t
	}
	lines := incident.WorstFirst(got.Series, sub.good)
	g.More = max(0, len(lines)-graphLines)
	lines = lines[:len(lines)-g.More]
	a.keep(incident.Asked{For: "graph", Query: r.expr(), From: from, To: to}, incident.Measured{Series: lines, Warnings: got.Warnings}, nil)
	return drawn(lines), nil
}

// drawn are series without what is not a number.
func drawn(all []incident.Series) []incident.Series {
	var lines []incident.Series
	for _, s := range all {
		s.Samples = slices.DeleteFunc(slices.Clone(s.Samples), func(p incident.Sample) bool { return finite(p.Value) == nil })
		if len(s.Samples) > 0 {
			lines = append(lines, s)
		}
	}
	return lines
}

// nothing is the trouble of an answer without a number although every series
// is there.
func nothing(a *asker) *trouble {
	if last := a.asked[len(a.asked)-1]; len(last.Series) > 0 {
		return &trouble{reason: incident.NotANumber, detail: "The answer is not a number (NaN) all the time, as it is when there was nothing to measure."}
	}
	return &trouble{reason: incident.TooFew, detail: "The series are there, and the query matched none of them in this time."}
}

// reasonOf tells a source that failed from an answer that cannot be used.
func reasonOf(err error) incident.Reason {
	if incident.CodeOf(err) == incident.Unavailable {
		return incident.Partial
	}
	return incident.SourceFailed
}

// tell puts the answer into numbers and into a sentence.
func (g *Graph) tell(lines []incident.Series, t *trouble, s Scope, spark func([]incident.Sample) string) {
	if len(lines) == 0 {
		g.More = 0 // What is not shown is more of nothing.
	}
	names := incident.SeriesNames(lines, g.Legend)
	for n, l := range lines {
		one := lineOf(names[n], l.Samples, spark)
		one.Words = g.value(one.Now.Value)
		g.Lines = append(g.Lines, one)
	}
	if t != nil {
		g.Reason = t.reason
		g.Say = fmt.Sprintf("%s: can't tell. %s", g.Name, t.detail)
		return
	}
	if g.Say = g.sentence(s); len(g.Lines) > 1 {
		g.Say = g.several(s)
	}
}

func lineOf(name string, samples []incident.Sample, spark func([]incident.Sample) string) incident.MetricLine {
	l := incident.MetricLine{Name: name, Begin: samples[0], Now: samples[len(samples)-1], Low: samples[0], High: samples[0], Spark: spark(samples)}
	for _, p := range samples {
		if p.Value < l.Low.Value {
			l.Low = p
		}
		if p.Value > l.High.Value {
			l.High = p
		}
	}
	return l
}
