import { fail, ok } from '../result.ts'
import type { Result } from '../result.ts'
import { dayOfMjd, isDate, mjdOfDay } from './calendar.ts'
import { utcDayLength } from './leap-seconds.ts'
import { mjdTai, mjdUtc, taiToUtc } from './mjd.ts'
import type { MjdTai, MjdUtc } from './mjd.ts'

const how = 'write 2026-09-23T04:05:06 or an MJD such as 61306.17 (UTC unless TAI follows)'
const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d*)?))?)?\s*(Z|[-+]\d{2}:?\d{2})?$/iu
const compact = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2}(?:\.\d*)?))?(Z)?$/iu
const plain = /^(MJD|JD)?\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)$/iu

/**
 * A moment from text: ISO 8601 (a date alone is its first moment; blank or T; Z or ±hh:mm), an MJD, or a JD (marked so, or from 2,400,000 on); UTC unless
 * the word TAI follows. Years 1800 to 2200. Fails with the value and what would be right.
 */
export function parseTime(text: string): Result<{ readonly mjd: MjdUtc }> {
  const trimmed = text.trim()
  if (trimmed === '') return fail(`A time is missing: ${how}`, 0)
  const scaleWord = /\s*\(?(UTC|TAI)\)?$/iu.exec(trimmed)
  const body = scaleWord === null ? trimmed : trimmed.slice(0, scaleWord.index)
  const isTai = scaleWord?.[1]?.toUpperCase() === 'TAI'
  const found = readIso(body, isTai) ?? readNumber(body)
  if (found === null) return fail(`${shown(text)} is not a time: ${how}`, 0)
  if (typeof found === 'string') return fail(`${shown(text)} is not a time: ${found}`, 0)
  if (!(found.mjd >= -21_504 && found.mjd < 124_593)) return fail(`${shown(text)} is outside the years 1800 to 2200: ${how}`, 0)
  return ok({ mjd: isTai ? taiToUtc(mjdTai(found.mjd)) : mjdUtc(found.mjd) })
}

function shown(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}…` : text)
}

type Found = { readonly mjd: number } | string | null

function readNumber(body: string): Found {
  const m = plain.exec(body)
  if (m === null) return null
  const value = Number(m[2])
  const word = m[1]?.toUpperCase()
  return { mjd: word === 'JD' || (word === undefined && value >= 2_400_000) ? value - 2_400_000.5 : value }
}

function readIso(body: string, isTai: boolean): Found {
  const m = iso.exec(body) ?? compact.exec(body)
  if (m === null) return null
  const [, y, mo, d, h = '0', mi = '0', s = '0', zone] = m
  const [year, month, day, hour, minute, second] = [y, mo, d, h, mi, s].map(Number) as [number, number, number, number, number, number]
  if (!isDate(year, month, day)) return `the calendar has no day ${y}-${mo}-${d}`
  const mjd = mjdOfDay(year, month, day)
  const length = isTai ? 86_400 : utcDayLength(mjd)
  const ofDay = hour * 3600 + minute * 60 + second
  const leap = length > 86_400.5 && hour === 23 && minute === 59 && second < 61
  if (hour > 24 || minute > 59 || (second >= 60 && !leap) || (hour === 24 && ofDay > 86_400)) return `the clock has no ${h}:${mi}:${s} on that day`
  const offset = zone === undefined || /^Z$/iu.test(zone) ? 0 : zoneSeconds(zone)
  if (offset === null) return `${zone} is not an offset from UTC`
  return { mjd: mjd + (ofDay - offset) / length }
}

function zoneSeconds(zone: string): number | null {
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(-2))
  return hours > 14 || minutes > 59 ? null : (zone.startsWith('-') ? -1 : 1) * (hours * 3600 + minutes * 60)
}

/** ISO 8601 text in UTC with `digits` decimals of a second (0 to 6), ending in Z; a leap second shows as :60. */
export function formatIso(utc: MjdUtc, digits = 3): string {
  return `${isoText(utc, digits, utcDayLength(Math.floor(utc)))}Z`
}

/** ISO 8601 text in TAI with `digits` decimals of a second (0 to 6), without a zone: say TAI beside it. */
export function formatIsoTai(tai: MjdTai, digits = 3): string {
  return isoText(tai, digits, 86_400)
}

function two(x: number): string {
  return String(x).padStart(2, '0')
}

function isoText(mjd: number, digits: number, dayLength: number): string {
  let day = Math.floor(mjd)
  const unit = 10 ** digits
  let ticks = Math.round((mjd - day) * dayLength * unit)
  if (ticks >= Math.round(dayLength * unit)) {
    ticks = 0
    day += 1
  }
  const [y, m, d] = dayOfMjd(day)
  const minuteOfDay = Math.min(1439, Math.floor(ticks / (60 * unit)))
  const seconds = (ticks - minuteOfDay * 60 * unit) / unit
  const date = `${String(y).padStart(4, '0')}-${two(m)}-${two(d)}`
  return `${date}T${two(Math.floor(minuteOfDay / 60))}:${two(minuteOfDay % 60)}:${seconds.toFixed(digits).padStart(digits === 0 ? 2 : digits + 3, '0')}`
}
