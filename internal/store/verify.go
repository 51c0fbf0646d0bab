package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/store/db"
)

// ErrBroken says that a timeline is not what was written: a row was changed,
// removed or added behind the store's back.
var ErrBroken = errors.New("the timeline was changed outside Sitrep")

// Verify checks an incident's chain from its first event to its newest, and
// names the first event that does not fit. A blanked text is no break: its
// digest stayed.
func (s *Store) Verify(ctx context.Context, id incident.ID) error {
	q := db.New(s.reader)
	head, err := q.IncidentByID(ctx, int64(id))
	if errors.Is(err, sql.ErrNoRows) {
		return incident.ErrNoIncident
	}
	if err != nil {
		return unreadable(err)
	}
	rows, err := q.Events(ctx, int64(id))
	if err != nil {
		return unreadable(err)
	}
	prev := ""
	for n, r := range rows {
		if r.Seq != int64(n)+1 {
			return fmt.Errorf("event %d is missing: %w", n+1, ErrBroken)
		}
		if err := fits(r, prev); err != nil {
			return err
		}
		prev = r.Hash
	}
	// Events that were written since the head was read are no fault.
	if int64(len(rows)) < head.NextSeq-1 {
		return fmt.Errorf("event %d is missing: %w", len(rows)+1, ErrBroken)
	}
	return nil
}

func fits(r db.Event, prev string) error {
	e, err := event(r)
	if err != nil {
		return fmt.Errorf("event %d cannot be read (%w): %w", r.Seq, err, ErrBroken)
	}
	digest, err := incident.Digest(e)
	if err != nil {
		return fmt.Errorf("event %d cannot be read (%w): %w", r.Seq, err, ErrBroken)
	}
	if digest != r.Digest && !r.Redacted {
		return fmt.Errorf("event %d says something else: %w", r.Seq, ErrBroken)
	}
	if r.PrevHash != prev || incident.Link(prev, e, r.Digest) != r.Hash {
		return fmt.Errorf("event %d does not fit the one before: %w", r.Seq, ErrBroken)
	}
	return nil
}
