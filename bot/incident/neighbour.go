package incident

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// FindNeighbour keeps that another incident is open on a service. It is none of
// this one's where that is about another service by now, or over.
func (i Incident) FindNeighbour(other Other, service string, at time.Time) []Event {
	if !i.Open() || service == "" || service != i.Service || other.ID == i.ID || slices.Contains(i.Neighbours, other) {
		return nil
	}
	return []Event{{Moment: ExactMoment(at), Actor: Bot, Kind: NeighbourFound, Data: Data{Other: &other}}}
}

// LoseNeighbour keeps that another incident is not open on the service any more.
func (i Incident) LoseNeighbour(other Other, at time.Time) []Event {
	if !i.beside(other.ID) {
		return nil
	}
	return []Event{{Moment: ExactMoment(at), Actor: Bot, Kind: NeighbourGone, Data: Data{Other: &other}}}
}

// beside reports whether an incident is known to be open on the service too.
func (i Incident) beside(id ID) bool {
	return slices.ContainsFunc(i.Neighbours, func(o Other) bool { return o.ID == id })
}

// Heeds reports whether the incident has to be told of another one: that it is
// open on the same service and may be named here, as open says, or that it is
// not any more.
func (i Incident) Heeds(other Incident) (open, news bool) {
	if other.Open() && other.Service != "" && other.Service == i.Service && CanSee(Viewer{In: i.Channel}, other) {
		return true, i.Open() && !slices.Contains(i.Neighbours, other.Other())
	}
	return false, i.beside(other.ID)
}

// neighboured folds in what became of a neighbour.
func (i *Incident) neighboured(e Event) {
	i.Neighbours = slices.DeleteFunc(i.Neighbours, func(o Other) bool { return o.ID == e.Data.Other.ID })
	if e.Kind == NeighbourFound {
		i.Neighbours = append(i.Neighbours, *e.Data.Other)
		slices.SortFunc(i.Neighbours, func(a, b Other) int { return cmp.Compare(a.Number, b.Number) })
	}
}

// Neighbour keeps on an incident what holds of another one by now: that it is
// open on the same service, or not any more.
func (s *Service) Neighbour(ctx context.Context, call Call, id ID, other Incident) (Incident, error) {
	return s.update(ctx, call, id, func(i Incident, at time.Time) ([]Event, error) {
		if open, _ := i.Heeds(other); open {
			return i.FindNeighbour(other.Other(), other.Service, at), nil
		}
		return i.LoseNeighbour(other.Other(), at), nil
	})
}
