package runbooks

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
)

// nearestTo says why a selector matches nothing now: no such metric, or no such
// value of a label, with the nearest that there is.
func nearestTo(ctx context.Context, a *asker, sel string, at time.Time) string {
	e, err := parse(sel)
	if err != nil {
		return "no series " + sel
	}
	v, ok := e.(*parser.VectorSelector)
	if !ok || v.Name == "" {
		return "no series " + sel
	}
	if !some(ctx, a, v.Name, at) {
		family, _, _ := strings.Cut(v.Name, "_")
		names := valuesOf(ctx, a, metricName, fmt.Sprintf(`{__name__=~"%s_.+"}`, family), at)
		switch near := nearest(v.Name, names); {
		case near != "":
			return fmt.Sprintf("there is no metric %s; nearest is %s", v.Name, near)
		case len(names) == 0:
			return fmt.Sprintf("there is no metric %s, and none that begins with %s_", v.Name, family)
		default:
			return fmt.Sprintf("there is no metric %s, though %d begin with %s_", v.Name, len(names), family)
		}
	}
	for _, m := range v.LabelMatchers {
		if m.Name == metricName || some(ctx, a, fmt.Sprintf("%s{%s}", v.Name, m), at) {
			continue
		}
		there := slices.DeleteFunc(valuesOf(ctx, a, m.Name, v.Name, at), func(s string) bool { return s == "" })
		near := nearest(m.Value, there)
		switch {
		case len(there) == 0:
			return fmt.Sprintf("%s has no label %s", v.Name, m.Name)
		case m.Type != labels.MatchEqual, near == "":
			return fmt.Sprintf("no %s has %s; there is %s", v.Name, m, someOf(there))
		default:
			return fmt.Sprintf("no %s has %s; nearest is %q", v.Name, m, near)
		}
	}
	return fmt.Sprintf("no %s has all of %s", v.Name, strings.TrimPrefix(sel, v.Name))
}

// some reports whether a selector matches anything. A question without an
// answer is taken for a no: the sentence then names what it can.
func some(ctx context.Context, a *asker, sel string, at time.Time) bool {
	got, err := a.instant(ctx, "there", "count("+sel+")", at)
	return err == nil && len(got.Series) > 0
}

// valuesOf are the values that a label has among the series of a selector.
func valuesOf(ctx context.Context, a *asker, label, sel string, at time.Time) []string {
	got, err := a.instant(ctx, "values", fmt.Sprintf("group by (%s) (%s)", label, sel), at)
	if err != nil {
		return nil
	}
	var all []string
	for _, s := range got.Series {
		all = append(all, s.Labels[label])
	}
	slices.SortFunc(all, natural)
	return all
}

// nearest is the word among those there are that another one probably means:
// the same but for case and punctuation, else a few slips away, else one that
// holds it or is held by it. Empty where none is near.
func nearest(word string, there []string) string {
	plain := func(s string) string {
		return strings.NewReplacer("-", "", "_", "", ".", "", "/", "", " ", "").Replace(strings.ToLower(s))
	}
	best, least := "", max(2, len(word)/4)+1
	for _, one := range there {
		if plain(one) == plain(word) && one != "" {
			return one
		}
		if n := slips(one, word, least); n < least {
			best, least = one, n
		}
	}
	if best != "" {
		return best
	}
	for _, one := range there {
		if p, w := plain(one), plain(word); len(p) > 2 && len(w) > 2 && (strings.Contains(p, w) || strings.Contains(w, p)) {
			return one
		}
	}
	return ""
}

// someOf names up to three of the values.
func someOf(there []string) string {
	var said []string
	for _, one := range there[:min(3, len(there))] {
		said = append(said, fmt.Sprintf("%q", one))
	}
	if n := len(there) - len(said); n > 0 {
		said = append(said, fmt.Sprintf("%d more", n))
	}
	return strings.Join(said, ", ")
}
