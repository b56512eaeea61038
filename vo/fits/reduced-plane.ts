import { fail, ok, type Result } from '../result.ts'
import type { Hdu } from './file.ts'
import { shapeOf, type ImageShape, type Section } from './image-shape.ts'
import { physicalPixels } from './pixels.ts'
import type { CutRule, Plane } from './render.ts'
import { cutsFor } from './render.ts'
import type { Cuts } from './cuts.ts'

/** A plane of an image as a picture needs it: means of blocks, and what cuts are found from. The image's own pixels are not kept. */
export interface ReducedPlane {
  /** Size of the plane itself, pixels. */
  readonly width: number
  readonly height: number
  /** Image pixels per pixel of `small`, along each axis. */
  readonly factor: number
  /** Means of blocks of factor × factor pixels, values that are none left out; the pixels themselves for a factor of 1. */
  readonly small: Plane
  /** Some of the image's own pixels, evenly taken; all of them for a factor of 1. */
  readonly sample: ArrayLike<number>
  /** Least and greatest finite value of all pixels; null where there is none. */
  readonly range: Cuts | null
}

/** Pixels decoded at a time: 32 MB as doubles. */
const stripPixels = 4_194_304
/** Pixels kept for cuts, about. */
const samplePixels = 1_000_000

/**
 * Reads a plane (0-based, counted through all axes beyond the second) in strips, so that memory follows the picture (its longer side is at most
 * `size`) and not the image. Fails for HDUs without image, planes that are not there, and damaged tiles.
 */
export function reducedPlane(hdu: Hdu, plane: number, size: number): Result<ReducedPlane> {
  const shape = shapeOf(hdu)
  if (!shape.ok) return shape
  const { axes } = shape.value
  const [width, height] = [axes[0] ?? 1, axes[1] ?? 1]
  const planes = axes.slice(2).reduce((n, a) => n * a, 1)
  if (!Number.isInteger(plane) || plane < 0 || plane >= planes) return fail(`plane ${plane} is not one of the ${planes} planes of HDU ${hdu.index}`)
  const factor = Math.max(1, Math.ceil(Math.max(width, height) / size))
  const rows = Math.max(factor, factor * Math.floor(stripPixels / width / factor))
  const out: [number, number] = [Math.ceil(width / factor), Math.ceil(height / factor)]
  const stride = Math.max(1, Math.floor((width * height) / samplePixels)) | 1
  const whole = factor === 1
  // pixels that are singles stay so: half the memory
  const single = whole && [8, 16, -32].includes(shape.value.bitpix)
  const small = single ? new Float32Array(out[0] * out[1]) : new Float64Array(out[0] * out[1])
  const counts = whole ? null : new Uint32Array(out[0] * out[1])
  const sample = new Float64Array(whole ? 0 : Math.ceil((width * height) / stride))
  const range = { low: Infinity, high: -Infinity }
  let [taken, next] = [0, 0]
  for (let y0 = 0; y0 < height; y0 += rows) {
    const strip = physicalPixels(hdu, sectionOf(shape.value, plane, y0, Math.min(height, y0 + rows)))
    if (!strip.ok) return strip
    const { data } = strip.value
    widen(range, data)
    if (counts === null) {
      small.set(data, y0 * width)
      continue
    }
    const from = y0 * width
    for (; next < from + data.length; next += stride) sample[taken++] = data[next - from]!
    addBlocks(data, width, y0, factor, small, counts, out[0])
  }
  if (counts !== null) for (let i = 0; i < small.length; i++) small[i] = counts[i] === 0 ? NaN : small[i]! / counts[i]!
  return ok({
    width,
    height,
    factor,
    small: { width: out[0], height: out[1], data: small },
    sample: whole ? small : sample.subarray(0, taken),
    range: range.low <= range.high ? range : null,
  })
}

/** Widens a range by the finite values: in locals of a small function, for the loop sees every pixel of the image. */
function widen(range: { low: number; high: number }, data: Float32Array | Float64Array): void {
  let { low, high } = range
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!
    if (value < low && value > -Infinity) low = value
    if (value > high && value < Infinity) high = value
  }
  range.low = low
  range.high = high
}

/** Adds the values that there are to the sums of their blocks; the part of a row within a block is summed in locals. */
function addBlocks(
  data: Float32Array | Float64Array,
  width: number,
  y0: number,
  factor: number,
  sums: Float32Array | Float64Array,
  counts: Uint32Array,
  outWidth: number,
): void {
  const height = data.length / width
  for (let y = 0; y < height; y++) {
    let out = Math.floor((y0 + y) / factor) * outWidth
    const end = (y + 1) * width
    for (let at = y * width; at < end; out++) {
      const stop = Math.min(end, at + factor)
      let count = 0
      for (let sum = sums[out]!; ; at++) {
        if (at === stop) {
          sums[out] = sum
          break
        }
        const value = data[at]!
        if (Number.isNaN(value)) continue
        sum += value
        count++
      }
      counts[out]! += count
    }
  }
}

/** Cuts of a reduced plane: 100 % is the least and greatest of all its pixels, the other rules look at the sample. */
export function cutsOfPlane(plane: ReducedPlane, rule: CutRule): Cuts {
  if (rule !== 'zscale' && 'percent' in rule && rule.percent >= 100 && plane.range !== null && plane.range.low < plane.range.high) return plane.range
  return cutsFor(plane.sample, rule)
}

/** Value of one pixel (0-based) of a plane; NaN for a blank one and outside the image. */
export function pixelAt(hdu: Hdu, plane: number, x: number, y: number): number {
  const shape = shapeOf(hdu)
  if (!shape.ok || x < 0 || y < 0 || x >= (shape.value.axes[0] ?? 1) || y >= (shape.value.axes[1] ?? 1)) return NaN
  const { start, end } = sectionOf(shape.value, plane, y, y + 1)
  const pixel = physicalPixels(hdu, { start: start.with(0, x), end: end.with(0, x + 1) })
  return pixel.ok ? (pixel.value.data[0] ?? NaN) : NaN
}

/** Pixels [x0, x1) × [y0, y1) of a plane (0-based). Fails where they are not inside the image. */
export function planePart(hdu: Hdu, plane: number, x0: number, y0: number, x1: number, y1: number): Result<Plane> {
  const shape = shapeOf(hdu)
  if (!shape.ok) return shape
  const { start, end } = sectionOf(shape.value, plane, y0, y1)
  const part = physicalPixels(hdu, { start: start.with(0, x0), end: end.with(0, x1) })
  return part.ok ? ok({ width: x1 - x0, height: y1 - y0, data: part.value.data }) : part
}

/** Rows [y0, y1) of a plane as a section of the image. */
function sectionOf({ axes }: ImageShape, plane: number, y0: number, y1: number): Section {
  const start = axes.map(() => 0)
  const end = axes.map((n) => n)
  if (axes.length > 1) [start[1], end[1]] = [y0, y1]
  let rest = plane
  for (let k = 2; k < axes.length; k++) {
    start[k] = rest % axes[k]!
    end[k] = start[k]! + 1
    rest = Math.floor(rest / axes[k]!)
  }
  return { start, end }
}
