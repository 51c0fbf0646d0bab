-- name: NextNumber :one
UPDATE counter SET value = value + 1 WHERE name = 'incident' RETURNING value;

-- name: InsertIncident :exec
INSERT INTO incident (id, number, uid, next_seq, channel_id, title, service, status, declared_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: LockIncident :one
UPDATE incident SET next_seq = next_seq WHERE id = $1 RETURNING number, next_seq;

-- name: UpdateIncident :exec
UPDATE incident SET next_seq = $2, channel_id = $3, title = $4, service = $5, status = $6 WHERE id = $1;

-- name: IncidentByID :one
SELECT id, number, next_seq FROM incident WHERE id = $1;

-- name: IncidentByChannel :one
SELECT id, number, next_seq FROM incident WHERE channel_id = $1;

-- name: IncidentByNumber :one
SELECT id, number, next_seq FROM incident WHERE number = $1;

-- name: SourceIncident :one
SELECT incident_id FROM source WHERE source = $1;

-- name: InsertSource :execrows
INSERT INTO source (source, incident_id, stored_at) VALUES ($1, $2, $3)
ON CONFLICT (source) DO NOTHING;
