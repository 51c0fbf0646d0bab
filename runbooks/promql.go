package runbooks

import (
	"fmt"
	"slices"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
)

// metricName is the label under which PromQL keeps a series' name.
const metricName = "__name__"

func parse(query string) (parser.Expr, error) {
	e, err := parser.NewParser(parser.Options{}).ParseExpr(query)
	if err != nil {
		return nil, fmt.Errorf("parse query: %w", err)
	}
	return e, nil
}

// selectors are the series that a query reads, each once, without offset and
// @: what must exist now for the answer to mean anything.
func selectors(e parser.Expr) []string {
	var found []string
	parser.Inspect(e, func(n parser.Node, _ []parser.Node) error {
		v, ok := n.(*parser.VectorSelector)
		if !ok {
			return nil
		}
		bare := parser.VectorSelector{Name: v.Name, LabelMatchers: v.LabelMatchers}
		if s := bare.String(); !slices.Contains(found, s) {
			found = append(found, s)
		}
		return nil
	})
	return found
}

// scalars are the arguments of scalar() in a query. scalar() of nothing is
// NaN, and a comparison with NaN is 0: a green that no metric supports.
func scalars(e parser.Expr) []string {
	var found []string
	parser.Inspect(e, func(n parser.Node, _ []parser.Node) error {
		if c, ok := n.(*parser.Call); ok && c.Func.Name == "scalar" && len(c.Args) == 1 {
			found = append(found, c.Args[0].String())
		}
		return nil
	})
	return found
}

// emptyIsNone reports whether an empty answer of this query, whose series all
// exist, can only mean that nothing qualified. It cannot where a window may
// hold too few samples, or where two sides may simply not match each other.
func emptyIsNone(e parser.Expr) bool {
	none := true
	parser.Inspect(e, func(n parser.Node, _ []parser.Node) error {
		switch n := n.(type) {
		case *parser.MatrixSelector, *parser.SubqueryExpr:
			none = false
		case *parser.VectorSelector:
			if n.OriginalOffset != 0 || n.Timestamp != nil {
				none = false
			}
		case *parser.BinaryExpr:
			if n.LHS.Type() == parser.ValueTypeVector && n.RHS.Type() == parser.ValueTypeVector {
				none = false
			}
		}
		return nil
	})
	return none
}

// readsWindow reports whether a query reads more than the newest samples, so
// that it may find too few.
func readsWindow(e parser.Expr) bool {
	window := false
	parser.Inspect(e, func(n parser.Node, _ []parser.Node) error {
		switch n.(type) {
		case *parser.MatrixSelector, *parser.SubqueryExpr:
			window = true
		}
		return nil
	})
	return window
}

// shape is the query with every value blanked: metric names, label names,
// operators and nesting are left. Two fillings of one template share it. The
// expression is consumed.
func shape(e parser.Expr) string {
	parser.Inspect(e, func(n parser.Node, _ []parser.Node) error {
		switch n := n.(type) {
		case *parser.VectorSelector:
			blank := make([]*labels.Matcher, len(n.LabelMatchers))
			for i, m := range n.LabelMatchers {
				blank[i] = &labels.Matcher{Type: m.Type, Name: m.Name, Value: m.Value}
				if m.Name != metricName {
					blank[i].Value = ""
				}
			}
			n.LabelMatchers = blank
			n.OriginalOffset = blankDuration(n.OriginalOffset)
			n.Timestamp = blankTime(n.Timestamp)
		case *parser.MatrixSelector:
			n.Range = time.Second
		case *parser.SubqueryExpr:
			n.Range, n.Step = time.Second, blankDuration(n.Step)
			n.OriginalOffset = blankDuration(n.OriginalOffset)
			n.Timestamp = blankTime(n.Timestamp)
		case *parser.NumberLiteral:
			n.Val, n.Duration = 1, false
		case *parser.StringLiteral:
			n.Val = ""
		}
		return nil
	})
	return e.String()
}

func blankDuration(d time.Duration) time.Duration {
	if d == 0 {
		return 0
	}
	return time.Second
}

func blankTime(t *int64) *int64 {
	if t == nil {
		return nil
	}
	one := int64(1000)
	return &one
}

// values counts how often text occurs as a whole matcher value or string, by
// the kind of place it stands in.
func values(e parser.Expr, text string) (exact, regex int) {
	parser.Inspect(e, func(n parser.Node, _ []parser.Node) error {
		switch n := n.(type) {
		case *parser.VectorSelector:
			for _, m := range n.LabelMatchers {
				switch {
				case m.Name == metricName || m.Value != text:
				case m.Type == labels.MatchEqual || m.Type == labels.MatchNotEqual:
					exact++
				default:
					regex++
				}
			}
		case *parser.StringLiteral:
			if n.Val == text {
				exact++
			}
		}
		return nil
	})
	return exact, regex
}
