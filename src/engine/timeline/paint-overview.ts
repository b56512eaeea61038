import { xOf } from './lanes-frame.ts'
import type { LanesFrame } from './lanes-frame.ts'
import type { LanesScene } from './lanes-scene.ts'
import { label } from './paint-head.ts'
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
  const coarsest = laid.levels.at(-1)!
  const counts = new Uint32Array(Math.max(1, Math.ceil(width - left)))
  for (let k = 0; k < coarsest.from.length; k++) {
    const at = Math.floor(xOf(frame, extent, laid.lanes.origin + coarsest.from[k]! / 86_400) - left)
    if (at >= 0 && at < counts.length) counts[at]! += coarsest.count[k]!
  }
  return { laid, extent, left, width, counts }
}

/** The whole night small, with what is shown of it framed. */
export function paintOverview(c: CanvasRenderingContext2D, frame: LanesFrame, scene: LanesScene, { counts }: OverviewCounts): void {
  const { css } = scene.palette
  const { y, h } = frame.overview
  c.fillStyle = css['--raised']
  c.fillRect(0, y, frame.width, h)
  label(c, frame.overview, scene, 'all')
  const most = counts.reduce((a, b) => Math.max(a, b), 1)
  c.fillStyle = css['--good']
  for (const [k, n] of counts.entries()) {
    if (n === 0) continue
    const high = Math.max(1, Math.round((Math.log1p(n) / Math.log1p(most)) * (h - 6)))
    c.fillRect(frame.left + k, y + h - 3 - high, 1, high)
  }
  paintShown(c, frame, scene)
}

function paintShown(c: CanvasRenderingContext2D, frame: LanesFrame, scene: LanesScene): void {
  const { y, h } = frame.overview
  const x0 = Math.max(frame.left, xOf(frame, scene.extent, scene.range.from))
  const x1 = Math.min(frame.width - 1, Math.max(x0 + 3, xOf(frame, scene.extent, scene.range.to)))
  c.fillStyle = c.strokeStyle = scene.palette.css['--accent']
  c.globalAlpha = 0.18
  c.fillRect(x0, y, x1 - x0, h)
  c.globalAlpha = 1
  c.strokeRect(Math.round(x0) + 0.5, y + 0.5, Math.round(x1 - x0), h - 1)
}
