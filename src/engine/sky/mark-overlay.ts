import type { FootprintSet } from './footprint-set.ts'
import { traceRing } from './outline.ts'
import type { ViewModel } from './view-model.ts'

/** Some rings of a set. */
export interface Rings {
  readonly set: FootprintSet
  readonly rings: readonly number[]
}

/** What is drawn by hand above all layers: a few rings at most. */
export interface Marks {
  /** The searched region; hatched where the answer was cut short. */
  readonly outline: { readonly set: FootprintSet; readonly truncated: boolean } | null
  readonly selection: Rings | null
  readonly hover: Rings | null
  /** A region that is being drawn. */
  readonly sketch: FootprintSet | null
}

export interface MarkOverlay {
  readonly canvas: HTMLCanvasElement
  draw(view: ViewModel, marks: Marks): void
}

export function markOverlay(): MarkOverlay {
  const canvas = document.createElement('canvas')
  canvas.style.cssText = 'position:absolute;inset:0;width:100%;height:100%;pointer-events:none'
  let hatching: CanvasPattern | string | null = null
  return {
    canvas,
    draw(view, { outline, selection, hover, sketch }) {
      const c = fitted(canvas, view)
      if (c === null) return
      if (outline !== null) {
        trace(c, view, allOf(outline.set))
        if (outline.truncated) {
          hatching ??= hatch(c)
          c.fillStyle = hatching
          c.fill()
        }
        c.setLineDash([6, 4])
        stroke(c, 1.5, 'rgba(255,255,255,.9)')
        c.setLineDash([])
      }
      if (selection !== null) halo(c, view, selection, 2, '#ffffff', 'rgba(255,255,255,.10)')
      if (hover !== null) halo(c, view, hover, 1.5, '#7dd3fc', 'rgba(125,211,252,.12)')
      if (sketch === null) return
      trace(c, view, allOf(sketch))
      c.fillStyle = 'rgba(125,211,252,.15)'
      c.fill()
      stroke(c, 2, '#7dd3fc')
    },
  }
}

function fitted(canvas: HTMLCanvasElement, view: ViewModel): CanvasRenderingContext2D | null {
  const ratio = devicePixelRatio
  const [w, h] = [Math.round(view.width * ratio), Math.round(view.height * ratio)]
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w
    canvas.height = h
  }
  const c = canvas.getContext('2d')
  c?.setTransform(ratio, 0, 0, ratio, 0, 0)
  c?.clearRect(0, 0, view.width, view.height)
  return c
}

/** All rings of a set. */
export function allOf(set: FootprintSet): Rings {
  return { set, rings: Array.from({ length: set.rings }, (_, k) => k) }
}

function trace(c: CanvasRenderingContext2D, view: ViewModel, { set, rings }: Rings): void {
  c.beginPath()
  for (const k of rings) traceRing(c, view, set, k)
}

function stroke(c: CanvasRenderingContext2D, width: number, color: string): void {
  c.lineWidth = width
  c.strokeStyle = color
  c.stroke()
}

/** Light above dark: seen on black sky and on bright footprints. */
function halo(c: CanvasRenderingContext2D, view: ViewModel, rings: Rings, width: number, color: string, fill: string): void {
  trace(c, view, rings)
  c.fillStyle = fill
  c.fill()
  stroke(c, width + 2, 'rgba(0,0,0,.65)')
  stroke(c, width, color)
}

function hatch(c: CanvasRenderingContext2D): CanvasPattern | string {
  const plain = 'rgba(255,255,255,.08)'
  const tile = document.createElement('canvas')
  tile.width = tile.height = 12
  const t = tile.getContext('2d')
  if (t === null) return plain
  // dark below light, three times across the corners: seen on black sky and on bright footprints, without a seam
  for (const [width, color] of [
    [4, 'rgba(0,0,0,.55)'],
    [1.5, 'rgba(255,205,90,.95)'],
  ] as const) {
    t.strokeStyle = color
    t.lineWidth = width
    t.beginPath()
    for (const shift of [-12, 0, 12]) {
      t.moveTo(shift - 2, 14)
      t.lineTo(shift + 14, -2)
    }
    t.stroke()
  }
  return c.createPattern(tile, 'repeat') ?? plain
}
