import { ticksOf } from './axis.ts'
import { xOf } from './lanes-frame.ts'
import type { LanesFrame, Strip } from './lanes-frame.ts'
import type { LanesScene } from './lanes-scene.ts'
import { bandToken } from './palette.ts'

export const smallFont = '11px system-ui, "DejaVu Sans", sans-serif'

/** Latencies beyond this line are late: alerts are due within 60 s of the exposure. */
export const lateAfter = 60

/** The axis with its ticks, sunset and sunrise; returns where the ticks are, for the lines through the lanes. */
export function paintAxis(c: CanvasRenderingContext2D, frame: LanesFrame, scene: LanesScene): readonly number[] {
  const { css } = scene.palette
  const { y, h } = frame.axis
  c.fillStyle = css['--raised']
  c.fillRect(0, y, frame.width, h)
  const ticks = ticksOf(scene.range.from, scene.range.to, Math.max(2, Math.floor((frame.width - frame.left) / 92)), scene.clock)
  c.font = smallFont
  c.textBaseline = 'middle'
  c.textAlign = 'center'
  for (const tick of ticks) {
    const x = xOf(frame, scene.range, tick.at)
    c.fillStyle = css['--line']
    c.fillRect(Math.round(x), y + h - 5, 1, 5)
    c.fillStyle = tick.isDay ? css['--text'] : css['--dim']
    const half = c.measureText(tick.text).width / 2
    if (x - half >= frame.left && x + half <= frame.width) c.fillText(tick.text, x, y + h / 2 - 1)
  }
  return ticks.map((tick) => xOf(frame, scene.range, tick.at))
}

/** Visits as they were observed: bars in the colours of their bands, with its letter where it fits. */
export function paintVisits(c: CanvasRenderingContext2D, frame: LanesFrame, scene: LanesScene): void {
  const { visits: v, dicts } = scene.night
  const { css } = scene.palette
  const { y, h } = { y: frame.visits.y + 2, h: frame.visits.h - 4 }
  label(c, frame.visits, scene, 'observed')
  c.textAlign = 'center'
  let last = -1
  for (let i = 0; i < v.n; i++) {
    const x0 = xOf(frame, scene.range, v.begin[i]!)
    const x1 = xOf(frame, scene.range, v.end[i]!)
    if (!(x1 >= frame.left && x0 <= frame.width)) continue
    const pixel = Math.round(x0 * 2)
    if (pixel === last) continue
    last = pixel
    const band = dicts.band[v.band[i]!] ?? ''
    const from = Math.max(frame.left, x0)
    const width = Math.max(1, x1 - from)
    c.fillStyle = css[bandToken(band)]
    c.globalAlpha = width > 12 ? 0.35 : 1
    c.fillRect(from, y, width, h)
    c.globalAlpha = 1
    if (width <= 12) continue
    c.fillRect(from, y, 3, h)
    c.fillStyle = css['--text']
    const text = width > 64 ? `${v.seq[i]} ${band}` : width > 34 ? String(v.seq[i]) : band
    if (c.measureText(text).width < width - 6) c.fillText(text, from + width / 2 + 1, y + h / 2 + 0.5)
  }
}

/** Latency of each visit on a scale of powers of ten: a line from the fastest to the slowest detector, a dot at the middle one, and the 60 s line. */
export function paintLatency(c: CanvasRenderingContext2D, frame: LanesFrame, scene: LanesScene): void {
  const strip = frame.latency
  if (strip.h === 0) return
  const { css } = scene.palette
  label(c, strip, scene, 'latency')
  const yOf = latencyScale(strip)
  c.textAlign = 'right'
  for (const [s, text] of [
    [lateAfter, '60 s'],
    [3600, '1 h'],
    [86_400, '1 d'],
  ] as const) {
    const y = Math.round(yOf(s))
    c.fillStyle = s === lateAfter ? css['--warn'] : css['--line']
    c.fillRect(frame.left, y, frame.width - frame.left, 1)
    c.fillStyle = s === lateAfter ? css['--warn'] : css['--dim']
    c.fillText(text, frame.left - 4, y + 0.5)
  }
  for (const { x, top, bottom, middle, isLate } of latencyColumns(frame, scene, yOf)) {
    c.fillStyle = css['--dim']
    c.globalAlpha = 0.6
    c.fillRect(x - 0.5, top, 1, Math.max(1, bottom - top))
    c.globalAlpha = 1
    c.fillStyle = isLate ? css['--warn'] : css['--text']
    c.fillRect(x - 1, middle - 1, 2, 2)
  }
}

interface LatencyColumn {
  readonly x: number
  top: number
  bottom: number
  middle: number
  isLate: boolean
}

/** Visits that fall on one pixel are one column: from the fastest to the slowest of all, with the latest of their middles. */
function latencyColumns(frame: LanesFrame, scene: LanesScene, yOf: (s: number) => number): readonly LatencyColumn[] {
  const { least, median, most } = scene.facts
  const v = scene.night.visits
  const columns: LatencyColumn[] = []
  for (let i = 0; i < v.n; i++) {
    const x = xOf(frame, scene.range, v.end[i]!)
    if (!(x >= frame.left && x <= frame.width) || Number.isNaN(median[i]!)) continue
    const last = columns.at(-1)
    const [top, bottom, middle, isLate] = [yOf(most[i]!), yOf(least[i]!), yOf(median[i]!), median[i]! > lateAfter]
    if (last === undefined || Math.round(last.x) !== Math.round(x)) {
      columns.push({ x, top, bottom, middle, isLate })
      continue
    }
    last.top = Math.min(last.top, top)
    last.bottom = Math.max(last.bottom, bottom)
    last.middle = Math.min(last.middle, middle)
    last.isLate ||= isLate
  }
  return columns
}

/** From 10 s at the bottom of a strip to ten days at its top. */
function latencyScale(strip: Strip): (s: number) => number {
  return (s) => strip.y + strip.h - 3 - (Math.log10(Math.min(864_000, Math.max(10, s)) / 10) / Math.log10(86_400)) * (strip.h - 6)
}

/** The name of a strip, in the gutter beside it. */
export function label(c: CanvasRenderingContext2D, strip: Strip, scene: LanesScene, text: string): void {
  c.font = smallFont
  c.textAlign = 'left'
  c.textBaseline = 'middle'
  c.fillStyle = scene.palette.css['--dim']
  const isHigh = strip.h > 40
  c.fillText(text, 4, isHigh ? strip.y + 9 : strip.y + strip.h / 2)
}
