// Package storetest says what a store of incidents must do. Every store runs
// it, so that two databases cannot come to differ.
package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
)

// Store is what is tested: a store with its queue, and what is asked of both
// beside their work.
type Store interface {
	incident.Store
	incident.Queue
	// Wake receives after a write that gave the workers something to do.
	Wake() <-chan struct{}
	// SourceKnown reports whether a source was decided, and for which incident.
	SourceKnown(ctx context.Context, source string) (incident.ID, bool, error)
	// Unfinished is how many jobs of a kind are due by then and not finished.
	Unfinished(ctx context.Context, kind string, due time.Time) (int, error)
	// Verify checks an incident's chain of hashes.
	Verify(ctx context.Context, id incident.ID) error
	Close() error
}

// Database is one database, empty at first. Open opens it as a process does at
// its start; it is called again only after Close. Now is the machine clock.
type Database interface {
	Open(t *testing.T, now func() time.Time) Store
}

// Run runs the suite. Each test gets a database of its own from empty.
func Run(t *testing.T, empty func(t *testing.T) Database) {
	t.Helper()
	for _, s := range []struct {
		name  string
		tests []test
	}{
		{"create", createTests},
		{"update", updateTests},
		{"complete", completeTests},
		{"lanes", laneTests},
		{"claim", claimTests},
		{"subjects", subjectTests},
		{"read", readTests},
		{"redact", redactTests},
		{"restart", restartTests},
	} {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			for _, tt := range s.tests {
				t.Run(tt.name, func(t *testing.T) {
					t.Parallel()
					tt.run(t, newWorld(t, empty(t)))
				})
			}
		})
	}
}

type test struct {
	name string
	run  func(t *testing.T, w *world)
}
