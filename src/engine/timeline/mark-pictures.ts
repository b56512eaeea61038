import { deliveryWords, products } from '../../api/night.ts'
import type { Palette } from './palette.ts'
import { raster } from './raster.ts'
import type { Raster } from './raster.ts'

/** The marks of deliveries as small pictures, so that a frame copies them and draws no letters. */
export interface MarkPictures {
  /** Device px. */
  readonly side: number
  /** The mark of a product (index into `products`) in a state (index into `deliveryWords`); null where it has none. */
  of(product: number, state: number): Raster | null
}

const letters = ['A', 'I', 'C', 'P'] as const
/** CSS px. */
const side = 9

/** Draws all marks in the colours of a theme, once for a resolution of the screen (`scale` device px a CSS px). */
export function markPictures(palette: Palette, scale: number): MarkPictures {
  const px = Math.round(side * scale)
  const canvas = new OffscreenCanvas(px * products.length, px * deliveryWords.length)
  const c = canvas.getContext('2d', { willReadFrequently: true })
  if (c === null) return { side: px, of: () => null }
  c.scale(px / side, px / side)
  c.font = '8px system-ui, "DejaVu Sans", sans-serif'
  c.textAlign = 'center'
  c.textBaseline = 'middle'
  for (const state of deliveryWords.keys())
    if (state > 0) for (const k of products.keys()) drawMark(c, k * side, state * side, state, letters[k]!, palette.css)
  const all = c.getImageData(0, 0, canvas.width, canvas.height)
  const words = new Uint32Array(all.data.buffer)
  const pictures = deliveryWords.map((_, state) =>
    products.map((__, k): Raster => {
      const picture = raster(px, px)
      for (let y = 0; y < px; y++) picture.pixels.set(words.subarray((state * px + y) * all.width + k * px).subarray(0, px), y * px)
      return picture
    }),
  )
  return { side: px, of: (product, state) => (state === 0 ? null : (pictures[state]?.[product] ?? null)) }
}

/** Delivered: a full square with its letter. Failed: red, crossed out. Pending: an empty square. Withheld: a dashed one. Nothing: no mark. */
function drawMark(c: OffscreenCanvasRenderingContext2D, x: number, y: number, state: number, letter: string, css: Palette['css']): void {
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
