package runbooks

import (
	"context"
	"errors"
	"time"

	"github.com/prometheus/prometheus/promql/parser"

	"github.com/sitrephq/sitrep/bot/incident"
)

// before asks for what there was before the incident began, to find what is
// missing now. A source without history knows of nothing missing; its verdicts
// rest on what is declared.
func (a *asker) before(ctx context.Context, expr string, at time.Time) (incident.Measured, error) {
	got, err := a.instant(ctx, "before", expr, at)
	if errors.Is(err, incident.ErrNoHistory) {
		return incident.Measured{}, nil
	}
	return got, err
}

// either asks a query. A source without history is asked for those of its
// alternatives that need none: to name some who are out is better than to name
// nobody. It is not for what a verdict rests on.
func (a *asker) either(ctx context.Context, why, expr string, at time.Time) (incident.Measured, error) {
	got, err := a.instant(ctx, why, expr, at)
	if !errors.Is(err, incident.ErrNoHistory) {
		return got, err
	}
	e, unread := parse(expr)
	if unread != nil {
		return got, err
	}
	sides := alternatives(e)
	if len(sides) == 1 {
		return got, err
	}
	for _, one := range sides {
		if part, partErr := a.instant(ctx, why, one, at); partErr == nil {
			got.Series, err = append(got.Series, part.Series...), nil
		}
	}
	return got, err
}

// alternatives are the sides of a query that is made of them by or, if it is.
func alternatives(e parser.Expr) []string {
	for {
		p, ok := e.(*parser.ParenExpr)
		if !ok {
			break
		}
		e = p.Expr
	}
	if b, ok := e.(*parser.BinaryExpr); ok && b.Op == parser.LOR {
		return append(alternatives(b.LHS), alternatives(b.RHS)...)
	}
	return []string{e.String()}
}
