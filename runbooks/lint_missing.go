package runbooks

import (
	"fmt"
	"slices"

	"github.com/prometheus/prometheus/promql/parser"
)

// unguardedScalar finds scalar() where nobody sees that it is of nothing. Then
// it is NaN, every comparison with it is 0, and "none of them" is green on
// missing data.
func unguardedScalar(_ Check, p part) []Finding {
	if !p.judged() && p.key != "want" && p.key != "guard" {
		return nil
	}
	var all []Finding
	parser.Inspect(p.expr, func(n parser.Node, path []parser.Node) error {
		c, ok := n.(*parser.Call)
		if !ok || c.Func.Name != "scalar" || len(c.Args) != 1 {
			return nil
		}
		if slices.ContainsFunc(path, func(n parser.Node) bool { _, is := n.(*parser.SubqueryExpr); return is }) {
			all = append(all, Finding{Severity: Error, Say: "scalar() inside a subquery cannot be looked at by itself, and of nothing it is NaN, with which every comparison is 0: compare by on () instead"})
		}
		if several(c.Args[0]) {
			all = append(all, Finding{Severity: Error, Say: fmt.Sprintf("scalar() of several series is NaN, so that the check can never tell: make one of %s, such as scalar(sum(...))", brief(c.Args[0]))})
		}
		return nil
	})
	return all
}

// filteredCount finds an aggregation over a comparison without bool: where
// nothing qualifies it is not 0 but nothing.
func filteredCount(c Check, p part) []Finding {
	if !p.judged() || c.Expect.Shows() || c.Expect.series || c.Expect.countsNone() && emptyIsNone(p.expr) {
		return nil
	}
	var all []Finding
	parser.Inspect(p.expr, func(n parser.Node, path []parser.Node) error {
		a, ok := n.(*parser.AggregateExpr)
		if !ok || a.Op == parser.TOPK || a.Op == parser.BOTTOMK || a.Op == parser.COUNT_VALUES {
			return nil
		}
		b, ok := bare(a.Expr).(*parser.BinaryExpr)
		if !ok || !b.Op.IsComparisonOperator() || b.ReturnBool || elseSaid(a, path) {
			return nil
		}
		all = append(all, Finding{Severity: Error, Say: fmt.Sprintf("%s(... %s ...) is nothing, not 0, where nothing qualifies: write sum(... %s bool ...)", a.Op, b.Op, b.Op)})
		return nil
	})
	return all
}

// elseSaid reports whether an `or` says what counts where a part is empty.
func elseSaid(n parser.Node, path []parser.Node) bool {
	steps := append(slices.Clone(path), n)
	for i, one := range steps[:len(steps)-1] {
		if b, ok := one.(*parser.BinaryExpr); ok && b.Op == parser.LOR && parser.Node(b.LHS) == steps[i+1] {
			return true
		}
	}
	return false
}

// bare is an expression without its parentheses.
func bare(e parser.Expr) parser.Expr {
	for {
		p, ok := e.(*parser.ParenExpr)
		if !ok {
			return e
		}
		e = p.Expr
	}
}

// brief is an expression, cut for a sentence.
func brief(e parser.Expr) string {
	text := e.String()
	if len(text) > 60 {
		return text[:57] + "..."
	}
	return text
}
