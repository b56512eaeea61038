import { standingsOf } from '../../../vo/processing/inversions.ts'
import { cellsUnderCamera } from '../../../vo/sky/camera-cells.ts'
import { skyPos } from '../../../vo/sky/sky-pos.ts'
import type { Sql, SqlValue } from '../db.ts'
import { keptAt, partakingAt, placesOf, type Kept, type Partaking } from './cell-rows.ts'

interface Pointing {
  readonly visit: string
  readonly ra: number
  readonly dec: number
  readonly rotation: number
}

/**
 * Brings what is kept of the order of processing up to date (processing-order.md): the cells of visits that have none yet, then the inversions of all
 * cells in which something was stored since. Whoever writes ap.visit or ap.attempt calls it in the end, or soon after: triggers remember what is due.
 * Only rows that differ are written. Returns how many cells were reckoned. Runs in the transaction it is given; a second one waits for the first.
 */
export async function reckonOrder(tx: Sql): Promise<number> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtext('dax reckon_order'))")
  await addCells(tx)
  const { rows } = await tx.query('WITH taken AS (DELETE FROM dax.order_due RETURNING visit) SELECT DISTINCT visit FROM taken')
  if (rows.length === 0) return 0
  let reckoned = 0
  const lists = await placesOf(
    tx,
    rows.map(([visit]) => visit as bigint),
  )
  for (const cells of lists) {
    const [partaking, kept] = [await partakingAt(tx, cells), await keptAt(tx, cells)]
    await write(
      tx,
      cells.flatMap((cell) => differencesAt(cell, partaking.get(cell), kept.get(cell))),
    )
    reckoned += cells.length
  }
  return reckoned
}

async function addCells(tx: Sql): Promise<void> {
  const fresh = await tx.rows<Pointing>(
    `SELECT v.visit::text AS visit, v.boresight_ra AS ra, v.boresight_dec AS dec, v.rotation FROM ap.visit v
     WHERE v.boresight_ra IS NOT NULL AND v.boresight_dec IS NOT NULL AND v.rotation IS NOT NULL
       AND NOT EXISTS (SELECT FROM ap.visit_cell c WHERE c.visit = v.visit) ORDER BY v.visit`,
  )
  if (fresh.length > 0) await tx.copyIn('ap.visit_cell', ['visit', 'cell', 'detector'], cellRows(fresh))
}

function* cellRows(pointings: readonly Pointing[]): Generator<readonly SqlValue[]> {
  for (const { visit, ra, dec, rotation } of pointings)
    for (const [cell, detector] of cellsUnderCamera(skyPos(ra, dec), rotation)) yield [visit, cell, detector]
}

/** Columns of ap.cell_inversion. */
const columns = ['cell', 'visit', 'detector', 'day_obs', 'attempt', 'overtaken_by', 'overtook', 'late_seconds', 'is_tie']

/** A row of ap.cell_inversion that is to be otherwise than it is: what it is to be (in the order of the columns), null for no row. */
interface Difference {
  readonly cell: number
  readonly visit: bigint
  readonly wasKept: boolean
  readonly row: readonly SqlValue[] | null
}

function differencesAt(cell: number, partaking: Partaking | undefined, kept: Kept | undefined): readonly Difference[] {
  const found: Difference[] = []
  const old = new Map<bigint, number>(kept === undefined ? [] : Array.from(kept.visit, (visit, i) => [visit, i]))
  if (partaking !== undefined) {
    const standings = standingsOf(partaking.observed, partaking.stored)
    for (const [i, visit] of partaking.visit.entries()) {
      const [overtakenBy, overtook, isTie] = [standings.overtakenBy[i]!, standings.overtook[i]!, standings.isTie[i]!]
      if (overtakenBy === 0 && overtook === 0 && isTie === 0) continue
      const late = overtakenBy === 0 ? NaN : (partaking.stored[i]! - standings.firstLater[i]!) * 86400
      const attempt = partaking.attempt[i]!
      const k = old.get(visit)
      old.delete(visit)
      if (k !== undefined && kept !== undefined && isAt(kept, k, [attempt, overtakenBy, overtook, isTie, late])) continue
      const row = [cell, visit, partaking.detector[i]!, partaking.dayObs[i]!, attempt, overtakenBy, overtook, Number.isNaN(late) ? null : late, isTie]
      found.push({ cell, visit, wasKept: k !== undefined, row })
    }
  }
  for (const visit of old.keys()) found.push({ cell, visit, wasKept: true, row: null })
  return found
}

function isAt(
  kept: Kept,
  k: number,
  values: readonly [attempt: number, overtakenBy: number, overtook: number, isTie: number, late: number],
): boolean {
  const was = [kept.attempt[k], kept.overtakenBy[k], kept.overtook[k], kept.isTie[k], kept.late[k]]
  return values.every((value, c) => Object.is(value, was[c]))
}

async function write(tx: Sql, differences: readonly Difference[]): Promise<void> {
  const stale = differences.filter(({ wasKept }) => wasKept)
  if (stale.length > 0)
    await tx.query(
      'DELETE FROM ap.cell_inversion k USING unnest($1::int4[], $2::int8[]) AS s(cell, visit) WHERE k.cell = s.cell AND k.visit = s.visit',
      [stale.map(({ cell }) => cell), stale.map(({ visit }) => visit)],
    )
  await tx.copyIn(
    'ap.cell_inversion',
    columns,
    differences.flatMap(({ row }) => (row === null ? [] : [row])),
  )
}
