import type { Sql } from '../../archive/db.ts'
import type { Job, JobResult, Phase } from './job.ts'

interface JobRow {
  readonly job_id: string
  readonly service: string
  readonly phase: Phase
  readonly owner: string | null
  readonly run_id: string | null
  readonly parameters: string
  readonly uploads: string
  readonly base_url: string
  readonly created_ms: number
  readonly started_ms: number | null
  readonly ended_ms: number | null
  readonly destruction_ms: number
  readonly duration_s: number
  readonly results: string
  readonly error: string | null
  readonly error_transient: boolean | null
  readonly reader: string | null
}

const columns = `job_id, service, phase, owner, run_id, parameters, uploads, base_url, created_ms, started_ms, ended_ms, destruction_ms, duration_s, results, error, error_transient, reader`

const dateOf = (ms: number | null): Date | null => (ms === null ? null : new Date(ms))

function jobOf(row: JobRow): Job {
  return {
    id: row.job_id,
    service: row.service,
    phase: row.phase,
    owner: row.owner,
    reader: { settings: row.reader === null ? {} : JSON.parse(row.reader) },
    runId: row.run_id,
    parameters: JSON.parse(row.parameters),
    uploads: JSON.parse(row.uploads),
    baseUrl: row.base_url,
    created: new Date(row.created_ms),
    started: dateOf(row.started_ms),
    ended: dateOf(row.ended_ms),
    destruction: new Date(row.destruction_ms),
    durationS: row.duration_s,
    results: JSON.parse(row.results),
    error: row.error === null ? null : { message: row.error, transient: row.error_transient === true },
  }
}

/** Writes a new job. */
export async function insertJob(sql: Sql, job: Job): Promise<void> {
  await sql.query(`INSERT INTO dax.job (${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, NULL, $10, $11, $12, NULL, NULL, $13)`, [
    job.id,
    job.service,
    job.phase,
    job.owner,
    job.runId,
    JSON.stringify(job.parameters),
    JSON.stringify(job.uploads),
    job.baseUrl,
    job.created.getTime(),
    job.destruction.getTime(),
    job.durationS,
    JSON.stringify(job.results),
    JSON.stringify(job.reader.settings),
  ])
}

/** The job of that service with that id; null where there is none. */
export async function jobById(sql: Sql, service: string, id: string): Promise<Job | null> {
  const [row] = await sql.rows<JobRow>(`SELECT ${columns} FROM dax.job WHERE service = $1 AND job_id = $2`, [service, id])
  return row === undefined ? null : jobOf(row)
}

/** Which jobs a list shows (UWS 1.1 §2.2.2.1): created after `after`, in one of `phases`, the `last` newest. */
export interface JobFilter {
  readonly phases: readonly string[]
  readonly after: Date | null
  readonly last: number | null
  /** Only jobs of this owner; null = of nobody known. */
  readonly owner: string | null
}

/** Jobs of a service, newest first; never more than 1,000. */
export async function listJobs(sql: Sql, service: string, filter: JobFilter): Promise<readonly Job[]> {
  const rows = await sql.rows<JobRow>(
    `SELECT ${columns} FROM dax.job WHERE service = $1 AND ($2::text IS NULL OR position(',' || phase || ',' in $2) > 0) AND created_ms > $3
       AND owner IS NOT DISTINCT FROM $5::text
     ORDER BY created_ms DESC, job_id LIMIT $4`,
    [
      service,
      filter.phases.length === 0 ? null : `,${filter.phases.join(',')},`,
      filter.after?.getTime() ?? -1e18,
      Math.min(filter.last ?? 1000, 1000),
      filter.owner,
    ],
  )
  return rows.map(jobOf)
}

/** Jobs of a service whose time is over. */
export async function expiredJobs(sql: Sql, service: string, now: Date): Promise<readonly Job[]> {
  const rows = await sql.rows<JobRow>(`SELECT ${columns} FROM dax.job WHERE service = $1 AND destruction_ms <= $2`, [service, now.getTime()])
  return rows.map(jobOf)
}

/** What changes with a phase. */
export interface PhaseChange {
  /** Only where this server is the one that runs it. */
  readonly worker?: string
  readonly ended?: Date
  readonly results?: readonly JobResult[]
  readonly error?: { readonly message: string; readonly transient: boolean }
}

/** Moves a job from one of `from` to `to` in one statement; false when it was in none of them (someone else was first). */
export async function movePhase(sql: Sql, id: string, from: readonly Phase[], to: Phase, change: PhaseChange = {}): Promise<boolean> {
  const { count } = await sql.query(
    `UPDATE dax.job SET phase = $2, ended_ms = coalesce($5::float8, ended_ms), results = coalesce($6::text, results),
       error = coalesce($7::text, error), error_transient = coalesce($8::boolean, error_transient)
     WHERE job_id = $1 AND position(',' || phase || ',' in $3) > 0 AND ($4::text IS NULL OR worker = $4)`,
    [
      id,
      to,
      `,${from.join(',')},`,
      change.worker ?? null,
      change.ended?.getTime() ?? null,
      change.results === undefined ? null : JSON.stringify(change.results),
      change.error?.message ?? null,
      change.error?.transient ?? null,
    ],
  )
  return count > 0
}

/** Sets what a client may set: destruction and longest run at any time, parameters and run id while PENDING. */
export async function changeJob(
  sql: Sql,
  id: string,
  change: Partial<Pick<Job, 'destruction' | 'durationS' | 'parameters' | 'runId' | 'uploads'>>,
): Promise<void> {
  await sql.query(
    `UPDATE dax.job SET destruction_ms = coalesce($2::float8, destruction_ms), duration_s = coalesce($3::integer, duration_s), parameters = coalesce($4::text, parameters),
       run_id = coalesce($5::text, run_id), uploads = coalesce($6::text, uploads) WHERE job_id = $1`,
    [
      id,
      change.destruction?.getTime() ?? null,
      change.durationS ?? null,
      change.parameters === undefined ? null : JSON.stringify(change.parameters),
      change.runId ?? null,
      change.uploads === undefined ? null : JSON.stringify(change.uploads),
    ],
  )
}

/** Forgets a job; its files are the caller's business. */
export async function deleteJob(sql: Sql, id: string): Promise<void> {
  await sql.query('DELETE FROM dax.job WHERE job_id = $1', [id])
}
