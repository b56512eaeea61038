import { laneRows } from './lane-rows.ts'
import { levelFor, levelInMotion } from './levels.ts'
import type { Painted } from './motion.ts'
import { hitLanes, paintLanes } from './paint-lanes.ts'
import type { LaneView } from './paint-lanes.ts'
import { isIn, lanesFrame, timeAt, xOf } from './lanes-frame.ts'
import type { LanesFrame } from './lanes-frame.ts'
import type { LanesScene } from './lanes-scene.ts'
import { paintAxis, paintLatency, paintVisits } from './paint-head.ts'
import { paintGutter } from './paint-gutter.ts'
import { paintLinks, rowsOf } from './paint-links.ts'
import { paintMarks } from './paint-marks.ts'
import { paintNoted } from './paint-noted.ts'
import { overviewCounts, paintOverview } from './paint-overview.ts'
import type { OverviewCounts } from './paint-overview.ts'
import { blend, raster } from './raster.ts'
import type { Raster } from './raster.ts'
import { segmentBudget } from './segment-budget.ts'
import type { Drawing, Surface } from './surface.ts'
import { wideBars } from './wide-bars.ts'
import type { WideBars } from './wide-bars.ts'

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
  /** Scrolls so that an attempt's row is seen. */
  reveal(attempt: number): void
  /** Where an attempt's row lies, CSS px; null where it is not drawn or not in sight. */
  yOf(attempt: number): number | null
  frame(): LanesFrame
}

export function lanesDrawing(): LanesDrawing {
  let scene: LanesScene | null = null
  let frame = lanesFrame(0, 0)
  let places: ReturnType<typeof rowsOf> | null = null
  let wide: WideBars | null = null
  let image: ImageData | null = null
  let counts: OverviewCounts | null = null
  const rows = laneRows()
  const budget = segmentBudget()

  const fitRows = (s: LanesScene): void => rows.fit(s.laid.lanes.rowAt.length - 1, frame.lanes.h)
  const placesIn = (s: LanesScene): ReturnType<typeof rowsOf> => (places ??= rowsOf(s.laid.lanes, s.night.attempts.n))
  /** In px of `scale` device px a CSS px. */
  const viewOf = (s: LanesScene, scale: number): LaneView => ({
    from: (s.range.from - s.laid.lanes.origin) * 86_400,
    perPx: ((s.range.to - s.range.from) * 86_400) / Math.max(1, (frame.width - frame.left) * scale),
    top: rows.top() * scale,
    rowHeight: rows.height() * scale,
  })

  const paintBars = ({ base: c, scale, isMoving }: Surface, s: LanesScene): Painted => {
    const [w, h] = [Math.round((frame.width - frame.left) * scale), Math.round(frame.lanes.h * scale)]
    if (w <= 0 || h <= 0) return 'exact'
    if (image === null || image.width !== w || image.height !== h) image = new ImageData(w, h)
    const r = raster(w, h, new Uint32Array(image.data.buffer))
    paintSky(r, s, scale)
    const view = viewOf(s, scale)
    const { lanes, levels } = s.laid
    const share = Math.min(1, (s.range.to - s.range.from) / (s.extent.to - s.extent.from))
    const exact = levelFor(levels, view.perPx)
    const level = isMoving ? levelInMotion(levels, view.perPx, share, budget.most()) : exact
    const began = performance.now()
    const painted = paintLanes(r, lanes, level, view, s.inkOf, s.inks, Math.round(scale))
    if (isMoving) budget.took(painted, performance.now() - began)
    c.putImageData(image, Math.round(frame.left * scale), Math.round(frame.lanes.y * scale))
    return level === exact ? 'exact' : 'rough'
  }

  const paintRest = (c: CanvasRenderingContext2D, s: LanesScene): void => {
    const view = viewOf(s, 1)
    const ticks = paintAxis(c, frame, s)
    c.fillStyle = s.palette.css['--dim']
    c.globalAlpha = 0.16
    for (const x of ticks) c.fillRect(Math.round(x), frame.visits.y, 1, frame.overview.y - frame.visits.y)
    c.globalAlpha = 1
    paintVisits(c, frame, s)
    paintLatency(c, frame, s)
    c.save()
    c.beginPath()
    c.rect(frame.left, frame.lanes.y, frame.width - frame.left, frame.lanes.h)
    c.clip()
    paintMarks(c, frame, s, view, (wide ??= wideBars(s.laid.lanes)))
    c.restore()
    paintGutter(c, frame, s, view)
    paintScrollBar(c, frame, s, view)
    counts = overviewCounts(counts, frame, s)
    paintOverview(c, frame, s, counts)
  }

  return {
    paintBase(surface) {
      const c = surface.base
      frame = lanesFrame(surface.width, surface.height)
      c.setTransform(surface.scale, 0, 0, surface.scale, 0, 0)
      c.clearRect(0, 0, surface.width, surface.height)
      if (scene === null) return 'exact'
      fitRows(scene)
      c.fillStyle = scene.palette.css['--panel']
      c.fillRect(0, 0, surface.width, surface.height)
      const painted = paintBars(surface, scene)
      paintRest(c, scene)
      return painted
    },
    paintOver({ over: c }) {
      if (scene === null) return
      const view = viewOf(scene, 1)
      for (const marked of [scene.hovered, scene.selected])
        if (marked !== null) paintLinks(c, frame, scene, view, placesIn(scene), marked, marked === scene.selected)
      paintNotes(c, frame, scene, view, placesIn(scene))
      paintTimes(c, frame, scene)
    },
    show(next) {
      if (next.laid !== scene?.laid) places = wide = null
      if (next.laid.lanes.by !== scene?.laid.lanes.by) rows.reset()
      scene = next
      fitRows(scene)
    },
    hit(x, y) {
      if (scene === null || x < frame.left || x > frame.width) return null
      if (isIn(frame.overview, y)) return { kind: 'overview', at: timeAt(frame, scene.extent, x) }
      const at = timeAt(frame, scene.range, x)
      if (y < frame.lanes.y) {
        const visit = y >= frame.visits.y ? nearestVisit(scene, at, (3 * (scene.range.to - scene.range.from)) / (frame.width - frame.left)) : null
        return visit === null ? { kind: 'time', at } : { kind: 'visit', visit }
      }
      const row = hitLanes(scene.laid.lanes, viewOf(scene, 1), x - frame.left - 0.5, y - frame.lanes.y, scene.laid.levels[0]!.longest)
      return row === null ? { kind: 'time', at } : { kind: 'attempt', row }
    },
    isBrushable: (_x, y) => y < frame.lanes.y || y >= frame.overview.y,
    scroll: (dy) => rows.scroll(dy),
    zoomRows: (factor, y) => rows.zoom(factor, y - frame.lanes.y),
    reveal(attempt) {
      const row = scene === null ? -1 : placesIn(scene).row[attempt]!
      if (row >= 0) rows.reveal(row)
    },
    yOf(attempt) {
      const row = scene === null ? -1 : (placesIn(scene).row[attempt] ?? -1)
      const y = row < 0 ? null : rows.middleOf(row)
      return y === null ? null : frame.lanes.y + y
    },
    frame: () => frame,
  }
}

