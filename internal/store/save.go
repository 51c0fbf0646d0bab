package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/sitrephq/sitrep/bot/incident"
	"github.com/sitrephq/sitrep/internal/store/db"
)

// saveIncident stores the incident's row where events have changed it.
func (t *tx) saveIncident(ctx context.Context, before incident.Incident) error {
	i := t.after
	if i.Seq == before.Seq {
		return nil
	}
	channel := sql.NullString{String: string(i.Channel), Valid: i.Channel != ""}
	if i.Channel != before.Channel && channel.Valid {
		other, err := t.q.IncidentByChannel(ctx, channel)
		if err == nil {
			return refusef(incident.Conflict, "That channel belongs to INC-%d already.", other.Number)
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("look for channel %s: %w", i.Channel, err)
		}
	}
	var err error
	if t.fresh {
		err = t.q.InsertIncident(ctx, db.InsertIncidentParams{
			ID: int64(i.ID), Number: i.Number, Uid: i.UID, NextSeq: i.Seq + 1, ChannelID: channel,
			Title: i.Title, Service: i.Service, Status: string(i.Status), DeclaredAt: millis(i.DeclaredAt),
		})
	} else {
		err = t.q.UpdateIncident(ctx, db.UpdateIncidentParams{
			ID: int64(i.ID), NextSeq: i.Seq + 1, ChannelID: channel,
			Title: i.Title, Service: i.Service, Status: string(i.Status),
		})
	}
	if err != nil {
		return fmt.Errorf("store %s: %w", i.Name(), err)
	}
	return nil
}

// replaced are the events with some of them as they are from now on.
func replaced(es, with []incident.Event) []incident.Event {
	es = slices.Clone(es)
	for _, e := range with {
		for n := range es {
			if es[n].Seq == e.Seq {
				es[n].Text, es[n].Data, es[n].Redacted = e.Text, e.Data, true
			}
		}
	}
	return es
}

// redact blanks what earlier events said. Only an event of this incident that
// is there can be, and only its text and data change.
func (t *tx) redact(ctx context.Context, lines []incident.Event) error {
	for _, e := range lines {
		_, data, err := asStored(e)
		if err != nil {
			return refused{err}
		}
		n, err := t.q.RedactEvent(ctx, db.RedactEventParams{IncidentID: int64(t.id), Seq: e.Seq, Text: e.Text, Data: data})
		if err != nil {
			return fmt.Errorf("redact event %d: %w", e.Seq, err)
		}
		if n != 1 {
			return refused{fmt.Errorf("event %d of incident %d is to be redacted and is not there", e.Seq, t.id)}
		}
	}
	return nil
}

// saveSource uses the source up.
func (t *tx) saveSource(ctx context.Context, source string) error {
	n, err := t.q.InsertSource(ctx, db.InsertSourceParams{Source: source, IncidentID: int64(t.id), StoredAt: t.now})
	if err != nil {
		return fmt.Errorf("store source: %w", err)
	}
	if n == 0 {
		// Another write with this source, to another incident, has just been
		// stored. A repeat will find it.
		return errors.New("the source was stored meanwhile")
	}
	return nil
}

// saveEvidence stores evidence that is not there yet. Its hash is checked,
// because whoever reads it later trusts the name.
func (t *tx) saveEvidence(ctx context.Context, e incident.Evidence) error {
	sealed, err := e.Sealed()
	if err != nil {
		return refused{err}
	}
	if sealed.Hash != e.Hash {
		return refused{fmt.Errorf("evidence of %s is not what its hash says", e.Check)}
	}
	body, err := json.Marshal(e)
	if err != nil {
		return refused{fmt.Errorf("evidence of %s: %w", e.Check, err)}
	}
	err = t.q.InsertEvidence(ctx, db.InsertEvidenceParams{Hash: e.Hash, IncidentID: int64(t.id), Body: string(body), StoredAt: t.now})
	if err != nil {
		return fmt.Errorf("store evidence of %s: %w", e.Check, err)
	}
	return nil
}

// saveJob adds a job unless it was added before, or one that has not begun
// will draw or ask the same.
func (t *tx) saveJob(ctx context.Context, j incident.Job) error {
	if j.Incident != t.id {
		return refused{fmt.Errorf("job %s is of incident %d and was added to incident %d", j.Key, j.Incident, t.id)}
	}
	of, due := sql.NullInt64{Int64: int64(t.id), Valid: true}, millis(j.Due)
	if j.Subject != "" {
		waiting, err := t.q.SubjectWaits(ctx, db.SubjectWaitsParams{IncidentID: of, Subject: j.Subject, Kind: j.Kind, DueAt: due})
		if err != nil {
			return fmt.Errorf("look for jobs about %s: %w", j.Subject, err)
		}
		if waiting > 0 {
			return nil
		}
	}
	n, err := t.q.InsertJob(ctx, db.InsertJobParams{
		Key: j.Key, Kind: j.Kind, Lane: j.Lane, IncidentID: of, Subject: j.Subject, Payload: j.Payload, DueAt: due,
	})
	if err != nil {
		return fmt.Errorf("store job %s: %w", j.Key, err)
	}
	t.wakes = t.wakes || n > 0
	return nil
}
