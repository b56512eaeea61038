import { ticksOf } from './axis.ts'
import { xOf } from './lanes-frame.ts'
import type { LanesFrame, Strip } from './lanes-frame.ts'
import type { LanesScene } from './lanes-scene.ts'
import { bandToken } from './palette.ts'
import type { Pen } from './pen.ts'
import { blend, fillRect, partOf } from './raster.ts'
import type { Ink, Raster } from './raster.ts'

export const smallFont = '11px system-ui, "DejaVu Sans", sans-serif'

/** Latencies beyond this line are late: alerts are due within 60 s of the exposure. */
export const lateAfter = 60

/** The axis with its ticks, sunset and sunrise; returns where the ticks are, for the lines through the lanes. */
export function paintAxis(pen: Pen, frame: LanesFrame, scene: LanesScene): readonly number[] {
  const { word } = scene.palette
  const { y, h } = frame.axis
  pen.fill(0, y, frame.width, h, word['--raised'])
  const ticks = ticksOf(scene.range.from, scene.range.to, Math.max(2, Math.floor((frame.width - frame.left) / 92)), scene.clock)
  for (const tick of ticks) {
    const x = xOf(frame, scene.range, tick.at)
    pen.fill(Math.round(x), y + h - 5, 1, 5, word['--line'])
    const half = pen.widthOf(tick.text) / 2
    if (x - half >= frame.left && x + half <= frame.width) pen.text(tick.text, x, y + h / 2 - 1, word[tick.isDay ? '--text' : '--dim'], 'center')
  }
  return ticks.map((tick) => xOf(frame, scene.range, tick.at))
}

/** Visits as they were observed: bars in the colours of their bands. `r` is their strip right of the names. */
export function paintVisits(r: Raster, scene: LanesScene, scale: number): void {
  const { begin, end, band, n } = scene.night.visits
  const { word } = scene.palette
  const strong = scene.night.dicts.band.map((name): Ink => ({ main: word[bandToken(name)], second: 0, pattern: 'solid' }))
  const pale = strong.map((ink): Ink => ({ ...ink, main: blend(word['--panel'], ink.main, 0.35) }))
  const [top, bottom] = [Math.round(2 * scale), r.height - Math.round(2 * scale)]
  const line = partOf(r, 0, top, r.width, 1)
  const { from } = scene.range
  const perDay = r.width / (scene.range.to - from)
  let last = -1
  for (let i = 0; i < n; i++) {
    const x0 = Math.floor((begin[i]! - from) * perDay)
    // what follows within a pixel leaves no gap
    const x1 = Math.ceil((end[i]! - from) * perDay)
    if (!(x1 >= 0 && x0 <= r.width) || (x0 === last && x1 <= x0 + 1)) continue
    last = x0
    const isWide = x1 - x0 > namedFrom * scale
    fillRect(line, x0, 0, Math.max(x0 + 1, x1), 1, (isWide ? pale : strong)[band[i]!]!)
    if (isWide) fillRect(line, x0, 0, x0 + Math.round(3 * scale), 1, strong[band[i]!]!)
  }
  // all lines of the strip are alike
  for (let y = top + 1; y < bottom; y++) r.pixels.copyWithin(y * r.stride, top * r.stride, top * r.stride + r.width)
}

/** Visits are named from this width on, CSS px. */
const namedFrom = 12

/** The number and band of each visit that has room for them. */
export function nameVisits(pen: Pen, frame: LanesFrame, scene: LanesScene): void {
  const { visits: v, dicts } = scene.night
  const { y, h } = frame.visits
  label(pen, frame, frame.visits, scene, 'observed')
  const ink = scene.palette.word['--text']
  const perDay = (frame.width - frame.left) / (scene.range.to - scene.range.from)
  for (let i = 0; i < v.n; i++) {
    const x1 = frame.left + (v.end[i]! - scene.range.from) * perDay
    const x0 = Math.max(frame.left, x1 - (v.end[i]! - v.begin[i]!) * perDay)
    if (!(x1 - x0 > namedFrom && x0 <= frame.width)) continue
    const band = dicts.band[v.band[i]!] ?? ''
    const width = x1 - x0
    const text = width > 64 ? `${v.seq[i]} ${band}` : width > 34 ? String(v.seq[i]) : band
    if (pen.widthOf(text) < width - 6) pen.text(text, x0 + width / 2 + 1, y + h / 2 + 0.5, ink, 'center')
  }
}

