import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatDec, formatRa } from './angle.ts'
import { icrsToGalactic } from './frames.ts'
import { parsePosition } from './parse-position.ts'
import { separation, skyPos } from './sky-pos.ts'
import type { SkyPos } from './sky-pos.ts'

const m31 = skyPos(10.6845833, 41.2691667)
function read(text: string): SkyPos {
  const r = parsePosition(text)
  if (!r.ok) throw new Error(r.error.message)
  return r.value
}
function refusal(text: string): string {
  const r = parsePosition(text)
  return r.ok ? `read as ${r.value.ra} ${r.value.dec}` : r.error.message
}

describe('a position that a person typed', () => {
  it.each([
    '10.6845833 41.2691667',
    '10.6845833, +41.2691667',
    '10.6845833+41.2691667',
    '10.6845833d 41.2691667d',
    '10.6845833° +41.2691667°',
    '00:42:44.3 +41:16:09',
    '00:42:44.3+41:16:09',
    '0:42:44.3, 41:16:09',
    '00 42 44.3 +41 16 09',
    '00 42 44.3 41 16 09',
    '0h42m44.3s +41d16m09s',
    '00h42m44.3s, +41°16′09″',
    '00h 42m 44.3s +41° 16\' 09"',
    '0 h 42 m 44.3 s 41 d 16 m 9 s',
    'ICRS 10.6845833 41.2691667',
    'J2000 00:42:44.3 +41:16:09',
    '10.6845833 41.2691667 ICRS',
    '10d41m04.5s +41d16m09s',
    '  10.6845833\t41.2691667 ',
  ])('reads %s as M 31', (text) => {
    expect(separation(read(text), m31)).toBeLessThan(1e-6)
  })

  it.each([
    '121.174244 -21.572889 gal',
    'GAL 121.174244 -21.572889',
    'galactic 121.174244, -21.572889',
    'G121.174244-21.572889',
    '121.174244 −21.572889 (galactic)',
  ])('reads %s as galactic', (text) => {
    expect(separation(read(text), m31)).toBeLessThan(1e-4)
  })

  it('reads B1950 and minutes without seconds', () => {
    expect(separation(read('B1950 00:40:00.1 +40:59:43'), m31)).toBeLessThan(1e-3)
    expect(separation(read('00:42.7383 +41:16.15'), m31)).toBeLessThan(1e-4)
    expect(separation(read('00 42.7383 +41 16.15'), m31)).toBeLessThan(1e-4)
    expect(read('-0:0:0 -0:30:00').dec).toBe(-0.5)
    expect(read('-10 5').ra).toBe(350)
  })

  it.each([
    ['', 'A position is missing'],
    ['M31', '"M31" is not a position: write decimal degrees'],
    ['12.5', 'the declination is missing'],
    ['10 95', 'declination 95 is outside [-90, 90] degrees in "10 95"'],
    ['400 5', 'right ascension 400 is outside [0, 360]'],
    ['25:00:00 5:00:00', 'right ascension 25 is more than 24 hours'],
    ['10:61:00 5:00:00', 'minutes 61 must be below 60'],
    ['10:00:00 5:00:60', 'seconds 60 must be below 60'],
    ['1 2 3', 'not a position'],
    ['10 20 0.5 7', 'not a position'],
    ['NaN 5', 'not a position'],
    ['1e999 5', 'right ascension Infinity is outside'],
  ])('refuses %j and says why', (text, words) => {
    expect(refusal(text)).toContain(words)
  })

  it('reads back what it writes', () => {
    const position = fc.tuple(fc.double({ min: 0, max: 359.999999, noNaN: true }), fc.double({ min: -90, max: 90, noNaN: true }))
    fc.assert(
      fc.property(position, ([ra, dec]) => {
        const p = skyPos(ra, dec)
        expect(separation(read(`${formatRa(ra, 6)} ${formatDec(dec, 5)}`), p)).toBeLessThan(2e-8)
        expect(separation(read(`${p.ra} ${p.dec}`), p)).toBe(0)
        const { lon, lat } = icrsToGalactic(p)
        expect(separation(read(`${lon} ${lat} gal`), p)).toBeLessThan(1e-12)
      }),
    )
  })

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => void parsePosition(text)))
    fc.assert(fc.property(fc.stringMatching(/^[-+0-9.:hdms° ]{0,24}$/u), (text) => void parsePosition(text)))
  })
})
