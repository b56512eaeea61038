import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatPos, formatStcs, parseRegion } from './region-text.ts'
import type { Region } from './region.ts'
import { separation, skyPos } from './sky-pos.ts'
import { deg } from './units.ts'

const data = process.env['SKYDAX_DATA'] ?? '../shared/data'
const eso = join(data, 'obscore/eso_obscore_1000rows.xml')

function read(text: string): Region {
  const r = parseRegion(text)
  if (!r.ok) throw new Error(r.error.message)
  return r.value
}

describe('region texts', () => {
  it.each([
    'CIRCLE 10 20 0.5',
    'circle 10 20 0.5',
    'Circle ICRS 10 20 0.5',
    'CIRCLE J2000 10.0 20 .5',
    'Circle FK5 TOPOCENTER 10 20 5e-1',
    'Circle UNKNOWNFrame 10 20 0.5',
    'CIRCLE ICRS GEOCENTER SPHERICAL2 10 20 0.5',
    'Circle ICRS unknownrefpos spherical2 10.0, 20.0, 0.5',
    'Circle fillfactor 0.9 ICRS 10 20 0.5 unit deg Error 0.1 0.1 Resolution 0.001',
    'Circle ICRS 10 20 0.5 Position 10.1 20.1',
    'Union ICRS (Circle 10 20 0.5)',
  ])('reads %s', (text) => {
    expect(read(text)).toEqual({ kind: 'circle', center: { ra: 10, dec: 20 }, radius: 0.5 })
  })

  it('reads positions, ranges, polygons, boxes, unions and the whole sky', () => {
    expect(read('POSITION J2000 84.561035 -5.42068')).toEqual({ kind: 'point', at: { ra: 84.561035, dec: -5.42068 } })
    expect(read('RANGE 350 10 -5 5')).toEqual({ kind: 'range', raMin: 350, raMax: 10, decMin: -5, decMax: 5 })
    expect(read('RANGE -10 10 -5 5')).toEqual({ kind: 'range', raMin: 350, raMax: 10, decMin: -5, decMax: 5 })
    expect(read('RANGE 0 360 -2 2')).toEqual({ kind: 'range', raMin: 0, raMax: 360, decMin: -2, decMax: 2 })
    expect(read('RANGE -Inf +Inf 89 +Inf')).toEqual({ kind: 'range', raMin: 0, raMax: 360, decMin: 89, decMax: 90 })
    expect(read('PositionInterval ICRS 10 -5 12 5')).toEqual({ kind: 'range', raMin: 10, raMax: 12, decMin: -5, decMax: 5 })
    expect(read('POLYGON ICRS 10 20 11 20 11 21 10 20')).toEqual(read('Polygon 10 20 11 20 11 21'))
    expect(read('AllSky ICRS')).toEqual({ kind: 'circle', center: { ra: 0, dec: 0 }, radius: 180 })
    expect(read('UNION J2000 (POLYGON J2000 1 2 3 4 5 6 CIRCLE 7 8 9)')).toEqual(read('POLYGON 1 2 3 4 5 6 CIRCLE ICRS 7 8 9'))
    const box = read('Box ICRS 10 0 2 1')
    if (box.kind !== 'polygon') throw new Error('a box is a polygon')
    const ras = box.vertices.map((v) => Math.round(v.ra * 1e6) / 1e6)
    expect(ras).toEqual([11, 11, 9, 9])
    expect(read('Ellipse ICRS 10 0 2 1 30').kind).toBe('polygon')
  })

  it('turns other frames to ICRS', () => {
    const gal = read('Circle GALACTIC 121.174244 -21.572889 1')
    expect(gal.kind === 'circle' && separation(gal.center, skyPos(10.68458, 41.26917))).toBeLessThan(1e-4)
    const b1950 = read('Position FK4 10.000417 40.995278')
    expect(b1950.kind === 'point' && separation(b1950.at, skyPos(10.68458, 41.26917))).toBeLessThan(1e-3)
  })

  it.each([
    ['', 'The region is empty: write CIRCLE ra dec radius', 0],
    ['10 20 0.5', `A shape's name is missing before "10"`, 0],
    ['CIRCLE 10 20', 'CIRCLE needs 3 numbers (ra dec radius), found 2: "CIRCLE 10 20"', 0],
    ['CIRCLE 10 20 1 7', 'CIRCLE needs 3 numbers (ra dec radius), found 4: "CIRCLE 10 20 1 7"', 15],
    ['CIRCLE 10 95 1', 'dec 95 is outside [-90, 90] degrees in "CIRCLE 10 95 1"', 10],
    ['CIRCLE 1000 9 1', 'ra 1000 is outside', 7],
    ['CIRCLE 10 9 -1', 'radius -1 is outside [0, 180] degrees', 12],
    ['CIRCLE 10 abc 1', 'CIRCLE needs 3 numbers (ra dec radius), found 1: "CIRCLE 10"', 0],
    ['CIRCLE NaN 0 1', 'found 0', 0],
    ['POLYGON 1 2 3 4', 'POLYGON needs at least 3 vertices', 0],
    ['POLYGON 1 2 3 4 5 6 7', 'POLYGON needs pairs of numbers (ra dec), found 7', 20],
    ['RANGE 1 2 5 3', 'the lower dec 5 is above the upper dec 3', 10],
    ['BOX 1 2 0 3', 'BOX needs a width and a height above 0', 8],
    ['SQUARE 1 2 3', '"SQUARE" is not a shape: write CIRCLE ra dec radius', 0],
    ['Intersection ICRS (Circle 1 2 3 Circle 1 2 4)', 'Intersection (an intersection of shapes) is not understood here', 0],
    ['Circle CARTESIAN2 1 2 3', 'cartesian coordinates are not directions on the sky', 7],
    ['UNION (CIRCLE 1 2 3', '")" is missing', 19],
    ['UNION ()', 'UNION has no shapes', 7],
    ['CIRCLE 1 2 3)', '")" without "("', 12],
    ['CIRCLE 1 2 3 unit arcsec', 'unit "arcsec" is not understood', 18],
  ])('refuses %j with its place', (text, words, at) => {
    const r = parseRegion(text)
    if (r.ok) throw new Error(`read as ${formatStcs(r.value)}`)
    expect(r.error.message).toContain(words)
    expect(r.error.at).toBe(at)
  })

  it('reads back what it writes, to the last digit', () => {
    const pos = fc
      .tuple(fc.double({ min: 0, max: 360, maxExcluded: true, noNaN: true }), fc.double({ min: -90, max: 90, noNaN: true }))
      .map(([a, d]) => skyPos(a, d + 0))
    const simple: fc.Arbitrary<Region> = fc.oneof(
      pos.map((at): Region => ({ kind: 'point', at })),
      fc.tuple(pos, fc.double({ min: 0, max: 180, noNaN: true })).map(([center, r]): Region => ({ kind: 'circle', center, radius: deg(r) })),
      fc.uniqueArray(pos, { minLength: 3, maxLength: 6, selector: (p) => p.ra }).map((vertices): Region => ({ kind: 'polygon', vertices })),
    )
    const region = fc.oneof(
      simple,
      fc.array(simple, { minLength: 2, maxLength: 4 }).map((parts): Region => ({ kind: 'union', parts })),
    )
    fc.assert(
      fc.property(region, (r) => {
        expect(JSON.stringify(read(formatStcs(r)))).toBe(JSON.stringify(r))
      }),
    )
    expect(formatPos({ kind: 'circle', center: skyPos(1, 2), radius: deg(3) })).toBe('CIRCLE 1 2 3')
    expect(formatStcs(read('RANGE 350 10 -5 5'))).toBe('POSITIONINTERVAL ICRS 350 -5 10 5')
  })

  it('never throws, and never hangs on long texts', () => {
    const word = fc.constantFrom(
      'CIRCLE',
      'POLYGON',
      'UNION',
      '(',
      ')',
      'ICRS',
      'FK4',
      'GALACTIC',
      'BOX',
      'RANGE',
      'unit',
      'POSITION',
      '1',
      '-91',
      '1e400',
      '20',
      'ELLIPSE',
      'é',
    )
    fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), (words) => void parseRegion(words.join(' '))),
      { numRuns: 2000 },
    )
    fc.assert(fc.property(fc.string(), (text) => void parseRegion(text)))
    expect(parseRegion('UNION ('.repeat(2000)).ok).toBe(false)
    expect(parseRegion('1 '.repeat(600_000)).ok).toBe(false)
  })

  it.skipIf(!existsSync(eso))('reads all 1,000 s_region of the ESO sample (skipped where shared/data is absent)', () => {
    const texts = readFileSync(eso, 'utf8').match(/(?:POSITION|POLYGON|UNION) J2000[^<]*/gu) ?? []
    expect(texts.length).toBe(1000)
    const kinds: Record<string, number> = {}
    for (const text of texts) {
      const r = read(text)
      kinds[r.kind] = (kinds[r.kind] ?? 0) + 1
      if (r.kind === 'union') expect([4, 16]).toContain(r.parts.length)
    }
    expect(kinds).toEqual({ point: 757, polygon: 78, union: 165 })
  })
})
