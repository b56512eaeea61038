import type { IngestAnswer, IngestLine, IngestPhase, IngestState } from '../../contract/ingests.ts'
import type { Sql, SqlValue } from '../db.ts'

/** What whoever brings a file decided about it. */
export interface IngestSettings {
  readonly visibility: 'public' | 'group' | 'private'
  readonly group?: string
  readonly collection?: string
  readonly sidecar?: string
  readonly storeOnly?: boolean
  readonly sha256?: string
}

/** An ingest that a worker has taken. */
export interface IngestJob {
  readonly id: string
  readonly owner: string | null
  readonly name: string
  readonly settings: IngestSettings
  readonly phase: IngestPhase
  readonly sha256: string | null
  readonly did: string | null
  readonly imageId: bigint | null
  readonly tries: number
}

const iso = (column: string): string => `to_json(${column})#>>'{}'`
const answerColumns = `i.ingest_id AS id, i.source, i.owner, i.name, i.size, u.received, coalesce(i.sha256, i.options->>'sha256') AS sha256, i.phase, i.state, i.outcome, i.did, i.image_id AS "imageId",
  i.problems::text AS problems, i.notes::text AS notes, i.tries, ${iso('i.created_at')} AS created, ${iso('i.changed_at')} AS changed, ${iso('i.ended_at')} AS ended,
  CASE WHEN i.state = 'receiving' THEN ${iso('u.expires_at')} END AS expires, u.upload_id IS NOT NULL AS "hasBytes"`
const answerFrom = 'dax.ingest i LEFT JOIN dax.upload u ON u.upload_id = i.ingest_id'

type AnswerRow = Record<string, SqlValue> & { readonly state: IngestState; readonly phase: IngestPhase; readonly outcome: string | null }

function answerOf(row: AnswerRow): IngestAnswer {
  const { problems, notes, hasBytes, imageId, size, received, ...rest } = row
  const isOver = row.state === 'refused' || row.state === 'failed' || row.state === 'cancelled'
  return {
    ...rest,
    size: size === null ? null : Number(size),
    received: received === null || received === undefined ? null : Number(received),
    imageId: imageId === null ? null : String(imageId),
    problems: JSON.parse(String(problems)),
    notes: JSON.parse(String(notes)),
    canRetry: (isOver && hasBytes === true) || (row.state === 'done' && row.outcome === 'kept'),
    canCancel:
      row.state === 'receiving' ||
      row.state === 'waiting' ||
      (row.state === 'running' && ['received', 'verified', 'read', 'stored'].includes(row.phase)),
  } as unknown as IngestAnswer
}

/** One ingest; null where there is none. */
export async function ingestById(sql: Sql, id: string): Promise<IngestAnswer | null> {
  const [row] = await sql.rows<AnswerRow>(`SELECT ${answerColumns} FROM ${answerFrom} WHERE i.ingest_id = $1`, [id])
  return row === undefined ? null : answerOf(row)
}

/** Which ingests a list shows. `owner` undefined = everyone's. */
export interface IngestFilter {
  readonly owner?: string | null
  readonly ids?: readonly string[]
  readonly states?: readonly string[]
  /** Made before this time (ISO). */
  readonly before?: string
  readonly last: number
}

