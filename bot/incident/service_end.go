package incident

import (
	"context"
	"time"
)

// mostTwins is how many duplicates of duplicates are followed to the one where
// the work goes on.
const mostTwins = 20

// Named is the incident that people call INC-number, or the channel's where
// number is 0. One that the caller may not see is not there.
func (s *Service) Named(ctx context.Context, call Call, number int64) (Incident, error) {
	if number == 0 {
		return s.Here(ctx, call.Channel)
	}
	return s.Store.IncidentByNumber(ctx, call.Viewer(), number)
}

// CallOff says that an incident is none; number 0 is the channel's.
func (s *Service) CallOff(ctx context.Context, call Call, number int64, why string) (Incident, error) {
	return s.named(ctx, call, number, func(i Incident, at time.Time) ([]Event, error) { return i.CallOff(call.By, why, at) })
}

// Reopen takes an end back; number 0 is the channel's incident. To is
// IsMitigated where users are fine, and empty else.
func (s *Service) Reopen(ctx context.Context, call Call, number int64, to Status, why string) (Incident, error) {
	return s.named(ctx, call, number, func(i Incident, at time.Time) ([]Event, error) { return i.Reopen(call.By, to, why, at) })
}

// Excuse says why what still fails after the end of the channel's incident is
// fine.
func (s *Service) Excuse(ctx context.Context, call Call, why string) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.Excuse(call.By, why, at) })
}

// Merge says that the channel's incident is the same as the one of that number.
// Where that is a duplicate itself, it is the same as what that one is.
func (s *Service) Merge(ctx context.Context, call Call, number int64) (Incident, error) {
	i, err := s.Here(ctx, call.Channel)
	if err != nil {
		return i, err
	}
	other, err := s.Named(ctx, call, number)
	for range mostTwins {
		if err != nil || other.SameAs == nil || number == i.Number {
			break
		}
		other, err = s.Named(ctx, call, other.SameAs.Number)
	}
	switch {
	case err != nil:
		return i, err
	case number != i.Number && other.Number == i.Number:
		return i, Errorf(Conflict, "INC-%d is on record as the same as %s: the work goes on here.", number, i.Name())
	case number != i.Number && (i.Private || other.Private):
		return i, Errorf(Conflict, "A private incident is named in no other one, so it cannot be the same as one. Call the one off that is not needed.")
	case other.Status == IsCalledOff && other.Number != i.Number:
		return i, Errorf(Conflict, "%s was called off, so the work does not go on there. Call this one off too, or reopen that one first.", other.Name())
	}
	return s.update(ctx, call, i.ID, func(i Incident, at time.Time) ([]Event, error) { return i.Merge(call.By, other.Other(), at) })
}

// FindDuplicate keeps on an incident that another one is the same, and who
// declared that.
func (s *Service) FindDuplicate(ctx context.Context, call Call, id ID, other Other, declarer Actor) (Incident, error) {
	return s.update(ctx, call, id, func(i Incident, at time.Time) ([]Event, error) {
		return i.FindDuplicate(call.By, other, declarer, at), nil
	})
}

// LoseDuplicate keeps on an incident that another one is not the same after all.
func (s *Service) LoseDuplicate(ctx context.Context, call Call, id ID, other Other) (Incident, error) {
	return s.update(ctx, call, id, func(i Incident, at time.Time) ([]Event, error) { return i.LoseDuplicate(call.By, other, at), nil })
}

// named applies a rule to the incident of that number; 0 is the channel's.
func (s *Service) named(ctx context.Context, call Call, number int64, r rule) (Incident, error) {
	i, err := s.Named(ctx, call, number)
	if err != nil {
		return Incident{}, err
	}
	return s.update(ctx, call, i.ID, r)
}
