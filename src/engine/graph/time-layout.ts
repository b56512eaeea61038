import type { GraphLayout, GraphShape } from './graph-shape.ts'
import { gaps } from './graph-shape.ts'

/** Boxes with the time that each belongs to. */
export interface TimedShape extends GraphShape {
  /** MJD; NaN = not known. */
  readonly times: Float64Array
  /** Band across the picture that a box lies in, 0 = top. */
  readonly lanes: Uint32Array
}

/** A layout along time: x of an MJD in [begin, end] is left + (mjd − begin) · perDay; boxes without a time lie left of it. */
export interface TimeScale {
  readonly begin: number
  readonly end: number
  readonly left: number
  readonly perDay: number
}

export interface TimedLayout extends GraphLayout {
  /** Null where no box has a time. */
  readonly scale: TimeScale | null
}

/** Length of the time axis for `count` boxes of `width` px: room enough for one in two of them side by side in a lane, within reason. */
const axisLength = (count: number, width: number): number => Math.min(40_000, Math.max(1600, (count * width) / 6))

/** Each box begins at its time; in its lane it takes the first row that is free there. An edge may run to the left: then the later thing was made earlier. */
export function layoutByTime(shape: TimedShape): TimedLayout {
  const count = shape.widths.length
  const known = [...shape.times].filter((t) => !Number.isNaN(t))
  const begin = known.length === 0 ? 0 : known.reduce((a, b) => Math.min(a, b))
  const end = known.length === 0 ? 0 : known.reduce((a, b) => Math.max(a, b))
  const widest = shape.widths.reduce((a, b) => Math.max(a, b), 0)
  const anyUnknown = known.length < count
  const left = anyUnknown ? widest + gaps.column : 0
  const perDay = end > begin ? axisLength(known.length, widest) / (end - begin) : 0
  const x = Float32Array.from(shape.times, (t) => (Number.isNaN(t) ? 0 : left + (t - begin) * perDay))
  const y = new Float32Array(count)
  const order = [...x.keys()].sort((a, b) => shape.lanes[a]! - shape.lanes[b]! || x[a]! - x[b]! || a - b)
  const rowHeight = shape.heights.reduce((a, b) => Math.max(a, b), 0) + gaps.row
  let [lane, top, rows] = [-1, 0, [] as number[]]
  for (const node of order) {
    if (shape.lanes[node] !== lane) {
      if (lane >= 0) top += rows.length * rowHeight + gaps.component
      lane = shape.lanes[node]!
      rows = []
    }
    let row = rows.findIndex((right) => right <= x[node]!)
    if (row < 0) row = rows.push(0) - 1
    rows[row] = x[node]! + shape.widths[node]! + gaps.row
    y[node] = top + row * rowHeight
  }
  const routeAt = Uint32Array.from({ length: shape.sources.length + 1 }, (_, i) => 2 * i)
  const route = new Float32Array(4 * shape.sources.length)
  for (let e = 0; e < shape.sources.length; e++) {
    const [a, b] = [shape.sources[e]!, shape.targets[e]!]
    // from left side to left side: a box begins at its time, and its width means nothing
    route.set([x[a]!, y[a]! + shape.heights[a]! / 2, x[b]!, y[b]! + shape.heights[b]! / 2], 4 * e)
  }
  return {
    x,
    y,
    ranks: Int32Array.from(shape.lanes),
    route,
    routeAt,
    width: Math.max(0, ...[...x.keys()].map((i) => x[i]! + shape.widths[i]!)),
    height: Math.max(0, top + rows.length * rowHeight - gaps.row),
    scale: known.length === 0 ? null : { begin, end, left, perDay },
  }
}
