package runbooks

import (
	"fmt"
	"slices"
	"time"

	"github.com/prometheus/prometheus/promql/parser"
)

// baselines are the functions by which a query asks what was usual.
var baselines = []string{"max_over_time", "min_over_time", "avg_over_time", "quantile_over_time", "mad_over_time", "stddev_over_time"}

// slidingBaseline finds what is compared with a past that moves along: once the
// outage lies within it, it is what is usual, and the check is green again.
func slidingBaseline(_ Check, p part) []Finding {
	if !p.judged() && p.key != "want" && p.key != "guard" {
		return nil
	}
	var all []Finding
	add := func(what string) {
		say := what + " moves along, so that an outage turns green by itself once it is that old: write @ ${began} behind it"
		if !slices.ContainsFunc(all, func(f Finding) bool { return f.Say == say }) {
			all = append(all, Finding{Severity: Error, Say: say})
		}
	}
	parser.Inspect(p.expr, func(n parser.Node, path []parser.Node) error {
		switch n := n.(type) {
		case *parser.VectorSelector:
			if n.OriginalOffset > 0 && !frozen(n, path) {
				add(fmt.Sprintf("offset %s", lasting(n.OriginalOffset)))
			}
		case *parser.SubqueryExpr:
			if n.OriginalOffset > 0 && !frozen(n, path) {
				add(fmt.Sprintf("offset %s", lasting(n.OriginalOffset)))
			}
		case *parser.Call:
			if slices.Contains(baselines, n.Func.Name) && len(n.Args) > 0 && (p.key == "want" || comparedWith(n, path)) {
				over := n.Args[len(n.Args)-1]
				// Of one with an offset that is said already.
				if s, ok := over.(*parser.SubqueryExpr); (!ok || s.OriginalOffset == 0) && !frozen(over, append(slices.Clone(path), parser.Node(n))) {
					add(fmt.Sprintf("%s over the last %s", n.Func.Name, lasting(rangeOf(over))))
				}
			}
		}
		return nil
	})
	return all
}

// frozen reports whether a part of a query is looked at as of the beginning of
// the incident.
func frozen(n parser.Node, path []parser.Node) bool {
	for _, one := range append(slices.Clone(path), n) {
		var at *int64
		switch one := one.(type) {
		case *parser.VectorSelector:
			at = one.Timestamp
		case *parser.SubqueryExpr:
			at = one.Timestamp
		case *parser.MatrixSelector:
			if v, ok := one.VectorSelector.(*parser.VectorSelector); ok {
				at = v.Timestamp
			}
		}
		if at != nil && fmt.Sprintf("%d", *at/1000) == lintBegan {
			return true
		}
	}
	return false
}

// comparedWith reports whether a part of a query is what something else is
// divided by, compared with or taken from.
func comparedWith(n parser.Node, path []parser.Node) bool {
	steps := append(slices.Clone(path), n)
	for i, one := range steps[:len(steps)-1] {
		if b, ok := one.(*parser.BinaryExpr); ok && !b.Op.IsSetOperator() && parser.Node(b.RHS) == steps[i+1] {
			return true
		}
	}
	return false
}

// rangeOf is how far a range selector or subquery looks back.
func rangeOf(e parser.Expr) time.Duration {
	switch e := bare(e).(type) {
	case *parser.MatrixSelector:
		return e.Range
	case *parser.SubqueryExpr:
		return e.Range
	}
	return 0
}

// lasting is a length of time as PromQL writes it: 7d, 1h, 90s.
func lasting(d time.Duration) string {
	for _, unit := range []struct {
		of   time.Duration
		name string
	}{{24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "m"}} {
		if d >= unit.of && d%unit.of == 0 {
			return fmt.Sprintf("%d%s", d/unit.of, unit.name)
		}
	}
	return fmt.Sprintf("%gs", d.Seconds())
}
