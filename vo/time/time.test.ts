import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayOfMjd, isDate, mjdOfDay } from './calendar.ts'
import { dateOfMjd, dayObs, dayObsStart, mjdOfDate, mjdTai, mjdUtc, taiToUtc, utcToTai } from './mjd.ts'
import { formatIso, formatIsoTai, parseTime } from './parse-time.ts'
import truth from './testing/time.json' with { type: 'json' }

const microsecond = 1e-6 / 86_400
function read(text: string): number {
  const r = parseTime(text)
  if (!r.ok) throw new Error(r.error.message)
  return r.value.mjd
}
const moment = fc.double({ min: 41_317, max: 70_000, noNaN: true })

describe('time scales, beside astropy', () => {
  it('turns UTC to TAI and back to 2 microseconds, within leap seconds and before 1972 too', () => {
    for (const { iso, utc, tai } of truth.rows) {
      expect([iso, Math.abs(utcToTai(mjdUtc(utc)) - tai) < 2 * microsecond]).toEqual([iso, true])
      expect([iso, Math.abs(taiToUtc(mjdTai(tai)) - utc) < 2 * microsecond]).toEqual([iso, true])
    }
  })

  it('reads and writes ISO as astropy does', () => {
    for (const { iso, utc } of truth.rows) {
      expect([iso, Math.abs(read(iso) - utc) < 2 * microsecond]).toEqual([iso, true])
      expect(Math.abs(read(formatIso(mjdUtc(utc), 6)) - utc)).toBeLessThan(3 * microsecond)
    }
    expect(formatIso(mjdUtc(read('2016-12-31T23:59:60.5')))).toBe('2016-12-31T23:59:60.500Z')
  })

  it('comes back from every round trip', () => {
    fc.assert(
      fc.property(moment, (x) => {
        expect(Math.abs(taiToUtc(utcToTai(mjdUtc(x))) - x)).toBeLessThan(2 * microsecond)
        expect(Math.abs(utcToTai(taiToUtc(mjdTai(x))) - x)).toBeLessThan(2 * microsecond)
        expect(Math.abs(read(formatIso(mjdUtc(x), 6)) - x)).toBeLessThan(3 * microsecond)
        expect(Math.abs(read(`${formatIsoTai(mjdTai(x), 6)} TAI`) - taiToUtc(mjdTai(x)))).toBeLessThan(3 * microsecond)
        expect(Math.abs(mjdOfDate(dateOfMjd(mjdUtc(x))) - x)).toBeLessThan(0.6e-3 / 86_400)
      }),
    )
    fc.assert(
      fc.property(fc.integer({ min: -200_000, max: 200_000 }), (day) => {
        const [y, m, d] = dayOfMjd(day)
        expect(mjdOfDay(y, m, d)).toBe(day)
        expect(isDate(y, m, d)).toBe(true)
      }),
    )
  })
})

describe('the observing day', () => {
  it('is the TAI date 12 hours earlier', () => {
    expect(dayObs(mjdTai(mjdOfDay(2025, 12, 3) + 0.33))).toBe(20251202)
    expect(dayObs(mjdTai(mjdOfDay(2025, 12, 3) + 0.5))).toBe(20251203)
    expect(dayObs(dayObsStart(20251202))).toBe(20251202)
    expect(dayObs(mjdTai(dayObsStart(20251202) - 1e-9))).toBe(20251201)
  })
})

describe('a time that a person typed', () => {
  it.each([
    ['2000-01-01', 51_544],
    ['2000-01-01T12:00', 51_544.5],
    ['2000-01-01 12:00:00Z', 51_544.5],
    ['2000-01-01T14:00:00+02:00', 51_544.5],
    ['20000101', 51_544],
    ['51544.5', 51_544.5],
    ['MJD 51544.5', 51_544.5],
    ['2451545.0', 51_544.5],
    ['JD 2451545', 51_544.5],
    [' 51544.5 UTC ', 51_544.5],
    ['51544.5 TAI', 51_544.5 - 32 / 86_400],
    ['2000-01-01T12:00:32 TAI', 51_544.5],
  ])('reads %s', (text, mjd) => {
    expect(Math.abs(read(text) - mjd)).toBeLessThan(microsecond)
  })

  it.each([
    ['', 'A time is missing'],
    ['yesterday', '"yesterday" is not a time: write 2026-09-23T04:05:06 or an MJD'],
    ['2023-02-29', 'the calendar has no day 2023-02-29'],
    ['2023-02-20T25:00', 'the clock has no 25:00:0'],
    ['2023-02-20T23:59:60', 'the clock has no 23:59:60'],
    ['2023-02-20T10:00:00+99:00', '+99:00 is not an offset'],
    ['1e9', 'outside the years 1800 to 2200'],
    ['5e5', 'outside the years 1800 to 2200'],
    ['NaN', 'is not a time'],
  ])('refuses %j', (text, words) => {
    const r = parseTime(text)
    expect(r.ok ? 'read' : r.error.message).toContain(words)
  })

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseTime(text)))
    fc.assert(fc.property(fc.stringMatching(/^[-0-9T:. ZTAI]{0,26}$/u), (text) => void parseTime(text)))
  })
})
