import type { Pattern } from './condition.ts'

/** Pixels that the drawings write into, row by row, as ImageData holds them (RGBA bytes, read as little-endian words). */
export interface Raster {
  readonly width: number
  readonly height: number
  /** Words from one row to the next: more than `width` where it is a part of a larger raster. */
  readonly stride: number
  readonly pixels: Uint32Array
}

export function raster(width: number, height: number, pixels = new Uint32Array(width * height)): Raster {
  return { width, height, stride: width, pixels }
}

/** A part of a raster (whole pixels, cut at the edges) as a raster of its own: what is painted in it appears in the larger one. */
export function partOf(r: Raster, x: number, y: number, width: number, height: number): Raster {
  const [left, top] = [Math.min(r.width, Math.max(0, x)), Math.min(r.height, Math.max(0, y))]
  return {
    width: Math.max(0, Math.min(r.width - left, width)),
    height: Math.max(0, Math.min(r.height - top, height)),
    stride: r.stride,
    pixels: r.pixels.subarray(top * r.stride + left),
  }
}

/** Fills all of a raster with one word. */
export function fillAll(r: Raster, word: number): void {
  if (r.stride === r.width) r.pixels.fill(word, 0, r.width * r.height)
  else for (let y = 0; y < r.height; y++) r.pixels.fill(word, y * r.stride, y * r.stride + r.width)
}

/** Copies a small picture to whole pixels from (x, y), cut at the edges. */
export function blit(r: Raster, picture: Raster, x: number, y: number): void {
  const [left, right] = [Math.max(0, -x), Math.min(picture.width, r.width - x)]
  for (let row = Math.max(0, -y); row < Math.min(picture.height, r.height - y); row++)
    for (let k = left; k < right; k++) r.pixels[(y + row) * r.stride + x + k] = picture.pixels[row * picture.stride + k]!
}

/** Two inks of a bar: its own, and the one between the strokes of its pattern. Words as in `Raster`. */
export interface Ink {
  readonly main: number
  readonly second: number
  readonly pattern: Pattern
}

/** '#rrggbb' as an opaque word; every processor that runs a browser is little-endian. */
export function inkOf(hex: string): number {
  const v = Number.parseInt(hex.slice(1, 7), 16)
  return (0xff000000 | ((v & 0xff) << 16) | (v & 0xff00) | (v >>> 16)) >>> 0
}

/** A word between two, by t in 0–1 (per channel). */
export function blend(a: number, b: number, t: number): number {
  const mix = (shift: number): number => Math.round(((a >>> shift) & 255) * (1 - t) + ((b >>> shift) & 255) * t) << shift
  return (0xff000000 | mix(16) | mix(8) | mix(0)) >>> 0
}

/** Fills whole pixels [x0, x1) × [y0, y1), cut at the edges. Patterns hold to the screen, in steps of `unit` px, and need 4 px to be told: below, the main ink. */
export function fillRect(r: Raster, x0: number, y0: number, x1: number, y1: number, ink: Ink, unit = 1): void {
  // the hot path of every drawing: hundreds of thousands of one-pixel bars a frame, so no arrays here, and no call for a few pixels
  const left = x0 < 0 ? 0 : x0
  const right = x1 > r.width ? r.width : x1
  const top = y0 < 0 ? 0 : y0
  const bottom = y1 > r.height ? r.height : y1
  if (left >= right || top >= bottom) return
  const { pixels } = r
  const { main } = ink
  const isPlain = ink.pattern === 'solid' || x1 - x0 < 4 * unit || y1 - y0 < 4 * unit
  for (let y = top; y < bottom; y++) {
    const at = y * r.stride
    if (isPlain) {
      if (right - left > 16) pixels.fill(main, at + left, at + right)
      else for (let k = at + left; k < at + right; k++) pixels[k] = main
      continue
    }
    for (let x = left; x < right; x++) {
      const isEdge = x < x0 + unit || x >= x1 - unit || y < y0 + unit || y >= y1 - unit
      pixels[at + x] = isEdge || isStroke(ink.pattern, Math.floor(x / unit), Math.floor(y / unit)) ? main : ink.second
    }
  }
}

/** Lays `share` (0 to 1) of a word over whole pixels [x0, x1) × [y0, y1), cut at the edges. */
export function tintRect(r: Raster, x0: number, y0: number, x1: number, y1: number, word: number, share: number): void {
  const [left, right] = [Math.max(0, x0), Math.min(r.width, x1)]
  const part = Math.round(share * 256)
  for (let y = Math.max(0, y0); y < Math.min(r.height, y1); y++)
    for (let at = y * r.stride + left; at < y * r.stride + right; at++) r.pixels[at] = over(r.pixels[at]!, word, part)
}

/** `part` 256ths of an opaque word over another one: like `blend`, for many pixels a frame. */
export function over(under: number, word: number, part: number): number {
  const rest = 256 - part
  // red and blue at once, as green lies between them
  const outer = ((Math.imul(under & 0xff00ff, rest) + Math.imul(word & 0xff00ff, part)) >>> 8) & 0xff00ff
  const inner = ((Math.imul(under & 0xff00, rest) + Math.imul(word & 0xff00, part)) >>> 8) & 0xff00
  return (0xff000000 | outer | inner) >>> 0
}

function isStroke(pattern: Pattern, x: number, y: number): boolean {
  switch (pattern) {
    case 'solid':
      return true
    case 'up':
      return (x + y) % 4 < 2
    case 'down':
      return (((x - y) % 6) + 6) % 6 < 2
    case 'cross':
      return (x + y) % 4 === 0 || (((x - y) % 4) + 4) % 4 === 0
    case 'dots':
      return x % 3 === 0 && y % 3 === 0
    case 'outline':
      return false
  }
}