/** How much of the rows is seen, where not all are. */
function paintScrollBar(c: CanvasRenderingContext2D, frame: LanesFrame, scene: LanesScene, view: LaneView): void {
  const full = (scene.laid.lanes.rowAt.length - 1) * view.rowHeight
  if (full <= frame.lanes.h + 1) return
  const h = Math.max(16, (frame.lanes.h / full) * frame.lanes.h)
  c.fillStyle = scene.palette.css['--dim']
  c.globalAlpha = 0.5
  c.fillRect(frame.width - 5, frame.lanes.y + (view.top / (full - frame.lanes.h)) * (frame.lanes.h - h), 4, h)
  c.globalAlpha = 1
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

/** The background of the lanes: night is plain, the lighter the sky the stronger its tint. */
function paintSky(r: Raster, scene: LanesScene, scale: number): void {
  const { word } = scene.palette
  const tints = [0.9, 0.6, 0.35, 0.15, 0].map((t) => blend(word['--panel'], word['--warn-soft'], t))
  const line = r.pixels.subarray(0, r.width)
  line.fill(word['--panel'])
  const place = (t: number): number => Math.round(((t - scene.range.from) / (scene.range.to - scene.range.from)) * r.width)
  for (const part of scene.dayParts) {
    const [x0, x1] = [Math.max(0, place(part.from)), Math.min(r.width, place(part.to))]
    if (x1 > x0) line.fill(tints[part.part]!, x0, x1)
    // sunset and sunrise
    if (part.part === 0)
      for (const x of [place(part.from), place(part.to) - 1])
        if (x > 0 && x < r.width - 1) line.fill(blend(word['--panel'], word['--warn'], 0.5), x, x + Math.ceil(scale))
  }
  for (let y = 1; y < r.height; y++) r.pixels.copyWithin(y * r.width, 0, r.width)
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
