package runbooks

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/prometheus/prometheus/model/labels"

	"github.com/sitrephq/sitrep/bot/incident"
)

// Gap is why a check cannot be asked of a service by one kind of exporter.
type Gap struct {
	Check    string          // Its full name.
	Exporter string          // The variant's name, as in "haproxy".
	Tried    []string        // In an audit: all variants' names.
	Reason   incident.Reason // NeverThere, Unfit or, where nobody answered, that of the source.
	Detail   string          // The reason as a sentence.

	Metric string   // The series that are missing, by their name.
	Absent bool     // No series of that name is there at all.
	Label  string   // Else the label that has no such value, where one is to blame.
	Value  string   // The value that was asked for.
	Var    string   // The variable that gave the value, or has none; may be empty.
	Values []string // The values that the label has where all else fits.
}

// Can is by which kinds of exporters the check can be asked of a service now,
// and why not by the others. It is much cheaper than asking: the series are
// looked up in what the presence has found for all services. A human check can
// always be asked, of people.
func (c Check) Can(ctx context.Context, p *Presence, s Scope) (exporters []string, gaps []Gap) {
	values := c.values(s)
	for _, v := range c.variants {
		gap := Gap{Check: c.Name, Exporter: v.name}
		if _, err := c.fillOne(v, values); err != nil {
			gap.Reason, gap.Detail = incident.Unfit, sentenceOf(err.Error())
			gap.Var = v.lacks(values)
			gaps = append(gaps, gap)
			continue
		}
		if c.missing(ctx, p, v, values, &gap) {
			gaps = append(gaps, gap)
			continue
		}
		exporters = append(exporters, v.name)
	}
	return exporters, gaps
}

// lacks is the first variable that the variant has no value for.
func (v variant) lacks(values map[string]string) string {
	for _, t := range v.judged() {
		if name := t.missing(values); name != "" {
			return name
		}
	}
	return ""
}

// missing finds the first series that the variant needs and that is not there.
func (c Check) missing(ctx context.Context, p *Presence, v variant, values map[string]string, gap *Gap) bool {
	if c.declared != "" && values[c.declared] != "" {
		v.want = template{} // It is declared, and not asked for.
	}
	for _, t := range v.judged() {
		places, err := t.places(values)
		if err != nil {
			gap.Reason, gap.Detail = incident.Unfit, sentenceOf(err.Error())
			return true
		}
		for _, at := range places {
			rows, trouble := p.rows(ctx, at, v.late)
			if trouble != nil {
				gap.Reason, gap.Detail = trouble.reason, trouble.detail
				return true
			}
			if !slices.ContainsFunc(rows, func(row map[string]string) bool { return at.fits(row, -1) }) {
				at.blame(rows, gap)
				return true
			}
		}
	}
	return false
}

// fits reports whether a group of series is what the place asks for, one of its
// matchers left out of account.
func (p place) fits(row map[string]string, but int) bool {
	for n, m := range p.matchers {
		if n != but && !m.Matches(row[m.Name]) {
			return false
		}
	}
	return true
}

// blame says which part of the place has no match. A label whose value comes
// from a variable is blamed first: that is what a person can mend.
func (p place) blame(rows []map[string]string, gap *Gap) {
	gap.Reason, gap.Metric, gap.Absent = incident.NeverThere, p.metric, len(rows) == 0
	if gap.Absent {
		gap.Detail = fmt.Sprintf("There are no series %s.", p.metric)
		return
	}
	var order, fixed []int
	for n, name := range p.vars {
		if name != "" {
			order = append(order, n)
		} else {
			fixed = append(fixed, n)
		}
	}
	order = append(order, fixed...)
	for _, among := range []func(n int) []string{
		func(n int) []string { return p.others(rows, n, true) },
		func(n int) []string { return p.others(rows, n, false) },
	} {
		for _, n := range order {
			found := among(n)
			if len(found) == 0 || p.matchers[n].Type == labels.MatchNotEqual || p.matchers[n].Type == labels.MatchNotRegexp {
				continue
			}
			gap.Label, gap.Value, gap.Var, gap.Values = p.matchers[n].Name, p.matchers[n].Value, p.vars[n], found
			gap.Detail = fmt.Sprintf("There are no series %s with %s=%q.", p.metric, gap.Label, gap.Value)
			return
		}
	}
	gap.Detail = fmt.Sprintf("There are no series %s.", p.exactly(0))
}

// others are the values of a matcher's label that it does not match: where all
// else fits, or anywhere if the label has its value nowhere.
func (p place) others(rows []map[string]string, n int, elseFits bool) []string {
	var found []string
	for _, row := range rows {
		value := row[p.matchers[n].Name]
		if p.matchers[n].Matches(value) {
			if !elseFits {
				return nil
			}
			continue
		}
		if value != "" && (!elseFits || p.fits(row, n)) {
			found = append(found, value)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// sentenceOf is a clause with its full stop.
func sentenceOf(clause string) string {
	if strings.HasSuffix(clause, ".") || strings.HasSuffix(clause, "?") {
		return clause
	}
	return strings.ToUpper(clause[:min(1, len(clause))]) + clause[min(1, len(clause)):] + "."
}
