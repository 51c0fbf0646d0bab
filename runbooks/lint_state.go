package runbooks

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
)

// stateSets are metrics with a series for each state that a thing may be in: 1
// for the one that it is in, 0 for the others.
var stateSets = regexp.MustCompile(`^(haproxy_\w+_status|kube_\w+_status_(phase|reason|condition))$`)

// stateSet finds state sets that are read as if they were one number a thing.
func stateSet(_ Check, p part) []Finding {
	var all []Finding
	parser.Inspect(p.expr, func(n parser.Node, path []parser.Node) error {
		v, ok := n.(*parser.VectorSelector)
		if !ok || !stateSets.MatchString(v.Name) {
			return nil
		}
		with := comparedNumber(path)
		switch {
		case pinned(v) && with == "0" && p.key == "who":
			all = append(all, Finding{Severity: Warning, Say: fmt.Sprintf("%s == 0 names members by a state that they are not in: ask for the one that they are in, == 1", v.Name)})
		case pinned(v), with == "1":
		case with == "0":
			all = append(all, Finding{Severity: Error, Say: fmt.Sprintf("%s has a series for each state, and == 0 finds all the states that a member is not in: pin one, such as {state=\"DOWN\"} == 1", v.Name)})
		default:
			all = append(all, Finding{Severity: Error, Say: fmt.Sprintf("%s has a series for each state, so that this counts states, not members: pin one, such as {state=\"UP\"}", v.Name)})
		}
		return nil
	})
	return all
}

// pinned reports whether a selector names the states that it means.
func pinned(v *parser.VectorSelector) bool {
	return slices.ContainsFunc(v.LabelMatchers, func(m *labels.Matcher) bool {
		named := m.Name == "state" || m.Name == "phase" || m.Name == "reason" || m.Name == "condition"
		return named && (m.Type == labels.MatchEqual || m.Type == labels.MatchRegexp)
	})
}

// comparedNumber is the number that a selector is compared with by ==, "" where
// it is with none.
func comparedNumber(path []parser.Node) string {
	for _, n := range slices.Backward(path) {
		switch one := n.(type) {
		case *parser.ParenExpr:
		case *parser.BinaryExpr:
			if number, ok := bare(one.RHS).(*parser.NumberLiteral); ok && one.Op == parser.EQLC {
				return number.String()
			}
			return ""
		default:
			return ""
		}
	}
	return ""
}
