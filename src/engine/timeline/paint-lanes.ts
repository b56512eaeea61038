import { lowerBound, type Level } from './levels.ts'
import { lay, paintThin } from './paint-thin.ts'
import { fillRect, type Ink, type Raster } from './raster.ts'

/** What is seen of the lanes: device px. `from` s after the origin at the left edge, `perPx` s a pixel, `top` px scrolled, `rowHeight` px. */
export interface LaneView {
  readonly from: number
  readonly perPx: number
  readonly top: number
  readonly rowHeight: number
}

/** One segment of a level that is seen, and its edges in px. */
export type SeenBar = (segment: number, x0: number, y0: number, x1: number, y1: number) => void

/** Top and bottom of a row, px; where there is room, a px between rows stays free. */
export function edgesOfRow(view: LaneView, row: number): readonly [top: number, bottom: number] {
  const top = Math.round(row * view.rowHeight - view.top)
  return [top, Math.max(top + 1, Math.round((row + 1) * view.rowHeight - view.top) - (view.rowHeight >= 4 ? 1 : 0))]
}

/**
 * Goes through what is seen of a level, row by row, from the right: of segments on one pixel the first in time is told last. Cost follows the pixels: per row at most one
 * segment a pixel, whatever the night holds. Returns how many there were.
 */
export function eachSeen(level: Pick<Level, 'rowAt' | 'from' | 'to'>, view: LaneView, width: number, height: number, see: SeenBar): number {
  const rows = level.rowAt.length - 1
  const until = view.from + width * view.perPx
  let seen = 0
  for (let row = Math.max(0, Math.floor(view.top / view.rowHeight)); row < rows; row++) {
    const [y, y1] = edgesOfRow(view, row)
    if (y >= height) break
    const [begin, end] = [level.rowAt[row]!, level.rowAt[row + 1]!]
    for (let k = lowerBound(level.from, until, begin, end) - 1; k >= begin && level.to[k]! >= view.from; k--) {
      const x0 = Math.floor((level.from[k]! - view.from) / view.perPx)
      see(k, x0, y, Math.max(x0 + 1, Math.floor((level.to[k]! - view.from) / view.perPx)), y1)
      seen++
    }
  }
  return seen
}

/** Whether rows are too thin for patterns, in steps of `unit` px. */
export function isThin(view: LaneView, unit: number): boolean {
  return view.rowHeight < 3 * unit
}

/**
 * Paints the bars of a level that are seen, over a line of pixels that lies `below` all rows. `inkOf` by segment of the level: an index into `inks`. Returns how many
 * were painted.
 */
export function paintLanes(
  r: Raster,
  level: Level,
  view: LaneView,
  inkOf: Uint8Array,
  inks: readonly Ink[],
  unit = 1,
  below: Uint32Array | null = null,
): number {
  if (isThin(view, unit)) return paintThin(r, level, view, inkOf, inks, below)
  lay(r, below, 0, r.height)
  return eachSeen(level, view, r.width, r.height, (k, x0, y0, x1, y1) => fillRect(r, x0, y0, x1, y1, inks[inkOf[k]!]!, unit))
}

/** The attempt under a point (device px) of the finest level, or null. Within `slack` px beside a bar too, so that a bar of one pixel can be hit; of several the nearest, then the latest begun. */
export function hitLanes(level: Level, view: LaneView, x: number, y: number, slack = 3): number | null {
  const row = Math.floor((y + view.top) / view.rowHeight)
  if (row < 0 || row >= level.rowAt.length - 1) return null
  const t = view.from + (x + 0.5) * view.perPx
  const far = slack * view.perPx
  const [begin, end] = [level.rowAt[row]!, level.rowAt[row + 1]!]
  let best: number | null = null
  let least = Infinity
  for (let k = lowerBound(level.to, t - far, begin, end); k < end && level.from[k]! <= t + far; k++) {
    const distance = Math.max(0, level.from[k]! - t, t - level.to[k]!)
    if (distance > far || distance > least) continue
    least = distance
    best = level.worst[k]!
  }
  return best
}
