package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/store/db"
)

// Incident is one incident by its key.
func (s *Store) Incident(ctx context.Context, id incident.ID) (incident.Incident, error) {
	q := db.New(s.reader)
	row, err := q.IncidentByID(ctx, int64(id))
	return s.read(ctx, q, row.ID, row.Number, err)
}

// IncidentByChannel is the incident of a channel.
func (s *Store) IncidentByChannel(ctx context.Context, ch incident.ChannelID) (incident.Incident, error) {
	q := db.New(s.reader)
	row, err := q.IncidentByChannel(ctx, sql.NullString{String: string(ch), Valid: true})
	return s.read(ctx, q, row.ID, row.Number, err)
}

// IncidentByNumber is the incident people call INC-number, if the viewer may
// see it.
func (s *Store) IncidentByNumber(ctx context.Context, v incident.Viewer, number int64) (incident.Incident, error) {
	q := db.New(s.reader)
	row, err := q.IncidentByNumber(ctx, number)
	i, err := s.read(ctx, q, row.ID, row.Number, err)
	if incident.CodeOf(err) == incident.NotFound || err == nil && !incident.CanSee(v, i) {
		return incident.Incident{}, incident.Errorf(incident.NotFound, "There is no INC-%d. Type list to see those that are open.", number)
	}
	return i, err
}

func (s *Store) read(ctx context.Context, q *db.Queries, id, number int64, err error) (incident.Incident, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return incident.Incident{}, incident.ErrNoIncident
	}
	if err != nil {
		return incident.Incident{}, unreadable(err)
	}
	rows, err := q.Events(ctx, id)
	if err != nil {
		return incident.Incident{}, unreadable(err)
	}
	es, err := events(rows)
	if err != nil {
		return incident.Incident{}, err
	}
	return incident.Fold(incident.ID(id), number, es), nil
}

// Incidents lists incidents, the newest first. What the viewer may not see is
// left out before anything is counted.
func (s *Store) Incidents(ctx context.Context, f incident.Filter) ([]incident.Incident, error) {
	p := db.ListEventsParams{Service: f.Service, MaxRows: math.MaxInt32, Before: math.MaxInt64}
	if f.Open {
		for _, status := range incident.OpenStatuses() {
			p.OnlyStatuses += "|" + string(status)
		}
		p.OnlyStatuses += "|"
	}
	if f.Limit > 0 && f.Limit < math.MaxInt32 {
		p.MaxRows = int32(f.Limit)
	}
	var list []incident.Incident
	for {
		page, err := s.page(ctx, p)
		if err != nil {
			return nil, err
		}
		for _, i := range page {
			if incident.CanSee(f.Viewer, i) && (f.Limit <= 0 || len(list) < f.Limit) {
				list = append(list, i)
			}
		}
		// A short page is the last one, and so is one that fills the list.
		if len(page) < int(p.MaxRows) || len(list) == f.Limit {
			return list, nil
		}
		p.Before = page[len(page)-1].Number
	}
}

// page is one page of a list, whoever may see what.
func (s *Store) page(ctx context.Context, p db.ListEventsParams) ([]incident.Incident, error) {
	rows, err := db.New(s.reader).ListEvents(ctx, p)
	if err != nil {
		return nil, unreadable(err)
	}
	var list []incident.Incident
	for len(rows) > 0 {
		var es []incident.Event
		first := rows[0]
		for len(rows) > 0 && rows[0].Number == first.Number {
			e, err := event(rows[0].Event)
			if err != nil {
				return nil, err
			}
			es, rows = append(es, e), rows[1:]
		}
		list = append(list, incident.Fold(es[0].Incident, first.Number, es))
	}
	return list, nil
}

// Events is the timeline in the order in which it was recorded. An incident
// that does not exist is NotFound.
func (s *Store) Events(ctx context.Context, id incident.ID) ([]incident.Event, error) {
	rows, err := db.New(s.reader).Events(ctx, int64(id))
	if err != nil {
		return nil, unreadable(err)
	}
	if len(rows) == 0 {
		return nil, incident.ErrNoIncident // Every incident has an event.
	}
	return events(rows)
}

// Evidence is a piece of evidence by its hash.
func (s *Store) Evidence(ctx context.Context, hash string) (incident.Evidence, error) {
	body, err := db.New(s.reader).EvidenceBody(ctx, hash)
	if errors.Is(err, sql.ErrNoRows) {
		return incident.Evidence{}, incident.Errorf(incident.NotFound, "That evidence is not on record.")
	}
	if err != nil {
		return incident.Evidence{}, unreadable(err)
	}
	e := incident.Evidence{}
	if err := json.Unmarshal([]byte(body), &e); err != nil {
		return incident.Evidence{}, fmt.Errorf("evidence %s: %w", hash, err)
	}
	e.Hash = hash
	return e, nil
}

// SourceKnown reports whether a source was decided, and for which incident. It
// is the question to ask after ErrUnknownOutcome.
func (s *Store) SourceKnown(ctx context.Context, source string) (incident.ID, bool, error) {
	id, err := db.New(s.reader).SourceIncident(ctx, source)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, unreadable(err)
	}
	return incident.ID(id), true, nil
}

// load reads a timeline inside a write, with the hash at its end. One that
// lacks its newest events is not written to: new ones would take their numbers.
func load(ctx context.Context, q *db.Queries, id, next int64) ([]incident.Event, string, error) {
	rows, err := q.Events(ctx, id)
	if err != nil {
		return nil, "", fmt.Errorf("read events of incident %d: %w", id, err)
	}
	if len(rows) == 0 || int64(len(rows)) != next-1 {
		return nil, "", refused{fmt.Errorf("incident %d has %d events and should have %d", id, len(rows), next-1)}
	}
	es, err := events(rows)
	if err != nil {
		return nil, "", refused{err}
	}
	return es, rows[len(rows)-1].Hash, nil
}

// unreadable is an error of the database while reading.
func unreadable(err error) error {
	return fmt.Errorf("%w: %w", incident.Errorf(incident.Unavailable, "This could not be read just now, and nothing was done. Try it again."), err)
}
