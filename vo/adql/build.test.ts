import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contains } from '../sky/geometry.ts'
import { skyPos } from '../sky/sky-pos.ts'
import { deg } from '../sky/units.ts'
import type { Expr } from './ast.ts'
import { all, any, beginsWith, compare, countAdql, geometries, meets, numberText, oneOf, overlaps, positionIn, selectAdql } from './build.ts'
import { parseAdql } from './parse.ts'

const circle = { kind: 'circle', center: skyPos(150.1, 2.2), radius: deg(0.1) } as const

function where(text: string): Expr | null {
  const parsed = parseAdql(text)
  if (!parsed.ok) throw new Error(`${parsed.error.message}\n${text}`)
  return parsed.value.body.kind === 'select' ? parsed.value.body.where : null
}

describe('building ADQL', () => {
  it('writes a search as it reads', () => {
    const condition = all([
      meets('s_region', circle),
      overlaps('t_min', 't_max', 60_000, null),
      any([compare('lsst_visit', '=', 2026092300042n), beginsWith('obs_id', "o'b%s_")]),
      oneOf('instrument_name', ['LSSTCam', 'HSC']),
      oneOf('lsst_band', []),
    ])
    expect(
      selectAdql({
        columns: ['obs_id', 's_ra', 'size'],
        table: 'ivoa.obscore',
        where: condition,
        orderBy: [{ column: 't_min', descending: true }],
        top: 10,
      }),
    ).toBe(
      `SELECT TOP 10 obs_id, s_ra, "size"
FROM ivoa.obscore
WHERE 1 = INTERSECTS(s_region, CIRCLE('ICRS', 150.1, 2.2, 0.1))
  AND t_max >= 60000
  AND (lsst_visit = 2026092300042 OR obs_id LIKE 'o''bs%')
  AND instrument_name IN ('LSSTCam', 'HSC')
ORDER BY t_min DESC`,
    )
    expect(countAdql({ table: 'ivoa.obscore', where: null })).toBe('SELECT COUNT(*) AS n\nFROM ivoa.obscore')
    expect(positionIn('ra', 'dec', circle, '2.1').text).toBe('1 = CONTAINS(POINT(ra, dec), CIRCLE(150.1, 2.2, 0.1))')
  })

  it('keeps any text and number a literal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.bigInt()), (text, x) => {
        const e = where(selectAdql({ columns: ['*'], table: 't', where: all([compare('a', '=', text), compare('b', '<', x)]) }))
        expect(e).toMatchObject({ kind: 'and', parts: [{ kind: 'compare', right: { kind: 'string' } }, { kind: 'compare' }] })
      }),
    )
  })

  it('keeps any name a name', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }).filter((s) => !s.includes('.')),
        (name) => {
          const parsed = parseAdql(selectAdql({ columns: [name], table: 't' }))
          expect(parsed.ok && parsed.value.body).toMatchObject({ items: [{ kind: 'expr', expr: { kind: 'column', path: [{}] } }] })
        },
      ),
    )
  })

  it('refuses numbers that ADQL cannot say', () => {
    expect(() => numberText(NaN)).toThrow(RangeError)
    expect(() => compare('a', '<', Infinity)).toThrow(/Infinity/u)
  })

  it('writes ranges as polygons that follow the parallels', () => {
    const range = { kind: 'range', raMin: deg(350), raMax: deg(20), decMin: deg(60), decMax: deg(75) } as const
    const [text] = geometries(range)
    const numbers = [...text!.matchAll(/-?\d+(?:\.\d+)?/gu)].map(Number)
    const vertices = Array.from({ length: numbers.length / 2 }, (_, i) => skyPos(numbers[2 * i]!, numbers[2 * i + 1]!))
    const polygon = { kind: 'polygon', vertices } as const
    for (const dec of [60.01, 74.99])
      for (let ra = 350.1; ra < 379.9; ra += 0.7) expect(contains(polygon, skyPos(ra, dec)), `${ra} ${dec}`).toBe(true)
    for (const dec of [59.99, 75.01])
      for (let ra = 350.1; ra < 379.9; ra += 0.7) expect(contains(polygon, skyPos(ra, dec)), `${ra} ${dec}`).toBe(false)
    expect(geometries({ ...range, raMin: deg(0), raMax: deg(360), decMax: deg(90) })).toHaveLength(6)
  })
})
