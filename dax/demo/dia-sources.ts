import { cellOf } from '../../vo/sky/healpix.ts'
import { separation, skyPos, type SkyPos } from '../../vo/sky/sky-pos.ts'
import type { SqlValue } from '../archive/db.ts'
import { batchTime, replicaTime, slowClock } from './ap-events.ts'
import { bands, nanojansky } from './bands.ts'
import { detectors } from '../../vo/sky/lsstcam.ts'
import { detectorImage } from './camera.ts'
import { cosmos, taiMinusUtc, type Visit } from './cadence.ts'
import type { DemoSize } from './plan.ts'
import type { Pair } from './prov-pairs.ts'
import { hash, normalQuantiles } from './random.ts'
import { brightness, type SkyObject } from './sky.ts'
import { toPixel, toPlane } from './tan.ts'

/** A detection on a difference image, as ap.dia_source holds it but for its rank by processing and the quantum's id. */
export interface DiaSource {
  readonly id: bigint
  readonly pair: Pair
  readonly object: SkyObject | null
  readonly ssObject: bigint | null
  /** MJD (TAI); null where it was with a solar-system object from the first, or is none. */
  readonly reassociated: number | null
  readonly pos: SkyPos
  /** nJy. */
  readonly flux: number
  readonly error: number
  /** MJD (TAI): middle of the exposure, record made, record stored. */
  readonly midpoint: number
  readonly processed: number | null
  readonly stored: number | null
  /** MJD (TAI) by the database’s own clock, whatever its worker’s showed: when it took the record in, and when it had copied it for users. */
  readonly taken: number
  readonly replicated: number
}

/** Identifier of the dia_object of a catalogue object: beyond what a double holds exactly, as Rubin's are. */
export function diaObjectId(objectId: number): bigint {
  return 313_000_000_000_000_000n + BigInt(objectId)
}

/** Identifier of the k-th (from 0) solar-system object of the demo. */
export function ssObjectId(k: number): bigint {
  return 21_164_000_000_000_000n + BigInt(k)
}

/** 5σ depth of a point source in one visit at 0.7″ under a dark sky, u to y, AB mag. */
const depths = [23.7, 24.9, 24.5, 24, 23.3, 22.1] as const
/** Objects brighter than this saturate and are masked. */
const saturation = 15
const tai = taiMinusUtc / 86400

/** A body that moves through the deep field: place (deg) at MJD 61116, motion (deg a day), magnitude in every band. */
interface Moving {
  readonly id: bigint
  readonly known: boolean
  readonly mag: number
  at(mjd: number): SkyPos
}

function movingBodies(size: DemoSize): readonly Moving[] {
  return Array.from({ length: size === 'full' ? 24 : 8 }, (_, k) => {
    const lot = (salt: number): number => hash(k, 77, salt) / 4294967296
    const rate = 0.12 + 0.25 * lot(1)
    const start = skyPos((cosmos.ra + 2 * (lot(2) - 0.3) + 360) % 360, cosmos.dec + 1.6 * (lot(3) - 0.5))
    return {
      id: ssObjectId(k),
      known: k % 2 === 0,
      mag: 18.5 + 2.5 * lot(4),
      at: (mjd) => skyPos((start.ra - rate * (mjd - 61116.1) + 360) % 360, start.dec + rate * 0.4 * (lot(5) - 0.5) * (mjd - 61116.1)),
    }
  })
}

/** When the records of a pair's sources were made, stored and replicated, MJD (TAI); null where it has none. */
export function storedTimes({
  fate: { kind, prompt, again },
  event: { clock },
}: Pick<Pair, 'fate' | 'event'>): Pick<DiaSource, 'processed' | 'stored' | 'taken' | 'replicated'> | null {
  if (kind === 'associateOwed') return null
  const end = (again ?? prompt).at[5]! + tai
  const taken = kind === 'superseded' ? batchTime(end) : end
  const database = { taken, replicated: replicaTime(taken) }
  if (clock === 'missing') return { processed: null, stored: null, ...database }
  const detecting = again !== null && again.first <= 3 ? again : prompt
  const behind = clock === 'slow' ? slowClock : 0
  return { processed: detecting.at[4]! + tai - behind, stored: taken - behind, ...database }
}

