import type { LanesFrame } from './lanes-frame.ts'
import type { LanesScene } from './lanes-scene.ts'
import { eachSeen, edgesOfRow } from './paint-lanes.ts'
import type { LaneView, SeenBar } from './paint-lanes.ts'
import type { WideBars } from './wide-bars.ts'
import { lateAfter } from './paint-head.ts'
import { products } from '../../api/night.ts'

/** Bars get their marks from this width and height on, CSS px. */
const leastWidth = 52
const leastHeight = 11
/** And the tick of the 60 s line from this width on. */
const leastSeen = 8
const side = 9
const letters = ['A', 'I', 'C', 'P'] as const

/** Marks on bars that are wide enough: what was delivered of alerts (A), images (I), catalogue (C) and provenance (P), and where the bar crosses the 60 s line. */
export function paintMarks(c: CanvasRenderingContext2D, frame: LanesFrame, scene: LanesScene, view: LaneView, wide: WideBars): void {
  const { lanes, levels } = scene.laid
  const { css } = scene.palette
  const [x, y] = [frame.left, frame.lanes.y]
  const hasMarks = view.rowHeight >= leastHeight
  c.font = '8px system-ui, "DejaVu Sans", sans-serif'
  c.textAlign = 'center'
  c.textBaseline = 'middle'
  const ends = scene.night.visits.end
  const see: SeenBar = (attempt, x0, y0, x1, y1) => {
    if (x1 - x0 < leastSeen) return
    const due = ((ends[scene.night.attempts.visit[attempt]!]! - lanes.origin) * 86_400 + lateAfter - view.from) / view.perPx
    if (due > x0 && due < x1) {
      c.fillStyle = css['--text']
      c.fillRect(x + Math.round(due), y + y0, 1.5, y1 - y0)
    }
    if (!hasMarks || x1 - x0 < leastWidth) return
    const left = Math.max(x0, 0) + 5
    const top = y0 + (y1 - y0 - side) / 2
    for (const [k, product] of products.entries()) {
      const at = left + k * (side + 2)
      if (at + side < x1 - 2) mark(c, x + at, y + top, scene.night.attempts.deliveries[product].state[attempt]!, letters[k]!, css)
    }
  }
  // a night zoomed out has few bars that wide: all of its bars need not be looked through in every frame
  if (view.perPx * leastSeen <= wide.usual) eachSeen(lanes, levels[0]!, view, frame.width - frame.left, frame.lanes.h, see)
  else eachLong(lanes, wide, view, frame, see)
}

/** Goes through the long bars that are seen. */
function eachLong(
  { attempt, from, to }: LanesScene['laid']['lanes'],
  { long, rowOfLong }: WideBars,
  view: LaneView,
  frame: LanesFrame,
  see: SeenBar,
): void {
  for (let i = 0; i < long.length; i++) {
    const bar = long[i]!
    const [x0, x1] = [(from[bar]! - view.from) / view.perPx, (to[bar]! - view.from) / view.perPx]
    const [y0, y1] = edgesOfRow(view, rowOfLong[i]!)
    if (x1 > 0 && x0 < frame.width - frame.left && y1 > 0 && y0 < frame.lanes.h) see(attempt[bar]!, Math.floor(x0), y0, Math.floor(x1), y1)
  }
}

/** Delivered: a full square with its letter. Failed: red, crossed out. Pending: an empty square. Withheld: a dashed one. Nothing: no mark. */
function mark(c: CanvasRenderingContext2D, x: number, y: number, state: number, letter: string, css: LanesScene['palette']['css']): void {
  if (state === 0) return
  const isFull = state === 1
  c.fillStyle = isFull ? css['--text'] : css['--panel']
  c.fillRect(x, y, side, side)
  c.strokeStyle = state === 2 ? css['--bad'] : css['--text']
  c.setLineDash(state === 4 ? [2, 1] : [])
  c.strokeRect(x + 0.5, y + 0.5, side - 1, side - 1)
  c.setLineDash([])
  c.fillStyle = isFull ? css['--panel'] : state === 2 ? css['--bad'] : css['--text']
  c.fillText(letter, x + side / 2, y + side / 2 + 0.5)
  if (state !== 2) return
  c.beginPath()
  c.moveTo(x, y + side)
  c.lineTo(x + side, y)
  c.stroke()
}
