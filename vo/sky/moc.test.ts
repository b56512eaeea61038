import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boundingCircle, contains } from './geometry.ts'
import { readMocFits, writeMocFits } from './moc-fits.ts'
import { formatMocAscii, formatMocJson, parseMoc } from './moc-text.ts'
import {
  mocCells,
  mocComplement,
  mocContains,
  mocDegrade,
  mocDifference,
  mocFraction,
  mocHasCell,
  mocIntersection,
  mocOf,
  mocOfCells,
  mocUnion,
  mocUnionOf,
} from './moc.ts'
import type { Moc } from './moc.ts'
import { destination, skyPos } from './sky-pos.ts'
import { anyRegion } from './testing/regions.ts'
import { deg } from './units.ts'

const cell = fc
  .tuple(fc.integer({ min: 0, max: 29 }), fc.bigInt({ min: 0n, max: (1n << 62n) - 1n }))
  .map(([order, seed]): readonly [number, bigint] => [order, seed % (12n << BigInt(2 * order))])
const coarse = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.nat(767))
  .map(([order, n]): readonly [number, bigint] => [order, BigInt(n % (12 * 4 ** order))])
const moc: fc.Arbitrary<Moc> = fc.oneof(fc.array(cell, { maxLength: 12 }).map(mocOfCells), fc.array(coarse, { maxLength: 30 }).map(mocOfCells))
const bigCell = fc.bigInt({ min: 0n, max: (12n << 58n) - 1n })
const same = (a: Moc, b: Moc): void => expect([...a.ranges]).toEqual([...b.ranges])

const hips = join(process.env['SKYDAX_DATA'] ?? '../shared/data', 'hips')

function read(text: string): Moc {
  const r = parseMoc(text)
  if (!r.ok) throw new Error(r.error.message)
  return r.value
}
function fromHips(name: string): Moc {
  const r = readMocFits(readFileSync(join(hips, name, 'Moc.fits')))
  if (!r.ok) throw new Error(r.error.message)
  return r.value
}

describe('MOC', () => {
  it('does set algebra as logic does, cell by cell', () => {
    fc.assert(
      fc.property(moc, moc, fc.array(bigCell, { minLength: 8, maxLength: 8 }), (a, b, probes) => {
        const corners = [...a.ranges, ...b.ranges].flatMap((x) => [x, x - 1n]).filter((x) => x >= 0n && x < 12n << 58n)
        for (const p of [...probes, ...corners]) {
          const [x, y] = [mocHasCell(a, p), mocHasCell(b, p)]
          expect(mocHasCell(mocUnion(a, b), p)).toBe(x || y)
          expect(mocHasCell(mocIntersection(a, b), p)).toBe(x && y)
          expect(mocHasCell(mocDifference(a, b), p)).toBe(x && !y)
          expect(mocHasCell(mocComplement(a), p)).toBe(!x)
        }
        same(mocUnion(a, b), mocUnionOf([a, b]))
        same(mocComplement(mocComplement(a)), a)
      }),
      { numRuns: 300 },
    )
  })

  it('survives FITS, ASCII and JSON, at order 29 too', () => {
    fc.assert(
      fc.property(moc, (m) => {
        for (const back of [parseMoc(formatMocAscii(m)), parseMoc(formatMocJson(m)), readMocFits(writeMocFits(m))]) {
          if (!back.ok) throw new Error(back.error.message)
          same(back.value, m)
          expect(back.value.order).toBe(m.order)
        }
        same(mocOfCells(mocCells(m)), m)
      }),
      { numRuns: 300 },
    )
  })

  it('covers a region, its fraction of the sky, and more when degraded', () => {
    fc.assert(
      fc.property(
        anyRegion,
        fc.integer({ min: 0, max: 7 }),
        fc.double({ min: 0, max: 360, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (region, order, pa, f) => {
          const m = mocOf(region, order)
          const { center, radius } = boundingCircle(region)
          const p = destination(center, pa, radius * f)
          if (contains(region, p)) {
            expect(mocContains(m, p)).toBe(true)
            expect(mocContains(mocDegrade(m, 2), p)).toBe(true)
          }
        },
      ),
      { numRuns: 300 },
    )
    expect(mocFraction(mocOf({ kind: 'circle', center: skyPos(10, 20), radius: deg(30) }, 9))).toBeCloseTo((1 - Math.cos(Math.PI / 6)) / 2, 2)
    expect(mocFraction(mocOf({ kind: 'circle', center: skyPos(10, 20), radius: deg(180) }, 9))).toBe(1)
  })

  it('reads what the standard and others write', () => {
    const spellings = [
      '5/1-3,7 6/32',
      's5/1-3 7 6/32',
      '5/1,2,3,7\n6/32',
      '6/32 5/1-3,7',
      '{"5":[1,2,3,7],"6":[32]}',
      ' { "5" : [1, 2, 3, 7], "6": [ 32 ] }\n',
      '5/1-3 5/7 6/32',
    ]
    expect(spellings.map((s) => formatMocAscii(read(s)))).toEqual(spellings.map(() => '5/1-3,7 6/32'))
    expect(formatMocAscii(read('0/0-11 8/'))).toBe('0/0-11 8/')
    expect(formatMocAscii(read('1/0-3'))).toBe('0/0 1/')
  })

  it.each([
    ['', 'The MOC is empty'],
    ['5/999999', 'cell 999999 does not exist at order 5: 0 to 12287'],
    ['30/1', 'MOC order 30 is above 29'],
    ['1 2 3', 'the order is missing before cell 1'],
    ['5/3-1', 'cells 3-1 are in the wrong order'],
    ['5/1 x', 'cannot be read at "x"'],
    ['{"5":[1,2', 'a bracket is missing'],
    ['{"5":[1.5]}', 'cannot be read'],
    [`5/${'9'.repeat(5000)}`, 'does not exist at order 5'],
  ])('refuses %j', (text, words) => {
    const r = parseMoc(text)
    expect(r.ok ? 'read' : r.error.message).toContain(words)
  })

  it('never throws on bytes or texts', () => {
    const good = writeMocFits(mocOf({ kind: 'circle', center: skyPos(1, 2), radius: deg(1) }, 8))
    fc.assert(
      fc.property(fc.nat(good.length), fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 6 }), (cut, changes) => {
        const bytes = good.slice(0, cut)
        for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte
        void readMocFits(bytes)
      }),
      { numRuns: 500 },
    )
    fc.assert(fc.property(fc.stringMatching(/^[-0-9/,{}[\]": s]{0,40}$/u), (text) => void parseMoc(text)))
  })

  it.skipIf(!existsSync(hips))('reads the Moc.fits of real HiPS (skipped where shared/data is absent)', () => {
    expect(mocFraction(fromHips('CDS_P_DSS2_color'))).toBe(1)
    expect(formatMocAscii(fromHips('CFHT'))).toMatch(/^5\/3377,3379-3380,3382 7\/$/u)
  })
})
