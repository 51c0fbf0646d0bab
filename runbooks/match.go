package runbooks

import (
	"cmp"
	"slices"
	"strings"
)

// match is the value that a service may mean, and how like the missing one it
// is: 1 for the same but for case and separators, 0 for nothing in common.
type match struct {
	service, value string
	likeness       float64
}

// matched gives each service the value most like the one it lacks, of those
// that nobody else has. The nearest pair is taken first, and each value once:
// two services do not share a pool by guesswork.
func matched(lacks []lacking, pattern string, taken map[string]bool) []match {
	var all, chosen []match
	for _, l := range lacks {
		usual := l.value
		if pattern != "" {
			usual = strings.ReplaceAll(pattern, "${service}", l.service)
		}
		for _, v := range l.among {
			if !taken[v] {
				all = append(all, match{l.service, v, max(alike(l.value, v), alike(usual, v))})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b match) int { return cmp.Compare(b.likeness, a.likeness) })
	served, given := map[string]bool{}, map[string]bool{}
	for _, n := range all {
		if !served[n.service] && !given[n.value] {
			served[n.service], given[n.value] = true, true
			chosen = append(chosen, n)
		}
	}
	return chosen
}

// alike is 1 less the share of letters that must change, come or go.
func alike(a, b string) float64 {
	a, b = plainName(a), plainName(b)
	longest := max(len(a), len(b))
	if longest == 0 {
		return 1
	}
	return 1 - float64(slips(a, b, longest))/float64(longest)
}

// plainName is a name without case, and with one kind of separator.
func plainName(name string) string {
	return strings.NewReplacer("_", "-", ".", "-", "/", "-").Replace(strings.ToLower(name))
}
