package incident

import (
	"slices"
	"time"
)

// Handover is an offer of the lead, and what became of it. Until it is accepted
// the lead stays where it is.
type Handover struct {
	Seq     int64 // Of the event that offered it; its number for people.
	At      time.Time
	From    Actor  // Who led then.
	To      Actor  // Who was offered it.
	Summary string // What is handed over, as it stood.
	EndedAt time.Time
	EndedBy Actor
	End     HandoverEnd // Empty while it stands.
}

// HandoverEnd is what became of an offer.
type HandoverEnd string

// The ends of an offer.
const (
	HandoverAccepted  HandoverEnd = "accepted"
	HandoverDeclined  HandoverEnd = "declined"  // By whom it was offered to.
	HandoverWithdrawn HandoverEnd = "withdrawn" // By anybody else, or another lead was named.
)

// Handover is an offer by its number.
func (i Incident) Handover(seq int64) (Handover, bool) {
	if n := slices.IndexFunc(i.Handovers, func(h Handover) bool { return h.Seq == seq }); n >= 0 {
		return i.Handovers[n], true
	}
	return Handover{}, false
}

// Offered is the offer that stands. There is at most one.
func (i Incident) Offered() (Handover, bool) {
	if n := len(i.Handovers); n > 0 && i.Handovers[n-1].End == "" {
		return i.Handovers[n-1], true
	}
	return Handover{}, false
}

// handOver folds the events of handovers.
func (i *Incident) handOver(e Event) {
	switch {
	case e.Data.Person == nil:
	case e.Kind == Offered:
		i.Handovers = append(i.Handovers, Handover{Seq: e.Seq, At: e.At, From: i.Lead, To: *e.Data.Person, Summary: e.Text})
	case e.Kind == HandedOver:
		i.endOffer(e, HandoverAccepted)
		i.Lead = *e.Data.Person
	case e.Actor.ID == e.Data.Person.ID:
		i.endOffer(e, HandoverDeclined)
	default:
		i.endOffer(e, HandoverWithdrawn)
	}
}

// endOffer ends the offer that stands, if one does.
func (i *Incident) endOffer(e Event, as HandoverEnd) {
	if _, stands := i.Offered(); stands {
		h := &i.Handovers[len(i.Handovers)-1]
		h.End, h.EndedAt, h.EndedBy = as, e.At, e.Actor
	}
}
