import { card, type Card } from '../../vo/fits/card.ts'
import { writeFits } from '../../vo/fits/write.ts'
import { Fault } from '../fault.ts'
import { nanojansky } from './bands.ts'
import { binning } from './camera.ts'
import { demoHeader } from './header.ts'
import { demoImage, type DemoImage } from './image.ts'
import { paint, type Canvas, type Psf } from './paint.ts'
import { coaddScale, deepStack } from './plan.ts'
import { demoSeed, hash, normalQuantiles, Random } from './random.ts'
import { fullWell, readNoise, toRaw } from './raw.ts'
import { brightness } from './sky.ts'
import { toPixel, toSky } from './tan.ts'
import { worldOf, type DemoWorld, type StarsPort } from './world.ts'

/** Visits that the templates were made of: a synthetic earlier season. */
export const templateVisits = 30
/** FWHM in arcsec of all coadds. */
export const coaddSeeing = 0.8

/**
 * The FITS file of a demo image, with the stars of the host: the same bytes for the same key each time. Throws a notFound Fault for a key that
 * names no demo image.
 */
export async function demoFits(key: string, port: StarsPort): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = renderFits(await worldOf(port), key)
  if (bytes === null) throw new Fault('notFound', `The demo survey has no image ${key.slice(0, 80)}.`, ['ID'])
  return bytes as Uint8Array<ArrayBuffer>
}

/** The FITS file of a demo image: the same bytes for the same key each time. Null for a key that names none. */
export function renderFits(world: DemoWorld, key: string): Uint8Array | null {
  const image = demoImage(world.plan, key)
  if (image === null) return null
  const { nx, ny } = image.pixels
  const drawn = drawPixels(world, image, key)
  const cards: Card[] = [...demoHeader(world.plan, image, key), ...drawn.cards]
  return writeFits([{ axes: [nx, ny], data: drawn.data, cards }])
}

/** Electrons that one nJy gives in a visit. */
function throughput(image: Extract<DemoImage, { visit: unknown }>): number {
  const { visit, band } = image
  return 10 ** (0.4 * (band.zeroPoint - band.extinction * (visit.airmass - 1) - visit.cloud - 31.4)) * visit.exposure
}

function drawPixels(world: DemoWorld, image: DemoImage, key: string): { data: Float32Array | Int16Array; cards: readonly Card[] } {
  const seed = hash(demoSeed, ...Array.from(key, (letter) => letter.charCodeAt(0)))
  return 'visit' in image ? drawVisit(world, image, seed) : drawCoadd(world, image, seed)
}

function canvasOf(image: DemoImage): Canvas {
  const { nx, ny, cd } = image.pixels
  return { nx, ny, data: new Float32Array(nx * ny), metric: [cd[0] * 3600, cd[1] * 3600, cd[2] * 3600, cd[3] * 3600] }
}

/** Paints the sky's objects (nJy per pixel). `factor` scales each object's mean flux: 1 for the mean sky, f(t) for a moment, f(t) − 1 for a difference. */
function paintSky(
  world: DemoWorld,
  image: DemoImage,
  canvas: Canvas,
  psf: Psf,
  limit: number,
  faint: number,
  mjd: number | null,
  difference: boolean,
): void {
  const { nx, ny } = canvas
  const center = toSky(image.pixels, (nx - 1) / 2, (ny - 1) / 2)
  const radius =
    (Math.hypot(nx, ny) / 2) * (Math.sqrt(Math.abs(image.pixels.cd[0] * image.pixels.cd[3] - image.pixels.cd[1] * image.pixels.cd[2])) as number)
  // Bright stars outside the edges still throw their light in.
  const objects = [
    ...world.sky.objectsNear(center, radius + 0.004, limit),
    ...world.sky.objectsNear(center, radius + 0.1, 10).filter((o) => Math.abs(o.mags[2]!) < 10),
  ]
  const drawn = new Set<number>()
  for (const object of objects) {
    if (drawn.has(object.id)) continue
    drawn.add(object.id)
    const mean = brightness(object, null)
    const now = mjd === null ? mean : brightness(object, mjd)
    const factor = difference ? now - mean : now
    const flux = nanojansky(object.mags[image.band.index]!)
    const pixel = toPixel(image.pixels, object.pos)
    if (pixel === null) continue
    if (factor !== 0) {
      // What changes in a galaxy is its nucleus.
      const shape = object.type === 'galaxy' && object.change !== null && difference ? { ...object, radius: 0, arms: 0 } : object
      paint(canvas, psf, shape, pixel[0], pixel[1], flux * factor, faint)
    }
    if (difference && flux > 4e5 && object.radius === 0) {
      // A bright star that did not subtract cleanly: two images of it 2 % of a pixel apart.
      const shift = new Random(demoSeed, 31, object.id, Math.round((mjd ?? 0) * 86400))
      const dx = 0.02 * shift.normal()
      const dy = 0.02 * shift.normal()
      paint(canvas, psf, object, pixel[0] + dx, pixel[1] + dy, 0.6 * flux, faint)
      paint(canvas, psf, object, pixel[0] - dx, pixel[1] - dy, -0.6 * flux, faint)
    }
  }
}

