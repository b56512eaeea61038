import { emptyObscoreRow, type ObscoreRow } from '../../vo/obscore/row.ts'
import { cellOf } from '../../vo/sky/healpix.ts'
import { separation, skyPos, type SkyPos } from '../../vo/sky/sky-pos.ts'
import { detectors } from '../../vo/sky/lsstcam.ts'
import { cosmos } from './cadence.ts'
import { demoFacility, demoInstrument, isoOf, timesOf } from './header.ts'
import { coaddKey, demoImage, visitKey, type DemoImage } from './image.ts'
import { coaddsOf, patchPixels, coaddScale, tractField, tractRadius, type DemoPlan, type DemoSize } from './plan.ts'
import { coaddSeeing } from './render.ts'
import { realStar, type DemoSky, type SkyObject } from './sky.ts'
import type { BrightStars } from './stars.ts'
import { footprint, toPlane, toSky } from './tan.ts'

/** A row of the archive for one demo image. */
export interface DemoRow {
  readonly key: string
  readonly row: ObscoreRow
}

const collections = {
  raw: 'SkydaxDemo/raw',
  visit_image: 'SkydaxDemo/visits',
  difference_image: 'SkydaxDemo/differences',
  deep_coadd: 'SkydaxDemo/coadds',
  template_coadd: 'SkydaxDemo/templates',
} as const
const words = {
  raw: 'Raw exposure',
  visit_image: 'Calibrated exposure',
  difference_image: 'Difference image',
  deep_coadd: 'Deep coadd',
  template_coadd: 'Template coadd',
} as const
const levels = { raw: 1, visit_image: 2, difference_image: 3, deep_coadd: 3, template_coadd: 3 } as const

/** Number of images in a demo survey. */
export function demoCount(plan: DemoPlan, size: DemoSize): number {
  return plan.visits(size).length * detectors.length * 3 + coaddsOf(plan, size).length
}

/** Every image of a demo survey as an archive row: visit by visit in the order of observation, then the coadds. */
export function* demoImages(plan: DemoPlan, size: DemoSize, authority: string): Generator<DemoRow> {
  for (const visit of plan.visits(size))
    for (const detector of detectors) {
      const key = visitKey('raw', visit.visit, detector.id)
      const image = demoImage(plan, key) as Extract<DemoImage, { visit: unknown }>
      const shared = sharedFields(plan, image)
      yield { key, row: rowOf(image, key, shared, authority) }
      for (const type of ['visit_image', 'difference_image'] as const) {
        const other = visitKey(type, visit.visit, detector.id)
        yield { key: other, row: rowOf({ ...image, type }, other, shared, authority) }
      }
    }
  for (const { type, tract, patch, band } of coaddsOf(plan, size)) {
    const key = coaddKey(type, tract, patch, band)
    const image = demoImage(plan, key)!
    yield { key, row: rowOf(image, key, sharedFields(plan, image), authority) }
  }
}

/** The archive row of one demo image, or null for a key of none. */
export function demoRow(plan: DemoPlan, key: string, authority: string): ObscoreRow | null {
  const image = demoImage(plan, key)
  return image === null ? null : rowOf(image, key, sharedFields(plan, image), authority)
}

type Shared = Pick<
  ObscoreRow,
  's_ra' | 's_dec' | 's_fov' | 's_xel1' | 's_xel2' | 's_resolution' | 's_pixel_scale' | 't_min' | 't_max' | 't_exptime' | 't_resolution' | 'region'
> & {
  readonly release: string
}

/** What the raw, the calibrated and the difference image of one detector have in common. */
function sharedFields(plan: DemoPlan, image: DemoImage): Shared {
  const { pixels } = image
  const region = footprint(pixels)
  const center = toSky(pixels, (pixels.nx - 1) / 2, (pixels.ny - 1) / 2)
  const times = timesOf(plan, image)
  return {
    // 10 µas: enough for any use, and a third shorter in the database
    region: { kind: 'polygon', vertices: region.vertices.map(rounded) },
    ...ra(rounded(center)),
    s_fov: Math.round(2e6 * Math.max(...region.vertices.map((vertex) => separation(vertex, center)))) / 1e6,
    s_xel1: pixels.nx,
    s_xel2: pixels.ny,
    s_resolution: 'visit' in image ? Math.round(image.visit.seeing * 1000) / 1000 : coaddSeeing,
    s_pixel_scale: Math.round(Math.sqrt(Math.abs(pixels.cd[0] * pixels.cd[3] - pixels.cd[1] * pixels.cd[2])) * 3.6e7) / 1e4,
    t_min: times.begin,
    t_max: times.end,
    t_exptime: times.exposure,
    t_resolution: times.end > times.begin + 0.01 ? null : times.exposure,
    release: isoOf(times.end + 80 / 24),
  }
}

function ra({ ra, dec }: SkyPos): { s_ra: number; s_dec: number } {
  return { s_ra: ra, s_dec: dec }
}

