import { unreachable } from '../result.ts'
import { CellFrame } from './cell-frame.ts'
import { CircleTest, PolygonTest, RangeTest, apart, inside } from './cell-tests.ts'
import type { CellTest } from './cell-tests.ts'
import { acrossEdge, cellAt, maxOrder, placeAt } from './healpix.ts'
import { polygonShape } from './polygon-shape.ts'
import type { Region } from './region.ts'
import { fromVector, toVector } from './sky-pos.ts'
import type { SkyPos } from './sky-pos.ts'

/** Nested cells lo, lo + 1, … hi − 1 of one order. */
export interface CellRange {
  readonly lo: number
  readonly hi: number
}

/** Cells of one order: surely inside a region, and others that may touch its boundary; sorted, apart from each other, as few ranges as can be. */
export interface Coverage {
  readonly full: readonly CellRange[]
  readonly partial: readonly CellRange[]
}

/** Told of every cell that is not surely apart from the region; from the shallow to the deep, in nested order. Returning false ends the descent. */
export type CellVisitor = (order: number, cell: number, full: boolean) => boolean

interface Descent {
  readonly test: CellTest
  readonly frame: CellFrame
  readonly target: number
  readonly visit: CellVisitor
}

/** Cells below a place: false when the visitor has had enough. */
function descend(d: Descent, order: number, face: number, x: number, y: number, cell: number, depth: number): boolean {
  const verdict = d.test.verdict(d.frame, order, face, x, y, depth)
  if (verdict === apart) return true
  if (verdict === inside) return d.visit(order, cell, true)
  if (!d.visit(order, cell, false)) return false
  if (order === d.target) return true
  for (let i = 0; i < 4; i++) if (!descend(d, order + 1, face, 2 * x + (i & 1), 2 * y + (i >> 1), 4 * cell + i, depth + 1)) return false
  return true
}

/** The deepest order at which a cap of this radius, wherever its centre lies in a cell, stays within the cell and its neighbours; −1 when none does. */
function startOrder(radius: number, target: number): number {
  // the distance from a cell to what lies beyond its neighbours is 0.841 rad at order 0, and above 0.68 rad / 2^order at all others
  if (radius >= 0.68) return -1
  return Math.min(target, Math.floor(Math.log2(0.68 / (radius + 1e-12))))
}

/**
 * Walks down from the cells that can meet the region to order `target`. Cells surely inside are told at the order where that is seen, not below.
 * `margin` asks that a full cell lies deeper inside: see CellTest. The shallowest order told of is the start's; parents of those all are partial.
 */
function walk(region: Exclude<Region, { kind: 'union' }>, target: number, margin: number, visit: CellVisitor): boolean {
  const { test, center, radius } = testOf(region, margin)
  const frame = new CellFrame()
  const d: Descent = { test, frame, target, visit }
  const start = startOrder(radius, target)
  if (start < 0) {
    for (let face = 0; face < 12; face++) if (!descend(d, 0, face, 0, 0, face, 0)) return false
    return true
  }
  const home = placeAt(start, center)
  const side = 2 ** start
  const cells: (readonly [cell: number, face: number, x: number, y: number])[] = []
  for (let dy = -1; dy <= 1; dy++)
    for (let dx = -1; dx <= 1; dx++) {
      const p = acrossEdge(side, home.face, home.x + dx, home.y + dy)
      if (p === null) continue
      const cell = cellAt(start, p.face, p.x, p.y)
      if (!cells.some((c) => c[0] === cell)) cells.push([cell, p.face, p.x, p.y])
    }
  cells.sort((a, b) => a[0] - b[0])
  for (const [cell, face, x, y] of cells) if (!descend(d, start, face, x, y, cell, 0)) return false
  return true
}

const radians = Math.PI / 180

function testOf(
  region: Exclude<Region, { kind: 'union' }>,
  margin: number,
): { readonly test: CellTest; readonly center: SkyPos; readonly radius: number } {
  switch (region.kind) {
    case 'point':
      return { test: new CircleTest(toVector(region.at), 0, margin), center: region.at, radius: 0 }
    case 'circle': {
      const radius = region.radius * radians
      return { test: new CircleTest(toVector(region.center), radius, margin), center: region.center, radius }
    }
    case 'polygon': {
      const shape = polygonShape(region.vertices)
      return { test: new PolygonTest(shape, margin), center: fromVector(shape.center), radius: shape.radius }
    }
    case 'range': {
      const width = rangeWidth(region.raMin, region.raMax)
      const test = new RangeTest(region.raMin * radians, width * radians, region.decMin * radians, region.decMax * radians, margin)
      return { test, center: { ra: region.raMin, dec: region.decMin }, radius: Math.PI }
    }
    default:
      return unreachable(region)
  }
}

/** How far a range reaches east of raMin, deg, 0 to 360: 360 only when it is written so (0 to 360), since raMin = raMax is a meridian. */
export function rangeWidth(raMin: number, raMax: number): number {
  const width = raMax - raMin
  return width >= 360 ? 360 : width < 0 ? width + 360 : width
}

/** Walks a region, parts of a union one after the other; see walk. */
export function walkCells(region: Region, target: number, margin: number, visit: CellVisitor): boolean {
  if (!Number.isInteger(target) || target < 0 || target > maxOrder)
    throw new RangeError(`HEALPix order ${target} is not a whole number from 0 to ${maxOrder}`)
  if (region.kind !== 'union') return walk(region, target, margin, visit)
  return region.parts.every((part) => walkCells(part, target, margin, visit))
}

/** Sorted ranges without overlap from ranges in any order; those that touch become one. */
export function mergeRanges(ranges: readonly CellRange[]): readonly CellRange[] {
  const sorted = ranges.toSorted((a, b) => a.lo - b.lo)
  const merged: { lo: number; hi: number }[] = []
  for (const r of sorted) {
    const last = merged[merged.length - 1]
    if (last !== undefined && r.lo <= last.hi) last.hi = Math.max(last.hi, r.hi)
    else merged.push({ lo: r.lo, hi: r.hi })
  }
  return merged
}

/** What is in a and not in b; both sorted and without overlap. */
export function subtractRanges(a: readonly CellRange[], b: readonly CellRange[]): readonly CellRange[] {
  const left: CellRange[] = []
  let j = 0
  for (const r of a) {
    let lo = r.lo
    while (j < b.length && b[j]!.hi <= lo) j++
    for (let k = j; k < b.length && b[k]!.lo < r.hi; k++) {
      if (b[k]!.lo > lo) left.push({ lo, hi: b[k]!.lo })
      lo = Math.max(lo, b[k]!.hi)
    }
    if (lo < r.hi) left.push({ lo, hi: r.hi })
  }
  return left
}

/**
 * The cells of one order (0 to 24) that cover a region: `full` lie surely inside it, `partial` may touch its boundary; together they hold every point
 * of the region. Cost grows with the length of the boundary in cells.
 */
export function coverage(region: Region, order: number): Coverage {
  const full: CellRange[] = []
  const partial: CellRange[] = []
  walkCells(region, order, 0, (at, cell, isFull) => {
    if (!isFull && at < order) return true
    const scale = 4 ** (order - at)
    const into = isFull ? full : partial
    into.push({ lo: cell * scale, hi: (cell + 1) * scale })
    return true
  })
  const fulls = mergeRanges(full)
  return { full: fulls, partial: subtractRanges(mergeRanges(partial), fulls) }
}