/**
 * What the difference images of a survey show: those of `changing` (objects of the catalogue that vary) whose flux differs from the mean by five
 * sigma, and bodies of the solar system. Every second of these was an object of its own first and was reassociated on the next day.
 */
export function diaSources(size: DemoSize, pairs: readonly Pair[], changing: readonly SkyObject[]): readonly DiaSource[] {
  const out: DiaSource[] = []
  const bodies = movingBodies(size)
  for (let first = 0; first < pairs.length; first += detectors.length) {
    const { visit } = pairs[first]!
    const midpoint = visit.mjdTai + visit.exposure / 2 / 86400
    const counts = new Map<number, number>()
    const add = (pos: SkyPos, signal: number, total: number, body: Pick<DiaSource, 'object' | 'ssObject' | 'reassociated'>, salt: number): void => {
      const detector = detectorAt(visit, pos)
      if (detector === null) return
      const pair = pairs[first + detector]!
      const times = storedTimes(pair)
      if (times === null) return
      const error = Math.hypot(skyError(visit), 0.004 * total)
      const noise = (k: number): number => normalQuantiles[hash(visit.visit, salt, k) >>> 16]!
      const flux = signal + error * noise(1)
      if (Math.abs(flux) < 5 * error) return
      const number = counts.get(detector) ?? 0
      counts.set(detector, number + 1)
      const scatter = Math.min(0.2, (0.6 * visit.seeing * error) / Math.abs(flux)) / 3600
      out.push({
        id: (BigInt(visit.visit) * 256n + BigInt(detector)) * 8192n + BigInt(number),
        pair,
        ...body,
        pos: skyPos((pos.ra + (scatter * noise(2)) / Math.cos((pos.dec * Math.PI) / 180) + 360) % 360, pos.dec + scatter * noise(3)),
        flux,
        error,
        midpoint,
        ...times,
      })
    }
    const center = skyPos(visit.ra, visit.dec)
    const band = bands.findIndex((one) => one.band === visit.band)
    for (const object of changing) {
      const mag = object.mags[band]!
      if (Math.abs(object.pos.dec - visit.dec) > 1.9 || mag < saturation || separation(object.pos, center) > 1.9) continue
      const mean = nanojansky(mag)
      const now = brightness(object, midpoint)
      const dim = 10 ** (-0.4 * visit.cloud)
      add(object.pos, dim * mean * (now - brightness(object, null)), mean * now, { object, ssObject: null, reassociated: null }, object.id)
    }
    for (const [k, body] of bodies.entries()) {
      const pos = body.at(midpoint)
      if (separation(pos, center) > 1.9) continue
      const flux = nanojansky(body.mag)
      const reassociated = body.known ? null : Math.floor(midpoint) + 0.8 + k * 0.0001
      add(pos, flux, flux, { object: null, ssObject: body.id, reassociated }, k + 1)
    }
  }
  return out
}

function skyError(visit: Visit): number {
  const depth = depths[bands.findIndex((one) => one.band === visit.band)]! + 2.5 * Math.log10(0.7 / visit.seeing) - visit.cloud
  // the template adds its own noise
  return (1.03 * nanojansky(depth)) / 5
}

/** The detector that a position falls on, 5 pixels or more from its edge; null for none. */
export function detectorAt(visit: Visit, pos: SkyPos): number | null {
  const plane = toPlane(visit.ra, visit.dec, pos)
  if (plane === null) return null
  const s = (visit.rotation * Math.PI) / 180
  const x = (-plane[0] * Math.cos(s) + plane[1] * Math.sin(s)) / 5.5572e-3
  const y = (plane[0] * Math.sin(s) + plane[1] * Math.cos(s)) / 5.5572e-3
  const [column, across] = cell(x)
  const [row, down] = cell(y)
  const name = `R${row}${column}_S${down}${across}`
  const id = byName.get(name)
  if (id === undefined) return null
  const image = detectorImage(detectors[id]!, visit)
  const pixel = toPixel(image, pos)
  if (pixel === null || Math.min(pixel[0], pixel[1]) < 5 || pixel[0] > image.nx - 6 || pixel[1] > image.ny - 6) return null
  return id
}

