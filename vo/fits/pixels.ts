import { fail, ok, type Result } from '../result.ts'
import type { Hdu } from './file.ts'
import { shapeOf, wholeSection, type ImageShape, type Pixels, type Section } from './image-shape.ts'
import { fitsLimits } from './limits.ts'
import { newPixels, swapBytes, type PixelArray } from './pixel-array.ts'
import { compressedSection } from './tiles.ts'

/** Stored pixels of a section (default: all). Fails for sections outside the image or of more than `fitsLimits.pixels`, and damaged tiles. */
export function storedPixels(hdu: Hdu, section?: Section): Result<Pixels> {
  const shape = shapeOf(hdu)
  if (!shape.ok) return shape
  const box = section ?? wholeSection(shape.value)
  const axes = box.end.map((end, i) => end - (box.start[i] ?? 0))
  const inside =
    box.start.length === shape.value.axes.length &&
    axes.length === box.start.length &&
    shape.value.axes.every((length, i) => Number.isInteger(box.start[i]) && box.start[i]! >= 0 && axes[i]! > 0 && box.end[i]! <= length)
  if (!inside)
    return fail(`the section [${box.start.join(', ')}] to [${box.end.join(', ')}] is not inside the image of ${shape.value.axes.join(' x ')} pixels`)
  const count = axes.reduce((product, axis) => product * axis, 1)
  if (count > fitsLimits.pixels)
    return fail(`${count} pixels are more than the limit of ${fitsLimits.pixels} that are decoded together; ask for a section`)
  if (hdu.kind === 'compressed') return compressedSection(hdu, shape.value, box)
  const data = newPixels(shape.value.bitpix, count)
  copyRows(hdu.data, shape.value, box, axes, new Uint8Array(data.buffer))
  swapBytes(data)
  return ok({ axes, data })
}

/**
 * Physical values of a section (default: all): bzero + bscale · stored; NaN where the pixel is blank. Float32Array for BITPIX 8, 16 and -32
 * (exact for unscaled and unsigned 16-bit ones), else Float64Array (64-bit whole numbers beyond 2^53 are rounded).
 */
export function physicalPixels(hdu: Hdu, section?: Section): Result<Pixels<Float32Array | Float64Array>> {
  const shape = shapeOf(hdu)
  if (!shape.ok) return shape
  const stored = storedPixels(hdu, section)
  if (!stored.ok) return stored
  const { axes, data } = stored.value
  return ok({ axes, data: toPhysical(data, shape.value) })
}

/** See physicalPixels. Reals without scaling are passed on, not copied. */
export function toPhysical(data: PixelArray, { bscale, bzero, blank }: Pick<ImageShape, 'bscale' | 'bzero' | 'blank'>): Float32Array | Float64Array {
  const plain = bscale === 1 && bzero === 0
  if (plain && (data instanceof Float32Array || data instanceof Float64Array)) return data
  const single = data instanceof Uint8Array || data instanceof Int16Array || data instanceof Float32Array
  const out = single ? new Float32Array(data.length) : new Float64Array(data.length)
  if (data instanceof BigInt64Array) {
    const none = blank === null ? null : BigInt(blank)
    for (let i = 0; i < data.length; i++) out[i] = data[i] === none ? NaN : bzero + bscale * Number(data[i])
  } else {
    for (let i = 0; i < data.length; i++) out[i] = data[i] === blank ? NaN : bzero + bscale * data[i]!
  }
  return out
}

function copyRows(source: Uint8Array, shape: ImageShape, box: Section, axes: readonly number[], out: Uint8Array): void {
  const width = Math.abs(shape.bitpix) / 8
  const rowBytes = axes[0]! * width
  const rows = axes.slice(1).reduce((product, axis) => product * axis, 1)
  const at = [...box.start]
  for (let row = 0; row < rows; row++) {
    let pixel = 0
    for (let axis = shape.axes.length - 1; axis >= 0; axis--) pixel = pixel * shape.axes[axis]! + at[axis]!
    out.set(source.subarray(pixel * width, pixel * width + rowBytes), row * rowBytes)
    for (let axis = 1; axis < at.length; axis++) {
      at[axis]!++
      if (at[axis]! < box.end[axis]!) break
      at[axis] = box.start[axis]!
    }
  }
}
