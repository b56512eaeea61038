import { colourTable, type ColourMap } from './colour-map.ts'
import { percentileCuts, zscaleCuts, type Cuts } from './cuts.ts'

/** How values between the cuts become brightness. */
export type Stretch = 'linear' | 'log' | 'sqrt' | 'asinh'
export const stretches: readonly Stretch[] = ['linear', 'log', 'sqrt', 'asinh']

/** How the cuts are found: zscale, a percentage of the values kept (the middle 99.5 %), or given. */
export type CutRule = 'zscale' | { readonly percent: number } | Cuts

/** A plane of pixels, x fastest, FITS order: the first row is the lowest. */
export interface Plane {
  readonly width: number
  readonly height: number
  readonly data: ArrayLike<number>
}

/** A picture: RGBA, the first row is the top one (ImageData, PNG). */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly rgba: Uint8ClampedArray<ArrayBuffer>
}

export interface RenderOptions {
  readonly stretch?: Stretch
  readonly cuts?: CutRule
  readonly colours?: ColourMap
  readonly invert?: boolean
}

/** Cuts after a rule; 0 to 1 for an image without values. */
export function cutsFor(data: ArrayLike<number>, rule: CutRule): Cuts {
  const found =
    rule === 'zscale' ? zscaleCuts(data) : 'percent' in rule ? percentileCuts(data, (100 - rule.percent) / 2, (100 + rule.percent) / 2) : rule
  return found ?? { low: 0, high: 1 }
}

/** Brightness 0…1 of a share t = (value − low) / (high − low) of the span, clamped. log and asinh are those of astropy.visualization (a = 1000 and 0.1). */
export function stretched(t: number, stretch: Stretch): number {
  const x = t < 0 ? 0 : t > 1 ? 1 : t
  switch (stretch) {
    case 'linear':
      return x
    case 'sqrt':
      return Math.sqrt(x)
    case 'log':
      return Math.log1p(1000 * x) / logTop
    case 'asinh':
      return Math.asinh(x * 10) / asinhTop
  }
}
const logTop = Math.log(1001)
const asinhTop = Math.asinh(10)

/** Draws a plane: north-up files come out north up (rows are turned). Pixels without value are transparent. */
export function render(plane: Plane, options: RenderOptions = {}): Picture {
  const { width, height, data } = plane
  const { low, high } = cutsFor(data, options.cuts ?? 'zscale')
  const table = colourTable(options.colours ?? 'gray', options.invert ?? false)
  const curve = stretchTable(options.stretch ?? 'linear')
  const rgba = new Uint8ClampedArray(width * height * 4)
  const scale = (curve.length - 1) / (high - low)
  for (let y = 0; y < height; y++) {
    let out = (height - 1 - y) * width * 4
    for (let x = 0; x < width; x++, out += 4) {
      const value = data[y * width + x]!
      if (Number.isNaN(value)) continue
      const place = (value - low) * scale
      const colour = curve[place <= 0 ? 0 : place >= curve.length - 1 ? curve.length - 1 : Math.round(place)]! * 3
      rgba[out] = table[colour]!
      rgba[out + 1] = table[colour + 1]!
      rgba[out + 2] = table[colour + 2]!
      rgba[out + 3] = 255
    }
  }
  return { width, height, rgba }
}

/** The stretch as a table of colour indices: finer than 8 bits, so that steep starts stay smooth. */
function stretchTable(stretch: Stretch): Uint8Array {
  const table = new Uint8Array(16_384)
  for (let i = 0; i < table.length; i++) table[i] = Math.round(255 * stretched(i / (table.length - 1), stretch))
  return table
}

/** A plane made smaller so that its longer side is at most `size`: means of whole blocks of pixels, those without value left out (never made larger). */
export function downsample(plane: Plane, size: number): Plane {
  const factor = Math.max(1, Math.ceil(Math.max(plane.width, plane.height) / size))
  if (factor === 1) return plane
  const [width, height] = [Math.ceil(plane.width / factor), Math.ceil(plane.height / factor)]
  const sums = new Float64Array(width * height)
  const counts = new Uint32Array(width * height)
  for (let y = 0; y < plane.height; y++) {
    const row = Math.floor(y / factor) * width
    for (let x = 0; x < plane.width; x++) {
      const value = plane.data[y * plane.width + x]!
      if (Number.isNaN(value)) continue
      const out = row + Math.floor(x / factor)
      sums[out]! += value
      counts[out]!++
    }
  }
  for (let i = 0; i < sums.length; i++) sums[i] = counts[i] === 0 ? NaN : sums[i]! / counts[i]!
  return { width, height, data: sums }
}
