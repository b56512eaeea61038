import type { Sql } from '../db.ts'

/** What changes of a night can be about; reset = so much at once that the night is to be read anew. */
export type ChangeKind = 'visit' | 'attempt' | 'delivery' | 'note' | 'reset'

/** One change of a night, in the order of commit. */
export interface Change {
  readonly id: number
  readonly kind: ChangeKind
  /** JSON of the thing as it is since. */
  readonly body: string
}

/** The channel on which PostgreSQL tells all dax processes that there are new changes. */
export const changeChannel = 'dax_ap_change'

/**
 * Makes this transaction the only writer of changes until it ends, and wakes readers when it commits. Must come before its first change: numbers are then
 * given in the order of commit, which is what readers rely on.
 */
export async function lockChanges(tx: Sql): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtext('${changeChannel}')), pg_notify('${changeChannel}', '')`)
}

/** The number of the last change; 0 before the first. */
export async function lastChange(tx: Sql): Promise<number> {
  const [row] = await tx.rows<{ id: bigint }>(
    'SELECT greatest((SELECT max(change_id) FROM dax.ap_change), (SELECT max(change_id) FROM dax.ap_change_floor))::int8 AS id',
  )
  return Number(row?.id ?? 0)
}

/** Changes up to this number were removed. */
export async function changeFloor(tx: Sql): Promise<number> {
  const [row] = await tx.rows<{ id: bigint }>('SELECT max(change_id) AS id FROM dax.ap_change_floor')
  return Number(row?.id ?? 0)
}

/** The changes of a night after a number, oldest first, at most `limit`. */
export async function changesAfter(tx: Sql, dayObs: number, after: number, limit: number): Promise<readonly Change[]> {
  const { rows } = await tx.query(
    'SELECT change_id, kind, body FROM dax.ap_change WHERE day_obs = $1 AND change_id > $2::int8 ORDER BY change_id LIMIT $3',
    [dayObs, after, limit],
  )
  return rows.map(([id, kind, body]) => ({ id: Number(id as bigint), kind: kind as ChangeKind, body: body as string }))
}

/** Adds a change. The transaction must hold the lock of lockChanges. */
export async function addChange(tx: Sql, dayObs: number, kind: ChangeKind, body: object): Promise<void> {
  await tx.query('INSERT INTO dax.ap_change (day_obs, kind, body) VALUES ($1, $2, $3)', [dayObs, kind, JSON.stringify(body)])
}

/** Tells readers of a night to read it anew. The transaction must hold the lock of lockChanges. */
export async function addReset(tx: Sql, dayObs: number): Promise<void> {
  await tx.query(
    `INSERT INTO dax.ap_change (change_id, day_obs, kind, body) OVERRIDING SYSTEM VALUE
     SELECT id, $1, 'reset', json_build_object('change', id)::text FROM (SELECT nextval(pg_get_serial_sequence('dax.ap_change', 'change_id')) AS id) AS next`,
    [dayObs],
  )
}

/** Days that changes are kept: readers who were away for longer read the night anew. */
export const keptDays = 7

/** Removes changes that are older than keptDays; the transaction must hold the lock. */
export async function removeOldChanges(tx: Sql): Promise<void> {
  await tx.exec(`WITH gone AS (DELETE FROM dax.ap_change WHERE change_id < (SELECT min(change_id) FROM dax.ap_change WHERE at >= now() - interval '${keptDays} days') RETURNING change_id)
    UPDATE dax.ap_change_floor f SET change_id = greatest(f.change_id, (SELECT max(change_id) FROM gone)) WHERE EXISTS (SELECT FROM gone)`)
}
