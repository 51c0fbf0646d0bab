package promlab

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
)

// ErrHistory says that a query asks for what was before: a range, a subquery,
// an offset or a time of its own.
var ErrHistory = errors.New("the query asks for history")

// Moment is the newest samples of some series and the engine over them. It has
// no history, and refuses a query that asks for some: over a single sample a
// week's best is whatever is there now.
type Moment struct {
	at  time.Time
	lab *Lab
}

// Value is one series of an answer, with its metric's name among the labels.
type Value struct {
	Labels map[string]string
	Value  float64
}

// NewMoment is a moment without samples.
func NewMoment(at time.Time) *Moment {
	now := func() time.Time { return at }
	return &Moment{at: at, lab: New(Config{Interval: time.Second, Now: now, Timeout: 10 * time.Second})}
}

// Add adds the newest sample of a series. It is an error if the series is there.
// A time after the moment counts as the moment.
func (m *Moment) Add(series map[string]string, at time.Time, value float64) error {
	if at.After(m.at) {
		at = m.at
	}
	next := newLine(labels.FromMap(series), m.lab.cfg.Interval)
	next.points = []promql.FPoint{{T: at.UnixMilli(), F: value}}
	return m.lab.add(next)
}

// Query evaluates expr at the moment. A query that is not PromQL, or that the
// engine refuses, is an error in the engine's words; one that asks for history
// is ErrHistory.
func (m *Moment) Query(ctx context.Context, expr string) ([]Value, error) {
	e, err := m.lab.parser.ParseExpr(expr)
	if err != nil {
		return nil, err
	}
	if asksForHistory(e) {
		return nil, ErrHistory
	}
	q, err := m.lab.engine.NewInstantQuery(ctx, m.lab, nil, expr, m.at)
	if err != nil {
		return nil, err
	}
	defer q.Close()
	res := q.Exec(ctx)
	if res.Err != nil {
		return nil, res.Err
	}
	switch v := res.Value.(type) {
	case promql.Scalar:
		return []Value{{Value: v.V}}, nil
	case promql.Vector:
		var all []Value
		for _, s := range v {
			all = append(all, Value{Labels: s.Metric.Map(), Value: s.F})
		}
		return all, nil
	}
	return nil, fmt.Errorf("the query gives %s, not numbers", res.Value.Type())
}

// asksForHistory reports whether a query reads more than the newest sample.
func asksForHistory(e parser.Expr) bool {
	found := false
	parser.Inspect(e, func(n parser.Node, _ []parser.Node) error {
		switch n := n.(type) {
		case *parser.MatrixSelector, *parser.SubqueryExpr:
			found = true
		case *parser.VectorSelector:
			found = found || n.OriginalOffset != 0 || n.OriginalOffsetExpr != nil || n.Timestamp != nil || n.StartOrEnd != 0
		}
		return nil
	})
	return found
}
