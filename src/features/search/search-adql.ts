import type { Offer } from '../../api/offer.ts'
import { adqlText as quote } from '../../api/tap.ts'
import { geometries } from '../../../vo/adql/build.ts'
import { opticalBands } from '../../../vo/obscore/band-name.ts'
import type { Region } from '../../../vo/sky/region.ts'
import { deg } from '../../../vo/sky/units.ts'
import { parseTime } from '../../../vo/time/parse-time.ts'
import type { Result } from '../../../vo/result.ts'
import { fail, ok } from '../../../vo/result.ts'
import type { FieldProblem, SearchForm } from './search-state.ts'

/** Columns a search asks for, where the archive has them. */
export const wantedColumns = [
  'obs_publisher_did',
  'obs_id',
  'dataproduct_subtype',
  'dataproduct_type',
  'calib_level',
  'lsst_visit',
  'lsst_detector',
  'lsst_band',
  'lsst_filter',
  't_min',
  't_exptime',
  's_ra',
  's_dec',
  's_fov',
  's_resolution',
  'em_min',
  'em_max',
  'target_name',
  'obs_title',
  'instrument_name',
  'facility_name',
  'obs_collection',
  'lsst_day_obs',
  'lsst_tract',
  'lsst_patch',
  's_region',
  'access_url',
  'access_format',
  'access_estsize',
] as const

const num = (x: number): string => String(Number(x.toPrecision(12)))

/** WHERE of a search, without the word; '' when nothing is asked. A value that cannot be read is told with its field. */
export function conditions(form: SearchForm, region: Region | null, offer: Offer): Result<string, FieldProblem> {
  const terms: string[] = []
  const failures: FieldProblem[] = []
  const add = (field: keyof SearchForm, term: Result<readonly string[]>): void => {
    if (term.ok) terms.push(...term.value)
    else failures.push({ field, message: term.error.message })
  }
  if (region !== null) add('position', regionTerm(region, offer))
  if (form.time !== '') add('time', rangeTerms(form.time, timeAt, 't_max', 't_min'))
  if (form.exposure !== '') add('exposure', rangeTerms(form.exposure, secondsAt, 't_exptime', 't_exptime'))
  if (form.band !== '') add('band', offer.has.has('lsst_band') ? ok(listTerm('lsst_band', form.band)) : bandTerm(form.band))
  terms.push(...listTerm('instrument_name', form.instrument))
  terms.push(...listTerm(offer.has.has('dataproduct_subtype') && form.type.includes('.') ? 'dataproduct_subtype' : 'dataproduct_type', form.type))
  if (form.id !== '') terms.push(idTerm(form.id.trim(), offer))
  const [first] = failures
  return first === undefined ? ok(terms.join('\n  AND ')) : { ok: false, error: first }
}

function listTerm(column: string, values: string): readonly string[] {
  const each = values
    .split(',')
    .map((v) => v.trim())
    .filter((v) => v !== '')
  if (each.length === 0) return []
  return [each.length === 1 ? `${column} = ${quote(each[0]!)}` : `${column} IN (${each.map(quote).join(', ')})`]
}

/** Images whose footprint meets the region; where the archive has no footprints, those whose centre lies in it. */
function regionTerm(region: Region, offer: Offer): Result<readonly string[]> {
  const footprints = offer.has.has('s_region') && (offer.geometry.size === 0 || offer.geometry.has('INTERSECTS'))
  const tests = geometries(extended(region)).map((g) =>
    footprints ? `1 = INTERSECTS(s_region, ${g})` : `1 = CONTAINS(POINT('ICRS', s_ra, s_dec), ${g})`,
  )
  return ok([tests.length === 1 ? tests[0]! : `(${tests.join(' OR ')})`])
}

/** The region with points made small circles: services test areas against areas. */
function extended(region: Region): Region {
  if (region.kind === 'point') return { kind: 'circle', center: region.at, radius: deg(0.0001) }
  return region.kind === 'union' ? { kind: 'union', parts: region.parts.map(extended) } : region
}

/** A moment; a date alone is its first moment, and as the end of a range its last. */
function timeAt(text: string, isEnd: boolean): Result<number> {
  const time = parseTime(text)
  return time.ok ? ok(isEnd && /^\d{4}-\d\d-\d\d$/u.test(text) ? time.value.mjd + 1 : time.value.mjd) : time
}

