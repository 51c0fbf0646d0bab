package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/store/db"
)

// Create makes an incident with the next number and writes its first events.
func (s *Store) Create(ctx context.Context, source string, write incident.Write) (incident.Incident, error) {
	return s.change(ctx, func(t *tx) error {
		// Raising the number is also the lock under which incidents are made:
		// of two deliveries of one source, the second finds the first.
		number, err := t.q.NextNumber(ctx)
		if err != nil {
			return fmt.Errorf("next number: %w", err)
		}
		if err := t.isNew(ctx, source); err != nil {
			return err
		}
		t.id, t.number, t.fresh = incident.ID(number), number, true
		return t.write(ctx, source, write)
	})
}

// Update writes to an incident.
func (s *Store) Update(ctx context.Context, id incident.ID, source string, write incident.Write) (incident.Incident, error) {
	return s.change(ctx, func(t *tx) error {
		if err := t.isNew(ctx, source); err != nil {
			return err
		}
		if err := t.lock(ctx, id); err != nil {
			return err
		}
		return t.write(ctx, source, write)
	})
}

// Complete writes what a job found, and that it is done, if the lease is still
// ours. Completing again under the same lease changes nothing: whoever does not
// know whether a completion was stored may repeat it.
func (s *Store) Complete(ctx context.Context, lease incident.Lease, write incident.Write) (incident.Incident, error) {
	return s.change(ctx, func(t *tx) error {
		job, err := t.q.JobByID(ctx, lease.ID)
		if errors.Is(err, sql.ErrNoRows) || err == nil && (job.LeaseOwner != lease.Owner || job.Attempt != lease.Attempt) {
			return refused{incident.ErrLeaseLost}
		}
		if err != nil {
			return fmt.Errorf("read job %d: %w", lease.ID, err)
		}
		source := "job:" + job.Key
		if job.State == "done" {
			return t.isNew(ctx, source)
		}
		if err := t.lock(ctx, incident.ID(job.IncidentID.Int64)); err != nil {
			return err
		}
		n, err := t.q.FinishJob(ctx, db.FinishJobParams{ID: lease.ID, LeaseOwner: lease.Owner, Attempt: lease.Attempt})
		if err != nil {
			return fmt.Errorf("finish job %s: %w", job.Key, err)
		}
		if n == 0 {
			return refused{incident.ErrLeaseLost}
		}
		t.wakes = true // Its lane is free.
		return t.write(ctx, source, write)
	})
}

// tx is one write: the incident that it locked, and what became of it.
type tx struct {
	q      *db.Queries
	now    int64 // Machine time.
	id     incident.ID
	number int64
	next   int64 // Of the incident's sequence numbers.
	fresh  bool  // The incident has no row yet.
	after  incident.Incident
	wakes  bool
	// redacts says that words were blanked, which may lie in the log still.
	redacts bool
}

func (s *Store) change(ctx context.Context, do func(*tx) error) (incident.Incident, error) {
	var t *tx
	err := s.transact(ctx, func(q *db.Queries) error {
		t = &tx{q: q, now: millis(s.now())}
		return do(t)
	})
	if err != nil {
		return incident.Incident{}, err
	}
	if t.redacts {
		s.unscrubbed.Store(true)
	}
	if s.unscrubbed.Load() {
		s.scrub(ctx)
	}
	if t.wakes {
		s.nudge()
	}
	return t.after, nil
}

// isNew is errAsItIs where the source was decided before, and takes the incident
// that it belongs to as the outcome.
func (t *tx) isNew(ctx context.Context, source string) error {
	id, err := t.q.SourceIncident(ctx, source)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look for source: %w", err)
	}
	row, err := t.q.IncidentByID(ctx, id)
	if err != nil {
		return fmt.Errorf("read incident %d: %w", id, err)
	}
	es, _, err := load(ctx, t.q, row.ID, row.NextSeq)
	if err != nil {
		return err
	}
	t.after = incident.Fold(incident.ID(row.ID), row.Number, es)
	return errAsItIs
}

// lock takes the incident for this write. Two writes to one incident follow
// each other, each seeing what the one before did.
func (t *tx) lock(ctx context.Context, id incident.ID) error {
	row, err := t.q.LockIncident(ctx, int64(id))
	if errors.Is(err, sql.ErrNoRows) {
		return refused{incident.ErrNoIncident}
	}
	if err != nil {
		return fmt.Errorf("lock incident %d: %w", id, err)
	}
	t.id, t.number, t.next = id, row.Number, row.NextSeq
	return nil
}

// write asks for the change and stores all of it.
func (t *tx) write(ctx context.Context, source string, write incident.Write) error {
	var es []incident.Event
	before, prev := incident.Incident{ID: t.id, Number: t.number}, ""
	if !t.fresh {
		var err error
		if es, prev, err = load(ctx, t.q, int64(t.id), t.next); err != nil {
			return err
		}
		before = incident.Fold(t.id, t.number, es)
	}
	change, err := write(before)
	if err != nil {
		return refused{err}
	}
	state := before
	if len(change.Redact) > 0 {
		if err := t.redact(ctx, change.Redact); err != nil {
			return err
		}
		t.redacts, state = true, incident.Fold(t.id, t.number, replaced(es, change.Redact))
	}
	rows, err := t.fold(state, prev, change.Events)
	if err != nil {
		return refused{err}
	}
	// The rows go in the order in which they refer to each other.
	if err := t.saveIncident(ctx, before); err != nil {
		return err
	}
	if err := t.saveSource(ctx, source); err != nil {
		return err
	}
	for _, row := range rows {
		if err := t.q.InsertEvent(ctx, row); err != nil {
			return fmt.Errorf("store event %d of %s: %w", row.Seq, before.Name(), err)
		}
	}
	for _, e := range change.Evidence {
		if err := t.saveEvidence(ctx, e); err != nil {
			return err
		}
	}
	for _, j := range change.Jobs {
		if err := t.saveJob(ctx, j); err != nil {
			return err
		}
	}
	return nil
}

// fold sets the state after the events and makes their rows. Events that do
// not continue the timeline are a fault of whoever made them: refused, because
// a gap could never be closed.
func (t *tx) fold(before incident.Incident, prev string, added []incident.Event) ([]db.InsertEventParams, error) {
	if t.fresh && len(added) == 0 {
		return nil, errors.New("an incident cannot begin without an event")
	}
	rows := make([]db.InsertEventParams, len(added))
	stored := make([]incident.Event, len(added))
	for n, e := range added {
		if want := before.Seq + 1 + int64(n); e.Seq != want || e.Incident != before.ID {
			return nil, fmt.Errorf("event %d of incident %d stands where event %d of incident %d should", e.Seq, e.Incident, want, before.ID)
		}
		e, data, err := asStored(e)
		if err != nil {
			return nil, err
		}
		if rows[n], err = eventRow(e, data, prev); err != nil {
			return nil, err
		}
		stored[n], prev = e, rows[n].Hash
	}
	t.after = before.Apply(stored...)
	return rows, nil
}
