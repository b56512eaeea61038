import { skyToFace } from '../../vo/hips/face.ts'
import { tilePlace, tileSkyInto, tileWidth } from '../../vo/hips/tile.ts'
import { separation, skyPos, type SkyPos } from '../../vo/sky/sky-pos.ts'
import { bandFacts, nanojansky, type Band } from './bands.ts'
import { cosmos } from './cadence.ts'
import { paint, type Canvas, type Psf } from './paint.ts'
import { deepRadius, deepStack } from './plan.ts'
import { demoSeed, hash, normalQuantiles, Random } from './random.ts'
import { coaddNoise, coaddSeeing } from './render.ts'
import { brightness } from './sky.ts'
import type { DemoWorld } from './world.ts'

/** Deepest order of the demo's HiPS: pixels of 0.40″. */
export const hipsOrder = 10
/** Pixel of an order-9 tile: the scale on which the pictures' stretch is made. */
const normalPixel = 0.805
const deepCenter: SkyPos = skyPos(cosmos.ra, cosmos.dec)

/** Faintest r drawn at an order: below it an object is lost in the pixel's noise. */
const limits = [12, 12.5, 13.2, 14.2, 15.8, 18, 20.4, 22.6, 24.6, 26.4, 26.8] as const

/**
 * One tile of the deep coadd in some bands: surface brightness in nJy/arcsec², 512 × 512 row by row from the top of the picture; NaN outside the deep
 * field. Null for a tile that lies outside it altogether.
 */
export function deepTile(world: DemoWorld, order: number, npix: number, bands: readonly Band[]): readonly Float32Array[] | null {
  const place = tilePlace(order, npix)
  const at = new Float64Array(8)
  tileSkyInto(place, tileWidth / 2, tileWidth / 2, at, 0)
  const center = skyPos(at[0]!, at[1]!)
  let reach = 0
  for (const [column, row] of [
    [0, 0],
    [tileWidth, 0],
    [0, tileWidth],
    [tileWidth, tileWidth],
  ] as const) {
    tileSkyInto(place, column, row, at, 2)
    reach = Math.max(reach, separation(center, skyPos(at[2]!, at[3]!)))
  }
  if (separation(center, deepCenter) > reach + deepRadius) return null
  const mask = separation(center, deepCenter) + reach < deepRadius ? new Uint8Array(tileWidth * tileWidth).fill(1) : insideMask(place, at)
  if (!mask.some((inside) => inside === 1)) return null
  const metric = metricAt(place, center, at)
  const area = Math.abs(metric[0] * metric[3] - metric[1] * metric[2])
  const limit = limits[Math.min(order, limits.length - 1)]!
  // A tile wider than the field needs the field's objects only.
  const [around, radius] = reach > deepRadius ? [deepCenter, deepRadius + 0.05] : [center, reach + 0.006]
  const objects = [...world.sky.objectsNear(around, radius, limit), ...(reach > deepRadius ? [] : world.sky.objectsNear(around, radius + 0.1, 11))]
  const known = new Set<number>()
  const placed = objects.flatMap((object) => {
    const spot = skyToFace(object.pos)
    if (known.has(object.id) || spot.face !== place.face) return []
    known.add(object.id)
    return [{ object, x: ((spot.y - place.y0) / place.step) * tileWidth - 0.5, y: ((spot.x - place.x0) / place.step) * tileWidth - 0.5 }]
  })
  return bands.map((band) => {
    const stack = deepStack(world.plan, band)
    const facts = bandFacts(band)
    const count = Math.max(1, stack.count)
    const noise = coaddNoise(facts.sky, facts.zeroPoint, count, area)
    const electrons = 10 ** (0.4 * (facts.zeroPoint - 31.4)) * 30 * count
    const middle = stack.first && stack.last ? (stack.first.mjdTai + stack.last.mjdTai) / 2 : null
    const canvas: Canvas = { nx: tileWidth, ny: tileWidth, data: new Float32Array(tileWidth * tileWidth), metric }
    const psf: Psf = { fwhm: coaddSeeing, halo: 0.012, spikes: 0.012, spikeAngle: 45 }
    for (const { object, x, y } of placed)
      paint(canvas, psf, object, x, y, nanojansky(object.mags[facts.index]!) * brightness(object, middle), 0.12 * noise)
    const { data } = canvas
    const random = new Random(hash(demoSeed, 51, order, npix, facts.index))
    for (let k = 0; k < data.length; k++) {
      const light = data[k]!
      const noisy = light + normalQuantiles[random.bits() >>> 16]! * Math.sqrt(noise * noise + Math.max(0, light) / electrons)
      data[k] = mask[k] === 1 ? noisy / area : NaN
    }
    return data
  })
}

