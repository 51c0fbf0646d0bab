package runbooks

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/prometheus/prometheus/promql/parser"

	"github.com/sitrephq/sitrep/bot/incident"
)

// discoverable are the labels that usually name services, the likeliest first.
func discoverable() []string {
	return []string{"service", "app", "app_kubernetes_io_name", "kubernetes_name", "component", "service_name", "job"}
}

// Split is how a label splits the targets of a source.
type Split struct {
	Label    string
	Services int // How many values it has.
	Targets  int // How many targets have it.
	Of       int // How many targets there are.
}

// Splits is how the usual labels split the targets that a source scrapes, the
// best first: one that nearly all have and that names more than one thing, but
// not each target by itself. Labels that no target has are left out.
func Splits(ctx context.Context, m Metrics, at time.Time) ([]Split, error) {
	a, names := &asker{m: m}, discoverable()
	got, errs := make([]incident.Measured, len(names)), make([]error, len(names))
	a.beside(len(names), func(n int, a *asker) {
		var err error
		got[n], err = a.instant(ctx, "split", fmt.Sprintf("count by (%s) (up)", names[n]), at)
		if t := troubleOf(m, got[n], err); t != nil {
			errs[n] = &incident.Error{Code: incident.Unavailable, Message: t.detail}
		}
	})
	if err := cmp.Or(errs...); err != nil {
		return nil, err
	}
	var all []Split
	for n, label := range names {
		s := Split{Label: label}
		for _, series := range got[n].Series {
			p, _ := series.Last()
			s.Of += rounded(p.Value)
			if series.Labels[label] != "" {
				s.Services++
				s.Targets += rounded(p.Value)
			}
		}
		if s.Services > 0 {
			all = append(all, s)
		}
	}
	slices.SortStableFunc(all, func(a, b Split) int { return cmp.Compare(b.worth(), a.worth()) })
	return all, nil
}

// worth orders labels; those of one worth stay in the order of their names'
// likelihood.
func (s Split) worth() int {
	switch {
	case s.Services < 2, s.Services > maxServices:
		return 0
	case 10*s.Targets < 9*s.Of:
		return 1
	case s.Services == s.Targets:
		return 2
	}
	return 3
}

// Intervals are how often the series of an expression are scraped, by the value
// of a label; all under the empty name where no label is given, or where the
// expression is more than a selector. In whole seconds, at most five minutes.
func Intervals(ctx context.Context, m Metrics, expr, by string, at time.Time) (map[string]time.Duration, error) {
	e, err := parse(cmp.Or(expr, "up"))
	if err != nil {
		return nil, err
	}
	how := "max"
	if _, plain := e.(*parser.VectorSelector); !plain {
		e, err = parse("up")
		if err != nil {
			return nil, err
		}
	} else if by != "" {
		how = "max by (" + by + ")"
	}
	got, err := m.Query(ctx, fmt.Sprintf("%s (count_over_time(%s[20m]))", how, e), at)
	if t := troubleOf(m, got, err); t != nil {
		return nil, t.asError()
	}
	found := map[string]time.Duration{}
	for _, s := range got.Series {
		if p, ok := s.Last(); ok && p.Value >= 1 {
			found[s.Labels[by]] = max(time.Second, min(slowest, time.Duration(float64(countedFor)/p.Value).Round(time.Second)))
		}
	}
	return found, nil
}
