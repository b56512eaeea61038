import type { LaneSet } from '../../engine/timeline/lane-layout.ts'
import { lowerBound } from '../../engine/timeline/levels.ts'

/** The bar that a step leads to: dx along the row (earlier, later), dy to the row above or below, nearest in time. From nowhere, the first bar after `middle` (s). Null where there is none. */
export function walkLanes(
  lanes: LaneSet,
  from: number | null,
  dx: number,
  dy: number,
  middle: number,
): { readonly attempt: number; readonly from: number } | null {
  const rows = lanes.rowAt.length - 1
  if (lanes.attempt.length === 0) return null
  const at = from === null ? -1 : lanes.attempt.indexOf(from)
  const bar = (k: number): { readonly attempt: number; readonly from: number } => ({ attempt: lanes.attempt[k]!, from: lanes.from[k]! })
  if (at < 0) return bar(nearest(lanes, 0, middle) ?? 0)
  const row = rowOfBar(lanes, at)
  if (dy === 0) {
    const next = at + dx
    return next < lanes.rowAt[row]! || next >= lanes.rowAt[row + 1]! ? null : bar(next)
  }
  // rows below each other within a lane may have gaps: go on to the next that holds a bar
  for (let to = row + dy; to >= 0 && to < rows; to += dy) {
    const k = nearest(lanes, to, lanes.from[at]!)
    if (k !== null) return bar(k)
  }
  return null
}

function rowOfBar(lanes: LaneSet, k: number): number {
  let [lo, hi] = [0, lanes.rowAt.length - 1]
  while (lo < hi) {
    const mid = (lo + hi) >>> 1
    if (lanes.rowAt[mid + 1]! <= k) lo = mid + 1
    else hi = mid
  }
  return lo
}

function nearest(lanes: LaneSet, row: number, s: number): number | null {
  const [lo, hi] = [lanes.rowAt[row]!, lanes.rowAt[row + 1]!]
  if (lo >= hi) return null
  const k = lowerBound(lanes.from, s, lo, hi)
  if (k >= hi) return hi - 1
  return k > lo && s - lanes.from[k - 1]! < lanes.from[k]! - s ? k - 1 : k
}
