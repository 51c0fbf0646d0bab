package incident

import (
	"context"
	"time"
)

// RenameChannel keeps what the caller named the incident's channel.
func (s *Service) RenameChannel(ctx context.Context, call Call, name string) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.RenameChannel(call.By, name, at), nil })
}

// LoseChannel keeps that the caller saw to it that nothing can be posted in the
// incident's channel.
func (s *Service) LoseChannel(ctx context.Context, call Call, why Loss) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.LoseChannel(call.By, why, at), nil })
}

// Reappear keeps that the caller unarchived the incident's channel.
func (s *Service) Reappear(ctx context.Context, call Call) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.Reappear(call.By, at), nil })
}

// RegainChannel keeps that we are in the incident's channel again.
func (s *Service) RegainChannel(ctx context.Context, call Call) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.RegainChannel(call.By, at), nil })
}

// HideWithChannel keeps that the incident's channel is private, and the
// incident with it.
func (s *Service) HideWithChannel(ctx context.Context, call Call) (Incident, error) {
	return s.here(ctx, call, func(i Incident, at time.Time) ([]Event, error) { return i.HideWithChannel(at), nil })
}