/** Raft and sensor along one axis of the focal plane, of a place in mm. */
function cell(mm: number): readonly [raft: number, sensor: number] {
  const raft = Math.round(mm / 127)
  return [raft + 2, Math.max(0, Math.min(2, Math.round((mm - raft * 127) / 42.25) + 1))]
}

const byName: ReadonlyMap<string, number> = new Map(detectors.map(({ id, name }) => [name, id]))

/** Ranks by processing among the sources of each object, from 1, in the order of `sources`: the order in which the database took them in; equal times have equal ranks; 0 where no time was written down. */
export function processingRanks(sources: readonly DiaSource[]): Int32Array {
  const groups = new Map<string | bigint, number[]>()
  for (const [k, { object, ssObject, stored }] of sources.entries()) {
    if (stored === null) continue
    const key = ssObject ?? `o${object!.id}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [k])
    else group.push(k)
  }
  const ranks = new Int32Array(sources.length)
  for (const group of groups.values()) {
    group.sort((a, b) => sources[a]!.taken - sources[b]!.taken)
    for (const [place, k] of group.entries()) {
      const before = group[place - 1]
      ranks[k] = before !== undefined && sources[before]!.taken === sources[k]!.taken ? ranks[before]! : place + 1
    }
  }
  return ranks
}

/** Columns of ap.dia_source but for quantum_id, and its rows. */
export const diaSourceColumns: readonly string[] = [
  'dia_source_id',
  'dia_object_id',
  'ss_object_id',
  'ss_object_reassoc_time_mjd_tai',
  'visit',
  'detector',
  'band',
  'ra',
  'dec',
  'midpoint_mjd_tai',
  'time_processed_mjd_tai',
  'time_stored_mjd_tai',
  'time_replicated_mjd_tai',
  'prv_proc_order',
  'ps_flux',
  'ps_flux_err',
  'snr',
  'reliability',
  'hpx',
]

/** Rows in the order of diaSourceColumns. */
export function* diaSourceRows(sources: readonly DiaSource[]): Generator<readonly SqlValue[]> {
  const ranks = processingRanks(sources)
  for (const [k, one] of sources.entries()) {
    const { visit, detector } = one.pair
    const snr = one.flux / one.error
    yield [
      one.id,
      one.object === null ? null : diaObjectId(one.object.id),
      one.ssObject,
      one.reassociated,
      visit.visit,
      detector,
      visit.band,
      one.pos.ra,
      one.pos.dec,
      one.midpoint,
      one.processed,
      one.stored,
      one.replicated,
      ranks[k] === 0 ? null : ranks[k]!,
      Number(one.flux.toPrecision(6)),
      Number(one.error.toPrecision(6)),
      Number(Math.abs(snr).toPrecision(5)),
      Math.round(1000 * (1 - Math.exp(-Math.abs(snr) / 6) * (hash(k, 9) / 4294967296))) / 1000,
      cellOf(14, one.pos),
    ]
  }
}

/** Columns of ap.dia_object, and its rows: one for every catalogue object that has sources. */
export const diaObjectColumns: readonly string[] = [
  'dia_object_id',
  'ra',
  'dec',
  'object_id',
  'n_dia_sources',
  'first_midpoint_mjd_tai',
  'last_midpoint_mjd_tai',
  'hpx',
]

/** Rows in the order of diaObjectColumns. */
export function diaObjectRows(sources: readonly DiaSource[]): readonly (readonly SqlValue[])[] {
  const found = new Map<number, { object: SkyObject; n: number; first: number; last: number }>()
  for (const { object, midpoint } of sources) {
    if (object === null) continue
    const known = found.get(object.id)
    if (known === undefined) found.set(object.id, { object, n: 1, first: midpoint, last: midpoint })
    else {
      known.n++
      known.last = midpoint
    }
  }
  return [...found.values()].map(({ object, n, first, last }) => [
    diaObjectId(object.id),
    object.pos.ra,
    object.pos.dec,
    object.id,
    n,
    first,
    last,
    cellOf(14, object.pos),
  ])
}
