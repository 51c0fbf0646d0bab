package incident

import (
	"slices"
	"time"
)

// Ending is how an incident came to be over without a resolution.
type Ending struct {
	EndedAt time.Time // When it was called off, or found to be a duplicate.
	EndedBy Actor
	EndSeq  int64  // Of the event that says so.
	EndWhy  string // Why it was called off.
}

// OverAt is when it was over, whichever way; zero while it is open. Closing it
// is no other end.
func (i Incident) OverAt() time.Time {
	if !i.ResolvedAt.IsZero() {
		return i.ResolvedAt
	}
	return i.EndedAt
}

// Reopening is how an incident that was over, or mitigated, was opened again.
type Reopening struct {
	Seq  int64 // Of its event.
	At   time.Time
	By   Actor
	Why  string // May be empty.
	From Status // Where it stood.
}

// Other is another incident, as people are pointed to it. It has no title: what
// it is called there may not be for everybody here.
type Other struct {
	ID      ID        `json:"id"`
	Number  int64     `json:"number"`
	Channel ChannelID `json:"channel,omitempty"` // Empty where it had none by then.
	Name    string    `json:"name,omitempty"`    // Of the channel.
}

// Other is the incident as others point to it.
func (i Incident) Other() Other {
	return Other{ID: i.ID, Number: i.Number, Channel: i.Channel, Name: i.ChannelName}
}

// PutAwayBy is the event by which the channel is to be archived; false where it
// is to stay.
func (i Incident) PutAwayBy() (seq int64, ok bool) {
	switch i.Status {
	case IsClosed:
		return i.ClosedSeq, true
	case IsCalledOff, IsDuplicate:
		return i.EndSeq, true
	case Investigating, IsMitigated, IsResolved:
	}
	return 0, false
}

// Reopened is a reopening by its event, and whether it is the newest and still
// holds.
func (i Incident) Reopened(seq int64) (r Reopening, holds, ok bool) {
	n := slices.IndexFunc(i.Reopenings, func(r Reopening) bool { return r.Seq == seq })
	if n < 0 {
		return r, false, false
	}
	return i.Reopenings[n], i.Open() && n == len(i.Reopenings)-1, true
}

// end ends it. Its end keeps every promise to people outside, and no look back
// from another end is of this one.
func (i *Incident) end(e Event, as Status) {
	i.keepPromises()
	i.Status, i.Hindsight = as, nil
	i.Ending = Ending{EndedAt: e.At, EndedBy: e.Actor, EndSeq: e.Seq, EndWhy: e.Text}
	i.ResolvedAt, i.ResolvedBy, i.Resolution, i.Excuses = time.Time{}, Actor{}, "", nil
	switch as {
	case IsResolved:
		i.Ending = Ending{}
		i.ResolvedAt, i.ResolvedBy, i.Resolution = e.At, e.Actor, e.Text
	case IsDuplicate:
		i.SameAs = &Other{}
		if e.Data.Other != nil {
			*i.SameAs = *e.Data.Other
		}
	case Investigating, IsMitigated, IsClosed, IsCalledOff:
	}
}

// reopen takes its end back. Users are fine where only the end does not hold.
func (i *Incident) reopen(e Event) {
	i.Reopenings = append(i.Reopenings, Reopening{Seq: e.Seq, At: e.At, By: e.Actor, Why: e.Text, From: i.Status})
	mitigated := i.MitigatedAt
	if mitigated.IsZero() {
		mitigated = e.At
	}
	i.Status, i.MitigatedAt = Investigating, time.Time{}
	if e.Data.Status == IsMitigated {
		i.Status, i.MitigatedAt = IsMitigated, mitigated
	}
	i.Hindsight, i.Ending, i.SameAs = nil, Ending{}, nil // The next end has its own.
	i.ResolvedAt, i.ResolvedBy, i.Resolution, i.Excuses = time.Time{}, Actor{}, "", nil
	i.ClosedAt, i.ClosedSeq = time.Time{}, 0
	i.Neighbours = nil // Nobody told it of others while it was over.
}

// doubled keeps which incidents turned out to be this one.
func (i *Incident) doubled(e Event) {
	if e.Data.Other == nil {
		return
	}
	i.Duplicates = slices.DeleteFunc(i.Duplicates, func(o Other) bool { return o.Number == e.Data.Other.Number })
	if e.Kind == DuplicateFound {
		i.Duplicates = append(i.Duplicates, *e.Data.Other)
	}
}
