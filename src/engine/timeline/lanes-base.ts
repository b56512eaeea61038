import { levelFor, levelInMotion } from './levels.ts'
import type { Level } from './levels.ts'
import type { Painted } from './motion.ts'
import { paintLanes } from './paint-lanes.ts'
import type { LaneView } from './paint-lanes.ts'
import type { LanesFrame, Strip } from './lanes-frame.ts'
import type { LanesScene } from './lanes-scene.ts'
import { nameLatency, nameVisits, paintAxis, paintLatency, paintVisits } from './paint-head.ts'
import { paintGutter } from './paint-gutter.ts'
import { markPictures } from './mark-pictures.ts'
import type { MarkPictures } from './mark-pictures.ts'
import { paintMarks } from './paint-marks.ts'
import { overviewCounts, paintOverview, paintShown } from './paint-overview.ts'
import type { OverviewCounts } from './paint-overview.ts'
import type { Palette } from './palette.ts'
import { blend, fillAll, partOf, raster } from './raster.ts'
import type { Raster } from './raster.ts'
import { segmentBudget } from './segment-budget.ts'
import type { Surface } from './surface.ts'
import { wideBars } from './wide-bars.ts'
import type { WideBars } from './wide-bars.ts'

/** Paints what does not follow the pointer. */
export type LanesBase = (surface: Surface, frame: LanesFrame, scene: LanesScene, viewAt: (scale: number) => LaneView) => Painted

/**
 * Bars, visits, latencies and marks are pixels of one picture that goes to the canvas at once; only words and single lines are drawn on it. Commands of a canvas are what
 * a frame must be spared: some thousand rectangles cost a hundred times what the same pixels do.
 */
export function lanesBase(): LanesBase {
  let image: ImageData | null = null
  let wide: { readonly laid: LanesScene['laid']; readonly bars: WideBars } | null = null
  let counts: OverviewCounts | null = null
  let overview: { readonly image: ImageData; readonly counts: OverviewCounts; readonly palette: Palette } | null = null
  let marks: { readonly palette: Palette; readonly scale: number; readonly pictures: MarkPictures } | null = null
  const inksOf = segmentInks()
  const budget = segmentBudget()

  const paintBars = (r: Raster, s: LanesScene, view: LaneView, scale: number, isMoving: boolean): Painted => {
    const { levels } = s.laid
    const share = Math.min(1, (s.range.to - s.range.from) / (s.extent.to - s.extent.from))
    const exact = levelFor(levels, view.perPx)
    const level = isMoving ? levelInMotion(levels, view.perPx, share, budget.most()) : exact
    const began = performance.now()
    const painted = paintLanes(r, level, view, inksOf(level, s), s.inks, Math.round(scale))
    if (isMoving) budget.took(painted, performance.now() - began)
    return level === exact ? 'exact' : 'rough'
  }

  return ({ base: c, scale, isMoving, width, height }, frame, scene, viewAt) => {
    const [w, h] = [Math.round(width * scale), Math.round(height * scale)]
    if (w <= 0 || h <= 0) return 'exact'
    if (image === null || image.width !== w || image.height !== h) image = new ImageData(w, h)
    const all = raster(w, h, new Uint32Array(image.data.buffer))
    const edge = (y: number): number => Math.round(y * scale)
    const plain = (y0: number, y1: number, right = w): void =>
      fillAll(partOf(all, 0, edge(y0), right, edge(y1) - edge(y0)), scene.palette.word['--panel'])
    // the lanes and the overview are painted whole in any case
    plain(0, frame.lanes.y)
    plain(frame.lanes.y, frame.overview.y, edge(frame.left))
    plain(frame.lanes.y + frame.lanes.h, frame.overview.y)
    const left = edge(frame.left)
    const strip = ({ y, h: high }: Strip, x: number): Raster => partOf(all, x, edge(y), w, edge(y + high) - edge(y))
    paintVisits(strip(frame.visits, left), scene, scale)
    paintLatency(strip(frame.latency, left), scene, scale)
    const lanes = strip(frame.lanes, left)
    const view = viewAt(scale)
    paintSky(lanes, scene, scale)
    const painted = paintBars(lanes, scene, view, scale, isMoving)
    if (wide?.laid !== scene.laid) wide = { laid: scene.laid, bars: wideBars(scene.laid.levels[0]!) }
    if (marks?.palette !== scene.palette || marks.scale !== scale)
      marks = { palette: scene.palette, scale, pictures: markPictures(scene.palette, scale) }
    paintMarks(lanes, scene, view, wide.bars, marks.pictures, scale)
    counts = overviewCounts(counts, frame, scene)
    // moving changes nothing of it: it is still in the picture
    if (overview?.image !== image || overview.counts !== counts || overview.palette !== scene.palette) {
      paintOverview(strip(frame.overview, 0), scene, counts, scale)
      overview = { image, counts, palette: scene.palette }
    }
    c.putImageData(image, 0, 0)
    paintWords(c, frame, scene, viewAt(1))
    return painted
  }
}

/** By segment of a level: its ink. Picked out of the inks of all attempts only once a level, as those lie far apart. */
function segmentInks(): (level: Level, scene: LanesScene) => Uint8Array {
  const kept = new WeakMap<Level, { readonly inkOf: Uint8Array; readonly ofSegment: Uint8Array }>()
  return (level, { inkOf, facts }) => {
    if (inkOf === facts.condition) return level.rank
    const before = kept.get(level)
    if (before?.inkOf === inkOf) return before.ofSegment
    const ofSegment = Uint8Array.from(level.worst, (attempt) => inkOf[attempt]!)
    kept.set(level, { inkOf, ofSegment })
    return ofSegment
  }
}

function paintWords(c: CanvasRenderingContext2D, frame: LanesFrame, scene: LanesScene, view: LaneView): void {
  const ticks = paintAxis(c, frame, scene)
  c.fillStyle = scene.palette.css['--dim']
  c.globalAlpha = 0.16
  for (const x of ticks) c.fillRect(Math.round(x), frame.visits.y, 1, frame.overview.y - frame.visits.y)
  c.globalAlpha = 1
  nameVisits(c, frame, scene)
  nameLatency(c, frame, scene)
  paintGutter(c, frame, scene, view)
  paintScrollBar(c, frame, scene, view)
  paintShown(c, frame, scene)
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

/** The background of the lanes: night is plain, the lighter the sky the stronger its tint. */
function paintSky(r: Raster, scene: LanesScene, scale: number): void {
  const { word } = scene.palette
  const tints = [0.9, 0.6, 0.35, 0.15, 0].map((t) => blend(word['--panel'], word['--warn-soft'], t))
  const line = r.pixels.subarray(0, r.width)
  const place = (t: number): number => Math.round(((t - scene.range.from) / (scene.range.to - scene.range.from)) * r.width)
  for (const part of scene.dayParts) {
    const [x0, x1] = [Math.max(0, place(part.from)), Math.min(r.width, place(part.to))]
    if (x1 > x0) line.fill(tints[part.part]!, x0, x1)
    // sunset and sunrise
    if (part.part === 0)
      for (const x of [place(part.from), place(part.to) - 1])
        if (x > 0 && x < r.width - 1) line.fill(blend(word['--panel'], word['--warn'], 0.5), x, x + Math.ceil(scale))
  }
  for (let y = 1; y < r.height; y++) r.pixels.copyWithin(y * r.stride, 0, r.width)
}
