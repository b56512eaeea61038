import { levelFor } from './levels.ts'
import { xOf } from './lanes-frame.ts'
import type { LanesFrame } from './lanes-frame.ts'
import type { LanesScene } from './lanes-scene.ts'
import { label } from './paint-head.ts'
import type { Pen } from './pen.ts'
import { fillAll, fillRect } from './raster.ts'
import type { Ink, Raster } from './raster.ts'
import type { Span } from './time-window.ts'

/** How many attempts of a night begin at each pixel of its overview. Moving the view changes nothing of it: whoever draws keeps it. */
export interface OverviewCounts {
  readonly laid: LanesScene['laid']
  readonly extent: Span
  readonly left: number
  readonly width: number
  readonly counts: Uint32Array
}

/** The counts for a scene: those of before where they still hold. */
export function overviewCounts(before: OverviewCounts | null, frame: LanesFrame, scene: LanesScene): OverviewCounts {
  const { laid, extent } = scene
  const { left, width } = frame
  if (before?.laid === laid && before.extent === extent && before.left === left && before.width === width) return before
  const level = levelFor(laid.levels, ((extent.to - extent.from) * 86_400) / Math.max(1, width - left))
  const counts = new Uint32Array(Math.max(1, Math.ceil(width - left)))
  for (let k = 0; k < level.from.length; k++) {
    const at = Math.floor(xOf(frame, extent, laid.lanes.origin + level.from[k]! / 86_400) - left)
    if (at >= 0 && at < counts.length) counts[at]! += level.count[k]!
  }
  return { laid, extent, left, width, counts }
}

/** The whole night small; `r` is all of its strip. */
export function paintOverview(r: Raster, scene: LanesScene, { counts, left }: OverviewCounts, scale: number): void {
  fillAll(r, scene.palette.word['--raised'])
  const most = counts.reduce((a, b) => Math.max(a, b), 1)
  const ink: Ink = { main: scene.palette.word['--good'], second: 0, pattern: 'solid' }
  const bottom = r.height - Math.round(3 * scale)
  const x = Math.round(left * scale)
  for (let k = 0; k < counts.length; k++) {
    if (counts[k] === 0) continue
    const high = Math.max(1, Math.round((Math.log1p(counts[k]!) / Math.log1p(most)) * (r.height - 6 * scale)))
    fillRect(r, x + Math.round(k * scale), bottom - high, x + Math.round((k + 1) * scale), bottom, ink)
  }
}

/** Frames what is shown of the whole night. */
export function paintShown(pen: Pen, frame: LanesFrame, scene: LanesScene): void {
  label(pen, frame, frame.overview, scene, 'all')
  const { y, h } = frame.overview
  const x0 = Math.round(Math.max(frame.left, xOf(frame, scene.extent, scene.range.from)))
  const x1 = Math.round(Math.min(frame.width - 1, Math.max(x0 + 3, xOf(frame, scene.extent, scene.range.to))))
  const ink = scene.palette.word['--accent']
  pen.fill(x0, y, x1 - x0, h, ink, 0.18)
  for (const at of [y, y + h - 1]) pen.fill(x0, at, x1 - x0 + 1, 1, ink)
  for (const at of [x0, x1]) pen.fill(at, y, 1, h, ink)
}
