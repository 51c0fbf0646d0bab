package store

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/store/db"
)

// Claim leases jobs of some kinds that are due by then, story time, and first in
// their lane. The lease runs on the store's machine clock.
func (s *Store) Claim(ctx context.Context, owner string, due time.Time, lease time.Duration, limit int, of incident.Kinds) ([]incident.Lease, error) {
	now := s.now()
	var rows []db.ClaimJobsRow
	begun := map[int64]bool{}
	err := s.transact(ctx, func(q *db.Queries) (err error) {
		rows, err = q.ClaimJobs(ctx, db.ClaimJobsParams{
			LeaseOwner: owner, LeaseUntil: millis(now.Add(lease)), Due: millis(due), Now: millis(now),
			MaxRows: int32(min(max(limit, 0), math.MaxInt32)), OnlyKinds: listed(of.Only), ExceptKinds: listed(of.Except),
		})
		for _, r := range rows {
			if r.Subject == "" || err != nil {
				continue
			}
			var n int64
			n, err = q.SubjectBegun(ctx, db.SubjectBegunParams{IncidentID: r.IncidentID, Subject: r.Subject, Kind: r.Kind, ID: r.ID})
			begun[r.ID] = n > 0
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	// A database returns updated rows in any order.
	slices.SortFunc(rows, func(a, b db.ClaimJobsRow) int {
		return cmp.Or(cmp.Compare(a.DueAt, b.DueAt), cmp.Compare(a.ID, b.ID))
	})
	leases := make([]incident.Lease, len(rows))
	for n, r := range rows {
		leases[n] = incident.Lease{
			Job: incident.Job{
				Key: r.Key, Kind: r.Kind, Lane: r.Lane, Incident: incident.ID(r.IncidentID.Int64),
				Subject: r.Subject, Payload: r.Payload, Due: fromMillis(r.DueAt),
			},
			ID: r.ID, Owner: owner, Attempt: r.Attempt, Failures: r.Failures, Begun: r.Attempt > 1 || begun[r.ID],
		}
	}
	return leases, nil
}

// listed are kinds of jobs as the query reads them.
func listed(kinds []string) string {
	if len(kinds) == 0 {
		return ""
	}
	return "|" + strings.Join(kinds, "|") + "|"
}

// Extend keeps a lease for so long from now, machine time.
func (s *Store) Extend(ctx context.Context, l incident.Lease, lease time.Duration) error {
	return s.underLease(ctx, func(q *db.Queries) (int64, error) {
		return q.ExtendJob(ctx, db.ExtendJobParams{
			ID: l.ID, LeaseOwner: l.Owner, Attempt: l.Attempt, LeaseUntil: millis(s.now().Add(lease)),
		})
	})
}

// Fail gives a job back to be repeated, or lays it aside as dead. Until it is
// done or dead it holds back its lane.
func (s *Store) Fail(ctx context.Context, l incident.Lease, f incident.Failure) error {
	why, _ := incident.Mask(f.Err) // Outside systems say what they like.
	p := db.FailJobParams{
		ID: l.ID, LeaseOwner: l.Owner, Attempt: l.Attempt,
		State: "ready", RetryAt: millis(s.now().Add(f.Retry)), LastError: clean(why),
	}
	if f.Counts {
		p.Counted = 1
	}
	if f.Dead {
		p.State = "dead"
	}
	err := s.underLease(ctx, func(q *db.Queries) (int64, error) { return q.FailJob(ctx, p) })
	if err == nil && (f.Dead || f.Retry <= 0) {
		s.nudge()
	}
	return err
}

// underLease runs a statement that touches a job only where the lease still
// holds.
func (s *Store) underLease(ctx context.Context, do func(q *db.Queries) (int64, error)) error {
	return s.transact(ctx, func(q *db.Queries) error {
		n, err := do(q)
		if err == nil && n == 0 {
			return refused{incident.ErrLeaseLost}
		}
		return err
	})
}

// Waiting is how many jobs are due by then and not finished, and when the next
// of the others is due.
func (s *Store) Waiting(ctx context.Context, due time.Time) (int, time.Time, error) {
	row, err := db.New(s.reader).WaitingJobs(ctx, millis(due))
	if err != nil {
		return 0, time.Time{}, unreadable(err)
	}
	return int(row.Waiting), fromMillis(row.NextDue), nil
}

// Unfinished is how many jobs of a kind are due by then and not finished,
// leased ones included.
func (s *Store) Unfinished(ctx context.Context, kind string, due time.Time) (int, error) {
	n, err := db.New(s.reader).UnfinishedJobs(ctx, db.UnfinishedJobsParams{Kind: kind, DueAt: millis(due)})
	if err != nil {
		return 0, unreadable(err)
	}
	return int(n), nil
}
