import { faceToSkyInto } from '../../vo/hips/face.ts'
import { coverage } from '../../vo/sky/coverage.ts'
import { icrsToGalactic } from '../../vo/sky/frames.ts'
import { placeOf } from '../../vo/sky/healpix.ts'
import { separation, skyPos, type SkyPos } from '../../vo/sky/sky-pos.ts'
import { deg } from '../../vo/sky/units.ts'
import { demoSeed, Random } from './random.ts'
import { starCellOrder, type BrightStars } from './stars.ts'

/** How an object changes: a sine wave in magnitude, or a supernova with its peak at `epoch` (MJD TAI) and amplitude 0. */
export type Change =
  | { readonly kind: 'periodic'; readonly amplitude: number; readonly period: number; readonly phase: number }
  | { readonly kind: 'supernova'; readonly epoch: number }

/** A star, galaxy or transient of the demo sky. */
export interface SkyObject {
  /** Hipparcos number, or layer, cell and number packed into 47 bits: the same for every run. */
  readonly id: number
  readonly type: 'star' | 'galaxy' | 'transient'
  readonly pos: SkyPos
  /** Mean AB magnitudes u g r i z y; of a transient at its peak. */
  readonly mags: readonly number[]
  /** Half-light radius in arcsec (0: a point), axis ratio, position angle in deg (north through east), share of light in the bulge. */
  readonly radius: number
  readonly ratio: number
  readonly angle: number
  readonly bulge: number
  /** Spiral arms of a large disc galaxy; 0 for none. */
  readonly arms: number
  readonly change: Change | null
  readonly name: string | null
}

/** Layers by r magnitude; each has cells of an order at which a cell holds some tens of objects. */
const layers = [
  { from: 9.5, to: 13, order: 6 },
  { from: 13, to: 15, order: 7 },
  { from: 15, to: 17, order: 7 },
  { from: 17, to: 18.5, order: 8 },
  { from: 18.5, to: 20, order: 8 },
  { from: 20, to: 21, order: 9 },
  { from: 21, to: 22, order: 9 },
  { from: 22, to: 23, order: 10 },
  { from: 23, to: 24, order: 10 },
  { from: 24, to: 25, order: 10 },
  { from: 25, to: 26, order: 10 },
  { from: 26, to: 26.8, order: 10 },
] as const

/** log10 of the number per square degree brighter than r: stars at high galactic latitude, and galaxies. */
const starCounts: readonly (readonly [number, number])[] = [
  [9, 0.3],
  [12, 1.7],
  [15, 2.6],
  [18, 3.2],
  [21, 3.6],
  [24, 3.9],
  [27, 4.05],
]
const galaxyCounts: readonly (readonly [number, number])[] = [
  [12, -1.5],
  [14, -0.3],
  [16, 0.9],
  [18, 2],
  [20, 3.1],
  [22, 4],
  [24, 4.7],
  [26, 5.2],
  [27, 5.4],
]
const clusterOrder = 6

function countBrighter(table: readonly (readonly [number, number])[], mag: number): number {
  const k = Math.max(0, Math.min(table.length - 2, table.findIndex(([m]) => m > mag) - 1))
  const [m0, n0] = table[mag > table.at(-1)![0] ? table.length - 2 : k]!
  const [m1, n1] = table[mag > table.at(-1)![0] ? table.length - 1 : k + 1]!
  return 10 ** (n0 + ((mag - m0) / (m1 - m0)) * (n1 - n0))
}

/** A magnitude in [from, to) distributed as the counts are, u uniform in [0, 1). */
function drawMagnitude(table: readonly (readonly [number, number])[], from: number, to: number, u: number): number {
  const low = countBrighter(table, from)
  const wanted = Math.log10(low + u * (countBrighter(table, to) - low))
  const k = Math.max(
    1,
    Math.min(
      table.length - 1,
      table.findIndex(([, count]) => count > wanted),
    ),
  )
  const [m0, n0] = table[k - 1]!
  const [m1, n1] = table[k]!
  return Math.min(to, Math.max(from, m0 + ((wanted - n0) / (n1 - n0)) * (m1 - m0)))
}

