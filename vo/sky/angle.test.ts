import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatAngle, formatDec, formatRa, parseAngle } from './angle.ts'

function read(text: string): number {
  const r = parseAngle(text)
  if (!r.ok) throw new Error(r.error.message)
  return r.value
}

describe('angles', () => {
  it.each([
    ['0.5', 0.5],
    [' 2 ', 2],
    ["5'", 5 / 60],
    ['5′', 5 / 60],
    ['30"', 30 / 3600],
    ['30″', 30 / 3600],
    ["30''", 30 / 3600],
    ['1d 2m 3s', 1 + 2 / 60 + 3 / 3600],
    ['1° 30′', 1.5],
    ['5 arcmin', 5 / 60],
    ['20arcsec', 20 / 3600],
    ['1:30:00', 1.5],
    ['-1:30', -1.5],
    ['-5m', -5 / 60],
    ['1e-3', 0.001],
    ['.5deg', 0.5],
    ['100 mas', 100 / 3_600_000],
    ['1 rad', 180 / Math.PI],
  ])('reads %s', (text, value) => {
    expect(read(text)).toBeCloseTo(value, 12)
  })

  it('takes another unit where a plain number means one', () => {
    const r = parseAngle('6', 'arcmin')
    expect(r.ok && r.value).toBeCloseTo(0.1, 12)
  })

  it.each([
    ['', 'An angle is missing'],
    ['abc', '"abc" is not an angle: what is "abc"?'],
    ['5 parsec', '"parsec" is not a unit of angle'],
    ['5 6', 'give each number a unit'],
    ['3s 2d', 'units must go from large to small'],
    ['1:75', 'minutes and seconds must be below 60'],
    ['1e999', 'too large'],
  ])('refuses %j', (text, words) => {
    const r = parseAngle(text)
    expect(r.ok ? '' : r.error.message).toContain(words)
  })

  it('writes hours and degrees with carry', () => {
    expect(formatRa(10.6845833, 2)).toBe('00:42:44.30')
    expect(formatRa(359.99999999, 2)).toBe('00:00:00.00')
    expect(formatRa(-15, 0)).toBe('23:00:00')
    expect(formatDec(-0.5, 1)).toBe('-00:30:00.0')
    expect(formatDec(59.99999999, 0)).toBe('+60:00:00')
    expect([12.5, 0.2, 0.0014, 0.0000003, 0].map(formatAngle)).toEqual(['12.5°', '12′', '5.04″', '1.08 mas', '0°'])
  })

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseAngle(text)))
  })
})
