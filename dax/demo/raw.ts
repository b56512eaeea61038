import { card, type Card } from '../../vo/fits/card.ts'
import type { Detector } from '../../vo/sky/lsstcam.ts'
import { binning } from './camera.ts'
import type { Canvas } from './paint.ts'
import { demoSeed, normalQuantiles, Random } from './random.ts'

/** Electrons per camera pixel. */
export const readNoise = 8
/** Electrons that a camera pixel holds. */
export const fullWell = 100_000
/** Electrons per digital unit, mean of the amplifiers. */
const gain = 1.6

interface Light {
  /** Electrons per nJy. */
  readonly electrons: number
  /** Electrons of sky per binned pixel. */
  readonly skyElectrons: number
  /** Noise and cosmic rays of this exposure. */
  readonly random: Random
}

/** A detector's own faults: the same in every exposure. */
interface Character {
  readonly hot: readonly { readonly x: number; readonly from: number; readonly extra: number }[]
  readonly amplifiers: readonly { readonly bias: number; readonly gain: number }[]
  readonly gradient: readonly [number, number]
}

function characterOf(detector: Detector, nx: number, ny: number): Character {
  const random = new Random(demoSeed, 41, detector.id)
  const hot = Array.from({ length: 2 + Math.floor(random.next() * 3) }, () => ({
    x: Math.floor(random.next() * nx),
    from: random.next() * ny,
    extra: 160 + 960 * random.next(),
  }))
  const amplifiers = Array.from({ length: 16 }, () => ({ bias: 1000 + 14 * random.normal(), gain: gain * (1 + 0.012 * random.normal()) }))
  return { hot, amplifiers, gradient: [0.012 * random.normal(), 0.012 * random.normal()] }
}

/**
 * What the detector makes of the light on it (`canvas`, nJy per binned pixel): sky, vignetting, bleeding columns, cosmic rays, hot columns, the gains and
 * biases of 16 amplifiers; as unsigned 16-bit digital units, means of the binned pixels (stored with BZERO 32768).
 */
export function toRaw(canvas: Canvas, detector: Detector, light: Light): { data: Int16Array; cards: readonly Card[] } {
  const { nx, ny } = canvas
  const character = characterOf(detector, nx, ny)
  const well = fullWell * binning ** 2
  const charge = expose(canvas, detector, character, light)
  bleed(charge, nx, ny, well)
  hitByRays(charge, nx, ny, light.random)
  for (const { x, from, extra } of character.hot) for (let j = Math.floor(from); j < ny; j++) charge[j * nx + x] = charge[j * nx + x]! + extra
  return {
    data: readOut(charge, nx, ny, well, character, light.random),
    cards: [
      card('BZERO', 32768, 'unsigned 16-bit'),
      card('BSCALE', 1),
      card('BUNIT', 'adu', `mean of ${binning} x ${binning} camera pixels`),
      card('GAIN', gain, '[electron/adu] mean of the 16 amplifiers'),
      card('RDNOISE', readNoise, '[electron] per camera pixel'),
      card('SATURATE', Math.min(65535, Math.round(fullWell / gain + 1000)), '[adu]'),
    ],
  }
}

function expose({ nx, ny, data }: Canvas, detector: Detector, { gradient }: Character, { electrons, skyElectrons }: Light): Float32Array {
  const charge = new Float32Array(nx * ny)
  for (let j = 0; j < ny; j++)
    for (let i = 0; i < nx; i++) {
      // 350 mm: the edge of the focal plane
      const r2 = ((detector.x + (i - nx / 2) * 0.04) ** 2 + (detector.y + (j - ny / 2) * 0.04) ** 2) / 350 ** 2
      const vignette = 1 - 0.07 * r2 - 0.22 * Math.max(0, r2 - 0.55) ** 2
      const sky = skyElectrons * (1 + gradient[0] * (i / nx - 0.5) + gradient[1] * (j / ny - 0.5))
      charge[j * nx + i] = (data[j * nx + i]! * electrons + sky) * vignette
    }
  return charge
}

function hitByRays(charge: Float32Array, nx: number, ny: number, random: Random): void {
  const rays = random.poisson(22)
  for (let k = 0; k < rays; k++) {
    const angle = random.between(0, Math.PI)
    const length = 1 + 12 * random.next() ** 4
    const energy = 2500 * 10 ** random.between(0, 1.2)
    const x = random.between(0, nx)
    const y = random.between(0, ny)
    for (let t = 0; t < length; t += 0.7) {
      const i = Math.round(x + t * Math.cos(angle))
      const j = Math.round(y + t * Math.sin(angle))
      if (i >= 0 && j >= 0 && i < nx && j < ny) charge[j * nx + i] = charge[j * nx + i]! + energy * random.between(0.4, 1)
    }
  }
}

function readOut(charge: Float32Array, nx: number, ny: number, well: number, { amplifiers }: Character, random: Random): Int16Array {
  const out = new Int16Array(nx * ny)
  for (let j = 0; j < ny; j++)
    for (let i = 0; i < nx; i++) {
      const amplifier = amplifiers[Math.min(7, Math.floor((i * 8) / nx)) + (2 * j >= ny ? 8 : 0)]!
      const total = Math.min(well, charge[j * nx + i]!)
      const noise = Math.sqrt(Math.max(0, total) + binning ** 2 * readNoise ** 2)
      const mean = (total + normalQuantiles[random.bits() >>> 16]! * noise) / binning ** 2
      out[j * nx + i] = Math.max(0, Math.min(65535, Math.round(amplifier.bias + mean / amplifier.gain))) - 32768
    }
  return out
}

/** Charge beyond the full well runs along the columns. */
function bleed(electrons: Float32Array, nx: number, ny: number, well: number): void {
  for (let i = 0; i < nx; i++)
    for (const [from, to, step] of [
      [0, ny, 1],
      [ny - 1, -1, -1],
    ] as const) {
      let spill = 0
      for (let j = from; j !== to; j += step) {
        const k = j * nx + i
        const charge = electrons[k]!
        if (charge > well) {
          // half runs each way; what is above the well stays marked until the second pass
          if (step === 1) spill += (charge - well) * 0.5
          else {
            spill += (charge - well) * 0.5
            electrons[k] = well
          }
        } else if (spill > 0) {
          const take = Math.min(spill, well - charge)
          electrons[k] = charge + take
          spill = (spill - take) * 0.985
        }
      }
    }
}
