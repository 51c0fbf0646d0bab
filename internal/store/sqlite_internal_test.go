package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"modernc.org/sqlite"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/store/db"
)

func open(t *testing.T, path string) *Store {
	t.Helper()
	s, err := Open(t.Context(), Config{Path: path})
	if err != nil {
		t.Fatalf("open %s: %v", path, err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestEveryConnectionHasItsPragmas(t *testing.T) {
	t.Parallel()
	s := open(t, filepath.Join(t.TempDir(), "sitrep.db"))
	ask := func(c *sql.Conn, pragma string) (value string) {
		t.Helper()
		if err := c.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&value); err != nil {
			t.Fatalf("%s: %v", pragma, err)
		}
		return value
	}
	writer, err := s.writer.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = writer.Close() }()
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000"} {
		if got := ask(writer, pragma); got != want {
			t.Errorf("the writer's %s is %s, want %s", pragma, got, want)
		}
	}
	for n := range readers {
		c, err := s.reader.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = c.Close() }()
		if got := ask(c, "busy_timeout"); got != "5000" {
			t.Errorf("reader %d's busy_timeout is %s", n, got)
		}
		if _, err := c.ExecContext(t.Context(), "DELETE FROM event"); err == nil {
			t.Errorf("reader %d may write", n)
		}
	}
}

func TestAFileOfANewerVersionIsRefused(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sitrep.db")
	s := open(t, path)
	if _, err := s.writer.ExecContext(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)"); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), Config{Path: path}); err == nil || !strings.Contains(err.Error(), "9999") {
		t.Fatalf("got %v, want a refusal that names the version", err)
	}
}

// The queries are generated from the PostgreSQL schema and run on the SQLite
// one, so both must have the same columns in the same order.
func TestTheSchemaForTheGeneratorIsTheSchemaThatRuns(t *testing.T) {
	t.Parallel()
	s := open(t, filepath.Join(t.TempDir(), "sitrep.db"))
	schema, err := os.ReadFile("queries/schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	tables := regexp.MustCompile(`(?s)CREATE TABLE (\w+) \((.*?)\n\);`).FindAllStringSubmatch(string(schema), -1)
	if len(tables) != 6 {
		t.Fatalf("found %d tables, want 6", len(tables))
	}
	for _, table := range tables {
		var want []string
		for _, column := range regexp.MustCompile(`(?m)^  ([a-z_]+) `).FindAllStringSubmatch(table[2], -1) {
			want = append(want, column[1])
		}
		var got string
		query := "SELECT group_concat(name, ' ') FROM (SELECT name FROM pragma_table_info(?) ORDER BY cid)"
		if err := s.reader.QueryRowContext(t.Context(), query, table[1]).Scan(&got); err != nil {
			t.Fatal(err)
		}
		if got != strings.Join(want, " ") {
			t.Errorf("%s has the columns\n%s, and for the generator\n%s", table[1], got, strings.Join(want, " "))
		}
	}
	for _, index := range regexp.MustCompile(`(?m)^CREATE INDEX .*;$`).FindAllString(string(schema), -1) {
		var n int
		if err := s.reader.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM sqlite_master WHERE sql || ';' = ?", index).Scan(&n); err != nil || n != 1 {
			t.Errorf("not in the file (%v): %s", err, index)
		}
	}
}

func TestAChangedRowBreaksTheChain(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change string
		broken string // The event that Verify names; empty where nothing is broken.
	}{
		"another text":          {"UPDATE event SET text = 'fine' WHERE seq = 2", "event 2 "},
		"another outcome":       {`UPDATE event SET data = '{"outcome":"pass"}' WHERE seq = 2`, "event 2 "},
		"data that is none":     {"UPDATE event SET data = '{' WHERE seq = 2", "event 2 "},
		"another time":          {"UPDATE event SET at = at + 1 WHERE seq = 3", "event 3 "},
		"another time told":     {"UPDATE event SET recorded_at = recorded_at + 1 WHERE seq = 3", "event 3 "},
		"another actor":         {"UPDATE event SET actor_id = 'U2' WHERE seq = 1", "event 1 "},
		"another evidence":      {"UPDATE event SET evidence = 'x' WHERE seq = 1", "event 1 "},
		"a text and its digest": {"UPDATE event SET text = 'fine', digest = 'x' WHERE seq = 2", "event 2 "},
		"one taken out":         {"DELETE FROM event WHERE seq = 2", "event 2 "},
		"the newest taken out":  {"DELETE FROM event WHERE seq = 3", "event 3 "},
		"all taken out":         {"DELETE FROM event", "event 1 "},
		"a text blanked":        {"UPDATE event SET text = '', data = '{}', redacted = 1 WHERE seq = 2", ""},
		"nothing":               {"UPDATE event SET text = text", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t, filepath.Join(t.TempDir(), "sitrep.db"))
			i, err := s.Create(t.Context(), "s", benchWrite(3, 0))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.writer.ExecContext(t.Context(), tt.change); err != nil {
				t.Fatal(err)
			}
			err = s.Verify(t.Context(), i.ID)
			if tt.broken == "" && err != nil {
				t.Fatalf("got %v, want the chain to hold", err)
			}
			if tt.broken != "" && (!errors.Is(err, ErrBroken) || !strings.HasPrefix(err.Error(), tt.broken)) {
				t.Fatalf("got %v, want %sto be named", err, tt.broken)
			}
		})
	}
}

func TestATimelineThatLostItsEndIsNotWrittenTo(t *testing.T) {
	t.Parallel()
	for _, lost := range []string{"seq = 3", "seq > 0"} {
		s := open(t, filepath.Join(t.TempDir(), "sitrep.db"))
		i, err := s.Create(t.Context(), "s", benchWrite(3, 0))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.writer.ExecContext(t.Context(), "DELETE FROM event WHERE "+lost); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Update(t.Context(), i.ID, "s2", benchWrite(1, 0)); incident.CodeOf(err) != incident.Internal {
			t.Errorf("without %s: got %v, want it refused", lost, err)
		}
	}
}

