package store_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/internal/store"
	"github.com/sitrephq/sitrep/internal/store/storetest"
)

// file is a SQLite database in a folder of the test's.
type file string

func (f file) Open(t *testing.T, now func() time.Time) storetest.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{Path: string(f), Now: now})
	if err != nil {
		t.Fatalf("open %s: %v", f, err)
	}
	return s
}

func TestSQLiteIsAStore(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) storetest.Database {
		return file(filepath.Join(t.TempDir(), "sitrep.db"))
	})
}
