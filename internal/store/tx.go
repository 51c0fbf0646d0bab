package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/store/db"
)

// ErrUnknownOutcome says that the database failed while it was committing: what
// was written may be there or not. SourceKnown tells; repeating the write with
// the same source is safe either way.
var ErrUnknownOutcome = errors.New("it is not known whether this was stored")

// errAsItIs ends a transaction that has nothing to store. It is no failure.
var errAsItIs = errors.New("nothing to store")

// refused is an error that is no fault of the database: it goes to the caller
// as it is.
type refused struct{ error }

func refusef(code incident.Code, format string, args ...any) error {
	return refused{incident.Errorf(code, format, args...)}
}

// transact runs do in one transaction. If ctx ends before the commit nothing
// is stored. The commit itself is never interrupted: it is the one step whose
// failure leaves the outcome open.
func (s *Store) transact(ctx context.Context, do func(q *db.Queries) error) error {
	conn, err := s.writer.Conn(ctx)
	if err != nil {
		return unavailable(err)
	}
	defer func() { _ = conn.Close() }()

	// A transaction that lives under ctx would be rolled back by another
	// goroutine, possibly while it commits. So ctx ends the waiting to begin,
	// and each statement, but not the transaction.
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	began := context.AfterFunc(ctx, end)
	tx, err := conn.BeginTx(life, nil)
	if err != nil {
		began()
		return unavailable(err)
	}
	defer func() { _ = tx.Rollback() }() // Does nothing after a commit.
	if !began() {
		return unavailable(ctx.Err())
	}

	err = do(db.New(tx))
	if errors.Is(err, errAsItIs) {
		return nil
	}
	if r := (refused{}); errors.As(err, &r) {
		return r.error
	}
	if err != nil {
		return unavailable(err)
	}
	if err := ctx.Err(); err != nil {
		return unavailable(err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("%w: %w", ErrUnknownOutcome, err)
	}
	return nil
}

// unavailable is an error of the database before anything was stored. One that
// repeating cannot mend is a fault of ours.
func unavailable(err error) error {
	if hopeless(err) {
		return fmt.Errorf("%w: %w", incident.Errorf(incident.Internal, "This could not be stored, and nothing was done."), err)
	}
	return fmt.Errorf("%w: %w", incident.Errorf(incident.Unavailable, "This could not be stored just now, and nothing was done. Try it again."), err)
}