/** The demo sky: real bright stars, and faint stars and galaxies made cell by cell from a seed. Any part of it can be had without the rest. */
export class DemoSky {
  private readonly stars: BrightStars
  private readonly cache = new Map<number, readonly SkyObject[]>()
  constructor(stars: BrightStars) {
    this.stars = stars
  }

  /** Objects within `radius` (deg) of a position with r (of a transient: at peak) brighter than `limit`; in a fixed order. */
  objectsNear(center: SkyPos, radius: number, limit: number): SkyObject[] {
    const out: SkyObject[] = []
    const reach = (order: number, spare: number, visit: (cell: number) => void): void => {
      const { full, partial } = coverage({ kind: 'circle', center, radius: deg(radius + spare) }, order)
      for (const { lo, hi } of [...full, ...partial].sort((a, b) => a.lo - b.lo)) for (let cell = lo; cell < hi; cell++) visit(cell)
    }
    const keep = (object: SkyObject): void => {
      if (object.mags[2]! < limit && separation(object.pos, center) <= radius) out.push(object)
    }
    reach(starCellOrder, 0, (cell) => {
      for (const star of this.stars.inCell(cell)) {
        const object = realStar(star)
        if (object.mags[2]! < limit) keep(object)
      }
    })
    for (const [number, layer] of layers.entries()) {
      if (layer.from >= limit) break
      reach(layer.order, 0.002, (cell) => this.layerCell(number, cell).forEach(keep))
    }
    if (limit > 16) reach(clusterOrder, 0.08, (cell) => this.layerCell(-1, cell).forEach(keep))
    return out
  }

  private layerCell(layer: number, cell: number): readonly SkyObject[] {
    const key = (layer + 1) * 2 ** 26 + cell
    const known = this.cache.get(key)
    if (known !== undefined) return known
    const made = layer < 0 ? makeCluster(cell) : makeCell(layer, cell)
    if (this.cache.size > 3000) for (const old of [...this.cache.keys()].slice(0, 1000)) this.cache.delete(old)
    this.cache.set(key, made)
    return made
  }
}

/** The catalogue entry of a real star: AB magnitudes from V and B−V (Jester et al. 2005). */
export function realStar(star: { readonly hip: number; readonly pos: SkyPos; readonly mag: number; readonly colour: number }): SkyObject {
  return {
    id: star.hip,
    type: 'star',
    pos: star.pos,
    mags: starMagnitudes(star.mag - 0.42 * star.colour + 0.11, Math.max(-0.5, 1.02 * star.colour - 0.22)),
    radius: 0,
    ratio: 1,
    angle: 0,
    bulge: 0,
    arms: 0,
    change: null,
    name: `HIP ${star.hip}`,
  }
}

function starMagnitudes(r: number, gr: number): number[] {
  const ri = gr < 1.25 ? 0.4 * gr - 0.05 : 0.45 + 2.2 * (gr - 1.25)
  return [r + gr + 1.0 + 0.95 * Math.max(gr, -0.3), r + gr, r, r - ri, r - 1.55 * ri, r - 1.8 * ri]
}

