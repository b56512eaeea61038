import type { Sql } from '../db.ts'

/** An upload as the database knows it: `received` bytes have been acknowledged, or will be. */
export interface UploadRow {
  readonly id: string
  readonly owner: string | null
  readonly name: string
  readonly length: number
  readonly received: number
  readonly metadata: string
  /** Of the ingest that it belongs to. */
  readonly state: string
  readonly expires: Date
  readonly isExpired: boolean
}

// every upload goes through these statements: planning them anew costs more than running them
const kept = { kept: true } as const

/** A holder that says nothing for so long has gone. */
const holdS = 6

export async function uploadById(sql: Sql, id: string): Promise<UploadRow | null> {
  const [row] = await sql.rows<Omit<UploadRow, 'length' | 'received' | 'expires'> & { length: bigint; received: bigint; expiresMs: number }>(
    `SELECT u.upload_id AS id, i.owner, i.name, u.length, u.received, u.metadata, i.state, (extract(epoch FROM u.expires_at) * 1000)::float8 AS "expiresMs",
       u.expires_at < clock_timestamp() AND i.state = 'receiving' AS "isExpired"
     FROM dax.upload u JOIN dax.ingest i ON i.ingest_id = u.upload_id WHERE u.upload_id = $1`,
    [id],
    kept,
  )
  if (row === undefined) return null
  const { expiresMs, length, received, ...rest } = row
  return { ...rest, length: Number(length), received: Number(received), expires: new Date(expiresMs) }
}

export async function insertUpload(sql: Sql, id: string, length: number, metadata: string, keptS: number): Promise<void> {
  await sql.query(
    `INSERT INTO dax.upload (upload_id, length, metadata, expires_at) VALUES ($1, $2::bigint, $3, clock_timestamp() + make_interval(secs => $4::float8))`,
    [id, BigInt(length), metadata, keptS],
    kept,
  )
}

/**
 * Takes an upload to write to it; false = someone else does. Times are the database's: no clock of a client or of ours can break a lock; and one that holds for longer than any
 * is given was given before that clock was set back.
 */
export async function holdUpload(sql: Sql, id: string, holder: string): Promise<boolean> {
  const { count } = await sql.query(
    `UPDATE dax.upload SET holder = $2, held_until = clock_timestamp() + interval '${holdS} s' WHERE upload_id = $1
       AND (holder IS NULL OR held_until NOT BETWEEN clock_timestamp() AND clock_timestamp() + interval '${holdS} s')`,
    [id, holder],
    kept,
  )
  return count > 0
}

/** Says that the holder is still there, and how far the file is on disk; false = it holds it no more. */
export async function renewHold(sql: Sql, id: string, holder: string, received: number | null): Promise<boolean> {
  const { count } = await sql.query(
    `UPDATE dax.upload SET held_until = clock_timestamp() + interval '${holdS} s', received = coalesce($3::bigint, received) WHERE upload_id = $1 AND holder = $2`,
    [id, holder, received === null ? null : BigInt(received)],
  )
  return count > 0
}

/**
 * Ends the hold with so many bytes received, and gives the upload more time; where these are all, its ingest may begin. False = it was not held any more, and nothing is
 * changed.
 */
export async function endHold(sql: Sql, id: string, holder: string, received: number, keptS: number): Promise<boolean> {
  const [row] = await sql.rows<{ n: bigint }>(
    `WITH ended AS (
       UPDATE dax.upload SET holder = NULL, held_until = NULL, received = $3::bigint, expires_at = clock_timestamp() + make_interval(secs => $4::float8)
       WHERE upload_id = $1 AND holder = $2 RETURNING upload_id, received = length AS "isComplete"
     ), completed AS (
       UPDATE dax.ingest SET state = 'waiting', changed_at = clock_timestamp()
       WHERE ingest_id = (SELECT upload_id FROM ended WHERE "isComplete") AND state = 'receiving'
     )
     SELECT count(*) AS n FROM ended`,
    [id, holder, BigInt(received), keptS],
    kept,
  )
  return Number(row?.n ?? 0n) > 0
}

/** Lets go without a word about bytes. */
export async function dropHold(sql: Sql, id: string, holder: string): Promise<void> {
  await sql.query('UPDATE dax.upload SET holder = NULL, held_until = NULL WHERE upload_id = $1 AND holder = $2', [id, holder])
}