function rounded(pos: SkyPos): SkyPos {
  return skyPos(Math.round(pos.ra * 1e8) / 1e8, Math.round(pos.dec * 1e8) / 1e8)
}

function rowOf(image: DemoImage, key: string, { release, ...shared }: Shared, authority: string): ObscoreRow {
  const { band, type, pixels } = image
  const visit = 'visit' in image
  const obsId = visit ? `${image.visit.visit}-${image.detector.name}` : `${image.tract}-${image.patch}-${band.band}`
  const target = visit ? image.visit.target : tractField(image.tract)!.name
  const raw = type === 'raw'
  return {
    ...emptyObscoreRow({
      dataproduct_type: 'image',
      calib_level: levels[type],
      obs_id: obsId,
      obs_collection: collections[type],
      obs_publisher_did: `${authority}demo/${key}`,
      region: shared.region,
    }),
    ...shared,
    dataproduct_subtype: `lsst.${type}`,
    target_name: target,
    target_class: target === cosmos.name ? 'deep drilling field' : 'survey field',
    obs_title: `${words[type]} ${visit ? `${image.visit.visit} ${image.detector.name}` : `tract ${image.tract} patch ${image.patch}`}, ${band.band} band (synthetic)`,
    obs_creation_date: release,
    obs_release_date: release,
    obs_creator_name: 'Skydax demo survey',
    data_rights: 'public',
    publisher_id: authority.replace(/\?$/, ''),
    access_estsize: Math.ceil((pixels.nx * pixels.ny * (raw ? 2 : 4) + 8640) / 1000),
    s_ucd: 'pos',
    s_unit: 'deg',
    s_calib_status: 'calibrated',
    s_stat_error: 0.02,
    t_xel: 1,
    t_calib_status: 'calibrated',
    em_min: band.minimum,
    em_max: band.maximum,
    em_res_power: Math.round(((band.minimum + band.maximum) / 2 / (band.maximum - band.minimum)) * 100) / 100,
    em_xel: 1,
    em_ucd: 'em.wl',
    em_unit: 'm',
    o_ucd: raw ? 'phot.count' : 'phot.flux.density',
    o_unit: raw ? 'adu' : 'nJy',
    // ObsCore knows absolute, relative, normalized, any: counts of a raw image are none of them
    o_calib_status: raw ? null : 'absolute',
    pol_xel: 0,
    facility_name: demoFacility,
    instrument_name: demoInstrument,
    proposal_id: target === cosmos.name ? 'demo-ddf' : 'demo-wide',
    lsst_visit: visit ? BigInt(image.visit.visit) : null,
    lsst_detector: visit ? image.detector.id : null,
    lsst_tract: visit ? null : image.tract,
    lsst_patch: visit ? null : image.patch,
    lsst_band: band.band,
    lsst_filter: band.filter,
    lsst_day_obs: visit ? image.visit.dayObs : null,
  }
}

/** The depth (r, AB mag) to which the demo's object catalogue holds the deep field, the wide tracts and the real stars of the whole sky. */
const depths = { full: { deep: 22, wide: 16.8, real: 99 }, page: { deep: 19.5, wide: 16, real: 6.5 } } as const

/**
 * Objects of the demo catalogue, each once: those of the deep field and of the inner nine patches of every wide tract, to a magnitude limit, and
 * the real stars of the whole sky.
 */
export function* demoObjects(plan: DemoPlan, sky: DemoSky, stars: BrightStars, size: DemoSize): Generator<SkyObject> {
  const depth = depths[size]
  const seen = new Set<number>()
  for (let k = 0; k < stars.count; k++) {
    const star = stars.star(k)
    if (star.mag > depth.real) continue
    seen.add(star.hip)
    yield realStar(star)
  }
  const half = ((patchPixels * coaddScale) / 3600) * 1.5
  for (const tract of new Set(coaddsOf(plan, size).map((coadd) => coadd.tract))) {
    const field = tractField(tract)!
    const deep = tract === cosmos.id
    for (const object of sky.objectsNear(
      skyPos(field.ra, field.dec),
      deep ? tractRadius(tract) : half * Math.SQRT2,
      deep ? depth.deep : depth.wide,
    )) {
      const plane = toPlane(field.ra, field.dec, object.pos)
      if (seen.has(object.id) || plane === null || (!deep && Math.max(Math.abs(plane[0]), Math.abs(plane[1])) > half)) continue
      seen.add(object.id)
      yield object
    }
  }
}

/** A catalogue object as a row of cat.object, in the order of objectColumns. */
export function objectRow(object: SkyObject): (string | number | null)[] {
  return [
    object.id,
    object.pos.ra,
    object.pos.dec,
    object.type,
    ...object.mags.map((mag) => Math.round(mag * 1e4) / 1e4),
    object.radius,
    object.name,
    cellOf(14, object.pos),
  ]
}

export const objectColumns: readonly string[] = [
  'object_id',
  'ra',
  'dec',
  'object_type',
  'u_mag',
  'g_mag',
  'r_mag',
  'i_mag',
  'z_mag',
  'y_mag',
  'radius',
  'name',
  'hpx',
]
