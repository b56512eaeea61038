import type { Sql } from '../db.ts'
import { doublesOf, halvesOf, longsOf, packedDoubles, packedLongs } from '../processing/packed.ts'

/** The visits that take part in the order at one place (ap.cell_order), in no order. Times are MJD (TAI): the begin of the exposure, and when it was stored. */
export interface Partaking {
  readonly visit: BigInt64Array
  readonly dayObs: Int32Array
  readonly detector: Int32Array
  readonly attempt: Int32Array
  readonly observed: Float64Array
  readonly stored: Float64Array
}

/** What is kept of one place (ap.cell_inversion), in no order; `late` NaN = null. */
export interface Kept {
  readonly visit: BigInt64Array
  readonly attempt: Int32Array
  readonly isTie: Int32Array
  readonly overtakenBy: Int32Array
  readonly overtook: Int32Array
  readonly late: Float64Array
}

/** Visits of places that are in memory together, some 50 bytes each. */
const rowsAtOnce = 250_000

type Packed = readonly (Uint8Array | null)[]

/** The places that any of these visits saw, in lists whose rows are read together. */
export async function placesOf(tx: Sql, visits: readonly bigint[]): Promise<readonly (readonly number[])[]> {
  const { rows } = await tx.query(
    `SELECT cell, count(*)::int4 FROM ap.visit_cell WHERE cell IN (SELECT cell FROM ap.visit_cell WHERE visit = ANY ($1::int8[])) GROUP BY cell ORDER BY cell`,
    [visits],
  )
  const lists: number[][] = []
  let room = 0
  for (const [cell, n] of rows as [number, number][]) {
    if (room < n) {
      lists.push([])
      room = rowsAtOnce
    }
    lists.at(-1)!.push(cell)
    room -= n
  }
  return lists
}

/**
 * Who takes part at each of these places. The attempt that counts is found once for each visit-detector, where dax.stored_attempt looks for it at each
 * of the places that it saw.
 */
export async function partakingAt(tx: Sql, cells: readonly number[]): Promise<ReadonlyMap<number, Partaking>> {
  const { rows } = await tx.query(
    `WITH seen AS MATERIALIZED (SELECT cell, visit, detector FROM ap.visit_cell WHERE cell = ANY ($1::int4[])),
       counts AS MATERIALIZED (
         SELECT DISTINCT ON (a.visit, a.detector) a.visit, a.detector, a.attempt, a.stored_mjd_tai AS stored
         FROM (SELECT DISTINCT visit, detector FROM seen) AS s JOIN ap.attempt a ON a.visit = s.visit AND a.detector = s.detector
         WHERE a.stored_mjd_tai IS NOT NULL
           OR EXISTS (SELECT FROM ap.delivery d WHERE d.attempt_id = a.attempt_id AND d.product = 'catalogue' AND d.state = 'delivered')
         ORDER BY a.visit, a.detector, a.attempt DESC)
     SELECT s.cell, ${packedLongs('s.visit')}, ${packedLongs('(v.day_obs::int8 << 32) | (s.detector::int8 << 16) | (a.attempt & 65535)')},
       ${packedDoubles('v.begin_mjd_tai')}, ${packedDoubles('a.stored')}
     FROM seen s JOIN counts a ON a.visit = s.visit AND a.detector = s.detector JOIN ap.visit v ON v.visit = s.visit
     WHERE a.stored >= v.end_mjd_tai GROUP BY s.cell`,
    [cells],
  )
  return new Map(
    rows.map(([cell, ...packed]) => {
      const [visit, small, observed, stored] = packed as Packed
      const { high, low } = halvesOf(small)
      return [
        cell as number,
        {
          visit: longsOf(visit),
          dayObs: high,
          detector: low.map((x) => x >>> 16),
          attempt: low.map((x) => x & 65535),
          observed: doublesOf(observed),
          stored: doublesOf(stored),
        },
      ]
    }),
  )
}

/** What is kept of each of these places. */
export async function keptAt(tx: Sql, cells: readonly number[]): Promise<ReadonlyMap<number, Kept>> {
  const { rows } = await tx.query(
    `SELECT cell, ${packedLongs('visit')}, ${packedLongs('(is_tie::int8 << 32) | attempt')}, ${packedLongs('(overtaken_by::int8 << 32) | overtook')}, ${packedDoubles('late_seconds')}
     FROM ap.cell_inversion WHERE cell = ANY ($1::int4[]) GROUP BY cell`,
    [cells],
  )
  return new Map(
    rows.map(([cell, ...packed]) => {
      const [visit, small, counts, late] = packed as Packed
      const { high: isTie, low: attempt } = halvesOf(small)
      const { high: overtakenBy, low: overtook } = halvesOf(counts)
      return [cell as number, { visit: longsOf(visit), attempt, isTie, overtakenBy, overtook, late: doublesOf(late) }]
    }),
  )
}
