package incident

import (
	"context"
	"time"
)

// ID is the store's key of an incident.
type ID int64

// Write is what the store asks for inside its transaction: the incident as it
// is, and the change to make. An error rolls everything back.
type Write func(i Incident) (Change, error)

// Store keeps incidents, their events, their evidence and their jobs. It
// knows no kind of event and no kind of job.
//
// Each of the three writes is one transaction. A source that is already known
// changes nothing: the write is not called and the incident that the source
// belongs to is returned as it is. Writes return Unavailable when nothing was
// stored and it may be tried again with the same source; any other error from
// a commit means that it is not known, and the same source must be used again.
type Store interface {
	// Create makes an incident with a new ID and Number and writes its first
	// events. The source is unique over all three writes.
	Create(ctx context.Context, source string, write Write) (Incident, error)
	// Update writes to an incident, NotFound if there is none.
	Update(ctx context.Context, id ID, source string, write Write) (Incident, error)
	// Complete writes a job's outcome, its follow-up jobs and its being done.
	// A lease that was lost writes nothing and returns ErrLeaseLost.
	Complete(ctx context.Context, lease Lease, write Write) (Incident, error)

	// Incident is one incident by its key; NotFound if there is none.
	Incident(ctx context.Context, id ID) (Incident, error)
	// IncidentByChannel is the incident of a channel; NotFound if there is none.
	IncidentByChannel(ctx context.Context, ch ChannelID) (Incident, error)
	// IncidentByNumber is the incident people call INC-number. One that the
	// viewer may not see is NotFound in the same words as one that is not there.
	IncidentByNumber(ctx context.Context, v Viewer, number int64) (Incident, error)
	// Incidents lists the incidents that the filter's viewer may see, the newest
	// first.
	Incidents(ctx context.Context, f Filter) ([]Incident, error)
	// Events is the timeline in the order in which it was recorded.
	Events(ctx context.Context, id ID) ([]Event, error)
	// Evidence is a piece of evidence by its hash; NotFound if there is none.
	Evidence(ctx context.Context, hash string) (Evidence, error)
}

// Filter narrows a list of incidents. The zero Filter is all that everybody may
// see.
type Filter struct {
	Viewer  Viewer // For whom it is.
	Open    bool   // Only those that are not over.
	Service string // Only those of a service.
	Limit   int    // At most so many; 0 is no limit.
}

// ErrNoIncident is what is said of an incident that is not there, and of one
// that whoever asks may not see: the words must not tell them apart.
var ErrNoIncident = &Error{Code: NotFound, Message: "There is no such incident."}

// Queue is the store as the worker sees it. Due is story time; leases and
// retries are machine time, on the store's own clock.
type Queue interface {
	// Claim leases up to limit jobs of some kinds that are due and first in
	// their lane, in the order of their due time. A job of another kind holds
	// back its lane all the same.
	Claim(ctx context.Context, owner string, due time.Time, lease time.Duration, limit int, of Kinds) ([]Lease, error)
	// Extend keeps a lease; ErrLeaseLost when it is no longer ours.
	Extend(ctx context.Context, l Lease, lease time.Duration) error
	// Fail gives a job back, to be repeated or to be shown as dead.
	Fail(ctx context.Context, l Lease, f Failure) error
	// Waiting is how many jobs are due by then and not finished, leased ones
	// included, and when the next of the others is due (zero if none is).
	Waiting(ctx context.Context, due time.Time) (n int, next time.Time, err error)
}

// Kinds choose jobs by their kind, which holds no |. The zero Kinds are all.
type Kinds struct {
	Only   []string // None but these; empty is every kind.
	Except []string // And not these.
}

// ErrLeaseLost says that a job is no longer ours: someone else has it or has
// finished it. What was done for it is dropped.
var ErrLeaseLost = &Error{Code: Conflict, Message: "Another worker has taken this job over."}