function secondsAt(text: string): Result<number> {
  const seconds = Number(text)
  return Number.isFinite(seconds) && seconds >= 0 ? ok(seconds) : fail(`"${text}" is not a number of seconds: write 30, or 15/60 for a range.`)
}

/** Conditions for a range 'from/to' (either end may be missing): the column that must reach `from`, the column that must not pass `to`. */
function rangeTerms(
  text: string,
  read: (part: string, isEnd: boolean) => Result<number>,
  reaches: string,
  starts: string,
): Result<readonly string[]> {
  const parts = text.split(/\s*(?:\/|\.\.)\s*/u).map((p) => p.trim())
  if (parts.length > 2) return fail(`"${text}" is not a range: write from/to.`)
  const [first = '', second = first] = parts
  const from = first === '' ? null : read(first, false)
  const to = second === '' ? null : read(second, true)
  if (from?.ok === false) return from
  if (to?.ok === false) return to
  if (from !== null && to !== null && from.value > to.value) return fail(`"${text}": the range ends before it begins.`)
  return ok([...(from === null ? [] : [`${reaches} >= ${num(from.value)}`]), ...(to === null ? [] : [`${starts} <= ${num(to.value)}`])])
}

/** Parameters of SIA 2.0 (and /api/coverage) that say the same as far as they can: not the image type, not identifiers, not the region. */
export function siaFilter(form: SearchForm): readonly (readonly [name: string, value: string])[] {
  const out: [string, string][] = []
  if (form.time !== '') {
    const [first = '', second = first] = form.time.split(/\s*(?:\/|\.\.)\s*/u)
    const from = first === '' ? null : timeAt(first.trim(), false)
    const to = second === '' ? null : timeAt(second.trim(), true)
    if (from?.ok !== false && to?.ok !== false) out.push(['TIME', `${from?.value ?? '-Inf'} ${to?.value ?? '+Inf'}`])
  }
  for (const name of form.band.split(',')) {
    const limits = bandLimits[name.trim()]
    if (limits !== undefined) {
      const middle = ((limits[0] + limits[1]) / 2).toExponential(3)
      out.push(['BAND', `${middle} ${middle}`])
    }
  }
  for (const name of form.instrument.split(',')) if (name.trim() !== '') out.push(['INSTRUMENT', name.trim()])
  return out
}

/** Limits of the bands, m: for archives and services that know wavelengths only. */
const bandLimits: Readonly<Record<string, readonly [number, number]>> = Object.fromEntries(opticalBands.map((b) => [b.name, [b.min, b.max]]))

function bandTerm(text: string): Result<readonly string[]> {
  const terms: string[] = []
  for (const name of text.split(',').map((b) => b.trim())) {
    const limits = bandLimits[name]
    if (limits === undefined) return fail(`"${name}" is not a band: u, g, r, i, z or y.`)
    const middle = (limits[0] + limits[1]) / 2
    terms.push(`(em_min <= ${middle.toExponential(3)} AND em_max >= ${middle.toExponential(3)})`)
  }
  return ok([terms.length === 1 ? terms[0]! : `(${terms.join(' OR ')})`])
}

function idTerm(id: string, offer: Offer): string {
  if (/^\d{5,19}$/u.test(id) && offer.has.has('lsst_visit')) return `(lsst_visit = ${id} OR obs_id = ${quote(id)})`
  if (id.includes('://')) return `obs_publisher_did = ${quote(id)}`
  return `(obs_id = ${quote(id)} OR obs_id LIKE ${quote(`${id.replaceAll('%', '')}%`)})`
}

/** The whole query: the columns that the archive has, newest first. */
export function searchAdql(offer: Offer, where: string): string {
  const columns = wantedColumns.filter((c) => offer.has.has(c))
  return `SELECT ${columns.join(', ')}\nFROM ${offer.table}${where === '' ? '' : `\nWHERE ${where}`}`
}

export function countAdql(offer: Offer, where: string): string {
  return `SELECT COUNT(*) AS n\nFROM ${offer.table}${where === '' ? '' : `\nWHERE ${where}`}`
}
