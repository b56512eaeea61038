import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAdql } from '../../../vo/adql/parse.ts'
import { skyPos } from '../../../vo/sky/sky-pos.ts'
import { deg } from '../../../vo/sky/units.ts'
import type { Offer } from '../../api/offer.ts'
import { conditions, countAdql, searchAdql, siaFilter, wantedColumns } from './search-adql.ts'
import { emptyForm } from './search-state.ts'

const full: Offer = {
  table: 'ivoa.obscore',
  columns: [],
  has: new Set(wantedColumns),
  geometry: new Set(['INTERSECTS', 'CONTAINS']),
  formats: [],
  defaultRows: null,
  hardRows: null,
  uploads: false,
  lacks: [],
}
const bare: Offer = {
  ...full,
  table: 'ivoa.ObsCore',
  has: new Set(['obs_publisher_did', 'obs_id', 's_ra', 's_dec', 'em_min', 'em_max', 'dataproduct_type']),
}
const circle = { kind: 'circle', center: skyPos(150.1, 2.2), radius: deg(0.5) } as const

describe('conditions', () => {
  it('finds images whose footprint meets the region, and by their centre where there are no footprints', () => {
    expect(conditions(emptyForm, circle, full)).toEqual({ ok: true, value: "1 = INTERSECTS(s_region, CIRCLE('ICRS', 150.1, 2.2, 0.5))" })
    expect(conditions(emptyForm, circle, bare)).toEqual({
      ok: true,
      value: "1 = CONTAINS(POINT('ICRS', s_ra, s_dec), CIRCLE('ICRS', 150.1, 2.2, 0.5))",
    })
  })

  it('writes a range across the meridian as the polygon along its parallels (a BOX is as wide on the sky, not in right ascension)', () => {
    const box = { kind: 'range', raMin: deg(359), raMax: deg(1), decMin: deg(-2), decMax: deg(2) } as const
    expect(conditions(emptyForm, box, full)).toMatchObject({
      value: "1 = INTERSECTS(s_region, POLYGON('ICRS', 359, -2, 0, -2, 1, -2, 1, 2, 0, 2, 359, 2))",
    })
  })

  it('takes a date alone for its whole day', () => {
    expect(conditions({ ...emptyForm, time: '2026-03-17' }, null, full)).toMatchObject({ value: 't_max >= 61116\n  AND t_min <= 61117' })
    expect(conditions({ ...emptyForm, time: '61116/' }, null, full)).toMatchObject({ value: 't_max >= 61116' })
  })

  it('tells the field that cannot be read', () => {
    expect(conditions({ ...emptyForm, time: 'yesterday' }, null, full)).toMatchObject({ ok: false, error: { field: 'time' } })
    expect(conditions({ ...emptyForm, time: '61117/61116' }, null, full)).toMatchObject({ ok: false, error: { field: 'time' } })
    expect(conditions({ ...emptyForm, exposure: 'long' }, null, full)).toMatchObject({ ok: false, error: { field: 'exposure' } })
    expect(conditions({ ...emptyForm, band: 'q' }, null, bare)).toMatchObject({ ok: false, error: { field: 'band' } })
  })

  it('tells bands from wavelengths where the archive has no band column', () => {
    expect(conditions({ ...emptyForm, band: 'r' }, null, bare)).toMatchObject({ value: '(em_min <= 6.215e-7 AND em_max >= 6.215e-7)' })
    expect(siaFilter({ ...emptyForm, band: 'r' })).toEqual([['BAND', '6.215e-7 6.215e-7']])
  })

  it('never lets a text out of its literal', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (instrument, type, id) => {
        const where = conditions({ ...emptyForm, instrument, type, id: id.trim() }, circle, full)
        if (!where.ok) return
        const outside = where.value.replaceAll(/'(?:[^']|'')*'/gu, '').replace(/\b\d{5,19}\b/u, '')
        expect(outside).toMatch(/^[A-Za-z_0-9 =(),.%\n]*$/u)
      }),
    )
  })

  it('makes queries that our own grammar accepts', () => {
    const where = conditions(
      { ...emptyForm, band: 'g,r', time: '2026-03-17/2026-03-18', type: 'lsst.raw', instrument: "O'Brien", exposure: '15/60', id: '2026031800118' },
      circle,
      full,
    )
    if (!where.ok) throw new Error(where.error.message)
    expect(parseAdql(searchAdql(full, where.value)).ok).toBe(true)
    expect(parseAdql(countAdql(full, where.value)).ok).toBe(true)
  })
})
