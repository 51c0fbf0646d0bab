-- name: Events :many
SELECT incident_id, seq, at, zone, precision, recorded_at, actor_id, actor_name, kind, text, data,
  subject, evidence, digest, prev_hash, hash, redacted
FROM event WHERE incident_id = $1 ORDER BY seq;

-- The events of a list of incidents in one statement, so that the list is one
-- moment of the database. Before is the number that the last page ended with.
-- Statuses come as |one|two|, because the two databases share no list; none at
-- all means every status.
-- name: ListEvents :many
SELECT i.number, sqlc.embed(event)
FROM (
  SELECT id, number FROM incident
  WHERE (CAST(sqlc.arg(only_statuses) AS TEXT) = '' OR CAST(sqlc.arg(only_statuses) AS TEXT) LIKE '%|' || status || '|%')
    AND (service = sqlc.arg(service) OR sqlc.arg(service) = '')
    AND number < sqlc.arg(before)
  ORDER BY number DESC LIMIT sqlc.arg(max_rows)
) AS i JOIN event ON event.incident_id = i.id
ORDER BY i.number DESC, event.seq;

-- name: InsertEvent :exec
INSERT INTO event (incident_id, seq, at, zone, precision, recorded_at, actor_id, actor_name, kind, text, data,
  subject, evidence, digest, prev_hash, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16);

-- name: InsertEvidence :exec
INSERT INTO evidence (hash, incident_id, body, stored_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (hash) DO NOTHING;

-- name: EvidenceBody :one
SELECT body FROM evidence WHERE hash = $1;

-- What an event said is blanked for good. Its digest and its links stay.
-- name: RedactEvent :execrows
UPDATE event SET text = $3, data = $4, redacted = TRUE WHERE incident_id = $1 AND seq = $2;
