import type { LaneSet } from './lane-layout.ts'
import { lowerBound, type Level } from './levels.ts'
import { fillRect, type Ink, type Raster } from './raster.ts'

/** What is seen of the lanes: device px. `from` s after the origin at the left edge, `perPx` s a pixel, `top` px scrolled, `rowHeight` px. */
export interface LaneView {
  readonly from: number
  readonly perPx: number
  readonly top: number
  readonly rowHeight: number
}

/** One painted segment: the attempt that it shows (the worst, where it shows several), and its edges in px. */
export type SeenBar = (attempt: number, x0: number, y0: number, x1: number, y1: number) => void

/** Top and bottom of a row, px; where there is room, a px between rows stays free. */
export function edgesOfRow(view: LaneView, row: number): readonly [top: number, bottom: number] {
  const top = Math.round(row * view.rowHeight - view.top)
  return [top, Math.max(top + 1, Math.round((row + 1) * view.rowHeight - view.top) - (view.rowHeight >= 4 ? 1 : 0))]
}

/** Goes through what is seen of a level, row by row. Cost follows the pixels: per row at most one segment a pixel, whatever the night holds. Returns how many there were. */
export function eachSeen(lanes: LaneSet, level: Level, view: LaneView, width: number, height: number, see: SeenBar): number {
  const rows = lanes.rowAt.length - 1
  const until = view.from + width * view.perPx
  let seen = 0
  for (let row = Math.max(0, Math.floor(view.top / view.rowHeight)); row < rows; row++) {
    const [y, y1] = edgesOfRow(view, row)
    if (y >= height) break
    const end = level.rowAt[row + 1]!
    for (let k = lowerBound(level.from, view.from - level.longest, level.rowAt[row]!, end); k < end && level.from[k]! < until; k++) {
      if (level.to[k]! < view.from) continue
      const x0 = Math.floor((level.from[k]! - view.from) / view.perPx)
      const x1 = Math.max(x0 + 1, Math.floor((level.to[k]! - view.from) / view.perPx))
      see(level.worst[k]!, x0, y, x1, y1)
      seen++
    }
  }
  return seen
}

/** Paints the bars of a level that are seen. `inkOf` by attempt: an index into `inks`. Returns how many were painted. */
export function paintLanes(r: Raster, lanes: LaneSet, level: Level, view: LaneView, inkOf: Uint8Array, inks: readonly Ink[], unit = 1): number {
  return eachSeen(lanes, level, view, r.width, r.height, (attempt, x0, y0, x1, y1) => fillRect(r, x0, y0, x1, y1, inks[inkOf[attempt]!]!, unit))
}

/** The attempt under a point (device px), or null. Within `slack` px beside a bar too, so that a bar of one pixel can be hit; of several the nearest, then the latest begun. */
export function hitLanes(lanes: LaneSet, view: LaneView, x: number, y: number, longest: number, slack = 3): number | null {
  const row = Math.floor((y + view.top) / view.rowHeight)
  if (row < 0 || row >= lanes.rowAt.length - 1) return null
  const t = view.from + (x + 0.5) * view.perPx
  const far = slack * view.perPx
  const end = lanes.rowAt[row + 1]!
  let best: number | null = null
  let least = Infinity
  for (let k = lowerBound(lanes.from, t - longest - far, lanes.rowAt[row]!, end); k < end && lanes.from[k]! <= t + far; k++) {
    const distance = Math.max(0, lanes.from[k]! - t, t - lanes.to[k]!)
    if (distance > far || distance > least) continue
    least = distance
    best = lanes.attempt[k]!
  }
  return best
}
