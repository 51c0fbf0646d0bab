package store

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/store/db"
)

// asStored is the event as it will be read back, so that its hashes and what
// is returned now agree with what is read later: times lose what is finer than
// a millisecond, and texts what a database refuses.
func asStored(e incident.Event) (incident.Event, string, error) {
	e.At, e.RecordedAt = instant(e.At), instant(e.RecordedAt)
	e.Text, e.Actor.Name = clean(e.Text), clean(e.Actor.Name)
	data, err := json.Marshal(e.Data)
	if err != nil {
		return e, "", fmt.Errorf("data of event %d: %w", e.Seq, err)
	}
	e.Data = incident.Data{}
	if err := json.Unmarshal(data, &e.Data); err != nil {
		return e, "", fmt.Errorf("data of event %d: %w", e.Seq, err)
	}
	return e, string(data), nil
}

// eventRow is the row of an event, linked to the hash before it.
func eventRow(e incident.Event, data, prev string) (db.InsertEventParams, error) {
	digest, err := incident.Digest(e)
	if err != nil {
		return db.InsertEventParams{}, err
	}
	return db.InsertEventParams{
		IncidentID: int64(e.Incident), Seq: e.Seq,
		At:   sql.NullInt64{Int64: millis(e.At), Valid: !e.At.IsZero()},
		Zone: e.Zone, Precision: string(e.Precision), RecordedAt: millis(e.RecordedAt),
		ActorID: e.Actor.ID, ActorName: e.Actor.Name, Kind: string(e.Kind), Text: e.Text, Data: data,
		Subject: e.Subject, Evidence: e.Evidence,
		Digest: digest, PrevHash: prev, Hash: incident.Link(prev, e, digest),
	}, nil
}

// event is the event of a row.
func event(r db.Event) (incident.Event, error) {
	e := incident.Event{
		Incident: incident.ID(r.IncidentID), Seq: r.Seq,
		Moment:     incident.Moment{Zone: r.Zone, Precision: incident.Precision(r.Precision)},
		RecordedAt: fromMillis(r.RecordedAt),
		Actor:      incident.Actor{ID: r.ActorID, Name: r.ActorName},
		Kind:       incident.Kind(r.Kind), Text: r.Text, Subject: r.Subject, Evidence: r.Evidence, Redacted: r.Redacted,
	}
	if r.At.Valid {
		e.At = time.UnixMilli(r.At.Int64).UTC()
	}
	if err := json.Unmarshal([]byte(r.Data), &e.Data); err != nil {
		return e, fmt.Errorf("data of event %d of incident %d: %w", r.Seq, r.IncidentID, err)
	}
	return e, nil
}

func events(rows []db.Event) ([]incident.Event, error) {
	es := make([]incident.Event, len(rows))
	for n, r := range rows {
		e, err := event(r)
		if err != nil {
			return nil, err
		}
		es[n] = e
	}
	return es, nil
}

// instant is t to the millisecond, in UTC.
func instant(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return time.UnixMilli(t.UnixMilli()).UTC()
}

// millis is t as a column; the zero time, which means that there is none, is 0.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// clean replaces what PostgreSQL does not take in a text: bytes that are not
// UTF-8, and NUL.
func clean(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "\uFFFD")
}