// onCommit makes the writer's connection ask do whether to commit.
func onCommit(t *testing.T, s *Store, do func() bool) {
	t.Helper()
	c, err := s.writer.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if err := c.Raw(func(driver any) error {
		hooks, ok := driver.(sqlite.HookRegisterer)
		if !ok {
			return fmt.Errorf("%T takes no hooks", driver)
		}
		hooks.RegisterCommitHook(func() int32 {
			if do() {
				return 0
			}
			return 1
		})
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func TestAnErrorFromTheCommitIsNotKnown(t *testing.T) {
	t.Parallel()
	s := open(t, filepath.Join(t.TempDir(), "sitrep.db"))
	broken := true
	onCommit(t, s, func() bool { return !broken })
	_, err := s.Create(t.Context(), "s", benchWrite(1, 0))
	if !errors.Is(err, ErrUnknownOutcome) || incident.CodeOf(err) == incident.Unavailable {
		t.Fatalf("got %v, want the outcome unknown", err)
	}
	if _, known, err := s.SourceKnown(t.Context(), "s"); known || err != nil {
		t.Fatalf("known %v (%v), want to be told that it is not there", known, err)
	}
	broken = false
	i, err := s.Create(t.Context(), "s", benchWrite(1, 0))
	if err != nil || i.Number != 1 {
		t.Fatalf("the same source again: got %+v (%v)", i, err)
	}
	if id, known, err := s.SourceKnown(t.Context(), "s"); !known || id != i.ID || err != nil {
		t.Fatalf("known %v for %d (%v)", known, id, err)
	}
}

func TestACommitThatHasBegunIsNotInterrupted(t *testing.T) {
	t.Parallel()
	s := open(t, filepath.Join(t.TempDir(), "sitrep.db"))
	ctx, cancel := context.WithCancel(t.Context())
	onCommit(t, s, func() bool { cancel(); return true })
	i, err := s.Create(ctx, "s", benchWrite(1, 0))
	if err != nil || i.Number != 1 {
		t.Fatalf("got %+v (%v), want it stored", i, err)
	}
	if read, err := s.Incident(t.Context(), i.ID); err != nil || read.Seq != 1 {
		t.Fatalf("read %+v (%v)", read, err)
	}
}

func TestAWriteWhoseTimeEndsAtTheLastMomentStoresNothing(t *testing.T) {
	t.Parallel()
	s := open(t, filepath.Join(t.TempDir(), "sitrep.db"))
	i, err := s.Create(t.Context(), "s", benchWrite(1, 0))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err = s.transact(ctx, func(q *db.Queries) error {
		_, err := q.InsertSource(ctx, db.InsertSourceParams{Source: "late", IncidentID: int64(i.ID)})
		cancel() // Every statement is through; only the commit is left.
		return err
	})
	if incident.CodeOf(err) != incident.Unavailable {
		t.Fatalf("got %v, want it unavailable", err)
	}
	if _, known, err := s.SourceKnown(t.Context(), "late"); known || err != nil {
		t.Fatalf("known %v (%v), want it not stored", known, err)
	}
}

// A transaction that only reads at first and then wants to write cannot wait
// for another process that was quicker: it has to have the lock from its start.
func TestAWriteHasTheLockFromItsStart(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sitrep.db")
	s := open(t, path)
	other, err := openPool(t.Context(), path, "_pragma=busy_timeout(0)", 1)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Close() }()
	const write = "UPDATE counter SET value = value"
	if err := s.transact(t.Context(), func(*db.Queries) error {
		if _, err := other.ExecContext(t.Context(), write); err == nil {
			t.Error("another connection may write during our transaction")
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := other.ExecContext(t.Context(), write); err != nil {
		t.Errorf("after our transaction: %v", err)
	}
}

func TestARowThatBreaksARuleIsNoMatterOfTryingAgain(t *testing.T) {
	t.Parallel()
	s := open(t, filepath.Join(t.TempDir(), "sitrep.db"))
	for n, want := range []incident.Code{"", incident.Internal} {
		_, err := s.Create(t.Context(), fmt.Sprint(n), func(i incident.Incident) (incident.Change, error) {
			c, err := benchWrite(1, 0)(i)
			c.Events[0].Kind, c.Events[0].Data = incident.Declared, incident.Data{UID: "same"}
			return c, err
		})
		if got := incident.CodeOf(err); got != want {
			t.Fatalf("incident %d: got %q (%v), want %q", n+1, got, err, want)
		}
	}
}

func TestAClosedStoreSaysThatNothingWasDone(t *testing.T) {
	t.Parallel()
	s := open(t, filepath.Join(t.TempDir(), "sitrep.db"))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("closing again: %v", err)
	}
	_, err1 := s.Create(t.Context(), "s", benchWrite(1, 0))
	_, err2 := s.Incident(t.Context(), 1)
	for _, err := range []error{err1, err2} {
		if incident.CodeOf(err) != incident.Unavailable {
			t.Errorf("got %v, want it unavailable", err)
		}
	}
}

func TestVersionsAreComparedByNumber(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		version string
		want    bool
	}{{"3.51.3", false}, {"3.51.2", true}, {"3.9.9", true}, {"3.100.0", false}, {"4.0.0", false}, {"3.51", true}, {"2.99.99", true}} {
		if got := older(tt.version, oldestEngine); got != tt.want {
			t.Errorf("%s is older than %s: %v", tt.version, oldestEngine, got)
		}
	}
}
