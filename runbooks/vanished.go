package runbooks

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/prometheus/prometheus/promql/parser"

	"github.com/sitrephq/sitrep/bot/incident"
)

// vanished are the series of a have that were there in the hour before the
// incident began and are not in the answer now. A have is judged series by
// series, so one that falls silent while it fails would otherwise leave the
// rest to pass for the whole.
func (c Check) vanished(ctx context.Context, a *asker, r ready, s Scope, now []line) (map[string]string, *trouble) {
	if !r.several {
		return nil, nil
	}
	began := s.began()
	if s.At.Before(began) {
		began = s.At // What was added in between is not missing yet.
	}
	// A subquery works for any query; last_over_time keeps what ended within.
	expr := fmt.Sprintf("last_over_time((%s)[1h:1m] @ %s)", r.have, unixText(began))
	got, err := a.before(ctx, expr, s.At)
	if t := troubleOf(a.m, got, err); t != nil {
		return nil, t
	}
	silent := map[string]string{}
	for _, then := range got.Series {
		id := identity(then.Labels)
		if !slices.ContainsFunc(now, func(l line) bool { return l.id == id }) {
			silent[id] = nameOf(then.Labels)
		}
	}
	return silent, nil
}

// fellSilent is the trouble of a look that would pass without its silent series.
func (c Check) fellSilent(l look) *trouble {
	who, were, _ := silentWords(l.silent)
	return &trouble{
		reason: incident.Stopped, short: who + " stopped reporting",
		detail: fmt.Sprintf("%s %s measured before this began, and no more. The rest says %s, and that is not the whole.", who, were, c.shortWords(l)),
	}
}

// ended says in such a verdict until when the silent series were measured,
// and what a single one said last.
func (c Check) ended(ctx context.Context, a *asker, v *incident.Verdict, l look, s Scope) {
	got, err := a.instant(ctx, "until", fmt.Sprintf("max_over_time(timestamp(%s)[%ds:%ds])", l.have, int(lookBackFor.Seconds()), int(lookBackStep.Seconds())), s.At)
	if t := troubleOf(a.m, got, err); t != nil {
		return
	}
	var until time.Time
	for _, series := range got.Series {
		p, ok := series.Last()
		if _, silent := l.silent[identity(series.Labels)]; ok && silent && seconds(p.Value).After(until) {
			until = seconds(p.Value)
		}
	}
	if until.IsZero() {
		return
	}
	who, were, their := silentWords(l.silent)
	at, said := until.Format("15:04"), ""
	if len(l.silent) == 1 {
		said = c.saidLast(ctx, a, l, until)
	}
	v.SampledAt, v.Short = until, who+" stopped reporting at "+at
	v.Detail = fmt.Sprintf("%s %s measured until %s%s, then %s series ended. The rest says %s, and that is not the whole.", who, were, at, said, their, c.shortWords(l))
	v.Say = v.Detail
}

// saidLast is what a silent series said at its end, in parentheses.
func (c Check) saidLast(ctx context.Context, a *asker, l look, until time.Time) string {
	lines, t := c.numbers(ctx, a, l.ready, until)
	if t != nil {
		return ""
	}
	for _, line := range lines {
		if _, silent := l.silent[line.id]; silent {
			return " (" + c.shortWords(look{ready: l.ready, worst: line, outcome: incident.Unknown}) + ")"
		}
	}
	return ""
}

// silentWords names silent series for people, with the verb and the possessive
// that go with them.
func silentWords(silent map[string]string) (who, were, their string) {
	var names []string
	for _, name := range silent {
		names = append(names, name)
	}
	names, more := firstFew(names)
	if more > 0 {
		names = append(names, fmt.Sprintf("%d more", more))
	}
	who = names[0]
	for n, name := range names[1:] {
		if n == len(names)-2 {
			who += " and " + name
		} else {
			who += ", " + name
		}
	}
	if len(silent) == 1 {
		return who, "was", "its"
	}
	return who, "were", "their"
}

// several reports whether a query may answer with more than one series. In
// doubt it does: the price is one more question.
func several(e parser.Expr) bool {
	switch e := e.(type) {
	case *parser.ParenExpr:
		return several(e.Expr)
	case *parser.UnaryExpr:
		return several(e.Expr)
	case *parser.SubqueryExpr:
		return several(e.Expr)
	case *parser.BinaryExpr:
		return several(e.LHS) || several(e.RHS)
	case *parser.AggregateExpr:
		one := slices.Contains([]parser.ItemType{parser.SUM, parser.AVG, parser.MIN, parser.MAX, parser.COUNT, parser.GROUP, parser.STDDEV, parser.STDVAR, parser.QUANTILE}, e.Op)
		return !one || e.Without || len(e.Grouping) > 0
	case *parser.Call:
		if of, ok := quantiled(e); ok {
			// The buckets of one histogram become one number.
			return of.Without || slices.ContainsFunc(of.Grouping, func(label string) bool { return label != "le" })
		}
		if slices.Contains([]string{"scalar", "absent", "absent_over_time"}, e.Func.Name) {
			return false
		}
		return slices.ContainsFunc(e.Args, several)
	case *parser.NumberLiteral, *parser.StringLiteral:
		return false
	}
	return true
}

// quantiled is the aggregation of buckets that a quantile is taken of.
func quantiled(e *parser.Call) (*parser.AggregateExpr, bool) {
	if e.Func.Name != "histogram_quantile" || len(e.Args) != 2 {
		return nil, false
	}
	of, ok := e.Args[1].(*parser.AggregateExpr)
	return of, ok && (of.Op == parser.SUM || of.Op == parser.AVG || of.Op == parser.MAX || of.Op == parser.MIN)
}

// misses reports whether one of the silent series is not among the lines.
func (r ready) misses(lines []line) bool {
	for id := range r.silent {
		if !slices.ContainsFunc(lines, func(l line) bool { return l.id == id }) {
			return true
		}
	}
	return false
}
