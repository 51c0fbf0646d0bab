package commands

import (
	"context"

	"github.com/sitrephq/sitrep/bot/incident"
)

// Permit reports whether somebody may do something that not everyone may. It is
// nil, or a refusal that says why not and who can change it.
type Permit func(ctx context.Context, who incident.Actor) error
