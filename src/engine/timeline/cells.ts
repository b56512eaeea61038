import type { Level } from './levels.ts'

/** Bars as cells of rows and even stretches of time: a picture in motion is painted from them, as all rows have the same edges and a cell is one byte. */
export interface Cells {
  /** s; stretch k is from k to k + 1 widths after the origin. */
  readonly width: number
  /** The first stretch, and how many there are. */
  readonly first: number
  readonly columns: number
  /** Row by row: 0 where no bar is, else 1 + the ink of the worst of the bars. */
  readonly ink: Uint8Array
}

/** Bytes of cells that are too many: a night with a time that is far off would have them. */
const most = 2 ** 25

/** Cells of a level; `inkOf` by its segments. Null where there are too many. */
export function cellsOf(level: Level, inkOf: Uint8Array, width: number): Cells | null {
  const { from, to, rank, rowAt } = level
  const rows = rowAt.length - 1
  let [least, greatest] = [Infinity, -Infinity]
  for (let k = 0; k < from.length; k++) {
    if (from[k]! < least) least = from[k]!
    if (to[k]! > greatest) greatest = to[k]!
  }
  const first = Math.floor(least / width)
  const columns = Math.floor(greatest / width) - first + 1
  if (!(rows * columns <= most)) return null
  const ink = new Uint8Array(rows * columns)
  const worst = new Uint8Array(columns)
  for (let row = 0; row < rows; row++) {
    worst.fill(0)
    const cells = ink.subarray(row * columns, (row + 1) * columns)
    for (let k = rowAt[row]!; k < rowAt[row + 1]!; k++) {
      const begin = Math.floor(from[k]! / width) - first
      // a bar that ends where a stretch begins does not reach into it
      const end = Math.max(begin + 1, Math.ceil(to[k]! / width) - first)
      for (let at = begin; at < end; at++) {
        if (cells[at] !== 0 && rank[k]! <= worst[at]!) continue
        cells[at] = 1 + inkOf[k]!
        worst[at] = rank[k]!
      }
    }
  }
  return { width, first, columns, ink }
}

/** The width (a power of two, s) of cells for a scale: two to four px. */
export function cellWidth(perPx: number): number {
  return 2 ** Math.ceil(Math.log2(2 * perPx))
}
