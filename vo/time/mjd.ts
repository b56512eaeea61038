import type { Unit } from '../sky/units.ts'
import { dayOfMjd, mjdOfDay } from './calendar.ts'
import { taiDrift, taiMinusUtc, utcDayLength } from './leap-seconds.ts'

/** Modified Julian date in UTC: what ObsCore t_min holds and SIA TIME takes. On a day with a leap second the fraction runs over 86401 s, as in ERFA. */
export type MjdUtc = Unit<'mjd:utc'>
/** Modified Julian date in TAI: Butler, APDB and the processing log. 37 s ahead of UTC since 2017. */
export type MjdTai = Unit<'mjd:tai'>

/** The casts live here and nowhere else. */
export const mjdUtc = (x: number): MjdUtc => x as MjdUtc
export const mjdTai = (x: number): MjdTai => x as MjdTai

/** UTC to TAI, leap seconds and the drift before 1972 included; good to the microsecond that a double of an MJD holds. */
export function utcToTai(utc: MjdUtc): MjdTai {
  const day = Math.floor(utc)
  const seconds = (utc - day) * utcDayLength(day)
  return mjdTai(day + (seconds + offsetWithin(day, seconds)) / 86_400)
}

/** TAI − UTC in s at a second of a UTC day: before 1972 it drifts within the day. */
function offsetWithin(day: number, seconds: number): number {
  return taiMinusUtc(day) + (taiDrift(day) * seconds) / 86_400
}

/** TAI to UTC; within a leap second the fraction of the day stays below 1. */
export function taiToUtc(tai: MjdTai): MjdUtc {
  let day = Math.floor(tai - taiMinusUtc(Math.floor(tai)) / 86_400)
  // seconds since 0h UTC of that day, in TAI seconds
  let seconds = (tai - day) * 86_400 - taiMinusUtc(day)
  if (seconds < 0) {
    day -= 1
    seconds = (tai - day) * 86_400 - taiMinusUtc(day)
  } else if (seconds >= utcDayLength(day)) {
    seconds -= utcDayLength(day)
    day += 1
  }
  const drift = offsetWithin(day, seconds) - taiMinusUtc(day)
  return mjdUtc(day + (seconds - drift) / utcDayLength(day))
}

/** The observing day of Rubin, YYYYMMDD: the TAI date 12 hours earlier, so that a night has one number. */
export function dayObs(tai: MjdTai): number {
  const [y, m, d] = dayOfMjd(Math.floor(tai - 0.5))
  return y * 10_000 + m * 100 + d
}

/** When an observing day (YYYYMMDD) begins; it ends 24 hours later. */
export function dayObsStart(day: number): MjdTai {
  return mjdTai(mjdOfDay(Math.floor(day / 10_000), Math.floor(day / 100) % 100, day % 100) + 0.5)
}

/** MJD (UTC) of a Date. POSIX time has no leap seconds: a Date never lies within one. */
export function mjdOfDate(date: Date): MjdUtc {
  const ms = date.getTime()
  const day = Math.floor(ms / 86_400_000)
  return mjdUtc(day + 40_587 + (ms - day * 86_400_000) / (utcDayLength(day + 40_587) * 1000))
}

/** The Date of an MJD (UTC), to the millisecond; a leap second becomes the first moment of the next day. */
export function dateOfMjd(utc: MjdUtc): Date {
  const day = Math.floor(utc)
  return new Date((day - 40_587) * 86_400_000 + Math.min(86_400_000, Math.round((utc - day) * utcDayLength(day) * 1000)))
}