/** Ingests, newest first, one more than asked for where there are more. */
export async function listIngests(sql: Sql, filter: IngestFilter): Promise<readonly IngestAnswer[]> {
  const params: SqlValue[] = [filter.last + 1]
  const where: string[] = []
  const bind = (value: SqlValue): string => `$${params.push(value)}`
  if (filter.owner !== undefined) where.push(`i.owner IS NOT DISTINCT FROM ${bind(filter.owner)}::text`)
  if (filter.ids !== undefined) where.push(`i.ingest_id = ANY (${bind(filter.ids)}::text[])`)
  if (filter.states !== undefined) where.push(`i.state = ANY (${bind(filter.states)}::text[])`)
  if (filter.before !== undefined) where.push(`i.created_at < ${bind(filter.before)}::timestamptz`)
  const rows = await sql.rows<AnswerRow>(
    `SELECT ${answerColumns} FROM ${answerFrom} ${where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`} ORDER BY i.created_at DESC, i.ingest_id LIMIT $1::int`,
    params,
  )
  return rows.map(answerOf)
}

// every upload goes through these statements: planning them anew costs more than running them
const kept = { kept: true } as const

/** A new ingest of an upload whose bytes are still to come. */
export async function insertIngest(
  sql: Sql,
  one: { readonly id: string; readonly owner: string; readonly name: string; readonly size: number; readonly settings: IngestSettings },
): Promise<void> {
  await sql.query(
    `INSERT INTO dax.ingest (ingest_id, source, owner, name, size, options, state) VALUES ($1, 'upload', $2, $3, $4::bigint, $5::text::jsonb, 'receiving')`,
    [one.id, one.owner, one.name, BigInt(one.size), JSON.stringify(one.settings)],
    kept,
  )
}

/** What became of a file that the command or the daemon took: written when it is over, in the transaction of its image where there is one. */
export async function insertEnded(
  sql: Sql,
  one: {
    readonly id: string
    readonly source: 'command' | 'watch'
    readonly name: string
    readonly size: number
    readonly settings: IngestSettings
    readonly state: 'done' | 'refused'
    readonly outcome?: 'stored' | 'known' | 'kept'
    readonly did?: string
    readonly imageId?: bigint
    readonly sha256?: string
    readonly problems?: readonly string[]
    readonly notes?: readonly string[]
    readonly phase: IngestPhase
  },
): Promise<void> {
  await sql.query(
    `INSERT INTO dax.ingest (ingest_id, source, name, size, options, state, outcome, did, image_id, sha256, problems, notes, phase, ended_at, tries)
     VALUES ($1, $2, $3, $4::bigint, $5::text::jsonb, $6, $7, $8, $9::bigint, $10, $11::text::jsonb, $12::text::jsonb, $13, now(), 1)`,
    [
      one.id,
      one.source,
      one.name,
      BigInt(one.size),
      JSON.stringify({ ...one.settings, sidecar: undefined }),
      one.state,
      one.outcome ?? null,
      one.did ?? null,
      one.imageId ?? null,
      one.sha256 ?? null,
      JSON.stringify(one.problems ?? []),
      JSON.stringify(one.notes ?? []),
      one.phase,
    ],
  )
}

const leaseS = 15
/** No lease, and no pause before another try, is longer: one that seems so was given before the database's clock was set back. */
const longestS = 60
const jobColumns = `ingest_id AS id, owner, name, options::text AS settings, phase, sha256, did, image_id AS "imageId", tries`

/** Takes the oldest upload that waits, or that a worker left behind; null = there is none. Several workers never take the same. */
export async function claimIngest(sql: Sql, worker: string): Promise<IngestJob | null> {
  const [row] = await sql.rows<Omit<IngestJob, 'settings'> & { readonly settings: string }>(
    `UPDATE dax.ingest SET state = 'running', worker = $1, lease_until = clock_timestamp() + interval '${leaseS} s', tries = tries + 1, changed_at = clock_timestamp()
     WHERE ingest_id = (SELECT ingest_id FROM dax.ingest WHERE source = 'upload' AND state IN ('waiting', 'running')
         AND (lease_until IS NULL OR lease_until NOT BETWEEN clock_timestamp() AND clock_timestamp() + interval '${longestS} s') ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING ${jobColumns}`,
    [worker],
    kept,
  )
  return row === undefined ? null : { ...row, settings: JSON.parse(row.settings) as IngestSettings }
}

/** Says that the worker is still at it; false = it is not its any more (cancelled, or taken over). */
export async function keepIngest(sql: Sql, id: string, worker: string): Promise<boolean> {
  const { count } = await sql.query(
    `UPDATE dax.ingest SET lease_until = clock_timestamp() + interval '${leaseS} s' WHERE ingest_id = $1 AND worker = $2 AND state = 'running'`,
    [id, worker],
  )
  return count > 0
}

/** What changes of an ingest that a worker holds. */
export interface IngestStep {
  readonly phase?: IngestPhase
  readonly state?: IngestState
  readonly outcome?: 'stored' | 'known' | 'kept'
  readonly did?: string
  readonly imageId?: bigint
  readonly sha256?: string
  readonly problems?: readonly string[]
  readonly notes?: readonly string[]
  /** Seconds until it may be taken again; this try is not counted then. */
  readonly againS?: number
}

/** A line of an ingest's log. */
export type IngestNote = Pick<IngestLine, 'phase' | 'level' | 'message'>

const stepped = `UPDATE dax.ingest SET phase = coalesce($3, phase), state = coalesce($4, state), outcome = coalesce($5, outcome), did = coalesce($6, did),
       image_id = coalesce($7::bigint, image_id), sha256 = coalesce($8, sha256), problems = coalesce($9::text::jsonb, problems), notes = coalesce($10::text::jsonb, notes),
       lease_until = CASE WHEN $11::float8 IS NULL THEN lease_until ELSE clock_timestamp() + make_interval(secs => $11::float8) END,
       tries = tries - CASE WHEN $11::float8 IS NULL THEN 0 ELSE 1 END,
       changed_at = clock_timestamp(), ended_at = CASE WHEN $12::boolean THEN clock_timestamp() END`
const isOurs = `ingest_id = $1 AND worker = $2 AND state = 'running'`
/** What may be lost in a power cut, and is then done again: its commit does not wait for the disk. */
const lightly = `light AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))`

function stepParams(id: string, worker: string, step: IngestStep): SqlValue[] {
  const isOver = step.state !== undefined && !['receiving', 'waiting', 'running'].includes(step.state)
  return [
    id,
    worker,
    step.phase ?? null,
    step.state ?? null,
    step.outcome ?? null,
    step.did ?? null,
    step.imageId ?? null,
    step.sha256 ?? null,
    step.problems === undefined ? null : JSON.stringify(step.problems),
    step.notes === undefined ? null : JSON.stringify(step.notes),
    step.againS ?? null,
    isOver,
  ]
}

/** Writes a step of an ingest that this worker holds, in the transaction of what it did; false = it holds it no more. */
export async function stepIngest(sql: Sql, id: string, worker: string, step: IngestStep): Promise<boolean> {
  const { count } = await sql.query(`${stepped} WHERE ${isOurs}`, stepParams(id, worker, step), kept)
  return count > 0
}

/** Writes a step and its line of the log, by themselves and in one statement: an ingest has nine of them. False = this worker holds the ingest no more, and nothing was written. */
export async function tellIngest(sql: Sql, id: string, worker: string, step: IngestStep, { phase, level, message }: IngestNote): Promise<boolean> {
  const [row] = await sql.rows<{ n: bigint }>(
    `WITH ${lightly}, stepped AS (${stepped} FROM light WHERE ${isOurs} RETURNING ingest_id),
       told AS (INSERT INTO dax.ingest_log (ingest_id, phase, level, message) SELECT ingest_id, $13, $14, $15 FROM stepped)
     SELECT count(*) AS n FROM stepped`,
    [...stepParams(id, worker, step), phase, level, message.slice(0, 4000)],
    kept,
  )
  return Number(row?.n ?? 0) > 0
}

/** Adds a line to the log of an ingest. */
export async function logIngest(sql: Sql, id: string, { phase, level, message }: IngestNote): Promise<void> {
  await sql.query(
    `WITH ${lightly} INSERT INTO dax.ingest_log (ingest_id, phase, level, message)
     SELECT $1, $2, $3, $4 FROM light WHERE EXISTS (SELECT FROM dax.ingest WHERE ingest_id = $1)`,
    [id, phase, level, message.slice(0, 4000)],
    kept,
  )
}

/** Lines after that number, in order; at most 1,000. */
export async function ingestLines(sql: Sql, id: string, after: number): Promise<readonly IngestLine[]> {
  const rows = await sql.rows<IngestLine & { readonly no: bigint }>(
    `SELECT line_no AS no, ${iso('at')} AS at, phase, level, message FROM dax.ingest_log WHERE ingest_id = $1 AND line_no > $2::bigint ORDER BY line_no LIMIT 1000`,
    [id, BigInt(after)],
  )
  return rows.map((row) => ({ ...row, no: Number(row.no) }))
}

/**
 * Forgets what became of files long ago, at most 10,000 at a time: of uploads after 90 days, of what the daemon and the command took after a week (a survey brings 10⁵ a night). What
 * is kept without being in the archive stays: it counts for its owner's quota, and can be registered. Images and their provenance are not touched.
 */
export async function forgetOldIngests(sql: Sql): Promise<number> {
  const { count } = await sql.query(
    `DELETE FROM dax.ingest WHERE ingest_id IN (
       SELECT i.ingest_id FROM dax.ingest i WHERE i.created_at < clock_timestamp() - interval '7 days'
         AND i.ended_at < clock_timestamp() - CASE i.source WHEN 'upload' THEN interval '90 days' ELSE interval '7 days' END
         AND i.outcome IS DISTINCT FROM 'kept' AND NOT EXISTS (SELECT FROM dax.upload u WHERE u.upload_id = i.ingest_id)
       ORDER BY i.created_at LIMIT 10000)`,
  )
  return count
}
