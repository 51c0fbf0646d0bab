package store_test

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
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

// Whoever gets hold of the file, while the process runs or after, finds nothing
// of it: not in a page that was changed, and not in the log.
func TestWhatIsRedactedIsNowhereInTheFiles(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "sitrep.db")
	s := file(path).Open(t, time.Now)
	found := func() (in []string) {
		t.Helper()
		all, err := filepath.Glob(path + "*")
		if err != nil || len(all) == 0 {
			t.Fatalf("no files in %s (%v)", folder, err)
		}
		for _, f := range all {
			body, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(body, []byte(storetest.Secret)) {
				in = append(in, filepath.Base(f))
			}
		}
		return in
	}
	i := storetest.Blanked(t, s)
	if in := found(); len(in) != 0 {
		t.Errorf("it is still in %v", in)
	}
	if _, err := s.Incident(t.Context(), i.ID); err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if in := found(); len(in) != 0 {
		t.Errorf("after the end it is still in %v", in)
	}
}

// A reader that stands in the way of emptying the log holds nothing up: the next
// write tries again.
func TestAReaderInTheWayOnlyPutsTheEndOfTheWordsOff(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sitrep.db")
	s := file(path).Open(t, time.Now)
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	reader, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = reader.Close() }()
	old, err := reader.BeginTx(t.Context(), &sql.TxOptions{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if err := old.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM event").Scan(&n); err != nil {
		t.Fatal(err)
	}
	i := storetest.Blanked(t, s)
	if err := old.Rollback(); err != nil {
		t.Fatal(err)
	}
	_, err = s.Update(t.Context(), i.ID, "later", func(incident.Incident) (incident.Change, error) { return incident.Change{}, nil })
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []string{path, path + "-wal"} {
		if body, err := os.ReadFile(f); err != nil || bytes.Contains(body, []byte(storetest.Secret)) {
			t.Errorf("it is in %s (%v)", filepath.Base(f), err)
		}
	}
}
