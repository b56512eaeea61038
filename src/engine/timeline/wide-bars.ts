import type { LaneSet } from './lane-layout.ts'

/** Which bars of a night are wide at which scale. */
export interface WideBars {
  /** Length of the bar in the middle of all, s. */
  readonly usual: number
  /** Bars that are much longer than that (a rerun of hours, one that never ended), and the row of each. */
  readonly long: Uint32Array
  readonly rowOfLong: Uint32Array
}

/** Bars that are looked at to tell what is usual. */
const samples = 999
/** How many times as long as usual a long bar is, at least. */
const longBy = 8

export function wideBars({ rowAt, from, to }: Pick<LaneSet, 'rowAt' | 'from' | 'to'>): WideBars {
  const n = from.length
  const some = Float64Array.from({ length: Math.min(n, samples) }, (_, k) => {
    const bar = Math.floor((k * n) / Math.min(n, samples))
    return to[bar]! - from[bar]!
  }).sort()
  const usual = some[some.length >> 1] ?? 0
  const [long, rowOfLong]: [number[], number[]] = [[], []]
  for (let row = 0; row + 1 < rowAt.length; row++)
    for (let k = rowAt[row]!; k < rowAt[row + 1]!; k++) {
      if (to[k]! - from[k]! < longBy * usual) continue
      long.push(k)
      rowOfLong.push(row)
    }
  return { usual, long: Uint32Array.from(long), rowOfLong: Uint32Array.from(rowOfLong) }
}
