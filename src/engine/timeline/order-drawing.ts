import type { OrderPoints } from './order-points.ts'
import { smallFont } from './paint-head.ts'
import type { Palette } from './palette.ts'
import { blend, fillRect, raster } from './raster.ts'
import type { Ink, Raster } from './raster.ts'
import type { Drawing, Surface } from './surface.ts'
import { moved, zoomed } from './time-window.ts'
import type { Span } from './time-window.ts'

/** All that the order is drawn from; points are named by their index. */
export interface OrderScene {
  readonly points: OrderPoints
  /** Per point: 1 = shown; null = all are. */
  readonly isIn: Uint8Array | null
  readonly palette: Palette
  readonly selected: Uint32Array
  readonly hovered: number | null
}

export interface OrderDrawing extends Drawing {
  show(scene: OrderScene): void
  /** The point nearest to a place within some px; null where none is. */
  hit(x: number, y: number): number | null
  zoom(factor: number, x: number, y: number): void
  pan(dx: number, dy: number): void
  whole(): void
}

const [left, bottom] = [58, 34]
/** How near the pointer must be, px. */
const slack = 6

/** Rank by observation across, rank by processing upwards: on the diagonal lies what kept its order. */
export function orderDrawing(): OrderDrawing {
  let scene: OrderScene | null = null
  let size = { width: 0, height: 0 }
  let across: Span | null = null
  let up: Span | null = null
  let image: ImageData | null = null

  const whole = (): Span => ({ from: 0, to: Math.max(2, (scene?.points.most ?? 1) + 1) })
  const least = 3
  const xOf = (rank: number): number =>
    left + ((rank - (across ?? whole()).from) / ((across ?? whole()).to - (across ?? whole()).from)) * (size.width - left)
  const yOf = (rank: number): number =>
    size.height - bottom - ((rank - (up ?? whole()).from) / ((up ?? whole()).to - (up ?? whole()).from)) * (size.height - bottom)
  const rankAt = (x: number, y: number): readonly [number, number] => {
    const [a, u] = [across ?? whole(), up ?? whole()]
    return [
      a.from + ((Math.max(left, x) - left) / Math.max(1, size.width - left)) * (a.to - a.from),
      u.from + ((size.height - bottom - Math.min(size.height - bottom, y)) / Math.max(1, size.height - bottom)) * (u.to - u.from),
    ]
  }

  /** Points whose box may reach into some ranks of observation: of those sorted by that, from and to. */
  const within = (s: OrderScene, order: Uint32Array, from: number, to: number): readonly [number, number] => [
    firstFrom(order, s.points.observed, from - s.points.mostTied),
    firstFrom(order, s.points.observed, to),
  ]

  const paintPoints = (r: Raster, s: OrderScene, order: Uint32Array, ink: Ink, thick: number, scale: number): void => {
    const { observed, processed, tied } = s.points
    const [a, u] = [across ?? whole(), up ?? whole()]
    const perX = ((size.width - left) * scale) / (a.to - a.from)
    const perY = ((size.height - bottom) * scale) / (u.to - u.from)
    const [begin, end] = within(s, order, a.from, a.to)
    for (let k = begin; k < end; k++) {
      const i = order[k]!
      if (s.isIn !== null && s.isIn[i] === 0) continue
      const x0 = Math.round((observed[i]! - a.from) * perX)
      const x1 = Math.round((observed[i]! + tied[i]! - a.from) * perX)
      const y0 = Math.round(r.height - (processed[i]! + 1 - u.from) * perY)
      const y1 = Math.round(r.height - (processed[i]! - u.from) * perY)
      fillRect(r, x0, y0, Math.max(x0 + thick, x1), Math.max(y0 + thick, y1), ink)
    }
  }

  /** What kept its order first, so that what did not lies above it. */
  const paintAllPoints = (r: Raster, s: OrderScene, scale: number): void => {
    const { palette, points } = s
    const kept: Ink = { main: blend(palette.word['--panel'], palette.word['--good'], 0.7), second: 0, pattern: 'solid' }
    const late: Ink = { main: palette.word['--warn'], second: 0, pattern: 'solid' }
    paintPoints(r, s, points.byObserved, kept, Math.ceil(scale), scale)
    paintPoints(r, s, points.lateByObserved, late, Math.ceil(2 * scale), scale)
  }

  const paintAll = ({ base: c, scale, width, height }: Surface, scene: OrderScene): void => {
    c.setTransform(scale, 0, 0, scale, 0, 0)
    const [w, h] = [Math.round((width - left) * scale), Math.round((height - bottom) * scale)]
    if (w <= 0 || h <= 0) return
    if (image === null || image.width !== w || image.height !== h) image = new ImageData(w, h)
    const r = raster(w, h, new Uint32Array(image.data.buffer))
    r.pixels.fill(scene.palette.word['--panel'])
    paintAllPoints(r, scene, scale)
    const { css } = scene.palette
    c.fillStyle = css['--panel']
    c.fillRect(0, 0, width, height)
    c.putImageData(image, Math.round(left * scale), 0)
    paintAxes(c, css)
  }

  const paintAxes = (c: CanvasRenderingContext2D, css: Palette['css']): void => {
    c.save()
    c.beginPath()
    c.rect(left, 0, size.width - left, size.height - bottom)
    c.clip()
    c.strokeStyle = css['--accent']
    c.globalAlpha = 0.5
    c.setLineDash([6, 4])
    c.beginPath()
    c.moveTo(xOf(0), yOf(0))
    c.lineTo(xOf(whole().to), yOf(whole().to))
    c.stroke()
    c.restore()
    c.fillStyle = css['--line']
    c.fillRect(left, size.height - bottom, size.width - left, 1)
    c.fillRect(left, 0, 1, size.height - bottom)
    c.font = smallFont
    c.fillStyle = css['--dim']
    c.textBaseline = 'middle'
    c.textAlign = 'center'
    const [a, u] = [across ?? whole(), up ?? whole()]
    for (const rank of roundRanks(a, Math.max(2, size.width / 110))) {
      c.fillRect(Math.round(xOf(rank)), size.height - bottom, 1, 4)
      if (xOf(rank) < size.width - 20) c.fillText(rank.toLocaleString('en'), xOf(rank), size.height - bottom + 11)
    }
    c.textAlign = 'right'
    for (const rank of roundRanks(u, Math.max(2, size.height / 60))) {
      c.fillRect(left - 4, Math.round(yOf(rank)), 4, 1)
      if (yOf(rank) > 30) c.fillText(rank.toLocaleString('en'), left - 7, yOf(rank))
    }
    c.textAlign = 'left'
    c.fillText('processed', 4, 10)
    c.textAlign = 'right'
    c.fillText('rank by observation', size.width - 8, size.height - 9)
  }

  const paintOver = ({ over: c }: Surface): boolean => {
    if (scene === null || (scene.selected.length === 0 && scene.hovered === null)) return false
    const { points, palette, selected, hovered } = scene
    c.strokeStyle = palette.css['--accent']
    const ring = (i: number, width: number): void => {
      if (points.observed[i] === 0 || points.processed[i] === 0) return
      const [x0, x1] = [xOf(points.observed[i]!), xOf(points.observed[i]! + points.tied[i]!)]
      const [y0, y1] = [yOf(points.processed[i]! + 1), yOf(points.processed[i]!)]
      c.lineWidth = width
      c.strokeRect(Math.max(left, x0 - 3), y0 - 3, Math.max(6, x1 - x0 + 6), Math.max(6, y1 - y0 + 6))
    }
    for (const i of selected) ring(i, 2)
    if (hovered !== null) ring(hovered, 1)
    return true
  }

  return {
    paintBase(surface) {
      size = { width: surface.width, height: surface.height }
      if (scene === null) return 'nothing'
      paintAll(surface, scene)
      return 'exact'
    },
    paintOver,
    show(next) {
      if (next.points !== scene?.points) across = up = null
      scene = next
    },
    hit(x, y) {
      if (scene === null) return null
      const { points, isIn } = scene
      const { observed, processed, tied, byObserved } = points
      let best: number | null = null
      let nearest = slack
      const [begin, end] = within(scene, byObserved, rankAt(x - slack, y)[0], rankAt(x + slack, y)[0] + 1)
      for (let k = begin; k < end; k++) {
        const i = byObserved[k]!
        if (isIn !== null && isIn[i] === 0) continue
        const dy = Math.max(0, yOf(processed[i]! + 1) - y, y - yOf(processed[i]!))
        if (dy > nearest) continue
        const dx = Math.max(0, xOf(observed[i]!) - x, x - xOf(observed[i]! + tied[i]!))
        const distance = Math.hypot(dx, dy)
        if (distance > nearest || (distance === nearest && best !== null && i < best)) continue
        nearest = distance
        best = i
      }
      return best
    },
    zoom(factor, x, y) {
      const [a, u] = rankAt(x, y)
      across = zoomed(across ?? whole(), factor, a, whole(), least)
      up = zoomed(up ?? whole(), factor, u, whole(), least)
    },
    pan(dx, dy) {
      const [a, u] = [across ?? whole(), up ?? whole()]
      across = moved(a, (-dx / Math.max(1, size.width - left)) * (a.to - a.from), whole())
      up = moved(u, (dy / Math.max(1, size.height - bottom)) * (u.to - u.from), whole())
    },
    whole() {
      across = up = null
    },
  }
}

/** First place of a list sorted by rank whose rank is at least `rank`. */
function firstFrom(order: Uint32Array, ranks: Uint32Array, rank: number): number {
  let [lo, hi] = [0, order.length]
  while (lo < hi) {
    const mid = (lo + hi) >>> 1
    if (ranks[order[mid]!]! < rank) lo = mid + 1
    else hi = mid
  }
  return lo
}

/** Whole ranks at round steps. */
function roundRanks(span: Span, most: number): readonly number[] {
  const rough = Math.max(1, (span.to - span.from) / most)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = Math.max(1, ([1, 2, 5, 10].find((m) => m * power >= rough) ?? 10) * power)
  const first = Math.ceil(span.from / step)
  return Array.from({ length: Math.max(0, Math.floor(span.to / step) - first + 1) }, (_, k) => (first + k) * step)
}
