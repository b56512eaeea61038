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

/** A holder that says nothing for so long has gone. */
const holdS = 6

export async function uploadById(sql: Sql, id: string): Promise<UploadRow | null> {
  const [row] = await sql.rows<Omit<UploadRow, 'length' | 'received' | 'expires'> & { length: bigint; received: bigint; expiresMs: number }>(
    `SELECT u.upload_id AS id, i.owner, i.name, u.length, u.received, u.metadata, i.state, (extract(epoch FROM u.expires_at) * 1000)::float8 AS "expiresMs",
       u.expires_at < clock_timestamp() AND i.state = 'receiving' AS "isExpired"
     FROM dax.upload u JOIN dax.ingest i ON i.ingest_id = u.upload_id WHERE u.upload_id = $1`,
    [id],
  )
  if (row === undefined) return null
  const { expiresMs, length, received, ...rest } = row
  return { ...rest, length: Number(length), received: Number(received), expires: new Date(expiresMs) }
}

export async function insertUpload(sql: Sql, id: string, length: number, metadata: string, keptS: number): Promise<void> {
  await sql.query(
    `INSERT INTO dax.upload (upload_id, length, metadata, expires_at) VALUES ($1, $2::bigint, $3, clock_timestamp() + make_interval(secs => $4::float8))`,
    [id, BigInt(length), metadata, keptS],
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

/** Ends the hold with so many bytes received, and gives the upload more time; false = it was not held any more, and nothing is changed. */
export async function endHold(sql: Sql, id: string, holder: string, received: number, keptS: number): Promise<boolean> {
  const { count } = await sql.query(
    `UPDATE dax.upload SET holder = NULL, held_until = NULL, received = $3::bigint, expires_at = clock_timestamp() + make_interval(secs => $4::float8)
     WHERE upload_id = $1 AND holder = $2`,
    [id, holder, BigInt(received), keptS],
  )
  return count > 0
}

/** Lets go without a word about bytes. */
export async function dropHold(sql: Sql, id: string, holder: string): Promise<void> {
  await sql.query('UPDATE dax.upload SET holder = NULL, held_until = NULL WHERE upload_id = $1 AND holder = $2', [id, holder])
}

/** The last byte came: the ingest may begin. */
export async function completeUpload(sql: Sql, id: string): Promise<void> {
  await sql.query("UPDATE dax.ingest SET state = 'waiting', changed_at = clock_timestamp() WHERE ingest_id = $1 AND state = 'receiving'", [id])
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
  await sql.query('DELETE FROM dax.upload WHERE upload_id = $1', [id])
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

export interface Usage {
  /** Bytes of one's files, and of unfinished uploads at their full length. */
  readonly usedBytes: number
  readonly open: number
}

export async function usageOf(sql: Sql, owner: string): Promise<Usage> {
  const [row] = await sql.rows<{ files: bigint; uploads: bigint; open: bigint }>(
    `SELECT (SELECT coalesce(sum(f.size), 0)::bigint FROM dax.file f WHERE f.sha256 IN (
         SELECT i.sha256 FROM dax.image i WHERE i.owner = $1 UNION SELECT g.sha256 FROM dax.ingest g WHERE g.owner = $1 AND g.outcome = 'kept')) AS files,
       coalesce(sum(u.length), 0)::bigint AS uploads, count(*) AS open
     FROM dax.upload u JOIN dax.ingest i ON i.ingest_id = u.upload_id WHERE i.owner = $1 AND i.state <> 'done'`,
    [owner],
  )
  return { usedBytes: Number((row?.files ?? 0n) + (row?.uploads ?? 0n)), open: Number(row?.open ?? 0n) }
}
