import { bandFacts, type Band } from './bands.ts'
import type { Pointing } from './camera.ts'
import { demoSeed, Random } from './random.ts'

/** One exposure of the whole camera. */
export interface Visit extends Pointing {
  /** day_obs · 100000 + sequence number: 2026031700042. */
  readonly visit: number
  /** The night: the date at UTC−12 h, as YYYYMMDD. */
  readonly dayObs: number
  readonly seq: number
  readonly band: Band
  /** Begin of the exposure, MJD in TAI. */
  readonly mjdTai: number
  /** s. */
  readonly exposure: number
  readonly target: string
  readonly airmass: number
  /** FWHM in arcsec. */
  readonly seeing: number
  /** Sky brightness in AB mag/arcsec². */
  readonly sky: number
  /** Light lost to thin clouds, mag. */
  readonly cloud: number
}

/** A pointing of the survey's grid, or a deep-drilling field. Its number is also the tract of its coadds. */
export interface Field {
  readonly id: number
  readonly name: string
  readonly ra: number
  readonly dec: number
}

/** TAI − UTC since 2017, in s. */
export const taiMinusUtc = 37
export const exposureSeconds = 30
/** Shutter, readout and the smallest slew, in s. */
const overhead = 5
const latitude = -30.2446
const longitude = -70.7494
const gridSize = 5600
const degree = Math.PI / 180

/** The deep-drilling field: COSMOS. */
export const cosmos: Field = { id: 9813, name: 'COSMOS', ra: 150.11, dec: 2.23 }

/** The nights of the full survey; the moon is new on the 19th. */
export const fullNights: readonly number[] = [20260317, 20260318, 20260319]
/** The night of the page's small survey. */
export const pageNight = 20260316

/** MJD (UTC) of 0 h on a date YYYYMMDD. */
function mjdOfDate(date: number): number {
  return Date.UTC(Math.floor(date / 10000), (Math.floor(date / 100) % 100) - 1, date % 100) / 86_400_000 + 40587
}

/** Grid fields: a spherical Fibonacci lattice, about 2.7° apart. */
export function gridField(id: number): Field {
  const dec = Math.asin(1 - (2 * id + 1) / gridSize) / degree
  const ra = ((id * 360 * (Math.sqrt(5) - 1)) / 2) % 360
  return { id, name: `lsst-${String(id).padStart(4, '0')}`, ra, dec }
}

/** Altitude-based airmass of a direction at an MJD (UTC) seen from Cerro Pachón; Infinity below 10°. */
export function airmassOf(ra: number, dec: number, mjdUtc: number): number {
  const hourAngle = siderealTime(mjdUtc) - ra
  const sinAltitude =
    Math.sin(latitude * degree) * Math.sin(dec * degree) + Math.cos(latitude * degree) * Math.cos(dec * degree) * Math.cos(hourAngle * degree)
  return sinAltitude < 0.17 ? Infinity : 1 / sinAltitude
}

function siderealTime(mjdUtc: number): number {
  return (((280.46061837 + 360.98564736629 * (mjdUtc - 51544.5) + longitude) % 360) + 360) % 360
}

/** One visit to make. */
export interface Step {
  readonly field: Field
  readonly band: Band
}

/** Visits to make one after the other. */
export interface Block {
  /** Hours UTC after the midnight that follows day_obs. */
  readonly start: number
  readonly steps: readonly Step[]
}

/** Visits of a night; [] for a night on which nothing was observed. */
export function visitsOf(dayObs: number): readonly Visit[] {
  return scheduleNight(dayObs, dayObs === pageNight ? pageBlocks(dayObs) : fullNights.includes(dayObs) ? fullBlocks(dayObs) : [])
}