function insideMask(place: ReturnType<typeof tilePlace>, at: Float64Array): Uint8Array {
  const mask = new Uint8Array(tileWidth * tileWidth)
  for (let row = 0; row < tileWidth; row++)
    for (let column = 0; column < tileWidth; column++) {
      tileSkyInto(place, column + 0.5, row + 0.5, at, 0)
      // near enough to the equator for a flat test of the bounding box first
      if (Math.abs(at[1]! - deepCenter.dec) < deepRadius && Math.abs(at[0]! - deepCenter.ra) < 1.1 * deepRadius)
        mask[row * tileWidth + column] = separation(skyPos(at[0]!, at[1]!), deepCenter) <= deepRadius ? 1 : 0
    }
  return mask
}

/** arcsec east and north per step in column and row, in the middle of a tile. */
function metricAt(place: ReturnType<typeof tilePlace>, center: SkyPos, at: Float64Array): Canvas['metric'] {
  const half = tileWidth / 2
  const cos = Math.cos((center.dec * Math.PI) / 180)
  const step = (column: number, row: number): readonly [number, number] => {
    tileSkyInto(place, half + column, half + row, at, 0)
    return [((((at[0]! - center.ra + 540) % 360) - 180) * cos * 3600) / 8, ((at[1]! - center.dec) * 3600) / 8]
  }
  const [ex, nx] = step(8, 0)
  const [ey, ny] = step(0, 8)
  return [ex, ey, nx, ny]
}

/** Colours of a tile from i, r, g (red, green, blue): one asinh curve for all three, so that a star keeps its colour up to white. Transparent outside. */
export function colourPicture([red, green, blue]: readonly Float32Array[], order: number): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(tileWidth * tileWidth * 4)
  if (red === undefined || green === undefined || blue === undefined) return rgba
  const curve = curveOf(order)
  for (let k = 0, p = 0; k < red.length; k++, p += 4) {
    if (Number.isNaN(red[k]!)) continue
    const r = 0.72 * red[k]!
    const g = green[k]!
    const b = 1.62 * blue[k]!
    const mean = (r + g + b) / 3
    const gain = mean <= 0 ? curve.slope : curve.level(mean) / mean
    // Beyond white a star bleaches, and a fifth of the colour is given up everywhere: M dwarfs are orange, not red.
    const top = Math.max(245, gain * Math.max(r, g, b)) / 245
    const pale = 0.18 + 0.5 * (1 - 1 / top)
    const white = pale * gain * mean + (1 - 1 / top) * pale * 60
    rgba[p] = ((1 - pale) * gain * r + white) / top + curve.floor
    rgba[p + 1] = ((1 - pale) * gain * g + white) / top + curve.floor
    rgba[p + 2] = ((1 - pale) * gain * b + white) / top + curve.floor + 2
    rgba[p + 3] = 255
  }
  return rgba
}

/** One band in grey, transparent outside. */
export function greyPicture(band: Float32Array, order: number, noise: number): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(tileWidth * tileWidth * 4)
  const curve = curveOf(order)
  for (let k = 0, p = 0; k < band.length; k++, p += 4) {
    const value = band[k]!
    if (Number.isNaN(value)) continue
    const scaled = value / noise
    const level = (scaled <= 0 ? curve.slope * scaled : curve.level(scaled)) + curve.floor
    rgba[p] = level
    rgba[p + 1] = level
    rgba[p + 2] = level
    rgba[p + 3] = 255
  }
  return rgba
}

/** The stretch at an order: wide pixels dilute stars in empty sky, so that the scale follows the pixel, though less than its area. */
function curveOf(order: number): { readonly slope: number; readonly floor: number; readonly level: (x: number) => number } {
  const pixel = normalPixel * 2 ** (9 - order)
  const soft = 26 * Math.min(1, normalPixel / pixel) ** 0.22
  const top = 235 / Math.asinh(2200 / 26)
  return { slope: top / soft, floor: 10, level: (x) => top * Math.asinh(x / soft) }
}