function makeCell(number: number, cell: number): readonly SkyObject[] {
  const layer = layers[number]!
  const random = new Random(demoSeed, 11 + number, cell)
  const { face, x, y } = placeOf(layer.order, cell)
  const n = 2 ** layer.order
  const area = 41252.961 / (12 * n * n)
  const at = new Float64Array(2)
  const place = (): SkyPos => {
    faceToSkyInto(face, (x + random.next()) / n, (y + random.next()) / n, at, 0)
    // Catalogue precision: what the database holds is exactly what the pixels were made from.
    return skyPos(Math.round(at[0]! * 1e8) / 1e8, Math.round(at[1]! * 1e8) / 1e8)
  }
  faceToSkyInto(face, (x + 0.5) / n, (y + 0.5) / n, at, 0)
  const latitude = Math.abs(icrsToGalactic(skyPos(at[0]!, at[1]!)).lat)
  const crowding = 0.85 + 14 * Math.exp(-latitude / 7) + 2.2 * Math.exp(-latitude / 25)
  const counts = (table: typeof starCounts): number => (countBrighter(table, layer.to) - countBrighter(table, layer.from)) * area
  const out: SkyObject[] = []
  const first = ((number + 1) * 2 ** 26 + cell) * 8192
  const stars = Math.min(4000, random.poisson(counts(starCounts) * crowding))
  for (let k = 0; k < stars; k++) out.push(makeStar(random, first + k, place(), drawMagnitude(starCounts, layer.from, layer.to, random.next())))
  // Large-scale structure: galaxies come in excess in some cells and in want in others.
  const galaxies = Math.min(3000, random.poisson(counts(galaxyCounts) * Math.exp(0.35 * random.normal() - 0.06)))
  for (let k = 0; k < galaxies; k++) {
    const galaxy = makeGalaxy(random, first + 4096 + k, place(), drawMagnitude(galaxyCounts, layer.from, layer.to, random.next()), null)
    out.push(galaxy)
    if (random.next() < 0.0011) out.push(makeSupernova(random, first + 7168 + (k % 1000), galaxy))
  }
  return out
}

function makeStar(random: Random, id: number, pos: SkyPos, r: number): SkyObject {
  // Two populations: turn-off and giants (bluer, brighter), and M dwarfs, which win at the faint end.
  const dwarf = random.next() < Math.min(0.75, Math.max(0.12, (r - 14) / 12))
  const gr = dwarf ? 1.42 + 0.09 * random.normal() : 0.52 + 0.2 * random.normal() + (random.next() < 0.05 ? -0.4 : 0)
  const mags = starMagnitudes(r, Math.min(1.85, gr)).map((mag) => Math.round(mag * 1000) / 1000)
  const variable = random.next() < 0.02
  const change: Change | null = variable
    ? { kind: 'periodic', amplitude: 0.08 + 0.5 * random.next() ** 2, period: 10 ** random.between(-0.7, 1.5), phase: random.next() }
    : null
  return { id, type: 'star', pos, mags, radius: 0, ratio: 1, angle: 0, bulge: 0, arms: 0, change, name: null }
}

function makeGalaxy(random: Random, id: number, pos: SkyPos, r: number, cluster: number | null): SkyObject {
  const early = cluster !== null ? random.next() < 0.85 : random.next() < 0.28
  const far = Math.max(0, Math.min(1, (r - 16) / 9))
  const gr =
    cluster !== null && early
      ? cluster + 0.03 * random.normal()
      : early
        ? 0.75 + 0.65 * far + 0.08 * random.normal()
        : 0.45 + 0.1 * far + 0.2 * random.normal()
  const ri = early ? 0.35 + 0.35 * far : 0.2 + 0.15 * far + 0.08 * random.normal()
  const ug = early ? 1.6 - 0.4 * far : 0.9 - 0.4 * far
  const mags = [r + gr + ug, r + gr, r, r - ri, r - ri - 0.25 - 0.1 * gr, r - ri - 0.4 - 0.15 * gr].map((mag) => Math.round(mag * 1000) / 1000)
  const radius = Math.max(0.12, Math.min(25, (early ? 0.75 : 1) * 10 ** (-0.15 * (r - 20.3)) * Math.exp(0.3 * random.normal())))
  const ratio = early ? 0.55 + 0.42 * random.next() : 0.25 + 0.72 * random.next() ** 0.7
  const bulge = early ? 0.75 : 0.1 + 0.25 * random.next()
  const active = random.next() < 0.006
  return {
    id,
    type: 'galaxy',
    pos,
    mags,
    radius: Math.round(radius * 1000) / 1000,
    ratio,
    angle: random.between(0, 180),
    bulge,
    arms: !early && radius > 1.6 ? 2 + Math.floor(random.between(0, 1.6)) : 0,
    change: active ? { kind: 'periodic', amplitude: 0.1 + 0.25 * random.next(), period: random.between(20, 300), phase: random.next() } : null,
    name: null,
  }
}

