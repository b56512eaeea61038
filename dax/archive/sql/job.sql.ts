/** UWS jobs (dax/services/uws): times are milliseconds since 1970 UTC, lists are JSON text that only dax reads. */
export const jobSql = `
CREATE TABLE dax.job (
  job_id text PRIMARY KEY,
  service text NOT NULL,
  phase text NOT NULL,
  owner text,
  run_id text,
  parameters text NOT NULL,
  uploads text NOT NULL,
  base_url text NOT NULL,
  created_ms double precision NOT NULL,
  started_ms double precision,
  ended_ms double precision,
  destruction_ms double precision NOT NULL,
  duration_s integer NOT NULL,
  results text NOT NULL,
  error text,
  error_transient boolean
);
CREATE INDEX job_by_age ON dax.job (service, created_ms);
`