function drawVisit(
  world: DemoWorld,
  image: Extract<DemoImage, { visit: unknown }>,
  seed: number,
): { data: Float32Array | Int16Array; cards: readonly Card[] } {
  const { visit, band } = image
  const canvas = canvasOf(image)
  const electrons = throughput(image)
  const area = canvas.metric[0] * canvas.metric[3] - canvas.metric[1] * canvas.metric[2]
  const skyFlux = nanojansky(visit.sky) * Math.abs(area)
  const skyElectrons = skyFlux * electrons
  const skyNoise = Math.sqrt(skyElectrons + binning ** 2 * readNoise ** 2)
  const noise = skyNoise / electrons
  const psf: Psf = { fwhm: visit.seeing, halo: 0.012, spikes: 0.012, spikeAngle: 45 + visit.rotation }
  // Five sigma within a PSF: 2.27 FWHM² of pixels.
  const depth = 31.4 - 2.5 * Math.log10(5 * noise * Math.sqrt((2.27 * visit.seeing ** 2) / Math.abs(area) + 1))
  const redder = [1.2, 0.6, 0, 0.6, 0.9, 1.1][band.index]!
  const difference = image.type === 'difference_image'
  paintSky(world, image, canvas, psf, depth + redder + 0.6, 0.12 * noise, visit.mjdTai, difference)
  const { data } = canvas
  const random = new Random(seed)
  const saturation = (fullWell * binning ** 2) / electrons
  if (image.type !== 'raw') {
    const excess = difference ? 1 + 1 / templateVisits : 1
    for (let k = 0; k < data.length; k++) {
      const light = data[k]!
      const signal = Math.min(light, saturation)
      data[k] =
        signal + (normalQuantiles[random.bits() >>> 16]! * Math.sqrt((skyNoise * skyNoise + Math.abs(signal) * electrons) * excess)) / electrons
    }
    return {
      data,
      cards: [
        card('BUNIT', 'nJy', 'flux per pixel'),
        card('MAGLIM', Math.round(depth * 1000) / 1000, '[mag] 5 sigma point source, AB'),
        card('BGMEAN', difference ? 0 : Math.round(skyFlux * 10) / 10, '[nJy] background that was subtracted'),
        card('SATURATE', Math.round(saturation), '[nJy] saturation'),
      ],
    }
  }
  return toRaw(canvas, image.detector, { electrons, skyElectrons, random })
}

function drawCoadd(world: DemoWorld, image: Extract<DemoImage, { tract: number }>, seed: number): { data: Float32Array; cards: readonly Card[] } {
  const deep = image.type === 'deep_coadd'
  const stack = deep ? deepStack(world.plan, image.band.band) : null
  const count = Math.max(1, stack?.count ?? templateVisits)
  const canvas = canvasOf(image)
  const noise = coaddNoise(image.band.sky, image.band.zeroPoint, count, coaddScale ** 2)
  const electrons = 10 ** (0.4 * (image.band.zeroPoint - 31.4)) * 30 * count
  const psf: Psf = { fwhm: coaddSeeing, halo: 0.012, spikes: 0.012, spikeAngle: 45 }
  const depth = 31.4 - 2.5 * Math.log10(5 * noise * Math.sqrt((2.27 * coaddSeeing ** 2) / coaddScale ** 2 + 1))
  const middle = stack?.first && stack.last ? (stack.first.mjdTai + stack.last.mjdTai) / 2 : null
  paintSky(world, image, canvas, psf, depth + 1.2, 0.12 * noise, middle, false)
  const { data } = canvas
  const random = new Random(seed)
  for (let k = 0; k < data.length; k++) {
    const light = data[k]!
    data[k] = light + normalQuantiles[random.bits() >>> 16]! * Math.sqrt(noise * noise + Math.max(0, light) / electrons)
  }
  return { data, cards: [card('BUNIT', 'nJy', 'flux per pixel'), card('MAGLIM', Math.round(depth * 1000) / 1000, '[mag] 5 sigma point source, AB')] }
}

/** Sky noise in nJy per pixel of `area` arcsec² of a stack of `count` 30 s visits. */
export function coaddNoise(skyMag: number, zeroPoint: number, count: number, area: number): number {
  const electrons = 10 ** (0.4 * (zeroPoint - 31.4)) * 30
  const each = Math.sqrt(nanojansky(skyMag) * area * electrons + (area / 0.04) * readNoise ** 2) / electrons
  return each / Math.sqrt(count)
}
