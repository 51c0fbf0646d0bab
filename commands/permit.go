package commands

import (
	"context"
	"errors"

	"github.com/sitrephq/sitrep/bot/incident"
)

// Permit reports whether somebody may do something that not everyone may. It is
// nil, or a refusal that says why not and who can change it.
type Permit func(ctx context.Context, who incident.Actor) error

// refuser keeps on the incident that somebody was refused.
type refuser interface {
	Refuse(ctx context.Context, call incident.Call, what string) error
}

// permitted refuses who may not, and keeps the refusal on the incident that they
// stand in: what they wanted, never their words. A refusal that cannot be kept
// is a refusal all the same.
func permitted(ctx context.Context, incidents refuser, req Request, may Permit, what string) error {
	no := may(ctx, req.By)
	if no == nil {
		return nil
	}
	if err := incidents.Refuse(ctx, req.Call, what); err != nil {
		return errors.Join(no, err)
	}
	return no
}
