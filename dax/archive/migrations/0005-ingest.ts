/**
 * Version 5: what becomes of files on their way in (ingests, their log, uploads), what became of images since (changes, tombstones), and what checks of
 * consistency found and repaired. All of it is dax's own; TAP sees none of it.
 */
export const ingest = `
CREATE TABLE dax.ingest (
  ingest_id text PRIMARY KEY, source text NOT NULL CHECK (source IN ('upload', 'watch', 'command')), owner text, name text NOT NULL,
  size bigint, sha256 text, options jsonb NOT NULL DEFAULT '{}',
  phase text NOT NULL DEFAULT 'received' CHECK (phase IN ('received', 'verified', 'read', 'stored', 'registered', 'preview', 'searchable')),
  state text NOT NULL CHECK (state IN ('receiving', 'waiting', 'running', 'done', 'refused', 'failed', 'cancelled')),
  outcome text CHECK (outcome IN ('stored', 'known', 'kept')), did text, image_id bigint, problems jsonb NOT NULL DEFAULT '[]', notes jsonb NOT NULL DEFAULT '[]',
  tries integer NOT NULL DEFAULT 0, worker text, lease_until timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(), changed_at timestamptz NOT NULL DEFAULT now(), ended_at timestamptz
);
CREATE INDEX ingest_by_owner ON dax.ingest (owner, created_at DESC);
CREATE INDEX ingest_by_time ON dax.ingest (created_at DESC);
CREATE INDEX ingest_open ON dax.ingest (created_at) WHERE state IN ('receiving', 'waiting', 'running');
CREATE TABLE dax.ingest_log (
  line_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, ingest_id text NOT NULL REFERENCES dax.ingest ON DELETE CASCADE,
  at timestamptz NOT NULL DEFAULT clock_timestamp(), phase text NOT NULL, level text NOT NULL, message text NOT NULL
);
CREATE INDEX ingest_log_by_ingest ON dax.ingest_log (ingest_id, line_no);
CREATE TABLE dax.upload (
  upload_id text PRIMARY KEY REFERENCES dax.ingest ON DELETE CASCADE, length bigint NOT NULL, received bigint NOT NULL DEFAULT 0, metadata text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(), expires_at timestamptz NOT NULL, holder text, held_until timestamptz, heard_at timestamptz
);
CREATE INDEX upload_by_expiry ON dax.upload (expires_at);
CREATE TABLE dax.image_change (
  change_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, image_id bigint NOT NULL, did text NOT NULL, at timestamptz NOT NULL DEFAULT now(), who text,
  before jsonb NOT NULL, after jsonb NOT NULL
);
CREATE INDEX image_change_by_image ON dax.image_change (image_id, change_no);
CREATE TABLE dax.tombstone (
  did text PRIMARY KEY, image_id bigint NOT NULL, sha256 text, owner text, visibility text NOT NULL, deleted_at timestamptz NOT NULL DEFAULT now(),
  deleted_by text, reason text
);
CREATE INDEX tombstone_by_image ON dax.tombstone (image_id);
CREATE INDEX image_by_sha256 ON dax.image (sha256) WHERE sha256 IS NOT NULL;
CREATE TABLE dax.check_run (
  run_id text PRIMARY KEY, started_at timestamptz NOT NULL DEFAULT now(), ended_at timestamptz, who text, deep boolean NOT NULL DEFAULT false,
  state text NOT NULL CHECK (state IN ('running', 'done', 'failed')), message text, looked jsonb NOT NULL DEFAULT '{}', lease_until timestamptz
);
CREATE INDEX check_run_by_time ON dax.check_run (started_at DESC);
CREATE TABLE dax.check_finding (
  finding_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, run_id text NOT NULL REFERENCES dax.check_run ON DELETE CASCADE, kind text NOT NULL,
  subject text NOT NULL, message text NOT NULL, repairs jsonb NOT NULL DEFAULT '[]', repaired_at timestamptz
);
CREATE INDEX check_finding_by_run ON dax.check_finding (run_id, finding_no);
CREATE TABLE dax.repair (
  repair_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL DEFAULT now(), who text, run_id text, kind text NOT NULL,
  subject text NOT NULL, repair text NOT NULL, outcome text NOT NULL CHECK (outcome IN ('done', 'failed')), message text NOT NULL
);
CREATE INDEX repair_by_time ON dax.repair (at DESC);
`