function makeSupernova(random: Random, id: number, host: SkyObject): SkyObject {
  const peak = Math.max(host.mags[2]! - 0.5, 17.2) + random.between(0.2, 2.2)
  const distance = (host.radius * random.between(0.2, 1.6)) / 3600
  const angle = random.between(0, 2 * Math.PI)
  const dec = host.pos.dec + distance * Math.cos(angle)
  const ra = host.pos.ra + (distance * Math.sin(angle)) / Math.max(0.05, Math.cos((dec * Math.PI) / 180))
  return {
    id,
    type: 'transient',
    pos: skyPos(Math.round(ra * 1e8) / 1e8, Math.round(Math.max(-90, Math.min(90, dec)) * 1e8) / 1e8),
    mags: [peak + 0.9, peak + 0.1, peak, peak + 0.15, peak + 0.3, peak + 0.4].map((mag) => Math.round(mag * 1000) / 1000),
    radius: 0,
    ratio: 1,
    angle: 0,
    bulge: 0,
    arms: 0,
    change: { kind: 'supernova', epoch: random.between(61050, 61130) },
    name: null,
  }
}

/** About one cell in two holds a cluster of galaxies: red, round members crowding toward a giant. */
function makeCluster(cell: number): readonly SkyObject[] {
  const random = new Random(demoSeed, 5, cell)
  if (random.next() > 0.6) return []
  const { face, x, y } = placeOf(clusterOrder, cell)
  const n = 2 ** clusterOrder
  const at = new Float64Array(2)
  faceToSkyInto(face, (x + 0.1 + 0.8 * random.next()) / n, (y + 0.1 + 0.8 * random.next()) / n, at, 0)
  const brightest = random.between(15.6, 19.2)
  const colour = 0.75 + 0.16 * (brightest - 15)
  const scale = 0.02 * 10 ** (-0.12 * (brightest - 17))
  const members = Math.floor(random.between(25, 110))
  const out: SkyObject[] = []
  const cos = Math.max(0.05, Math.cos((at[1]! * Math.PI) / 180))
  const tilt = random.between(0, Math.PI)
  for (let k = 0; k < members; k++) {
    const distance = k === 0 ? 0 : scale * Math.min(3.5, Math.abs(random.normal()) ** 1.4)
    const angle = random.between(0, 2 * Math.PI)
    const major = distance * Math.cos(angle)
    const minor = 0.6 * distance * Math.sin(angle)
    const pos = skyPos(
      Math.round((at[0]! + (major * Math.sin(tilt) + minor * Math.cos(tilt)) / cos) * 1e8) / 1e8,
      Math.round((at[1]! + major * Math.cos(tilt) - minor * Math.sin(tilt)) * 1e8) / 1e8,
    )
    const r = k === 0 ? brightest : Math.min(25.5, brightest + 1.1 + 5 * random.next() ** 0.6)
    const galaxy = makeGalaxy(random, cell * 8192 + 2 ** 38 + k, pos, r, colour)
    out.push(
      k === 0 ? { ...galaxy, radius: Math.min(12, 2.2 * galaxy.radius), bulge: 0.95, ratio: 0.75, arms: 0, angle: (tilt * 180) / Math.PI } : galaxy,
    )
  }
  return out
}

/** Factor on the mean flux of an object at an MJD (TAI); for a supernova on its peak flux. `epoch: null` asks for the long-time mean. */
export function brightness(object: SkyObject, mjd: number | null): number {
  const { change } = object
  if (change === null) return 1
  if (change.kind === 'supernova') {
    if (mjd === null) return 0
    const age = mjd - change.epoch
    return age < -18 ? 0 : age < 0 ? (1 + age / 18) ** 2 : Math.max(Math.exp(-age / 14), 0.32 * Math.exp(-age / 65))
  }
  if (mjd === null) return 1
  return 10 ** (-0.4 * change.amplitude * Math.sin(2 * Math.PI * (mjd / change.period + change.phase)))
}
