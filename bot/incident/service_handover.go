package incident

import (
	"context"
	"time"
)

// OfferLead offers the lead of the channel's incident to somebody. Summary is
// what is handed over.
func (s *Service) OfferLead(ctx context.Context, call Call, to Actor, summary string) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.OfferLead(call.By, to, summary, at) })
}

// AcceptLead takes the lead that was offered; 0 is the offer that stands.
func (s *Service) AcceptLead(ctx context.Context, call Call, offered int64) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.AcceptLead(call.By, offered, at) })
}

// DropOffer declines or withdraws an offer; 0 is the one that stands.
func (s *Service) DropOffer(ctx context.Context, call Call, offered int64) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.DropOffer(call.By, offered, at) })
}

// SetRole says who plays a role beside the lead; the zero who is nobody.
func (s *Service) SetRole(ctx context.Context, call Call, role Role, who Actor) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.SetRole(call.By, role, who, at) })
}
