import { bucketOrder } from './footprint-set.ts'
import type { FootprintSet } from './footprint-set.ts'

/** How thickly footprints lie, in the cells of one HEALPix order that hold any. */
export interface DensityLevel {
  readonly order: number
  /** Nested cell numbers, ascending. */
  readonly cells: Uint32Array
  /** Per cell: mean colour of its footprints, and how thickly they lie on a scale of 0 to 255 (logarithm of their area over the cell's). */
  readonly rgba: Uint8Array
  /** First cell of each bucket; length 12·4^bucketOrder + 1. */
  readonly buckets: Uint32Array
}

/** Sums per cell: red, green, blue (each 0–1, times area) and area, sr. */
interface Sums {
  readonly order: number
  readonly cells: Uint32Array
  readonly sums: Float32Array
}

/**
 * Levels of density from the order of the set's own cells down to bucketOrder, finest first. `paletteOfRing` gives the index of a ring's colour;
 * one beyond the palette is not counted. Cost follows the number of rings once, then that of cells.
 */
export function densityLevels(
  set: FootprintSet,
  paletteOfRing: (ring: number) => number,
  palette: readonly (readonly [number, number, number, number])[],
): readonly DensityLevel[] {
  let level: Sums = finest(set, paletteOfRing, palette)
  const levels: DensityLevel[] = []
  for (;;) {
    levels.push(shaded(level))
    if (level.order === bucketOrder) return levels
    level = parents(level)
  }
}

function finest(set: FootprintSet, paletteOfRing: (ring: number) => number, palette: readonly (readonly [number, number, number, number])[]): Sums {
  const cells = set.cell.slice().sort()
  let unique = 0
  for (let i = 0; i < cells.length; i++) if (i === 0 || cells[i] !== cells[i - 1]) cells[unique++] = cells[i]!
  const own = cells.slice(0, unique)
  const sums = new Float32Array(4 * unique)
  for (let k = 0; k < set.rings; k++) {
    const color = palette[paletteOfRing(k)]
    if (color === undefined) continue
    const radius = set.caps[4 * k + 3]!
    // two thirds of the bounding cap is what a square fills of it; a point counts as one of 1″
    const area = Math.max(7e-11, 2 * radius * radius)
    const at = 4 * indexOf(own, set.cell[k]!)
    sums[at]! += color[0] * area
    sums[at + 1]! += color[1] * area
    sums[at + 2]! += color[2] * area
    sums[at + 3]! += area
  }
  return { order: set.densityOrder, cells: own, sums }
}

function indexOf(sorted: Uint32Array, value: number): number {
  let [low, high] = [0, sorted.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}

function parents(child: Sums): Sums {
  const cells = new Uint32Array(child.cells.length)
  const sums = new Float32Array(child.sums.length)
  let n = 0
  for (let i = 0; i < child.cells.length; i++) {
    const parent = Math.floor(child.cells[i]! / 4)
    if (n === 0 || cells[n - 1] !== parent) cells[n++] = parent
    for (let c = 0; c < 4; c++) sums[4 * (n - 1) + c]! += child.sums[4 * i + c]!
  }
  return { order: child.order - 1, cells: cells.slice(0, n), sums: sums.slice(0, 4 * n) }
}

function shaded({ order, cells, sums }: Sums): DensityLevel {
  const cellArea = (4 * Math.PI) / (12 * 4 ** order)
  let most = 0
  for (let i = 3; i < sums.length; i += 4) most = Math.max(most, sums[i]! / cellArea)
  const full = Math.log1p(Math.max(1, most))
  const rgba = new Uint8Array(sums.length)
  for (let i = 0; i < cells.length; i++) {
    const area = sums[4 * i + 3]!
    if (area === 0) continue
    for (let c = 0; c < 3; c++) rgba[4 * i + c] = Math.round((255 * sums[4 * i + c]!) / area)
    rgba[4 * i + 3] = Math.max(1, Math.round((255 * Math.log1p(area / cellArea)) / full))
  }
  const buckets = new Uint32Array(12 * 4 ** bucketOrder + 1)
  const toBucket = 4 ** (order - bucketOrder)
  for (const cell of cells) buckets[Math.floor(cell / toBucket) + 1]! += 1
  for (let b = 1; b < buckets.length; b++) buckets[b]! += buckets[b - 1]!
  return { order, cells, rgba, buckets }
}
