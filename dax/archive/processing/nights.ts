import type { NightSummary } from '../../contract/processing.ts'
import type { Sql } from '../db.ts'

interface Row {
  readonly day_obs: number
  readonly visits: bigint
  readonly attempts: bigint
  readonly statuses: string | null
  readonly detectors: bigint
  readonly done: bigint
  readonly failed: bigint
  readonly first_mjd_tai: number | null
  readonly last_mjd_tai: number | null
  readonly synthetic_visits: number | null
  readonly synthetic_attempts: number | null
}

/** All nights of the log, newest first. One pass over the attempts by the index of nights: no sort. */
const query = `
  WITH pair AS (
    SELECT day_obs, visit, detector, count(*) AS attempts, bool_or(status = 1) AS done, bool_or(ended_mjd_tai IS NOT NULL OR status = -1) AS ended,
      max(ended_mjd_tai) AS last, max(synthetic) AS synthetic
    FROM ap.attempt GROUP BY day_obs, visit, detector),
  worked AS (
    SELECT day_obs, sum(attempts)::int8 AS attempts, count(*) AS detectors, count(*) FILTER (WHERE done) AS done,
      count(*) FILTER (WHERE ended AND NOT done) AS failed, max(last) AS last, max(synthetic) AS synthetic
    FROM pair GROUP BY day_obs),
  word AS (
    SELECT day_obs, jsonb_object_agg(status::text, n)::text AS statuses FROM (SELECT day_obs, status, count(*) AS n FROM ap.attempt GROUP BY 1, 2) AS x GROUP BY 1),
  seen AS (
    SELECT day_obs, count(*) AS visits, min(begin_mjd_tai) AS first, max(end_mjd_tai) AS last, max(synthetic) AS synthetic FROM ap.visit GROUP BY day_obs)
  SELECT day_obs, coalesce(visits, 0) AS visits, coalesce(attempts, 0) AS attempts, statuses, coalesce(detectors, 0) AS detectors,
    coalesce(done, 0) AS done, coalesce(failed, 0) AS failed, first AS first_mjd_tai, greatest(seen.last, worked.last) AS last_mjd_tai,
    seen.synthetic AS synthetic_visits, worked.synthetic AS synthetic_attempts
  FROM seen FULL JOIN worked USING (day_obs) LEFT JOIN word USING (day_obs) ORDER BY day_obs DESC`

/** The nights of the processing log, newest first. */
export async function nightSummaries(tx: Sql): Promise<readonly NightSummary[]> {
  const rows = await tx.rows<Row>(query)
  return rows.map((row) => ({
    day_obs: row.day_obs,
    visits: Number(row.visits),
    attempts: Number(row.attempts),
    statuses: JSON.parse(row.statuses ?? '{}') as Record<string, number>,
    detectors: Number(row.detectors),
    done: Number(row.done),
    failed: Number(row.failed),
    waiting: Number(row.detectors - row.done - row.failed),
    owed: Number(row.detectors - row.done),
    first_mjd_tai: row.first_mjd_tai,
    last_mjd_tai: row.last_mjd_tai,
    synthetic_visits: row.synthetic_visits === 1,
    synthetic_attempts: row.synthetic_attempts === 1,
  }))
}
