import type { Pattern } from './condition.ts'

/** Pixels that the drawings write into, row by row, as ImageData holds them (RGBA bytes, read as little-endian words). */
export interface Raster {
  readonly width: number
  readonly height: number
  readonly pixels: Uint32Array
}

export function raster(width: number, height: number, pixels = new Uint32Array(width * height)): Raster {
  return { width, height, pixels }
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
    const at = y * r.width
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
