import { bandOfFilter } from '../../../vo/obscore/header-band.ts'
import { fail, ok, type Result } from '../../../vo/result.ts'
import { dayObs, mjdTai } from '../../../vo/time/mjd.ts'
import { RowReader } from '../import/row-reader.ts'
import { csvCells } from '../import/table-cells.ts'

/** A visit that the telescope made, as ap.visit keeps it. Times are MJD (TAI), as ConsDB’s are. */
export interface RealVisit {
  readonly visit: bigint
  readonly dayObs: number
  readonly seq: number
  readonly group: string | null
  readonly band: string | null
  readonly filter: string | null
  readonly ra: number | null
  readonly dec: number | null
  readonly rotation: number | null
  readonly begin: number
  readonly end: number
  readonly target: string | null
}

export interface ExposureList {
  readonly visits: readonly RealVisit[]
  readonly notes: readonly string[]
}

const mostProblems = 20

/** Reads a list of exposures of Rubin’s ConsDB (CSV or TSV). Fails with all problems, each with its line, column and value. */
export function readExposures(text: string): Result<ExposureList> {
  const cells = csvCells(text)
  if (!cells.ok) return fail(`it is no table: ${cells.error.message}`)
  const missing = ['exposure_id', 'obs_start_mjd', 'obs_end_mjd', 's_ra', 's_dec'].filter((name) => !cells.value.names.includes(name))
  if (missing.length > 0)
    return fail(
      `it is neither JSON nor a list of exposures: ${missing.join(', ')} missing among its columns (${cells.value.names.slice(0, 8).join(', ').slice(0, 120)})`,
    )
  const visits: RealVisit[] = []
  const problems: string[] = []
  const seen = new Map<bigint, string>()
  for (let i = 0; i < cells.value.length; i++) {
    const at = cells.value.at(i)
    const read = new RowReader(cells.value, i)
    const visit = visitOf(read)
    const before = visit === null ? undefined : seen.get(visit.visit)
    if (before !== undefined) read.problems.push(`exposure_id ${visit?.visit ?? ''} is in ${before} already`)
    problems.push(...read.problems.map((problem) => `${at}: ${problem}`))
    if (visit === null || read.problems.length > 0) continue
    seen.set(visit.visit, at)
    visits.push(visit)
  }
  if (problems.length > 0)
    return fail(
      `${problems.slice(0, mostProblems).join('; ')}${problems.length > mostProblems ? `; and ${problems.length - mostProblems} more` : ''}`,
    )
  const blank = visits.filter(({ ra, rotation }) => ra === null || rotation === null).length
  return ok({ visits, notes: blank === 0 ? [] : [`${blank} of ${visits.length} exposures have no pointing or rotation: kept without a place`] })
}

function visitOf(read: RowReader): RealVisit | null {
  const id = read.long('exposure_id')
  if (id === null && read.problems.length === 0) read.problems.push('exposure_id is missing')
  const [begin, end] = [read.number('obs_start_mjd'), read.number('obs_end_mjd')]
  for (const [name, value] of [
    ['obs_start_mjd', begin],
    ['obs_end_mjd', end],
  ] as const)
    if (value === null && read.problems.length === 0) read.problems.push(`${name} is missing`)
  if (begin !== null && end !== null && end < begin) read.problems.push(`obs_end_mjd ${end} is before obs_start_mjd ${begin}`)
  const [ra, dec] = [read.within('s_ra', 0, 360), read.within('s_dec', -90, 90)]
  const rotation = read.number('sky_rotation')
  const band = bandOfFilter(read.text('physical_filter'), read.text('band'))
  if (id === null || begin === null || end === null || read.problems.length > 0) return null
  const day = dayObs(mjdTai(begin))
  const told = Number(id / 100_000n)
  if (told !== day) {
    read.problems.push(`exposure_id ${id} names the night ${told}, and obs_start_mjd ${begin} (TAI) is in the night ${day}`)
    return null
  }
  return {
    visit: id,
    dayObs: day,
    seq: Number(id % 100_000n),
    group: read.text('group_id'),
    band: band.band,
    filter: band.filter,
    ra: dec === null ? null : ra,
    dec: ra === null ? null : dec,
    rotation,
    begin,
    end,
    target: read.text('target_name'),
  }
}
