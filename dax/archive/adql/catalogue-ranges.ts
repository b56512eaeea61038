import { coverage, mergeRanges } from '../../../vo/sky/coverage.ts'
import type { CellRange } from '../../../vo/sky/coverage.ts'
import type { Region } from '../../../vo/sky/region.ts'

/** Order of the cells in cat.object.hpx. */
export const catalogueOrder = 14
/** Always as many ranges, so that the text of a query does not depend on its region: few enough for one bitmap scan each. */
export const rangeCount = 16

/** Half-open ranges of order-14 cells (nested) that hold the region, as deep as 16 ranges allow; empty ones fill up. */
export function catalogueRanges(region: Region): readonly { readonly lo: bigint; readonly hi: bigint }[] {
  let best: readonly CellRange[] = [{ lo: 0, hi: 12 * 4 ** catalogueOrder }]
  for (let order = 0; order <= catalogueOrder; order++) {
    const { full, partial } = coverage(region, order)
    const cells = mergeRanges([...full, ...partial])
    if (cells.length > rangeCount * 2) break
    const scale = 4 ** (catalogueOrder - order)
    if (cells.length <= rangeCount) best = cells.map((c) => ({ lo: c.lo * scale, hi: c.hi * scale }))
  }
  const padded = [...best, ...Array.from({ length: rangeCount - best.length }, () => ({ lo: 0, hi: 0 }))]
  return padded.map((r) => ({ lo: BigInt(r.lo), hi: BigInt(r.hi) }))
}
