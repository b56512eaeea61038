// The page of the timeline benchmark: the same nights drawn by our lanes, by vis-timeline, and as plain SVG, on the same moves of the window.
import { Timeline } from 'vis-timeline/standalone'
import 'vis-timeline/styles/vis-timeline-graph2d.min.css'
import { decodeNight } from '../../src/api/night-decode.ts'
import { dayParts } from '../../src/engine/timeline/day-parts.ts'
import { frameLoop } from '../../src/engine/timeline/frame-loop.ts'
import { statusInks } from '../../src/engine/timeline/inks.ts'
import { lanesDrawing } from '../../src/engine/timeline/lanes-drawing.ts'
import type { LanesScene } from '../../src/engine/timeline/lanes-scene.ts'
import { barOf } from '../../src/engine/timeline/condition.ts'
import type { Night } from '../../src/api/night.ts'
import { nightEngine } from '../../src/engine/timeline/night-engine.ts'
import { paletteAt } from '../../src/engine/timeline/palette.ts'
import { drawingHost } from '../../src/engine/timeline/surface.ts'
import { madeNight } from '../../src/engine/timeline/testing/made-night.ts'
import type { Span } from '../../src/engine/timeline/time-window.ts'
import { nightBytes } from './night-bytes.ts'
import '../../src/ui/theme.css'

/** What a drawing does when its window moves; it is drawn when the promise resolves. */
type Move = (window: Span) => void

interface Opened {
  readonly open: number
  readonly parts: string
  readonly extent: Span
  readonly move: Move
}

const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve))
const host = (): HTMLElement => document.getElementById('host')!

/** A night of n events: 189 detectors, or as many as there are events. */
function nightOf(n: number): Night {
  const detectors = Math.min(189, n)
  return madeNight(Math.max(1, Math.round(n / detectors)), detectors)
}

async function openOurs(bytes: Uint8Array<ArrayBuffer>): Promise<Opened> {
  const loop = frameLoop((tick) => requestAnimationFrame(tick))
  const drawing = lanesDrawing()
  await frame()
  const started = performance.now()
  const night = decodeNight(bytes)
  const decoded = performance.now()
  const engine = nightEngine()
  const facts = await engine.facts(night)
  const extent = { from: night.visits.begin[0]! - 0.001, to: night.visits.end.at(-1)! + 0.01 }
  const laid = await engine.lanes('detector', extent.to, null)
  const worked = performance.now()
  const surface = drawingHost(loop, drawing)
  surface.attach(host())
  const palette = paletteAt(host())
  const scene: LanesScene = {
    night,
    facts,
    laid,
    inks: statusInks(palette),
    inkOf: facts.condition,
    palette,
    clock: { by: 'time of day', ahead: -37 },
    dayParts: dayParts(extent.from, extent.to),
    range: extent,
    extent,
    at: null,
    selected: null,
    hovered: null,
    noted: new Uint32Array(),
    brush: null,
  }
  drawing.show(scene)
  surface.ask('base')
  await loop.waitForIdle()
  const done = performance.now()
  return {
    open: done - started,
    parts: `${(bytes.length / 1e6).toFixed(1)} MB decoded ${(decoded - started).toFixed(0)} ms, worked out ${(worked - decoded).toFixed(0)} ms, drawn ${(done - worked).toFixed(0)} ms`,
    extent,
    move(range) {
      drawing.show({ ...scene, range })
      surface.ask('moved')
    },
  }
}

async function openSvg(night: Night): Promise<Opened> {
  const started = performance.now()
  const extent = { from: night.visits.begin[0]! - 0.001, to: night.visits.end.at(-1)! + 0.01 }
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('width', '100%')
  svg.setAttribute('height', '100%')
  svg.setAttribute('preserveAspectRatio', 'none')
  for (let i = 0; i < night.attempts.n; i++) {
    const bar = barOf(night, i, extent.to)
    if (bar === null) continue
    const rect = document.createElementNS('http://www.w3.org/2000/svg', 'rect')
    rect.setAttribute('x', String((bar[0] - extent.from) * 86_400))
    rect.setAttribute('width', String((bar[1] - bar[0]) * 86_400))
    rect.setAttribute('y', String(night.attempts.detector[i]))
    rect.setAttribute('height', '0.8')
    rect.setAttribute('fill', night.attempts.status[i] === 1 ? '#5b9675' : '#b3261e')
    svg.append(rect)
  }
  host().append(svg)
  const move: Move = ({ from, to }) => svg.setAttribute('viewBox', `${(from - extent.from) * 86_400} 0 ${(to - from) * 86_400} 189`)
  move(extent)
  await frame()
  await frame()
  return { open: performance.now() - started, parts: '', extent, move }
}

async function openVis(night: Night): Promise<Opened> {
  const started = performance.now()
  const extent = { from: night.visits.begin[0]! - 0.001, to: night.visits.end.at(-1)! + 0.01 }
  const date = (mjd: number): Date => new Date((mjd - 40_587) * 86_400_000)
  const items = Array.from({ length: night.attempts.n }, (_, i) => {
    const bar = barOf(night, i, extent.to) ?? [extent.from, extent.from]
    return { id: i, group: night.attempts.detector[i]!, start: date(bar[0]), end: date(bar[1]), content: '' }
  })
  const groups = Array.from({ length: Math.min(189, night.attempts.n) }, (_, d) => ({ id: d, content: String(d) }))
  const timeline = new Timeline(host(), items, groups, {
    start: date(extent.from),
    end: date(extent.to),
    height: '100%',
    stack: false,
    showCurrentTime: false,
  })
  await frame()
  await frame()
  return {
    open: performance.now() - started,
    parts: '',
    extent,
    move: ({ from, to }) => timeline.setWindow(date(from), date(to), { animation: false }),
  }
}

let opened: Opened | null = null
let opening: () => Promise<Opened> = () => Promise.reject(new Error('nothing is prepared'))

/** Makes a night, and for ours its bytes: no part of what is measured. */
function prepare(kind: 'ours' | 'svg' | 'vis', n: number): void {
  const night = nightOf(n)
  if (kind !== 'ours') {
    opening = () => (kind === 'svg' ? openSvg(night) : openVis(night))
    return
  }
  const bytes = nightBytes(night)
  opening = () => openOurs(bytes)
}

async function openNight(): Promise<{ open: number; parts: string }> {
  opened = await opening()
  return { open: opened.open, parts: opened.parts }
}

/** Pans and zooms for `steps` frames through the night; frames a second. Each step waits for its frame. */
async function drive(steps: number): Promise<{ fps: number; worst: number }> {
  if (opened === null) throw new Error('nothing is open')
  const { extent, move } = opened
  const whole = extent.to - extent.from
  const times: number[] = []
  for (let k = 0; k < steps; k++) {
    const before = performance.now()
    // in to a twentieth and out again, going across meanwhile
    const width = whole * (0.05 + 0.95 * Math.abs(Math.cos((2 * Math.PI * k) / steps)))
    const from = extent.from + (whole - width) * (k / steps)
    move({ from, to: from + width })
    await frame()
    times.push(performance.now() - before)
  }
  // the last frame is not over before the next begins
  await frame()
  const total = times.reduce((a, b) => a + b, 0)
  return { fps: (1000 * steps) / total, worst: Math.max(...times) }
}

Object.assign(window, { prepare, openNight, drive })
