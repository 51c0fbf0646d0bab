package runbooks

import (
	"context"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// Metrics is a source that answers PromQL. A failure to answer is an
// *incident.SourceError; any other error is treated as one.
type Metrics interface {
	// Name is the source's configured name, as in "main".
	Name() string
	// Query evaluates expr at one time. No series is an answer, not an error.
	Query(ctx context.Context, expr string, at time.Time) (incident.Measured, error)
	// QueryRange evaluates expr at from, from+step and so on, to included.
	QueryRange(ctx context.Context, expr string, from, to time.Time, step time.Duration) (incident.Measured, error)
	// GraphURL is where a person sees expr drawn around that time; empty where
	// there is no such page.
	GraphURL(expr string, at time.Time) string
}
