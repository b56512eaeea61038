import { coverage } from './coverage.ts'
import { bigCellOf, deepestOrder } from './healpix.ts'
import type { Region } from './region.ts'
import type { SkyPos } from './sky-pos.ts'

/**
 * A multi-order coverage map (MOC 2.0, space): a part of the sky made of HEALPix cells. ranges holds pairs lo, hi of order-29 nested cells, half open,
 * sorted, neither touching nor overlapping; all are multiples of 4^(29 − order).
 */
export interface Moc {
  /** The deepest order that it is given at, 0 to 29. */
  readonly order: number
  readonly ranges: BigUint64Array
}

const allCells = 12n << BigInt(2 * deepestOrder)

/** Bits to shift a cell of an order to order 29. */
export function shiftOf(order: number): bigint {
  if (!Number.isInteger(order) || order < 0 || order > deepestOrder)
    throw new RangeError(`MOC order ${order} is not a whole number from 0 to ${deepestOrder}`)
  return BigInt(2 * (deepestOrder - order))
}

/** No sky at all. */
export function emptyMoc(order: number): Moc {
  shiftOf(order)
  return { order, ranges: new BigUint64Array(0) }
}

/** A MOC of order-29 half-open ranges in any order, overlaps allowed; each is widened to whole cells of `order`. */
export function mocOfRanges(order: number, pairs: Iterable<readonly [lo: bigint, hi: bigint]>): Moc {
  const shift = shiftOf(order)
  const mask = (1n << shift) - 1n
  const wide: (readonly [bigint, bigint])[] = []
  for (const [lo, hi] of pairs) {
    if (lo < 0n || hi > allCells || lo > hi) throw new RangeError(`MOC range ${lo} to ${hi} is outside the sky`)
    if (lo < hi) wide.push([(lo >> shift) << shift, ((hi + mask) >> shift) << shift])
  }
  wide.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0))
  const flat: bigint[] = []
  for (const [lo, hi] of wide) {
    const last = flat.length - 1
    if (last > 0 && lo <= flat[last]!) {
      if (hi > flat[last]!) flat[last] = hi
    } else flat.push(lo, hi)
  }
  return { order, ranges: BigUint64Array.from(flat) }
}

/** A MOC of single cells, each of its own order. */
export function mocOfCells(cells: Iterable<readonly [order: number, cell: bigint]>): Moc {
  const pairs: (readonly [bigint, bigint])[] = []
  let deepest = 0
  for (const [order, cell] of cells) {
    const shift = shiftOf(order)
    if (cell < 0n || cell >= 12n << BigInt(2 * order)) throw new RangeError(`HEALPix cell ${cell} does not exist at order ${order}`)
    deepest = Math.max(deepest, order)
    pairs.push([cell << shift, (cell + 1n) << shift])
  }
  return mocOfRanges(deepest, pairs)
}

/** The MOC of a region at an order (0 to 24): all cells that it may touch. */
export function mocOf(region: Region, order: number): Moc {
  const { full, partial } = coverage(region, order)
  const shift = shiftOf(order)
  return mocOfRanges(
    order,
    [...full, ...partial].map((r) => [BigInt(r.lo) << shift, BigInt(r.hi) << shift]),
  )
}

/** Walks the borders of two MOCs together and keeps where `keep` says so of being in a and in b. */
function combine(a: Moc, b: Moc, keep: (inA: boolean, inB: boolean) => boolean): Moc {
  const out: bigint[] = []
  let i = 0
  let j = 0
  let on = false
  while (i < a.ranges.length || j < b.ranges.length) {
    const x = i < a.ranges.length ? a.ranges[i]! : allCells
    const y = j < b.ranges.length ? b.ranges[j]! : allCells
    const at = x < y ? x : y
    if (i < a.ranges.length && x === at) i++
    if (j < b.ranges.length && y === at) j++
    const next = keep(i % 2 === 1, j % 2 === 1)
    if (next !== on) out.push(at)
    on = next
  }
  return { order: Math.max(a.order, b.order), ranges: BigUint64Array.from(out) }
}

/** What is in either. */
export function mocUnion(a: Moc, b: Moc): Moc {
  return combine(a, b, (x, y) => x || y)
}

/** What is in both. */
export function mocIntersection(a: Moc, b: Moc): Moc {
  return combine(a, b, (x, y) => x && y)
}

/** What is in a and not in b. */
export function mocDifference(a: Moc, b: Moc): Moc {
  return combine(a, b, (x, y) => x && !y)
}

/** The rest of the sky. */
export function mocComplement(a: Moc): Moc {
  return mocDifference({ order: a.order, ranges: BigUint64Array.of(0n, allCells) }, a)
}

/** The union of many, faster than one after the other. */
export function mocUnionOf(mocs: readonly Moc[]): Moc {
  const pairs: (readonly [bigint, bigint])[] = []
  for (const m of mocs) for (let i = 0; i < m.ranges.length; i += 2) pairs.push([m.ranges[i]!, m.ranges[i + 1]!])
  return mocOfRanges(
    mocs.reduce((deepest, m) => Math.max(deepest, m.order), 0),
    pairs,
  )
}

/** The same at a coarser order: cells partly covered count as covered. */
export function mocDegrade(moc: Moc, order: number): Moc {
  if (order >= moc.order) return moc
  return mocUnionOf([{ order, ranges: moc.ranges }])
}

/** Is the order-29 cell in the MOC? */
export function mocHasCell(moc: Moc, cell: bigint): boolean {
  // the number of borders at or below the cell is odd inside
  let low = 0
  let high = moc.ranges.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (moc.ranges[middle]! <= cell) low = middle + 1
    else high = middle
  }
  return low % 2 === 1
}

/** Is the position in the MOC? */
export function mocContains(moc: Moc, pos: SkyPos): boolean {
  return mocHasCell(moc, bigCellOf(deepestOrder, pos))
}

/** Part of the sky that it covers, 0 to 1. */
export function mocFraction(moc: Moc): number {
  let sum = 0n
  for (let i = 0; i < moc.ranges.length; i += 2) sum += moc.ranges[i + 1]! - moc.ranges[i]!
  return Number(sum) / Number(allCells)
}

/** The fewest cells that make up the MOC, along the sky; none deeper than its order. */
export function* mocCells(moc: Moc): Generator<readonly [order: number, cell: bigint]> {
  for (let i = 0; i < moc.ranges.length; i += 2) {
    let lo = moc.ranges[i]!
    const hi = moc.ranges[i + 1]!
    while (lo < hi) {
      // the coarsest cell that starts here and ends in time
      let order = moc.order
      while (order > 0) {
        const size = 1n << shiftOf(order - 1)
        if ((lo & (size - 1n)) !== 0n || lo + size > hi) break
        order--
      }
      const shift = shiftOf(order)
      yield [order, lo >> shift]
      lo += 1n << shift
    }
  }
}
