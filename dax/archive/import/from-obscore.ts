import { emptyObscoreRow, type CalibLevel, type ObscoreRow } from '../../../vo/obscore/row.ts'
import { boundingCircle } from '../../../vo/sky/geometry.ts'
import type { Region } from '../../../vo/sky/region.ts'
import { maxRegionText, parseRegion } from '../../../vo/sky/region-text.ts'
import { skyPos } from '../../../vo/sky/sky-pos.ts'
import { deg } from '../../../vo/sky/units.ts'
import type { ImportedRow, ImportedTable, TableCells } from './imported-row.ts'
import { RowReader } from './row-reader.ts'

const texts = [
  'dataproduct_subtype',
  'target_name',
  'target_class',
  'obs_title',
  'obs_creation_date',
  'obs_creator_name',
  'obs_creator_did',
  'obs_release_date',
  'publisher_id',
  'bib_reference',
  'data_rights',
  'access_format',
  's_ucd',
  's_unit',
  's_calib_status',
  't_calib_status',
  'em_ucd',
  'em_unit',
  'em_calib_status',
  'o_ucd',
  'o_unit',
  'o_calib_status',
  'pol_states',
  'facility_name',
  'instrument_name',
  'proposal_id',
  'lsst_band',
  'lsst_filter',
] as const satisfies readonly (keyof ObscoreRow)[]
const numbers = [
  's_resolution',
  's_resolution_min',
  's_resolution_max',
  's_stat_error',
  's_pixel_scale',
  't_min',
  't_max',
  't_exptime',
  't_resolution',
  't_stat_error',
  'em_min',
  'em_max',
  'em_res_power',
  'em_res_power_min',
  'em_res_power_max',
  'em_resolution',
  'em_stat_error',
  'o_stat_error',
  'access_estsize',
] as const satisfies readonly (keyof ObscoreRow)[]
const integers = [
  's_xel1',
  's_xel2',
  't_xel',
  'em_xel',
  'pol_xel',
  'lsst_detector',
  'lsst_tract',
  'lsst_patch',
  'lsst_day_obs',
] as const satisfies readonly (keyof ObscoreRow)[]
const decided = [
  'dataproduct_type',
  'calib_level',
  'obs_id',
  'obs_collection',
  'obs_publisher_did',
  's_ra',
  's_dec',
  's_fov',
  's_region',
  'access_url',
  'lsst_visit',
]
const known: ReadonlySet<string> = new Set([...texts, ...numbers, ...integers, ...decided])

/** Our units, and how many of them other units have. */
const units: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  deg: { arcmin: 1 / 60, arcsec: 1 / 3600, rad: 180 / Math.PI },
  arcsec: { arcmin: 60, deg: 3600, mas: 1e-3 },
  m: { nm: 1e-9, um: 1e-6, mm: 1e-3, cm: 1e-2, angstrom: 1e-10 },
  s: { min: 60, h: 3600, d: 86_400, ms: 1e-3 },
  d: { s: 1 / 86_400 },
  kbyte: { byte: 1e-3, mbyte: 1e3, kb: 1, mb: 1e3, gb: 1e6, gbyte: 1e6 },
}
const unitOf: Readonly<Record<string, string>> = {
  s_ra: 'deg',
  s_dec: 'deg',
  s_fov: 'deg',
  s_resolution: 'arcsec',
  s_resolution_min: 'arcsec',
  s_resolution_max: 'arcsec',
  s_pixel_scale: 'arcsec',
  s_stat_error: 'arcsec',
  em_min: 'm',
  em_max: 'm',
  em_resolution: 'm',
  t_exptime: 's',
  t_resolution: 's',
  t_min: 'd',
  t_max: 'd',
  access_estsize: 'kbyte',
}

/** A table that has ObsCore's columns by name. Rows without an identifier, with values out of range or with an s_region that is none are problems. */
export function obscoreRows(cells: TableCells): ImportedTable {
  const ignored = cells.names.filter((name) => !known.has(name))
  const { factors, strange } = unitFactors(cells)
  return {
    rows: rowsOf(cells, factors),
    notes: [...(ignored.length === 0 ? [] : [`Columns that ObsCore does not know were left aside: ${ignored.join(', ')}.`]), ...strange],
  }
}

/** Whether a table can be ObsCore: it has the columns without which no row can be kept. */
export function looksLikeObscore(cells: TableCells): boolean {
  return ['obs_publisher_did', 'dataproduct_type', 'calib_level'].filter((name) => cells.names.includes(name)).length >= 2
}