/** The visits that come of blocks, with their times, weather and offsets: a block begins when it should, or when the one before it has ended. */
export function scheduleNight(dayObs: number, blocks: readonly Block[]): readonly Visit[] {
  const random = new Random(demoSeed, dayObs, 1)
  const midnight = mjdOfDate(dayObs) + 1
  const night = { seeing: random.between(0.68, 0.92), cloud: random.next() < 0.4 ? random.between(0.02, 0.12) : 0 }
  const shift = { pa: random.between(0, 360), distance: random.between(0, 0.25) }
  const visits: Visit[] = []
  let seq = 11 + Math.floor(random.between(0, 40))
  let clock = -Infinity
  let wander = 0
  for (const block of blocks) {
    clock = Math.max(clock, block.start * 3600)
    let last: Step | null = null
    let rotator = 0
    for (const step of block.steps) {
      // A filter change takes two minutes, and the rotator is then turned to a new angle.
      if (last !== null && last.band !== step.band) clock += 120
      if (last?.band !== step.band) rotator = random.between(0, 360)
      const far = last === null ? 0 : Math.hypot(last.field.dec - step.field.dec, (last.field.ra - step.field.ra) * Math.cos(step.field.dec * degree))
      clock += overhead + (last === null ? 0 : far < 0.1 ? 0 : 2 + far / 3)
      const mjdUtc = midnight + clock / 86400
      const deep = step.field.id === cosmos.id
      const ra =
        step.field.ra +
        (deep
          ? (shift.distance * Math.sin(shift.pa * degree) + random.between(-0.03, 0.03)) / Math.cos(step.field.dec * degree)
          : random.between(-0.2, 0.2))
      const dec = step.field.dec + (deep ? shift.distance * Math.cos(shift.pa * degree) + random.between(-0.03, 0.03) : random.between(-0.2, 0.2))
      const airmass = airmassOf(ra, dec, mjdUtc)
      wander = 0.93 * wander + 0.02 * random.normal()
      const facts = bandFacts(step.band)
      const colour = (facts.minimum + facts.maximum) / 2 / 6.2e-7
      visits.push({
        visit: dayObs * 100000 + seq,
        dayObs,
        seq,
        band: step.band,
        ra: (ra + 360) % 360,
        dec,
        rotation: (rotator + random.between(-1, 1) + 360) % 360,
        mjdTai: mjdUtc + taiMinusUtc / 86400,
        exposure: exposureSeconds,
        target: step.field.name,
        airmass,
        seeing: Math.max(0.52, (night.seeing + wander) * airmass ** 0.6 * colour ** -0.3),
        sky: facts.sky - 0.35 * (airmass - 1) + 0.04 * random.normal(),
        cloud: Math.max(0, night.cloud * (1 + 0.5 * random.normal())),
      })
      clock += exposureSeconds
      seq += 1
      last = step
    }
    // calibration and focus images, which are not part of the survey
    seq += 1 + Math.floor(random.between(0, 6))
  }
  return visits
}

const widePairs: readonly (readonly [Band, Band])[] = [
  ['u', 'g'],
  ['g', 'r'],
  ['r', 'i'],
  ['i', 'z'],
  ['g', 'i'],
  ['z', 'y'],
]

function fullBlocks(dayObs: number): Block[] {
  const night = fullNights.indexOf(dayObs)
  const evening = widePairs[(2 * night + 1) % widePairs.length]!
  const morning = widePairs[(2 * night + 2) % widePairs.length]!
  const edge: Band = night === 1 ? 'u' : 'y'
  const deep: readonly (readonly [Band, number])[] = [
    [edge, 8],
    ['g', 12],
    ['r', 16],
    ['i', 18],
    ['z', 12],
  ]
  return [
    { start: 0.25, steps: pairs(dayObs, 0.25, 36, evening, 0) },
    { start: 2.2, steps: deep.flatMap(([band, count]) => Array.from({ length: count }, () => ({ field: cosmos, band }))) },
    { start: 5.1, steps: pairs(dayObs, 5.1, 36, morning, 1) },
  ]
}

function pageBlocks(dayObs: number): Block[] {
  const deep: readonly (readonly [Band, number])[] = [
    ['g', 2],
    ['r', 4],
    ['i', 2],
  ]
  return [
    { start: 2.6, steps: deep.flatMap(([band, count]) => Array.from({ length: count }, () => ({ field: cosmos, band }))) },
    { start: 5.2, steps: pairs(dayObs, 5.2, 2, ['r', 'i'], 0) },
  ]
}

/** Steps to `count` grid fields near the meridian, each the nearest neighbour of the one before, in one filter and then, about half an hour later, in the other. */
export function pairs(dayObs: number, hour: number, count: number, [first, second]: readonly [Band, Band], half: number): Step[] {
  const mjd = mjdOfDate(dayObs) + 1 + (hour + 0.6) / 24
  const local = siderealTime(mjd)
  const random = new Random(demoSeed, dayObs, 2, half)
  const strip = -12 - 18 * fullNights.indexOf(dayObs) - 9 * half
  const open = Array.from({ length: gridSize }, (_, id) => gridField(id)).filter((field) => {
    const hourAngle = Math.abs(((local - field.ra + 540) % 360) - 180)
    return hourAngle < 38 && Math.abs(field.dec - strip) < 15 && airmassOf(field.ra, field.dec, mjd) < 1.6
  })
  const chosen: Field[] = []
  let here = { ra: local + random.between(-15, 15), dec: strip }
  while (chosen.length < count && open.length > 0) {
    const reach = (field: Field): number =>
      Math.hypot(field.dec - here.dec, ((((field.ra - here.ra + 540) % 360) - 180) as number) * Math.cos(field.dec * degree))
    let best = 0
    for (let k = 1; k < open.length; k++) if (reach(open[k]!) < reach(open[best]!)) best = k
    const next = open.splice(best, 1)[0]!
    chosen.push(next)
    here = next
  }
  return [...chosen.map((field) => ({ field, band: first })), ...chosen.map((field) => ({ field, band: second }))]
}
