import type { Sql } from '../db.ts'

/** A full check, which reads every byte, is every so many-th of the scheduled ones. */
export const deepEvery = 7
/** A check that failed is tried again after this many hours. */
const againH = 1

export interface DueCheck {
  /** ISO time. */
  readonly at: string
  readonly isDue: boolean
  /** Whether it will read every byte: none has for as long as `deepEvery` checks take. */
  readonly deep: boolean
}

/**
 * The next scheduled check: `everyH` hours after the last that was done (by whomever), or after the archive was made. What it goes by is in the database, so that several processes
 * take turns, and a restart loses nothing.
 */
export async function dueCheck(sql: Sql, everyH: number): Promise<DueCheck> {
  const [row] = await sql.rows<DueCheck>(
    `SELECT to_json(d.at)#>>'{}' AS at, d.at <= clock_timestamp() AND NOT d.runs AS "isDue", d.deep FROM (
       SELECT greatest(coalesce(max(started_at) FILTER (WHERE state = 'done'), (SELECT min(applied_at) FROM dax.schema_version)) + $1::int * interval '1 hour',
           max(started_at) + ${againH} * interval '1 hour') AS at,
         coalesce(bool_or(state = 'running' AND lease_until > clock_timestamp()), false) AS runs,
         coalesce(max(started_at) FILTER (WHERE state = 'done' AND deep), '-infinity') + (${deepEvery} * $1::int - 1) * interval '1 hour' < clock_timestamp() AS deep
       FROM dax.check_run) d`,
    [everyH],
  )
  if (row === undefined) throw new Error('no answer')
  return row
}
