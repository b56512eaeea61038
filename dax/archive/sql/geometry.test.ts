import { PGlite } from '@electric-sql/pglite'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shapeOf } from '../../../vo/sky/footprint-index.ts'
import { area, centroid, contains, covers, intersects } from '../../../vo/sky/geometry.ts'
import { formatStcs, parseRegion } from '../../../vo/sky/region-text.ts'
import type { Region } from '../../../vo/sky/region.ts'
import { separation, skyPos } from '../../../vo/sky/sky-pos.ts'
import { arrayLiteral } from '../sql-text.ts'
import { arbitraryPair, arbitraryPosition, arbitraryUnion } from '../testing/arbitrary-region.ts'
import { geometrySql } from './geometry.sql.ts'

const runs = Number(process.env['FUZZ_RUNS'] ?? 1500)
const seed = Number(process.env['FUZZ_SEED'] ?? 1)

describe('geometry in the database', () => {
  let pg: PGlite
  beforeAll(async () => {
    pg = await PGlite.create()
    await pg.exec(`CREATE SCHEMA dax;${geometrySql}`)
  })
  afterAll(() => pg.close())

  const text = (r: Region): string => arrayLiteral(shapeOf(r))
  async function ask<T>(expression: string, ...lists: readonly (readonly string[])[]): Promise<T[]> {
    const names = ['a', 'b', 'c'].slice(0, lists.length)
    const sql = `SELECT ${expression} AS x FROM unnest(${lists.map((_, i) => `$${i + 1}::text[]`).join(', ')}) WITH ORDINALITY AS t(${names.join(', ')}, i) ORDER BY i`
    const { rows } = await pg.query<{ x: T }>(sql, [...lists])
    return rows.map((r) => r.x)
  }
  const pairs = fc.sample(arbitraryPair, { numRuns: runs, seed })

  it('lets every region meet itself', async () => {
    const all = pairs.flat().map(text)
    const meets = await ask<boolean>('dax.shape_intersects(a::float8[], a::float8[])', all)
    expect(all.filter((_, i) => meets[i] !== true).slice(0, 2)).toEqual([])
  })

  it('meets where vo/sky says so, either way round', async () => {
    const [as, bs] = [pairs.map((p) => text(p[0])), pairs.map((p) => text(p[1]))]
    const [ab, ba] = [
      await ask<boolean>('dax.shape_intersects(a::float8[], b::float8[])', as, bs),
      await ask<boolean>('dax.shape_intersects(b::float8[], a::float8[])', as, bs),
    ]
    const wrong = pairs.filter(([a, b], i) => intersects(a, b) !== ab[i] || ab[i] !== ba[i])
    expect(wrong.slice(0, 2).map((p) => p.map(text))).toEqual([])
    const meeting = ab.filter((x) => x).length / runs
    expect(meeting).toBeGreaterThan(0.25)
    expect(meeting).toBeLessThan(0.9)
  })

  it('holds what vo/sky says it covers', async () => {
    const inside = await ask<boolean>(
      'dax.shape_contains(b::float8[], a::float8[])',
      pairs.map((p) => text(p[0])),
      pairs.map((p) => text(p[1])),
    )
    const wrong = pairs.filter(([a, b], i) => covers(a, b) !== inside[i])
    expect(wrong.slice(0, 2).map((p) => p.map(text))).toEqual([])
    expect(inside.filter((x) => x).length).toBeGreaterThan(runs / 40)
  })

  it('has the positions that vo/sky says it has, also of unions', async () => {
    const unions = fc.sample(arbitraryUnion, { numRuns: runs / 5, seed })
    const regions = [...pairs.map((p) => p[0]), ...unions]
    const places = [...pairs.map((p) => centroid(p[1])), ...fc.sample(arbitraryPosition, { numRuns: runs / 5, seed: seed + 1 })]
    const has = await ask<boolean>(
      'dax.shape_has(a::float8[], b::float8, c::float8)',
      regions.map(text),
      places.map((p) => String(p.ra)),
      places.map((p) => String(p.dec)),
    )
    const wrong = regions.filter((r, i) => contains(r, places[i]!) !== has[i])
    expect(wrong.slice(0, 2).map(text)).toEqual([])
  })

  it('measures the same areas and centres', async () => {
    const regions = pairs.map((p) => p[1])
    const areas = await ask<number>('dax.shape_area(a::float8[])', regions.map(text))
    const centers = await ask<number[]>('dax.shape_centroid(a::float8[])', regions.map(text))
    regions.forEach((r, i) => {
      const truth = area(r)
      expect(Math.abs(areas[i]! - truth), `area of ${text(r)}`).toBeLessThan(1e-7 * truth + 1e-12)
      const [ra, dec] = centers[i] as [number, number]
      expect(separation(skyPos(ra, dec), centroid(r)), `centre of ${text(r)}`).toBeLessThan(1e-5 * Math.sqrt(truth) + 1e-6)
    })
  })

  it('writes STC-S that it reads back, and that vo/sky reads', async () => {
    const regions = [...pairs.map((p) => p[0]), ...fc.sample(arbitraryUnion, { numRuns: 50, seed })].filter(
      (r) => !JSON.stringify(r).includes('"range"'),
    )
    const texts = await ask<string>('dax.shape_text(a::float8[])', regions.map(text))
    const back = await ask<number[]>('dax.shape_of(a)', texts)
    regions.forEach((r, i) => {
      expect(back[i], texts[i]).toEqual(shapeOf(r))
      const parsed = parseRegion(texts[i]!)
      expect(parsed.ok && shapeOf(parsed.value), texts[i]).toEqual(shapeOf(r))
    })
    const ours = await ask<number[]>('dax.shape_of(a)', regions.map(formatStcs))
    ours.forEach((shape, i) => expect(shape, formatStcs(regions[i]!)).not.toBeNull())
  })

  it.each([
    ['Circle ICRS TOPOCENTER 10 -5 .5', [1, 10, -5, 0.5]],
    ['polygon 1 2 3 4 5 6', [2, 1, 2, 3, 4, 5, 6]],
    ['Position -10 5e0', [0, 350, 5]],
    ['CIRCLE GALACTIC 0 0 1', [1, 266.4049882865447, -28.936177761791473, 1]],
    ['Union ICRS (Circle 1 2 3 Circle 4 5 6)', [4, 4, 1, 1, 2, 3, 4, 1, 4, 5, 6]],
    ['CIRCLE ICRS 10 95 1', null],
    ['CIRCLE ICRS 10 1e400 1', null],
    ['ELLIPSE 1 2 3 4 5', null],
    ["x'; DROP TABLE dax.image", null],
    ['', null],
  ])('reads %j', async (region, shape) => {
    const [read] = await ask<number[] | null>('dax.shape_of(a)', [region])
    if (shape === null || read === null || read === undefined) expect(read).toEqual(shape)
    else shape.forEach((x, i) => expect(read[i]).toBeCloseTo(x, 6))
  })

  it('reads long texts in linear time', async () => {
    const numbers = (n: number): string => Array.from({ length: n }, (_, i) => `${i % 90}.5`).join(' ')
    for (const region of [
      `POLYGON ICRS ${numbers(40_000)}`,
      `POLYGON ICRS ${numbers(40_000)} x`,
      `CIRCLE ${'1 '.repeat(100_000)}`,
      'CIRCLE 1 2 3 '.repeat(3000),
      '('.repeat(100_000),
    ]) {
      const start = performance.now()
      await ask('dax.shape_of(a)', [region])
      expect(performance.now() - start, region.slice(0, 30)).toBeLessThan(5000)
    }
  })

  it('makes boxes as vo/sky does', async () => {
    const parsed = parseRegion('Box ICRS 359.9 60 2 1')
    const [box] = await ask<number[]>('dax.shape_of(a)', ['Box ICRS 359.9 60 2 1'])
    expect(parsed.ok && parsed.value.kind === 'polygon').toBe(true)
    const truth = parsed.ok && parsed.value.kind === 'polygon' ? parsed.value.vertices : []
    truth.forEach((v, i) => expect(separation(v, skyPos(box![1 + 2 * i]!, box![2 + 2 * i]!))).toBeLessThan(1e-9))
  })
})
