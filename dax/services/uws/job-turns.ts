import type { Sql } from '../../archive/db.ts'

// signs of life are told by the database's clock: those of two servers may differ, and may be set
const nowMs = `(extract(epoch FROM clock_timestamp()) * 1000)::float8`

/** Ids of the jobs of a service that wait for their turn, oldest first. */
export async function queuedJobs(sql: Sql, service: string): Promise<readonly string[]> {
  const rows = await sql.rows<{ job_id: string }>(
    `SELECT job_id FROM dax.job WHERE service = $1 AND phase = 'QUEUED' ORDER BY created_ms, job_id LIMIT 1000`,
    [service],
  )
  return rows.map(({ job_id }) => job_id)
}

/** Makes a queued job this server's, which no other one runs then; how often it has been begun, or null where it is not queued any more. */
export async function claimJob(sql: Sql, id: string, worker: string, now: Date): Promise<number | null> {
  const [row] = await sql.rows<{ tries: number }>(
    `UPDATE dax.job SET phase = 'EXECUTING', worker = $2, tries = tries + 1, started_ms = $3::float8, beat_ms = ${nowMs}
     WHERE job_id = $1 AND phase = 'QUEUED' RETURNING tries`,
    [id, worker, now.getTime()],
  )
  return row?.tries ?? null
}

/** Puts a job that is being run back into the queue: by its own server, which stops (that is no try), or for a server that is gone (null). */
export async function giveBackJob(sql: Sql, id: string, worker: string | null): Promise<void> {
  await sql.query(
    `UPDATE dax.job SET phase = 'QUEUED', worker = NULL, started_ms = NULL, beat_ms = NULL, tries = tries - CASE WHEN $2::text IS NULL THEN 0 ELSE 1 END
     WHERE job_id = $1 AND phase = 'EXECUTING' AND ($2::text IS NULL OR worker = $2)`,
    [id, worker],
  )
}

/** Jobs of a service that are told to be running and that no server has spoken of for `silenceMs`. */
export async function orphanedJobs(
  sql: Sql,
  service: string,
  silenceMs: number,
): Promise<readonly { readonly id: string; readonly tries: number }[]> {
  return sql.rows<{ id: string; tries: number }>(
    `SELECT job_id AS id, tries FROM dax.job WHERE service = $1 AND phase = 'EXECUTING' AND coalesce(beat_ms, 0) < ${nowMs} - $2::float8`,
    [service, silenceMs],
  )
}

/** Says that a server is at work on these jobs; gives those that it is not to run any more: aborted or deleted by way of another server, or run by one. */
export async function beatJobs(sql: Sql, ids: readonly string[], worker: string): Promise<readonly string[]> {
  const rows = await sql.rows<{ job_id: string }>(
    `UPDATE dax.job SET beat_ms = ${nowMs} WHERE job_id = ANY ($1::text[]) AND phase = 'EXECUTING' AND worker = $2 RETURNING job_id`,
    [ids, worker],
  )
  const alive = new Set(rows.map(({ job_id }) => job_id))
  return ids.filter((id) => !alive.has(id))
}
