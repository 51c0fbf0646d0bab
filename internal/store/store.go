package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/store/db"
)

// Config says where the store lives.
type Config struct {
	// Path is the database's file. It is made if it does not exist; its folder
	// is not.
	Path string
	// Now is machine time: leases and retries are on it. Nil is the process's
	// clock. It is never story time, which only comes in with what is written.
	Now func() time.Time
	// Scratch says that the data are thrown away afterwards: then no write waits
	// for the disk, and a power cut may lose the newest or break the file. A
	// killed process still loses nothing. For drills and tests.
	Scratch bool
}

// Store is a database with the incidents of one Sitrep.
type Store struct {
	now    func() time.Time
	writer *sql.DB // One connection: writes wait here, and not in the database.
	reader *sql.DB
	lock   *fileLock
	wake   chan struct{}
	// unscrubbed says that what was blanked may still lie in the log.
	unscrubbed atomic.Bool
}

var (
	_ incident.Store = (*Store)(nil)
	_ incident.Queue = (*Store)(nil)
)

// Open opens the SQLite file, brings its tables up to date and frees the jobs
// that a process before this one did not finish. One process owns the file: a
// second one is refused with Conflict and a sentence that says who has it.
func Open(ctx context.Context, c Config) (*Store, error) {
	s := &Store{now: c.Now, wake: make(chan struct{}, 1)}
	if s.now == nil {
		s.now = time.Now //nolint:forbidigo // Leases are machine time.
	}
	if err := s.open(ctx, c.Path, c.Scratch); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, path string, scratch bool) (err error) {
	if path, err = onlyName(path); err != nil {
		return err
	}
	if s.lock, err = lockFile(path); err != nil {
		return err
	}
	if err := create(path); err != nil {
		return err
	}
	if s.writer, err = openWriter(ctx, path, scratch); err != nil {
		return err
	}
	if err := migrateSQLite(ctx, s.writer); err != nil {
		return fmt.Errorf("bring %s up to date: %w", path, err)
	}
	if err := db.New(s.writer).FreeJobs(ctx); err != nil {
		return fmt.Errorf("free the jobs of the last process: %w", err)
	}
	s.reader, err = openReader(ctx, path)
	return err
}

// Close closes the database and lets the next process have it. Nothing may be
// using the store any more. Closing again does nothing.
func (s *Store) Close() error {
	var errs []error
	// The writer goes last, because the last connection folds the log into the
	// file and a reader may not.
	for _, pool := range []*sql.DB{s.reader, s.writer} {
		if pool != nil {
			errs = append(errs, pool.Close())
		}
	}
	if s.lock != nil {
		errs = append(errs, s.lock.release())
	}
	return errors.Join(errs...)
}

// Wake receives after a write that gave the workers something to do: new jobs,
// or a lane that is free again. It is a hint; jobs also become due by the
// passing of time.
func (s *Store) Wake() <-chan struct{} { return s.wake }

// nudge never blocks: one waiting hint is as good as many.
func (s *Store) nudge() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}
