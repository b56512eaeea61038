import type { FitsHeader } from '../fits/header.ts'
import { mjdTai, taiToUtc } from '../time/mjd.ts'

/** When an image was taken, MJD UTC; nulls where the header does not tell. `problem` names a keyword that could not be read. */
export interface HeaderTimes {
  readonly tMin: number | null
  readonly tMax: number | null
  /** s. */
  readonly exposure: number | null
  readonly problem?: string
}

/**
 * Start, end and exposure time of an image. Start: MJD-BEG, DATE-BEG, MJD-OBS, DATE-OBS (with TIME-OBS or UT where it has no time of day); end: MJD-END, DATE-END,
 * else start + exposure. TIMESYS TAI, TT and UTC are turned into UTC. A DATE-OBS without time of day gives the whole day.
 */
export function headerTimes(header: FitsHeader): HeaderTimes {
  const scale = (header.text('TIMESYS') ?? 'UTC').toUpperCase()
  const exposure = exposureOf(header)
  const start = firstTime(header, ['MJD-BEG', 'DATE-BEG', 'MJD-OBS', 'DATE-OBS', 'DATE_OBS', 'MJD', 'MJD-AVG', 'DATE-AVG'])
  if (start === null) return { tMin: null, tMax: null, exposure }
  if ('problem' in start) return { tMin: null, tMax: null, exposure, problem: start.problem }
  const utc = (mjd: number) => toUtc(mjd, scale)
  const tMin = utc(start.mjd)
  const end = firstTime(header, ['MJD-END', 'DATE-END'])
  const told = end !== null && !('problem' in end) && end.mjd >= start.mjd ? utc(end.mjd) : null
  const tMax = told ?? (exposure !== null ? tMin + exposure / 86_400 : tMin + start.span)
  return { tMin, tMax, exposure }
}

/** EXPTIME, EXPOSURE or ITIME in s (in minutes where the comment says so, as on digitized plates). */
function exposureOf(header: FitsHeader): number | null {
  for (const keyword of ['EXPTIME', 'XPOSURE', 'EXPOSURE', 'TELAPSE', 'ITIME']) {
    const value = header.number(keyword)
    if (value === null || value < 0) continue
    const comment = header.cards.find((card) => card.keyword === keyword)?.comment ?? ''
    return /\bmin(utes?)?\b/i.test(comment) ? value * 60 : value
  }
  return null
}

type ReadTime = { readonly mjd: number; readonly span: number } | { readonly problem: string }

function firstTime(header: FitsHeader, keywords: readonly string[]): ReadTime | null {
  for (const keyword of keywords) {
    const text = header.text(keyword)
    if (text === null) continue
    if (keyword.startsWith('MJD')) {
      const mjd = header.number(keyword)
      if (mjd !== null && mjd > 0 && mjd < 200_000) return { mjd, span: 0 }
      return { problem: `${keyword} is '${text.slice(0, 40)}'; a Modified Julian Date expected` }
    }
    const time = parseDate(text, header.text('TIME-OBS') ?? header.text('UT') ?? header.text('UTC-OBS'))
    return time ?? { problem: `${keyword} is '${text.slice(0, 40)}'; a date such as 2024-04-05T10:11:33.27 expected` }
  }
  return null
}

/** ISO 8601 and the old DD/MM/YY; `timeOfDay` 'hh:mm:ss' is used where the date has none. */
function parseDate(text: string, timeOfDay: string | null): { mjd: number; span: number } | null {
  const old = /^(\d{2})\/(\d{2})\/(\d{2})$/.exec(text)
  const iso = old ? null : /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}(?:\.\d*)?))?Z?)?$/.exec(text)
  if (old === null && iso === null) return null
  const [year, month, day] = old ? [1900 + Number(old[3]), Number(old[2]), Number(old[1])] : [Number(iso![1]), Number(iso![2]), Number(iso![3])]
  const at = Date.UTC(year, month - 1, day)
  const back = new Date(at)
  if (back.getUTCMonth() !== month - 1 || back.getUTCDate() !== day) return null
  const clock = iso?.[4] === undefined ? /^(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d*)?))?$/.exec(timeOfDay ?? '') : [iso[0], iso[4], iso[5], iso[6]]
  const [hour, minute, second] = [Number(clock?.[1] ?? 0), Number(clock?.[2] ?? 0), Number(clock?.[3] ?? 0)]
  if (hour > 23 || minute > 59 || second >= 61) return null
  return { mjd: at / 86_400_000 + 40_587 + (hour * 3600 + minute * 60 + second) / 86_400, span: clock === null ? 1 : 0 }
}

function toUtc(mjd: number, scale: string): number {
  if (scale === 'TAI') return taiToUtc(mjdTai(mjd))
  return scale === 'TT' ? taiToUtc(mjdTai(mjd - 32.184 / 86_400)) : mjd
}
