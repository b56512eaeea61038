import { cellWidth, cellsOf } from './cells.ts'
import type { Cells } from './cells.ts'
import { levelFor, levelInMotion } from './levels.ts'
import type { Level } from './levels.ts'
import type { Painted } from './motion.ts'
import { paintCells } from './paint-cells.ts'
import { isThin, paintLanes } from './paint-lanes.ts'
import type { LaneView } from './paint-lanes.ts'
import type { LanesFrame, Strip } from './lanes-frame.ts'
import type { LanesScene } from './lanes-scene.ts'
import { nameLatency, nameVisits, paintAxis, paintLatency, paintVisits, smallFont } from './paint-head.ts'
import { paintGutter } from './paint-gutter.ts'
import { markPictures } from './mark-pictures.ts'
import type { MarkPictures } from './mark-pictures.ts'
import { paintMarks } from './paint-marks.ts'
import { overviewCounts, paintOverview, paintShown } from './paint-overview.ts'
import type { OverviewCounts } from './paint-overview.ts'
import type { Palette } from './palette.ts'
import { pen } from './pen.ts'
import type { Pen } from './pen.ts'
import { blend, blit, fillAll, partOf, raster } from './raster.ts'
import type { Raster } from './raster.ts'
import { segmentBudget } from './segment-budget.ts'
import type { Surface } from './surface.ts'
import { wideBars } from './wide-bars.ts'
import type { WideBars } from './wide-bars.ts'
import { wordPictures } from './word-pictures.ts'
import type { WordPictures } from './word-pictures.ts'

/** Paints what does not follow the pointer. */
export type LanesBase = (surface: Surface, frame: LanesFrame, scene: LanesScene, viewAt: (scale: number) => LaneView) => Painted

/**
 * All is pixels of one picture that goes to the canvas at once, words and single lines too. Commands of a canvas are what a frame must be spared: some thousand
 * rectangles cost a hundred times what the same pixels do, and a few words a second pass over the whole canvas.
 */
export function lanesBase(): LanesBase {
  let image: ImageData | null = null
  let wide: { readonly laid: LanesScene['laid']; readonly bars: WideBars } | null = null
  let counts: OverviewCounts | null = null
  let overview: { readonly picture: Raster; readonly counts: OverviewCounts; readonly palette: Palette } | null = null
  let marks: { readonly palette: Palette; readonly scale: number; readonly pictures: MarkPictures } | null = null
  let words: { readonly scale: number; readonly pictures: WordPictures } | null = null
  const inksOf = segmentInks()
  const cellsIn = cellsOfScene(inksOf)
  const budget = segmentBudget()

  const paintBars = (r: Raster, s: LanesScene, view: LaneView, scale: number, isMoving: boolean): Painted => {
    const { levels } = s.laid
    const share = Math.min(1, (s.range.to - s.range.from) / (s.extent.to - s.extent.from))
    const exact = levelFor(levels, view.perPx)
    const below = skyLine(r.width, s, scale)
    if (isMoving && exact.from.length * share > fewSegments && isThin(view, Math.round(scale))) {
      const cells = cellsIn(s, view.perPx)
      if (cells !== null) {
        paintCells(r, cells, view, s.inks, below)
        return 'rough'
      }
    }
    const level = isMoving ? levelInMotion(levels, view.perPx, share, budget.most()) : exact
    const began = performance.now()
    const painted = paintLanes(r, level, view, inksOf(level, s), s.inks, Math.round(scale), below)
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
    const painted = paintBars(lanes, scene, view, scale, isMoving)
    if (wide?.laid !== scene.laid) wide = { laid: scene.laid, bars: wideBars(scene.laid.levels[0]!) }
    if (marks?.palette !== scene.palette || marks.scale !== scale)
      marks = { palette: scene.palette, scale, pictures: markPictures(scene.palette, scale) }
    paintMarks(lanes, scene, view, wide.bars, marks.pictures, scale)
    counts = overviewCounts(counts, frame, scene)
    // moving changes nothing of it but the frame about what is shown
    const below = strip(frame.overview, 0)
    if (
      overview?.picture.width !== w ||
      overview.picture.height !== below.height ||
      overview.counts !== counts ||
      overview.palette !== scene.palette
    ) {
      overview = { picture: raster(w, below.height), counts, palette: scene.palette }
      paintOverview(overview.picture, scene, counts, scale)
    }
    blit(below, overview.picture, 0, 0)
    if (words?.scale !== scale) words = { scale, pictures: wordPictures(smallFont, scale) }
    paintWords(pen(all, scale, words.pictures), frame, scene, viewAt(1))
    c.putImageData(image, 0, 0)
    return painted
  }
}

/** Segments that a frame in motion paints as they are. */
const fewSegments = 30_000

/** Cells of a scene for a scale; made when first asked for, and kept while nothing but the view changes. */
function cellsOfScene(inksOf: ReturnType<typeof segmentInks>): (scene: LanesScene, perPx: number) => Cells | null {
  let of: Pick<LanesScene, 'laid' | 'inkOf'> | null = null
  const kept = new Map<number, Cells | null>()
  return (scene, perPx) => {
    if (of?.laid !== scene.laid || of.inkOf !== scene.inkOf) kept.clear()
    of = scene
    const width = cellWidth(perPx)
    const before = kept.get(width)
    if (before !== undefined) return before
    const level = levelFor(scene.laid.levels, width)
    const cells = cellsOf(level, inksOf(level, scene), width)
    kept.set(width, cells)
    return cells
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

function paintWords(pen: Pen, frame: LanesFrame, scene: LanesScene, view: LaneView): void {
  const ticks = paintAxis(pen, frame, scene)
  for (const x of ticks) pen.fill(Math.round(x), frame.visits.y, 1, frame.overview.y - frame.visits.y, scene.palette.word['--dim'], 0.16)
  nameVisits(pen, frame, scene)
  nameLatency(pen, frame, scene)
  paintGutter(pen, frame, scene, view)
  paintScrollBar(pen, frame, scene, view)
  paintShown(pen, frame, scene)
}

/** How much of the rows is seen, where not all are. */
function paintScrollBar(pen: Pen, frame: LanesFrame, scene: LanesScene, view: LaneView): void {
  const full = (scene.laid.lanes.rowAt.length - 1) * view.rowHeight
  if (full <= frame.lanes.h + 1) return
  const h = Math.max(16, (frame.lanes.h / full) * frame.lanes.h)
  pen.fill(frame.width - 5, frame.lanes.y + (view.top / (full - frame.lanes.h)) * (frame.lanes.h - h), 4, h, scene.palette.word['--dim'], 0.5)
}

/** A line of the background of the lanes: night is plain, the lighter the sky the stronger its tint. */
function skyLine(width: number, scene: LanesScene, scale: number): Uint32Array {
  const { word } = scene.palette
  const tints = [0.9, 0.6, 0.35, 0.15, 0].map((t) => blend(word['--panel'], word['--warn-soft'], t))
  const line = new Uint32Array(width).fill(word['--panel'])
  const place = (t: number): number => Math.round(((t - scene.range.from) / (scene.range.to - scene.range.from)) * width)
  for (const part of scene.dayParts) {
    const [x0, x1] = [Math.max(0, place(part.from)), Math.min(width, place(part.to))]
    if (x1 > x0) line.fill(tints[part.part]!, x0, x1)
    // sunset and sunrise
    if (part.part === 0)
      for (const x of [place(part.from), place(part.to) - 1])
        if (x > 0 && x < width - 1) line.fill(blend(word['--panel'], word['--warn'], 0.5), x, x + Math.ceil(scale))
  }
  return line
}
