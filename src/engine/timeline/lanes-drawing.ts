import { keptTop, laneRows } from './lane-rows.ts'
import { lanesBase } from './lanes-base.ts'
import { hitLanes } from './paint-lanes.ts'
import type { LaneView } from './paint-lanes.ts'
import { isIn, lanesFrame, timeAt, xOf } from './lanes-frame.ts'
import type { LanesFrame } from './lanes-frame.ts'
import type { LanesScene } from './lanes-scene.ts'
import { paintLinks, rowsOf } from './paint-links.ts'
import { paintNoted } from './paint-noted.ts'
import type { Drawing } from './surface.ts'

/** What lies under a point of the lanes. */
export type LanesHit =
  | { readonly kind: 'attempt'; readonly row: number }
  | { readonly kind: 'visit'; readonly visit: number }
  | { readonly kind: 'overview'; readonly at: number }
  | { readonly kind: 'time'; readonly at: number }

export interface LanesDrawing extends Drawing {
  show(scene: LanesScene): void
  hit(x: number, y: number): LanesHit | null
  /** Whether a drag from here brushes a range of time. */
  isBrushable(x: number, y: number): boolean
  /** Moves the lanes by px; false where they already lie at that edge. */
  scroll(dy: number): boolean
  /** Makes the rows higher about a place. */
  zoomRows(factor: number, y: number): void
  /** Scrolls so that an attempt's row is seen; false where it is already, or is not drawn. */
  reveal(attempt: number): boolean
  /** Where an attempt's row lies, CSS px; null where it is not drawn or not in sight. */
  yOf(attempt: number): number | null
  frame(): LanesFrame
}

export function lanesDrawing(): LanesDrawing {
  let scene: LanesScene | null = null
  let frame = lanesFrame(0, 0)
  let places: ReturnType<typeof rowsOf> | null = null
  const rows = laneRows()
  const base = lanesBase()

  const fitRows = (s: LanesScene): void => rows.fit(s.laid.lanes.rowAt.length - 1, frame.lanes.h)
  const placesIn = (s: LanesScene): ReturnType<typeof rowsOf> => (places ??= rowsOf(s.laid.lanes, s.night.attempts.n))
  /** In px of `scale` device px a CSS px. */
  const viewOf = (s: LanesScene, scale: number): LaneView => ({
    from: (s.range.from - s.laid.lanes.origin) * 86_400,
    perPx: ((s.range.to - s.range.from) * 86_400) / Math.max(1, (frame.width - frame.left) * scale),
    top: rows.top() * scale,
    rowHeight: rows.height() * scale,
  })

  return {
    paintBase(surface) {
      frame = lanesFrame(surface.width, surface.height)
      surface.base.setTransform(surface.scale, 0, 0, surface.scale, 0, 0)
      if (scene === null) return 'nothing'
      const shown = scene
      fitRows(shown)
      return base(surface, frame, shown, (scale) => viewOf(shown, scale))
    },
    paintOver({ over: c }) {
      if (scene === null) return false
      const { hovered, selected, noted, at, brush } = scene
      if (hovered === null && selected === null && noted.length === 0 && at === null && brush === null) return false
      const view = viewOf(scene, 1)
      for (const marked of [hovered, selected]) if (marked !== null) paintLinks(c, frame, scene, view, placesIn(scene), marked, marked === selected)
      if (noted.length > 0) paintNotes(c, frame, scene, view, placesIn(scene))
      paintTimes(c, frame, scene)
      return true
    },
    show(next) {
      if (next.laid !== scene?.laid) places = null
      if (next.laid.lanes.by !== scene?.laid.lanes.by) rows.reset()
      const before = scene?.laid.lanes
      scene = next
      fitRows(scene)
      // lanes above may have got more rows
      if (before !== undefined && before !== next.laid.lanes && before.by === next.laid.lanes.by && rows.top() > 0)
        rows.scroll(keptTop(before, next.laid.lanes, rows.top() / rows.height()) * rows.height() - rows.top())
    },
    hit(x, y) {
      if (scene === null || x < frame.left || x > frame.width) return null
      if (isIn(frame.overview, y)) return { kind: 'overview', at: timeAt(frame, scene.extent, x) }
      const at = timeAt(frame, scene.range, x)
      if (y < frame.lanes.y) {
        const visit = y >= frame.visits.y ? nearestVisit(scene, at, (3 * (scene.range.to - scene.range.from)) / (frame.width - frame.left)) : null
        return visit === null ? { kind: 'time', at } : { kind: 'visit', visit }
      }
      const row = hitLanes(scene.laid.levels[0]!, viewOf(scene, 1), x - frame.left - 0.5, y - frame.lanes.y)
      return row === null ? { kind: 'time', at } : { kind: 'attempt', row }
    },
    isBrushable: (_x, y) => y < frame.lanes.y || y >= frame.overview.y,
    scroll: (dy) => rows.scroll(dy),
    zoomRows: (factor, y) => rows.zoom(factor, y - frame.lanes.y),
    reveal(attempt) {
      const row = scene === null ? -1 : placesIn(scene).row[attempt]!
      return row >= 0 && rows.reveal(row)
    },
    yOf(attempt) {
      const row = scene === null ? -1 : (placesIn(scene).row[attempt] ?? -1)
      const y = row < 0 ? null : rows.middleOf(row)
      return y === null ? null : frame.lanes.y + y
    },
    frame: () => frame,
  }
}

/** A mark on each bar in sight that has a note. */
function paintNotes(c: CanvasRenderingContext2D, frame: LanesFrame, scene: LanesScene, view: LaneView, places: ReturnType<typeof rowsOf>): void {
  const { from } = scene.laid.lanes
  for (const attempt of scene.noted) {
    const [row, bar] = [places.row[attempt]!, places.bar[attempt]!]
    const [x, y] = [frame.left + (from[bar]! - view.from) / view.perPx, frame.lanes.y + row * view.rowHeight - view.top]
    if (row >= 0 && x >= frame.left && x < frame.width && isIn(frame.lanes, y)) paintNoted(c, scene.palette.css, x, y)
  }
}

/** The cursor of time, and the range that is being brushed. */
function paintTimes(c: CanvasRenderingContext2D, frame: LanesFrame, scene: LanesScene): void {
  c.fillStyle = scene.palette.css['--accent']
  if (scene.at !== null) {
    const x = Math.round(xOf(frame, scene.range, scene.at))
    if (x >= frame.left) c.fillRect(x, 0, 1.5, frame.overview.y)
    c.fillRect(Math.round(xOf(frame, scene.extent, scene.at)), frame.overview.y, 1.5, frame.overview.h)
  }
  if (scene.brush === null) return
  const x0 = Math.max(frame.left, xOf(frame, scene.range, scene.brush.from))
  c.globalAlpha = 0.2
  c.fillRect(x0, 0, xOf(frame, scene.range, scene.brush.to) - x0, frame.overview.y)
  c.globalAlpha = 1
}

/** The visit exposed at a time, or the nearest within `slack` days. */
function nearestVisit(scene: LanesScene, at: number, slack: number): number | null {
  const v = scene.night.visits
  let best: number | null = null
  let least = slack
  for (let i = 0; i < v.n; i++) {
    const distance = Math.max(0, v.begin[i]! - at, at - v.end[i]!)
    if (!(distance <= least)) continue
    least = distance
    best = i
  }
  return best
}