function unitFactors(cells: TableCells): { readonly factors: Readonly<Record<string, number>>; readonly strange: readonly string[] } {
  const factors: Record<string, number> = {}
  const strange: string[] = []
  for (const [name, ours] of Object.entries(unitOf)) {
    const given = cells.unit(name)?.trim()
    if (given === undefined || given === '' || given.toLowerCase() === ours || (ours === 'd' && /^(mjd|day)s?$/iu.test(given))) continue
    const factor = units[ours]?.[given] ?? units[ours]?.[given.toLowerCase()]
    if (factor === undefined) strange.push(`${name} is in "${given.slice(0, 20)}", which is not known here: taken as ${ours}.`)
    else factors[name] = factor
  }
  return { factors, strange }
}

function* rowsOf(cells: TableCells, factors: Readonly<Record<string, number>>): Generator<ImportedRow> {
  for (let i = 0; i < cells.length; i++) {
    const reader = new RowReader(cells, i, factors)
    const row = obscoreRow(reader)
    yield row === null ? { at: cells.at(i), problems: reader.problems } : { at: cells.at(i), row }
  }
}

function obscoreRow(read: RowReader): ObscoreRow | null {
  const must = (name: string): string => {
    const value = read.text(name)
    if (value === null) read.problems.push(`${name} is missing`)
    return value ?? ''
  }
  const level = read.wholeWithin('calib_level', 0, 4)
  if (level === null && !read.problems.some((p) => p.startsWith('calib_level'))) read.problems.push('calib_level is missing')
  const start = emptyObscoreRow({
    dataproduct_type: must('dataproduct_type'),
    calib_level: (level ?? 0) as CalibLevel,
    obs_id: must('obs_id'),
    obs_collection: must('obs_collection'),
    obs_publisher_did: must('obs_publisher_did'),
    region: null,
  })
  const values: Partial<Record<keyof ObscoreRow, string | number | bigint | null>> = {}
  for (const name of texts) values[name] = read.text(name)
  for (const name of numbers) values[name] = read.number(name)
  for (const name of integers) values[name] = read.integer(name)
  const row = { ...start, ...values, ...place(read), lsst_visit: read.long('lsst_visit'), access_url: accessUrl(read) } as ObscoreRow
  order(read, 't_min', row.t_min, 't_max', row.t_max)
  order(read, 'em_min', row.em_min, 'em_max', row.em_max)
  return read.problems.length === 0 ? row : null
}

function order(read: RowReader, low: string, a: number | null, high: string, b: number | null): void {
  if (a !== null && b !== null && a > b) read.problems.push(`${low} ${a} is after ${high} ${b}`)
}

function accessUrl(read: RowReader): string | null {
  const url = read.text('access_url')
  if (url !== null && !/^(?:https?|ftp):\/\//iu.test(url))
    read.problems.push(`access_url is "${url.slice(0, 40)}"; an address with http, https or ftp expected`)
  return url
}

/** Footprint as s_region tells it; without one a circle of s_fov about the position, or the position alone. Position and size that are missing come from it. */
function place(read: RowReader): Pick<ObscoreRow, 'region' | 's_ra' | 's_dec' | 's_fov'> {
  const ra = read.within('s_ra', 0, 360)
  const dec = read.within('s_dec', -90, 90)
  const fov = read.within('s_fov', 0, 360)
  const region = regionOf(read, ra, dec, fov)
  if (region === null) return { region, s_ra: ra, s_dec: dec, s_fov: fov }
  const round = ra === null || dec === null || fov === null ? boundingCircle(region) : null
  return {
    region,
    s_ra: ra ?? round?.center.ra ?? null,
    s_dec: dec ?? round?.center.dec ?? null,
    s_fov: fov ?? (round === null ? null : 2 * round.radius),
  }
}

function regionOf(read: RowReader, ra: number | null, dec: number | null, fov: number | null): Region | null {
  const text = read.text('s_region', maxRegionText)
  if (text !== null) {
    const region = parseRegion(text)
    if (region.ok) return region.value
    read.problems.push(`s_region "${text.length > 60 ? `${text.slice(0, 60)}…` : text}": ${region.error.message}`)
    return null
  }
  if (ra === null || dec === null) return null
  const at = skyPos(ra, dec)
  return fov !== null && fov > 0 ? { kind: 'circle', center: at, radius: deg(Math.min(180, fov / 2)) } : { kind: 'point', at }
}
