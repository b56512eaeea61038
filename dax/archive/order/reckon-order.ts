import { cellsUnderCamera } from '../../../vo/sky/camera-cells.ts'
import { skyPos } from '../../../vo/sky/sky-pos.ts'
import type { Sql, SqlValue } from '../db.ts'

interface Pointing {
  readonly visit: string
  readonly ra: number
  readonly dec: number
  readonly rotation: number
}

/**
 * Brings what is kept of the order of processing up to date (processing-order.md): the cells of visits that have none yet, then the inversions of all
 * cells in which something was stored since. Whoever writes ap.visit or ap.attempt calls it in the end, or soon after: triggers remember what is due.
 * Returns how many cells were reckoned. Runs in the transaction it is given; a second one waits for the first.
 */
export async function reckonOrder(tx: Sql): Promise<number> {
  const fresh = await tx.rows<Pointing>(
    `SELECT v.visit::text AS visit, v.boresight_ra AS ra, v.boresight_dec AS dec, v.rotation FROM ap.visit v
     WHERE v.boresight_ra IS NOT NULL AND v.boresight_dec IS NOT NULL AND v.rotation IS NOT NULL
       AND NOT EXISTS (SELECT FROM ap.visit_cell c WHERE c.visit = v.visit) ORDER BY v.visit`,
  )
  if (fresh.length > 0) await tx.copyIn('ap.visit_cell', ['visit', 'cell', 'detector'], cellRows(fresh))
  const [done] = await tx.rows<{ cells: number }>('SELECT dax.reckon_order() AS cells')
  return done?.cells ?? 0
}

function* cellRows(pointings: readonly Pointing[]): Generator<readonly SqlValue[]> {
  for (const { visit, ra, dec, rotation } of pointings)
    for (const [cell, detector] of cellsUnderCamera(skyPos(ra, dec), rotation)) yield [visit, cell, detector]
}
