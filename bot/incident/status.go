package incident

import "time"

// Status is where an incident stands.
type Status string

// The statuses. The first two are open, the others over.
const (
	Investigating Status = "investigating"
	IsMitigated   Status = "mitigated"
	IsResolved    Status = "resolved"
	IsClosed      Status = "closed"     // Resolved, its postmortem done, and its channel put away.
	IsCalledOff   Status = "called off" // It was none: a false alarm.
	IsDuplicate   Status = "duplicate"  // Another incident is about the same.
)

// OpenStatuses are the statuses of an incident that somebody works on.
func OpenStatuses() []Status { return []Status{Investigating, IsMitigated} }

// Open reports whether it is not over, whichever way it can be.
func (i Incident) Open() bool {
	switch i.Status {
	case IsResolved, IsClosed, IsCalledOff, IsDuplicate:
		return false
	case Investigating, IsMitigated:
	}
	return true
}

// Counted reports whether it counts as an incident: in figures, and with a
// postmortem. A false alarm and a duplicate do not.
func (i Incident) Counted() bool { return i.Status != IsCalledOff && i.Status != IsDuplicate }

// WatchFor is how long after the resolution the checks are still looked at:
// recurrences show within the hour. Story time.
const WatchFor = time.Hour

// WatchedAt reports whether its checks are looked at at that time: while it is
// open, and for WatchFor after it was resolved. Nobody waits for looks at what
// was called off, at a duplicate, and at what is closed.
func (i Incident) WatchedAt(at time.Time) bool {
	return i.Open() || i.Status == IsResolved && !at.After(i.ResolvedAt.Add(WatchFor))
}

// OpenFor is how long it has been open at that time, or was when it ended. It
// is not the impact: that has windows of its own.
func (i Incident) OpenFor(at time.Time) time.Duration {
	if end := i.OverAt(); !end.IsZero() {
		at = end
	}
	return at.Sub(i.DeclaredAt)
}
