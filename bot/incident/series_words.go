package incident

import (
	"cmp"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
)

// Direction says which way a number is better.
type Direction string

// The directions. The zero Direction is not known, and then the highest number
// is taken for the one to look at first.
const (
	Up   Direction = "up"   // More is better: members in a pool.
	Down Direction = "down" // Less is better: seconds, errors.
)

// metricName is the label under which Prometheus keeps a series' name.
const metricName = "__name__"

// labelHole is a label in a legend: ${instance}.
var labelHole = regexp.MustCompile(`\$\{([a-zA-Z_][a-zA-Z0-9_]*)\}`)

// SeriesNames is what people call each of the series: the legend with its
// ${labels} filled, else the values of the labels that tell them apart. A
// single series without a legend needs no name of its own and gets none.
func SeriesNames(all []Series, legend string) []string {
	apart := telling(all)
	names := make([]string, len(all))
	for n, s := range all {
		if legend != "" {
			names[n] = strings.TrimSpace(labelHole.ReplaceAllStringFunc(legend, func(h string) string { return s.Labels[h[2:len(h)-1]] }))
		}
		if names[n] == "" && len(all) > 1 {
			names[n] = named(s, apart)
		}
	}
	return names
}

func named(s Series, labels []string) string {
	var values []string
	for _, l := range labels {
		if v := s.Labels[l]; v != "" {
			values = append(values, v)
		}
	}
	if len(values) == 0 {
		return cmp.Or(s.Labels[metricName], "no label")
	}
	return strings.Join(values, " ")
}

// telling are the labels in which the series differ, by name. Where one of them
// alone tells all apart it is enough, and the shorter one says it better.
func telling(all []Series) []string {
	count := map[string]map[string]bool{}
	for _, s := range all {
		for l := range s.Labels {
			count[l] = map[string]bool{}
		}
	}
	var differ []string
	for _, l := range slices.Sorted(maps.Keys(count)) {
		for _, s := range all {
			count[l][s.Labels[l]] = true
		}
		if len(count[l]) > 1 {
			differ = append(differ, l)
		}
	}
	best, length := "", math.MaxInt
	for _, l := range differ {
		total := 0
		for v := range count[l] {
			total += len(v)
		}
		if len(count[l]) == len(all) && total < length {
			best, length = l, total
		}
	}
	if best != "" {
		return []string{best}
	}
	return differ
}

// WorstFirst is the series with the worst moment of each deciding the order:
// the lowest where more is better, else the highest. Series without a number
// come last.
func WorstFirst(all []Series, good Direction) []Series {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b Series) int { return cmp.Compare(worstOf(a, good), worstOf(b, good)) })
	return all
}

// worstOf is how bad a series' worst moment was; less is worse.
func worstOf(s Series, good Direction) float64 {
	worst := math.Inf(1)
	for _, p := range s.Samples {
		switch {
		case math.IsNaN(p.Value) || math.IsInf(p.Value, 0):
		case good == Up:
			worst = min(worst, p.Value)
		default:
			worst = min(worst, -p.Value)
		}
	}
	return worst
}
