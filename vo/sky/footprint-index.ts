import { unreachable } from '../result.ts'
import { mergeRanges, subtractRanges, walkCells } from './coverage.ts'
import type { CellRange } from './coverage.ts'
import { touchSlack } from './cell-frame.ts'
import type { Region } from './region.ts'
import { skyPos } from './sky-pos.ts'
import type { SkyPos } from './sky-pos.ts'
import { deg } from './units.ts'

/** Deepest order that footprints are indexed at: its cells are 0.23° wide, about one detector. */
export const indexOrder = 8
/** A footprint has at most this many keys: a larger one is indexed at a coarser order. */
export const maxFootprintKeys = 64

/** NUNIQ keys lo, lo + 1, … hi − 1. */
export interface KeyRange {
  readonly lo: bigint
  readonly hi: bigint
}

/** NUNIQ key of a nested cell: 4·4^order + cell. Keys of one order lie in [4·4^order, 16·4^order), so orders never mix. */
export function cellKey(order: number, cell: number): bigint {
  return BigInt(4 * 4 ** order + cell)
}

/** Cells of one order that a region may touch, or null when they are more than the limit. */
function cellsAt(region: Region, order: number, limit: number): ReadonlySet<number> | null {
  const cells = new Set<number>()
  const complete = walkCells(region, order, 0, (at, cell, full) => {
    if (at === order) cells.add(cell)
    else if (full) {
      const scale = 4 ** (order - at)
      if (scale > limit) return false
      for (let i = 0; i < scale; i++) cells.add(cell * scale + i)
    }
    return cells.size <= limit
  })
  return complete ? cells : null
}

/**
 * The NUNIQ keys to store for one footprint: all cells that it may touch at order 8, or at the deepest coarser order where they are at most 64.
 * Sorted; never empty. A footprint meets a region only if queryRanges of the region hold one of its keys.
 */
export function footprintCells(region: Region): bigint[] {
  for (let order = indexOrder; ; order--) {
    const cells = cellsAt(region, order, maxFootprintKeys)
    if (cells === null) continue
    const base = 4 * 4 ** order
    return Array.from(cells)
      .sort((a, b) => a - b)
      .map((c) => BigInt(base + c))
  }
}

/**
 * The keys under which footprints that may meet a region are found: order 8 and all coarser orders. A footprint with a key in `sure` certainly meets the
 * region; with one in `maybe` it needs the exact test; with none it certainly does not. The two are apart from each other; both sorted.
 */
export function queryRanges(region: Region): { readonly sure: readonly KeyRange[]; readonly maybe: readonly KeyRange[] } {
  const full: CellRange[][] = Array.from({ length: indexOrder + 1 }, () => [])
  const partial: CellRange[][] = Array.from({ length: indexOrder + 1 }, () => [])
  // A key says only that its footprint may touch the cell; it is at most touchSlack bows away, and a sure cell lies that much deeper in the region.
  walkCells(region, indexOrder, touchSlack, (at, cell, isFull) => {
    if (isFull) {
      for (let order = at; order <= indexOrder; order++) {
        const scale = 4 ** (order - at)
        full[order]!.push({ lo: cell * scale, hi: (cell + 1) * scale })
      }
      // a coarser footprint key that holds this cell may meet the region too
      for (let order = at - 1; order >= 0; order--) addCell(partial[order]!, Math.floor(cell / 4 ** (at - order)))
    } else for (let order = at; order >= 0; order--) addCell(partial[order]!, Math.floor(cell / 4 ** (at - order)))
    return true
  })
  const sure: KeyRange[] = []
  const maybe: KeyRange[] = []
  for (let order = 0; order <= indexOrder; order++) {
    const fulls = mergeRanges(full[order]!)
    const base = 4 * 4 ** order
    for (const r of fulls) sure.push({ lo: BigInt(base + r.lo), hi: BigInt(base + r.hi) })
    for (const r of subtractRanges(mergeRanges(partial[order]!), fulls)) maybe.push({ lo: BigInt(base + r.lo), hi: BigInt(base + r.hi) })
  }
  return { sure, maybe }
}

function addCell(ranges: CellRange[], cell: number): void {
  const last = ranges[ranges.length - 1]
  if (last !== undefined && cell >= last.lo && cell < last.hi) return
  if (last !== undefined && cell === last.hi) ranges[ranges.length - 1] = { lo: last.lo, hi: cell + 1 }
  else ranges.push({ lo: cell, hi: cell + 1 })
}

/**
 * A region as the numbers that the database stores (float8[]): [0, ra, dec] point · [1, ra, dec, r] circle · [2, ra1, dec1, …] polygon ·
 * [3, raMin, raMax, decMin, decMax] range · [4, n1, …shape1…, n2, …shape2…] union, n = length of each. All deg.
 */
export function shapeOf(region: Region): number[] {
  switch (region.kind) {
    case 'point':
      return [0, region.at.ra, region.at.dec]
    case 'circle':
      return [1, region.center.ra, region.center.dec, region.radius]
    case 'polygon':
      return [2, ...region.vertices.flatMap((v) => [v.ra, v.dec])]
    case 'range':
      return [3, region.raMin, region.raMax, region.decMin, region.decMax]
    case 'union':
      return [4, ...region.parts.flatMap((part) => [shapeOf(part).length, ...shapeOf(part)])]
    default:
      return unreachable(region)
  }
}

/** The region that shapeOf wrote; throws RangeError for numbers that it never writes. */
export function regionOf(shape: readonly number[]): Region {
  const [kind, a = NaN, b = NaN, c = NaN, d = NaN] = shape
  if (kind === 0 && shape.length === 3) return { kind: 'point', at: skyPos(a, b) }
  if (kind === 1 && shape.length === 4 && c >= 0) return { kind: 'circle', center: skyPos(a, b), radius: deg(c) }
  if (kind === 3 && shape.length === 5) return { kind: 'range', raMin: deg(a), raMax: deg(b), decMin: deg(c), decMax: deg(d) }
  if (kind === 2 && shape.length >= 7 && shape.length % 2 === 1) {
    const vertices: SkyPos[] = []
    for (let i = 1; i < shape.length; i += 2) vertices.push(skyPos(shape[i]!, shape[i + 1]!))
    return { kind: 'polygon', vertices }
  }
  if (kind === 4) {
    const parts: Region[] = []
    for (let i = 1; i < shape.length;) {
      const n = shape[i]!
      if (!(Number.isInteger(n) && n > 0 && i + 1 + n <= shape.length))
        throw new RangeError(`shape [${shape.join(', ')}] has a part of length ${n} at ${i}`)
      parts.push(regionOf(shape.slice(i + 1, i + 1 + n)))
      i += 1 + n
    }
    if (parts.length > 0) return { kind: 'union', parts }
  }
  throw new RangeError(`shape [${shape.slice(0, 8).join(', ')}${shape.length > 8 ? ', …' : ''}] is not a region`)
}
