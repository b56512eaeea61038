import { bandOfFilter } from '../../../vo/obscore/header-band.ts'
import { emptyObscoreRow, type ObscoreRow } from '../../../vo/obscore/row.ts'
import { detectorFootprint, type FieldAngle } from '../../../vo/sky/camera-footprint.ts'
import { boundingCircle } from '../../../vo/sky/geometry.ts'
import type { Region } from '../../../vo/sky/region.ts'
import { skyPos, type SkyPos } from '../../../vo/sky/sky-pos.ts'
import { deg } from '../../../vo/sky/units.ts'
import { mjdTai, taiToUtc } from '../../../vo/time/mjd.ts'
import { cornerAngles, detectors, fieldAngle, type Detector } from '../../../vo/sky/lsstcam.ts'
import type { ImportedRow, ImportedTable, TableCells } from './imported-row.ts'
import { RowReader } from './row-reader.ts'

/** deg: half of LSSTCam's field of 3.5°, for exposures whose rotation is not known. */
const fieldRadius = 1.75

export interface ConsdbOptions {
  readonly authority: string
  /** One row per science detector (189 an exposure) instead of one per exposure. */
  readonly perDetector: boolean
}

/** Whether a table is the exposure table of Rubin's ConsDB. */
export function looksLikeConsdb(cells: TableCells): boolean {
  return ['exposure_id', 'obs_start_mjd', 's_ra', 's_dec'].every((name) => cells.names.includes(name))
}

/**
 * LSSTCam exposures from ConsDB: one image each, with the outline of the focal plane turned by sky_rotation as its footprint; or one per detector.
 * ConsDB's times are TAI; rows get UTC. Exposures without a pointing (biases, darks, tests) are kept without a place.
 */
export function consdbRows(cells: TableCells, options: ConsdbOptions): ImportedTable {
  return { rows: rowsOf(cells, options), notes: [] }
}

function* rowsOf(cells: TableCells, options: ConsdbOptions): Generator<ImportedRow> {
  for (let i = 0; i < cells.length; i++) {
    const at = cells.at(i)
    const read = new RowReader(cells, i)
    const exposure = exposureOf(read)
    if (exposure === null) {
      yield { at, problems: read.problems }
      continue
    }
    if (!options.perDetector) yield { at, row: exposureRow(exposure, options.authority) }
    else for (const detector of detectors) yield { at, row: detectorRow(exposure, detector, options.authority) }
  }
}

interface Exposure {
  readonly id: bigint
  readonly dayObs: number | null
  readonly boresight: SkyPos | null
  readonly rotation: number | null
  readonly common: ObscoreRow
}

function exposureOf(read: RowReader): Exposure | null {
  const id = read.long('exposure_id')
  if (id === null && read.problems.length === 0) read.problems.push('exposure_id is missing')
  const start = read.number('obs_start_mjd')
  const end = read.number('obs_end_mjd')
  if (start !== null && end !== null && end < start) read.problems.push(`obs_end_mjd ${end} is before obs_start_mjd ${start}`)
  const ra = read.within('s_ra', 0, 360)
  const dec = read.within('s_dec', -90, 90)
  const rotation = read.number('sky_rotation')
  const band = bandOfFilter(read.text('physical_filter'), read.text('band'))
  const target = read.text('target_name')
  const program = read.text('science_program')
  if (id === null || read.problems.length > 0) return null
  const day = Number(id / 100_000n)
  const dayObs = day > 19_000_000 && day < 30_000_000 ? day : null
  const boresight = ra === null || dec === null ? null : skyPos(ra, dec)
  const common: ObscoreRow = {
    ...emptyObscoreRow({
      dataproduct_type: 'image',
      calib_level: 1,
      obs_id: String(id),
      obs_collection: 'LSSTCam/raw',
      obs_publisher_did: '',
      region: null,
    }),
    dataproduct_subtype: 'lsst.raw',
    target_name: target,
    facility_name: 'Rubin:Simonyi',
    instrument_name: 'LSSTCam',
    proposal_id: program,
    s_ucd: 'pos.eq',
    s_unit: 'deg',
    s_pixel_scale: 0.2,
    t_min: start === null ? null : taiToUtc(mjdTai(start)),
    t_max: end === null ? null : taiToUtc(mjdTai(end)),
    t_exptime: start === null || end === null ? null : Math.round((end - start) * 86_400_000) / 1000,
    t_xel: 1,
    em_min: band.emMin,
    em_max: band.emMax,
    em_xel: 1,
    em_ucd: 'em.wl',
    em_unit: 'm',
    o_ucd: 'phot.count',
    o_unit: 'adu',
    pol_xel: 0,
    lsst_visit: id,
    lsst_band: band.band,
    lsst_filter: band.filter,
    lsst_day_obs: dayObs,
  }
  return { id, dayObs, boresight, rotation, common }
}

function exposureRow(exposure: Exposure, authority: string): ObscoreRow {
  const region = outline(exposure)
  return placed(
    { ...exposure.common, obs_publisher_did: `${authority}LSSTCam/raw/${exposure.id}`, obs_title: `LSSTCam exposure ${exposure.id}` },
    region,
    exposure.boresight,
  )
}

function detectorRow(exposure: Exposure, detector: Detector, authority: string): ObscoreRow {
  const { boresight, rotation } = exposure
  const region = boresight === null || rotation === null ? null : detectorFootprint(cornerAngles(detector), boresight, rotation)
  return placed(
    {
      ...exposure.common,
      obs_publisher_did: `${authority}LSSTCam/raw/${exposure.id}/${detector.id}`,
      obs_title: `LSSTCam exposure ${exposure.id} detector ${detector.name}`,
      lsst_detector: detector.id,
      s_xel1: detector.nx,
      s_xel2: detector.ny,
    },
    region,
    region === null ? boresight : boundingCircle(region).center,
  )
}

function placed(row: ObscoreRow, region: Region | null, center: SkyPos | null): ObscoreRow {
  return {
    ...row,
    region,
    s_ra: center?.ra ?? null,
    s_dec: center?.dec ?? null,
    s_fov: region === null ? null : 2 * boundingCircle(region).radius,
  }
}

/** The outline of the 21 science rafts: a square of 5 × 5 rafts without its corners. */
function outline({ boresight, rotation }: Exposure): Region | null {
  if (boresight === null) return null
  if (rotation === null) return { kind: 'circle', center: boresight, radius: deg(fieldRadius) }
  return detectorFootprint(outlineAngles, boresight, rotation)
}

const outlineAngles: readonly FieldAngle[] = makeOutline()

function makeOutline(): FieldAngle[] {
  // extents in mm of all rafts, and of the three in the middle
  const reach = (list: readonly Detector[]): number => Math.max(...list.map((d) => Math.abs(d.x) + (d.nx * 0.01) / 2))
  const far = reach(detectors)
  const near = reach(detectors.filter((d) => Math.abs(d.y) > 200))
  const corners: readonly (readonly [number, number])[] = [
    [near, far],
    [-near, far],
    [-near, near],
    [-far, near],
    [-far, -near],
    [-near, -near],
    [-near, -far],
    [near, -far],
    [near, -near],
    [far, -near],
    [far, near],
    [near, near],
  ]
  return corners.map(([x, y]) => fieldAngle(x, y))
}