/** The latencies that have a line, s. */
const latencyLines = [
  [lateAfter, '60 s'],
  [3600, '1 h'],
  [86_400, '1 d'],
] as const

/**
 * Latency of each visit on a scale of powers of ten: a line from the fastest to the slowest detector, a dot at the middle one, and the 60 s line. Visits that
 * fall on one pixel are one column: from the fastest to the slowest of all, with the latest of their middles. `r` is the strip right of the names.
 */
export function paintLatency(r: Raster, scene: LanesScene, scale: number): void {
  if (r.height === 0) return
  const { word } = scene.palette
  const solid = (main: number): Ink => ({ main, second: 0, pattern: 'solid' })
  const [bar, late, onTime] = [solid(blend(word['--panel'], word['--dim'], 0.6)), solid(word['--warn']), solid(word['--text'])]
  const yOf = latencyScale({ y: 0, h: r.height }, scale)
  const line = Math.ceil(scale)
  for (const [s] of latencyLines) {
    const y = Math.round(yOf(s))
    fillRect(r, 0, y, r.width, y + line, s === lateAfter ? late : solid(word['--line']))
  }
  const { least, median, most } = columnsOf(scene, r.width, scale)
  for (let k = 0; k < median.length; k++) {
    if (!(median[k]! > -Infinity)) continue
    const x = Math.round((k + 0.5) * scale)
    const [top, bottom] = [Math.round(yOf(most[k]!)), Math.round(yOf(least[k]!))]
    fillRect(r, x, top, x + line, Math.max(top + line, bottom), bar)
    const middle = Math.round(yOf(median[k]!))
    fillRect(r, x - line, middle - line, x + line, middle + line, median[k]! > lateAfter ? late : onTime)
  }
}

/** Per CSS px of a width: least, latest middle and most latency of the visits that end there, s. */
function columnsOf(scene: LanesScene, width: number, scale: number): Record<'least' | 'median' | 'most', Float32Array> {
  const { facts, night, range } = scene
  const n = Math.ceil(width / scale)
  const columns = {
    least: new Float32Array(n).fill(Infinity),
    median: new Float32Array(n).fill(-Infinity),
    most: new Float32Array(n).fill(-Infinity),
  }
  const perDay = width / scale / (range.to - range.from)
  for (let i = 0; i < night.visits.n; i++) {
    const k = Math.floor((night.visits.end[i]! - range.from) * perDay)
    const middle = facts.median[i]!
    if (!(k >= 0 && k < n) || Number.isNaN(middle)) continue
    if (facts.least[i]! < columns.least[k]!) columns.least[k] = facts.least[i]!
    if (middle > columns.median[k]!) columns.median[k] = middle
    if (facts.most[i]! > columns.most[k]!) columns.most[k] = facts.most[i]!
  }
  return columns
}

/** What the lines of the latencies mean. */
export function nameLatency(pen: Pen, frame: LanesFrame, scene: LanesScene): void {
  const strip = frame.latency
  if (strip.h === 0) return
  label(pen, frame, strip, scene, 'latency')
  const yOf = latencyScale(strip, 1)
  // in a narrow gutter the name of the strip has no line beside it
  const room = frame.left - 12 - pen.widthOf('latency')
  for (const [s, text] of latencyLines) {
    if (yOf(s) < strip.y + 20 && pen.widthOf(text) > room) continue
    pen.text(text, frame.left - 4, Math.round(yOf(s)) + 0.5, scene.palette.word[s === lateAfter ? '--warn' : '--dim'], 'right')
  }
}

/** From 10 s at the bottom of a strip to ten days at its top. */
function latencyScale(strip: Strip, scale: number): (s: number) => number {
  return (s) => strip.y + strip.h - 3 * scale - (Math.log10(Math.min(864_000, Math.max(10, s)) / 10) / Math.log10(86_400)) * (strip.h - 6 * scale)
}

/** The name of a strip, in the gutter beside it. */
export function label(pen: Pen, frame: LanesFrame, strip: Strip, scene: LanesScene, text: string): void {
  const isHigh = strip.h > 40
  pen.text(text, 4, isHigh ? strip.y + 9 : strip.y + strip.h / 2, scene.palette.word['--dim'], 'left', frame.left - 6)
}
