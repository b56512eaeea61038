import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Table } from '../../../vo/table/columns.ts'
import { sorted } from '../../engine/results/sort-rows.ts'
import { columnNamed, countsFor, facetsOf, passing } from './facets.ts'

const letters = fc.constantFrom('u', 'g', 'r', null)
const rowsOf = fc.array(
  fc.record({ band: letters, level: fc.integer({ min: 0, max: 3 }), t: fc.option(fc.double({ noNaN: true }), { nil: null }) }),
  { maxLength: 60 },
)

function tableOf(rows: readonly { band: string | null; level: number; t: number | null }[]): Table {
  const nulls = new Uint8Array(Math.ceil(rows.length / 8))
  rows.forEach((row, i) => row.t === null && (nulls[i >> 3]! |= 1 << (i & 7)))
  return {
    fields: [
      { name: 'lsst_band', datatype: 'char', arraysize: '*' },
      { name: 'calib_level', datatype: 'int' },
      { name: 't_min', datatype: 'double' },
    ],
    length: rows.length,
    overflow: false,
    columns: [
      { kind: 'text', data: rows.map((r) => r.band) },
      { kind: 'i32', data: Int32Array.from(rows, (r) => r.level) },
      { kind: 'f64', data: Float64Array.from(rows, (r) => r.t ?? Number.NaN), nulls },
    ],
  }
}

describe('facets', () => {
  it('count, narrow and count again as a plain filter would', () => {
    fc.assert(
      fc.property(rowsOf, fc.subarray(['u', 'g', 'r']), fc.subarray(['0', '1', '2', '3']), (rows, bandPicks, levelPicks) => {
        const table = tableOf(rows)
        const facets = facetsOf(table)
        const picks = new Map([
          ...(bandPicks.length > 0 ? [['lsst_band', new Set(bandPicks)] as const] : []),
          ...(levelPicks.length > 0 ? [['calib_level', new Set(levelPicks)] as const] : []),
        ])
        const has = new Set(facets.map((f) => f.column))
        const byBand = (r: { band: string | null }): boolean =>
          bandPicks.length === 0 || !has.has('lsst_band') || (r.band !== null && bandPicks.includes(r.band))
        const byLevel = (r: { level: number }): boolean => levelPicks.length === 0 || !has.has('calib_level') || levelPicks.includes(String(r.level))
        expect([...passing(rows.length, facets, picks)]).toEqual(rows.flatMap((r, i) => (byBand(r) && byLevel(r) ? [i] : [])))
        for (const facet of facets) {
          const counts = countsFor(facet, rows.length, facets, picks)
          facet.values.forEach(({ value }, i) => {
            const own =
              facet.column === 'lsst_band'
                ? rows.filter((r) => byLevel(r) && r.band === value)
                : rows.filter((r) => byBand(r) && String(r.level) === value)
            expect(counts[i]).toBe(own.length)
          })
        }
      }),
    )
  })

  it('sort is stable, and nulls come last in both directions', () => {
    fc.assert(
      fc.property(rowsOf, fc.boolean(), (rows, descending) => {
        const table = tableOf(rows)
        const order = sorted(Uint32Array.from(rows.keys()), columnNamed(table, 't_min'), descending)
        const values = [...order].map((row) => rows[row]!.t)
        const known = values.filter((v) => v !== null)
        expect(values.slice(known.length).every((v) => v === null)).toBe(true)
        for (let i = 1; i < known.length; i++) {
          expect(descending ? known[i - 1]! >= known[i]! : known[i - 1]! <= known[i]!).toBe(true)
          if (known[i - 1] === known[i]) expect(order[i - 1]!).toBeLessThan(order[i]!)
        }
      }),
    )
  })
})
