-- The schema as sqlc reads it, in PostgreSQL's words. What runs is the
-- migrations, a folder per database; a test compares their columns with these.
--
-- So that one set of queries runs on both: times are BIGINT milliseconds UTC,
-- JSON is TEXT and parsed in Go, there are no arrays, every order is spelled
-- out, and no query asks the database for the time.

-- Numbers that must have no gaps. Raising one is also the lock under which
-- incidents are created.
CREATE TABLE counter (
  name TEXT PRIMARY KEY,
  value BIGINT NOT NULL
);

-- An incident is its events. Beside its names, the columns are what lists and
-- look-ups filter by, copied from the state that the events add up to.
CREATE TABLE incident (
  id BIGINT PRIMARY KEY,
  number BIGINT NOT NULL UNIQUE,
  uid TEXT NOT NULL UNIQUE,
  next_seq BIGINT NOT NULL,
  channel_id TEXT UNIQUE,
  title TEXT NOT NULL,
  service TEXT NOT NULL,
  status TEXT NOT NULL,
  declared_at BIGINT NOT NULL
);

-- What has been decided once: a delivery's identity. Kept for ever.
CREATE TABLE source (
  source TEXT PRIMARY KEY,
  incident_id BIGINT NOT NULL REFERENCES incident (id),
  stored_at BIGINT NOT NULL -- machine time
);

CREATE TABLE event (
  incident_id BIGINT NOT NULL REFERENCES incident (id),
  seq BIGINT NOT NULL,
  at BIGINT, -- NULL: not known
  zone TEXT NOT NULL,
  precision TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  actor_id TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  kind TEXT NOT NULL,
  text TEXT NOT NULL,
  data TEXT NOT NULL, -- JSON
  subject TEXT NOT NULL,
  evidence TEXT NOT NULL,
  digest TEXT NOT NULL, -- of text and data; stays when they are blanked
  prev_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  redacted BOOLEAN NOT NULL DEFAULT FALSE,
  PRIMARY KEY (incident_id, seq)
);

CREATE TABLE evidence (
  hash TEXT PRIMARY KEY,
  incident_id BIGINT NOT NULL REFERENCES incident (id),
  body TEXT NOT NULL, -- JSON
  stored_at BIGINT NOT NULL -- machine time
);

CREATE TABLE job (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  lane TEXT NOT NULL,
  incident_id BIGINT REFERENCES incident (id), -- NULL: of no incident
  subject TEXT NOT NULL DEFAULT '',
  payload TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'ready' CHECK (state IN ('ready', 'running', 'done', 'dead')),
  due_at BIGINT NOT NULL, -- story time: when it may start
  retry_at BIGINT NOT NULL DEFAULT 0, -- machine time: when it may be repeated
  attempt BIGINT NOT NULL DEFAULT 0, -- claims so far: the fence
  failures BIGINT NOT NULL DEFAULT 0, -- towards giving up; a rate limit adds none
  lease_owner TEXT NOT NULL DEFAULT '',
  lease_until BIGINT NOT NULL DEFAULT 0, -- machine time
  last_error TEXT NOT NULL DEFAULT ''
);

CREATE INDEX job_due ON job (due_at, id) WHERE state IN ('ready', 'running');
CREATE INDEX job_lane ON job (lane, id) WHERE state IN ('ready', 'running');
CREATE INDEX job_running ON job (lane) WHERE state = 'running';
CREATE INDEX job_subject ON job (incident_id, subject) WHERE state = 'ready';
CREATE INDEX job_begun ON job (incident_id, subject) WHERE state <> 'done';
