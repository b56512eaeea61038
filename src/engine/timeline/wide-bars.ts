import type { Level } from './levels.ts'

/** Bars, or pieces of bars, as a level holds them. */
export type Segments = Pick<Level, 'rowAt' | 'from' | 'to' | 'worst' | 'count'>

/** Which bars of a night are wide at which scale. */
export interface WideBars {
  /** Length of the bar in the middle of all, s. */
  readonly usual: number
  /** Bars that are much longer than that (a rerun of hours, one that never ended). */
  readonly long: Segments
}

/** Bars that are looked at to tell what is usual. */
const samples = 999
/** How many times as long as usual a long bar is, at least. */
const longBy = 8

export function wideBars({ rowAt, from, to, worst, count }: Segments): WideBars {
  const n = from.length
  const some = Float64Array.from({ length: Math.min(n, samples) }, (_, k) => {
    const bar = Math.floor((k * n) / Math.min(n, samples))
    return to[bar]! - from[bar]!
  }).sort()
  const usual = some[some.length >> 1] ?? 0
  const long: number[] = []
  const longAt = new Uint32Array(rowAt.length)
  for (let row = 0; row + 1 < rowAt.length; row++) {
    for (let k = rowAt[row]!; k < rowAt[row + 1]!; k++) if (to[k]! - from[k]! >= longBy * usual) long.push(k)
    longAt[row + 1] = long.length
  }
  const column = <A extends Float64Array | Uint32Array>(type: { from(rows: number[], pick: (k: number) => number): A }, all: A): A =>
    type.from(long, (k) => all[k]!)
  return {
    usual,
    long: {
      rowAt: longAt,
      from: column(Float64Array, from),
      to: column(Float64Array, to),
      worst: column(Uint32Array, worst),
      count: column(Uint32Array, count),
    },
  }
}
