import { bandOfFilter } from '../../../vo/obscore/header-band.ts'
import { emptyObscoreRow, type ObscoreRow } from '../../../vo/obscore/row.ts'
import { fail, ok, type Result } from '../../../vo/result.ts'
import { boundingCircle, centroid } from '../../../vo/sky/geometry.ts'
import type { Region } from '../../../vo/sky/region.ts'
import { skyPos } from '../../../vo/sky/sky-pos.ts'
import { mjdOfDate, mjdTai, taiToUtc, type MjdUtc } from '../../../vo/time/mjd.ts'
import type { ImportedRow, ImportedTable } from './imported-row.ts'

type Record_ = Readonly<Record<string, unknown>>

/** Whether a JSON text can be an export of a Rubin Butler registry. */
export function looksLikeButler(text: string): boolean {
  return /"visit_detector_region"/u.test(text)
}

/**
 * Footprints of detectors from a Butler export as JSON, its regions decoded to [ra, dec] in deg: one calibrated image per visit and detector, with
 * band, night and times (TAI there, UTC here) from the visit and filter records. No pixels.
 */
export function butlerRows(text: string, authority: string): Result<ImportedTable> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return fail(`the file is not valid JSON: ${(error as Error).message}`)
  }
  const dimensions = (json as { dimensions?: Record<string, unknown> }).dimensions
  const list = (name: string): readonly Record_[] => {
    const records = dimensions?.[name]
    return Array.isArray(records) ? (records as readonly Record_[]) : []
  }
  if (list('visit_detector_region').length === 0) return fail('the export has no records "visit_detector_region" under "dimensions"')
  const key = (record: Record_, id: string): string => `${String(record['instrument'])}/${String(record[id])}`
  const visits = new Map(list('visit').map((visit) => [key(visit, 'id'), visit]))
  const filters = new Map(list('physical_filter').map((filter) => [key(filter, 'name'), filter]))
  const names = new Map(list('detector').map((detector) => [key(detector, 'id'), detector]))
  const rows = function* (): Generator<ImportedRow> {
    for (const [i, record] of list('visit_detector_region').entries()) {
      const at = `visit_detector_region ${i + 1}`
      const visit = visits.get(key(record, 'visit'))
      const region = polygonOf(record['region'])
      const problems: string[] = []
      if (typeof record['visit'] !== 'number' || typeof record['detector'] !== 'number' || typeof record['instrument'] !== 'string')
        problems.push('instrument, visit or detector is missing')
      else if (visit === undefined) problems.push(`visit ${record['visit']} of ${record['instrument']} has no record under "visit"`)
      if (!region.ok) problems.push(region.error.message)
      if (problems.length > 0 || !region.ok || visit === undefined) yield { at, problems }
      else {
        const filter = filters.get(`${String(record['instrument'])}/${String(visit['physical_filter'])}`)
        yield { at, row: rowOf(record, visit, filter, names.get(key(record, 'detector')), region.value, authority) }
      }
    }
  }
  return ok({ rows: rows(), notes: [] })
}

function polygonOf(value: unknown): Result<Region> {
  const right = (pair: unknown): pair is readonly [number, number] =>
    Array.isArray(pair) && pair.length === 2 && pair.every((x) => Number.isFinite(x)) && Math.abs(pair[1] as number) <= 90
  if (!Array.isArray(value) || value.length < 3 || !value.every(right)) return fail('region is no list of three or more [ra, dec] in deg')
  return ok({ kind: 'polygon', vertices: value.map(([ra, dec]) => skyPos(ra, dec)) })
}

function rowOf(
  record: Record_,
  visit: Record_,
  filter: Record_ | undefined,
  detector: Record_ | undefined,
  region: Region,
  authority: string,
): ObscoreRow {
  const instrument = String(record['instrument'])
  const [id, ccd] = [Number(record['visit']), Number(record['detector'])]
  const text = (name: string): string | null => (typeof visit[name] === 'string' && visit[name] !== '' ? visit[name] : null)
  const band = bandOfFilter(text('physical_filter'), typeof filter?.['band'] === 'string' ? filter['band'] : null)
  const center = centroid(region)
  return {
    ...emptyObscoreRow({
      dataproduct_type: 'image',
      calib_level: 2,
      obs_id: text('name') ?? String(id),
      obs_collection: `${instrument}/visits`,
      obs_publisher_did: `${authority}${instrument}/visit/${id}/${ccd}`,
      region,
    }),
    dataproduct_subtype: 'lsst.visit_image',
    target_name: text('target_name'),
    obs_title: `${instrument} visit ${id} detector ${typeof detector?.['full_name'] === 'string' ? detector['full_name'] : ccd}`,
    facility_name: instrument === 'HSC' ? 'Subaru' : null,
    instrument_name: instrument,
    proposal_id: text('science_program'),
    s_ra: center.ra,
    s_dec: center.dec,
    s_fov: 2 * boundingCircle(region).radius,
    s_ucd: 'pos.eq',
    s_unit: 'deg',
    t_min: timeOf(text('datetime_begin')),
    t_max: timeOf(text('datetime_end')),
    t_exptime: typeof visit['exposure_time'] === 'number' ? visit['exposure_time'] : null,
    t_xel: 1,
    em_min: band.emMin,
    em_max: band.emMax,
    em_xel: 1,
    em_ucd: 'em.wl',
    em_unit: 'm',
    pol_xel: 0,
    lsst_visit: BigInt(id),
    lsst_detector: ccd,
    lsst_band: band.band,
    lsst_filter: band.filter,
    lsst_day_obs: typeof visit['day_obs'] === 'number' ? visit['day_obs'] : null,
  }
}

/** The Butler's TAI date, '2013-06-17 13:34:45.775000000', as MJD in UTC. */
function timeOf(text: string | null): MjdUtc | null {
  if (text === null) return null
  const date = new Date(`${text.replace(' ', 'T').slice(0, 23)}Z`)
  return Number.isNaN(date.getTime()) ? null : taiToUtc(mjdTai(mjdOfDate(date)))
}
