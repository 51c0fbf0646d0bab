package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// The pragmas are in the name and not sent as statements, because a pool may
// open a connection at any time and each one needs them. FULL is what makes an
// acknowledged write survive a power cut; immediate transactions take the
// write lock at once, because one that reads first and then wants to write
// cannot wait for it. What is deleted or changed is overwritten, because words
// can be blanked for good.
const (
	writerOptions = "_txlock=immediate&_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_pragma=secure_delete(1)"
	readerOptions = "mode=ro&_pragma=busy_timeout(5000)"
	readers       = 4
)

// scrubFor is the machine time after which a write waits no longer for the log to
// be emptied.
const scrubFor = time.Second

// oldestEngine is the first that cannot damage a file when two connections
// checkpoint and write at the same time.
const oldestEngine = "3.51.3"

func openWriter(ctx context.Context, path string, scratch bool) (*sql.DB, error) {
	options := writerOptions
	if scratch {
		options = strings.Replace(options, "synchronous(FULL)", "synchronous(OFF)", 1)
	}
	pool, err := openPool(ctx, path, options, 1)
	if err != nil {
		return nil, err
	}
	var version string
	if err := pool.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&version); err != nil {
		return pool, fmt.Errorf("ask SQLite for its version: %w", err)
	}
	if older(version, oldestEngine) {
		return pool, fmt.Errorf("this SQLite is %s, and %s is the oldest that is safe to use", version, oldestEngine)
	}
	return pool, nil
}

// scrub folds the log into the file and empties it: the pages as they were
// before a change lie in it until then. A reader may be in the way; then the next
// write tries again, and so does the end of the process.
func (s *Store) scrub(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), scrubFor)
	defer cancel()
	var busy, pages, folded int
	err := s.writer.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &folded)
	if err == nil && busy == 0 {
		s.unscrubbed.Store(false)
	}
}

func openReader(ctx context.Context, path string) (*sql.DB, error) {
	return openPool(ctx, path, readerOptions, readers)
}

func openPool(ctx context.Context, path, options string, size int) (*sql.DB, error) {
	name := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: options}
	pool, err := sql.Open("sqlite", name.String())
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	pool.SetMaxOpenConns(size)
	pool.SetMaxIdleConns(size)
	if err := pool.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), pool.Close())
	}
	return pool, nil
}

// onlyName is the name under which every process finds the same lock, however
// it spelled the path.
func onlyName(path string) (string, error) {
	if path == "" {
		return "", errors.New("the store has no file: its path is empty")
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("find the store's file: %w", err)
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real, nil
	}
	folder, err := filepath.EvalSymlinks(filepath.Dir(path)) // The file itself may not exist yet.
	if err != nil {
		return "", fmt.Errorf("find the store's folder: %w", err)
	}
	return filepath.Join(folder, filepath.Base(path)), nil
}

// create makes the file readable for its owner alone; SQLite gives its log the
// same rights. An existing file keeps what it has.
func create(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("open the store's file: %w", err)
	}
	return f.Close()
}

// hopeless reports whether the same statement would fail again: it breaks a
// rule of the tables.
func hopeless(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_CONSTRAINT
}

func older(version, than string) bool {
	a, b := strings.Split(version, "."), strings.Split(than, ".")
	for n := range b {
		var x, y int
		if n < len(a) {
			x, _ = strconv.Atoi(a[n])
		}
		y, _ = strconv.Atoi(b[n])
		if x != y {
			return x < y
		}
	}
	return false
}
