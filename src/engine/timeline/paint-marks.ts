import type { LanesScene } from './lanes-scene.ts'
import { eachSeen } from './paint-lanes.ts'
import type { LaneView } from './paint-lanes.ts'
import type { WideBars } from './wide-bars.ts'
import { lateAfter } from './paint-head.ts'
import type { MarkPictures } from './mark-pictures.ts'
import { blit, fillRect } from './raster.ts'
import type { Ink, Raster } from './raster.ts'
import { products } from '../../api/night.ts'

/** Bars get their marks from this width and height on, CSS px. */
const leastWidth = 52
const leastHeight = 11
/** And the tick of the 60 s line from this width on. */
const leastSeen = 8

/** Marks on bars that are wide enough: what was delivered of alerts (A), images (I), catalogue (C) and provenance (P), and where the bar crosses the 60 s line. */
export function paintMarks(r: Raster, scene: LanesScene, view: LaneView, wide: WideBars, pictures: MarkPictures, scale: number): void {
  const { lanes, levels } = scene.laid
  const hasMarks = view.rowHeight >= leastHeight * scale
  const { end } = scene.night.visits
  const { visit, deliveries } = scene.night.attempts
  const tick: Ink = { main: scene.palette.word['--text'], second: 0, pattern: 'solid' }
  const thick = Math.max(1, Math.round(1.5 * scale))
  const paintDelivered = (attempt: number, x0: number, y0: number, x1: number, y1: number): void => {
    const left = Math.max(x0, 0) + Math.round(5 * scale)
    const top = y0 + Math.round((y1 - y0 - pictures.side) / 2)
    for (let k = 0; k < products.length; k++) {
      const x = left + k * (pictures.side + Math.round(2 * scale))
      const picture = pictures.of(k, deliveries[products[k]!].state[attempt]!)
      if (picture !== null && x + pictures.side < x1 - 2 * scale) blit(r, picture, x, top)
    }
  }
  // a night zoomed out has few bars that wide: all of its bars need not be looked through in every frame
  const bars = view.perPx * leastSeen * scale > wide.usual ? wide.long : levels[0]!
  eachSeen(bars, view, r.width, r.height, (k, x0, y0, x1, y1) => {
    if (x1 - x0 < leastSeen * scale) return
    const attempt = bars.worst[k]!
    const due = ((end[visit[attempt]!]! - lanes.origin) * 86_400 + lateAfter - view.from) / view.perPx
    if (due > x0 && due < x1) fillRect(r, Math.round(due), y0, Math.round(due) + thick, y1, tick)
    if (hasMarks && x1 - x0 >= leastWidth * scale && bars.count[k] === 1) paintDelivered(attempt, x0, y0, x1, y1)
  })
}
