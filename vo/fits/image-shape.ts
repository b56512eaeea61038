import { fail, ok, type Result } from '../result.ts'
import { axesOf, type Hdu } from './file.ts'
import type { Bitpix, PixelArray } from './pixel-array.ts'

/** What an image HDU holds: physical = bzero + bscale · stored; stored = blank means no value (whole-number images only). */
export interface ImageShape {
  readonly bitpix: Bitpix
  /** Lengths of the axes, fastest (x) first. */
  readonly axes: readonly number[]
  readonly bscale: number
  readonly bzero: number
  readonly blank: number | null
}

/** A box of pixels: per axis [start, end), 0-based. */
export interface Section {
  readonly start: readonly number[]
  readonly end: readonly number[]
}

/** Pixels of a box: `axes` are its side lengths. */
export interface Pixels<T extends PixelArray = PixelArray> {
  readonly axes: readonly number[]
  readonly data: T
}

/** Shape of an image, compressed or not. Fails for HDUs that hold no image. */
export function shapeOf(hdu: Hdu): Result<ImageShape> {
  if (hdu.kind !== 'image' && hdu.kind !== 'compressed') return fail(`HDU ${hdu.index} holds no image`)
  const { header } = hdu
  const prefix = hdu.kind === 'compressed' ? 'Z' : ''
  const axes = axesOf(header, prefix)
  if (!axes.ok) return fail(`HDU ${hdu.index}: ${axes.error.message}`)
  if (axes.value.length === 0 || axes.value.includes(0)) return fail(`HDU ${hdu.index} has an image without pixels (${axes.value.join(' x ')})`)
  const bitpix = header.number(`${prefix}BITPIX`)
  if (!isBitpix(bitpix)) return fail(`HDU ${hdu.index}: ${prefix}BITPIX is ${bitpix ?? 'absent'}; 8, 16, 32, 64, -32 or -64 expected`)
  const blank = bitpix < 0 ? null : (header.number('BLANK') ?? (hdu.kind === 'compressed' ? header.number('ZBLANK') : null))
  return ok({ bitpix, axes: axes.value, bscale: header.number('BSCALE') ?? 1, bzero: header.number('BZERO') ?? 0, blank })
}

function isBitpix(value: number | null): value is Bitpix {
  return value !== null && [8, 16, 32, 64, -32, -64].includes(value)
}

/** The whole image as a section. */
export function wholeSection(shape: ImageShape): Section {
  return { start: shape.axes.map(() => 0), end: shape.axes }
}
