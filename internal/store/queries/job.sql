-- name: InsertJob :execrows
INSERT INTO job (key, kind, lane, incident_id, subject, payload, due_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (key) DO NOTHING;

-- A job that is due no later and not begun will see this change too.
-- name: SubjectWaits :one
SELECT COUNT(*) FROM job
WHERE state = 'ready' AND incident_id = $1 AND subject = $2 AND kind = $3 AND due_at <= $4;

-- What another job of the subject began and did not finish may exist already.
-- name: SubjectBegun :one
SELECT COUNT(*) FROM job
WHERE state <> 'done' AND incident_id = $1 AND subject = $2 AND kind = $3 AND id <> $4 AND attempt > 0;

-- Due is story time, now is the leases' clock. A lane's jobs run in the order of
-- their ids: an earlier one that is due holds back a later one, and one that is
-- being worked holds back all, even an earlier one that became due meanwhile.
-- Kinds come as |one|two|, because the two databases share no list. Of no kinds
-- at all, only means every kind.
-- name: ClaimJobs :many
UPDATE job SET state = 'running', lease_owner = sqlc.arg(lease_owner), lease_until = sqlc.arg(lease_until),
  attempt = attempt + 1
WHERE id IN (
  SELECT j.id FROM job AS j
  WHERE j.state IN ('ready', 'running')
    AND j.due_at <= sqlc.arg(due) AND j.retry_at <= sqlc.arg(now) AND j.lease_until <= sqlc.arg(now)
    AND (CAST(sqlc.arg(only_kinds) AS TEXT) = '' OR CAST(sqlc.arg(only_kinds) AS TEXT) LIKE '%|' || j.kind || '|%')
    AND CAST(sqlc.arg(except_kinds) AS TEXT) NOT LIKE '%|' || j.kind || '|%'
    AND NOT EXISTS (
      SELECT 1 FROM job AS e
      WHERE e.lane = j.lane AND e.id < j.id AND e.state IN ('ready', 'running') AND e.due_at <= sqlc.arg(due))
    AND NOT EXISTS (
      SELECT 1 FROM job AS r
      WHERE r.lane = j.lane AND r.state = 'running' AND r.id <> j.id AND r.lease_until > sqlc.arg(now))
  ORDER BY j.due_at, j.id LIMIT sqlc.arg(max_rows))
RETURNING id, key, kind, lane, incident_id, subject, payload, due_at, attempt, failures;

-- name: JobByID :one
SELECT key, incident_id, state, lease_owner, attempt FROM job WHERE id = $1;

-- The owner stays on a finished job, so that finishing it again under the same
-- lease can be told from a lease that was lost.
-- name: FinishJob :execrows
UPDATE job SET state = 'done', lease_until = 0
WHERE id = $1 AND lease_owner = $2 AND attempt = $3 AND state = 'running';

-- name: ExtendJob :execrows
UPDATE job SET lease_until = $4
WHERE id = $1 AND lease_owner = $2 AND attempt = $3 AND state = 'running';

-- name: FailJob :execrows
UPDATE job SET state = sqlc.arg(state), retry_at = sqlc.arg(retry_at), failures = failures + sqlc.arg(counted),
  last_error = sqlc.arg(last_error), lease_owner = '', lease_until = 0
WHERE id = sqlc.arg(id) AND lease_owner = sqlc.arg(lease_owner) AND attempt = sqlc.arg(attempt) AND state = 'running';

-- name: FreeJobs :exec
UPDATE job SET state = 'ready', lease_owner = '', lease_until = 0 WHERE state = 'running';

-- name: WaitingJobs :one
SELECT
  (SELECT COUNT(*) FROM job AS d WHERE d.state IN ('ready', 'running') AND d.due_at <= sqlc.arg(due)) AS waiting,
  CAST(COALESCE((SELECT MIN(n.due_at) FROM job AS n WHERE n.state IN ('ready', 'running') AND n.due_at > sqlc.arg(due)), 0) AS BIGINT) AS next_due;

-- name: UnfinishedJobs :one
SELECT COUNT(*) FROM job WHERE kind = $1 AND state IN ('ready', 'running') AND due_at <= $2;