/** Ends an ingest that has not begun or may still stop, for the reason given; false = it was too late. */
export async function cancelIngest(sql: Sql, id: string, why: string | null): Promise<boolean> {
  const { count } = await sql.query(
    `UPDATE dax.ingest SET state = 'cancelled', changed_at = clock_timestamp(), ended_at = clock_timestamp(),
       problems = CASE WHEN $2::text IS NULL THEN problems ELSE jsonb_build_array($2::text) END
     WHERE ingest_id = $1 AND (state IN ('receiving', 'waiting') OR (state = 'running' AND phase IN ('received', 'verified', 'read', 'stored')))`,
    [id, why],
  )
  return count > 0
}

/** Forgets an upload; its ingest stays. */
export async function deleteUpload(sql: Sql, id: string): Promise<void> {
  await sql.query('DELETE FROM dax.upload WHERE upload_id = $1', [id], kept)
}

/**
 * Forgets the uploads whose bytes are kept no longer: unfinished ones past their time, which are cancelled for the reason given, and those of ingests that are over. Returns
 * their ids. One that is being written to is left alone.
 */
export async function deleteExpired(sql: Sql, why: string): Promise<readonly string[]> {
  const rows = await sql.rows<{ id: string }>(
    `WITH gone AS (
       DELETE FROM dax.upload u USING dax.ingest i WHERE i.ingest_id = u.upload_id AND (u.held_until IS NULL OR u.held_until < clock_timestamp())
         AND (i.state = 'done' OR (i.state NOT IN ('waiting', 'running') AND u.expires_at < clock_timestamp())) RETURNING u.upload_id
     ), ended AS (
       UPDATE dax.ingest SET state = 'cancelled', problems = jsonb_build_array($1::text), changed_at = clock_timestamp(), ended_at = clock_timestamp()
       WHERE ingest_id IN (SELECT upload_id FROM gone) AND state = 'receiving'
     )
     SELECT upload_id AS id FROM gone`,
    [why],
  )
  return rows.map(({ id }) => id)
}

/** Those of the names that are uploads. */
export async function uploadsAmong(sql: Sql, names: readonly string[]): Promise<readonly string[]> {
  const rows = await sql.rows<{ id: string }>('SELECT upload_id AS id FROM dax.upload WHERE upload_id = ANY ($1::text[])', [names])
  return rows.map(({ id }) => id)
}

/** What somebody has here. */
export interface Usage {
  /** Bytes of one's files, and of unfinished uploads at their full length. */
  readonly usedBytes: number
  /** Unfinished uploads. */
  readonly open: number
  /** When that was so: seconds since 1970 by the database's clock. */
  readonly atS: number
}

/** All of it counted, in a time that grows with one's images. */
export async function usageOf(sql: Sql, owner: string): Promise<Usage> {
  const [row] = await sql.rows<{ files: bigint; uploads: bigint; open: bigint; atS: number }>(
    `SELECT (SELECT coalesce(sum(f.size), 0)::bigint FROM dax.file f WHERE f.sha256 IN (
         SELECT i.sha256 FROM dax.image i WHERE i.owner = $1 UNION SELECT g.sha256 FROM dax.ingest g WHERE g.owner = $1 AND g.outcome = 'kept')) AS files,
       coalesce(sum(u.length), 0)::bigint AS uploads, count(*) AS open, extract(epoch FROM statement_timestamp())::float8 AS "atS"
     FROM dax.upload u JOIN dax.ingest i ON i.ingest_id = u.upload_id WHERE i.owner = $1 AND i.state <> 'done'`,
    [owner],
  )
  return { usedBytes: Number((row?.files ?? 0n) + (row?.uploads ?? 0n)), open: Number(row?.open ?? 0n), atS: row?.atS ?? 0 }
}

/** A transaction that begins an upload is over so many seconds after it began: what is not seen at a moment did not begin earlier than that before it. */
const unseenS = 30

/** The uploads that somebody began since that time: whatever became of them, no more came to what was there then. */
export async function begunSince(sql: Sql, owner: string, { atS }: Usage): Promise<{ readonly count: number; readonly bytes: number }> {
  const [row] = await sql.rows<{ count: bigint; bytes: bigint }>(
    `SELECT count(*) AS count, coalesce(sum(size), 0)::bigint AS bytes FROM dax.ingest WHERE owner = $1 AND created_at >= to_timestamp($2::float8 - ${unseenS})`,
    [owner, atS],
    kept,
  )
  return { count: Number(row?.count ?? 0n), bytes: Number(row?.bytes ?? 0n) }
}
