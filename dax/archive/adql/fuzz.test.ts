import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Expr, Query } from '../../../vo/adql/ast.ts'
import { parseAdql } from '../../../vo/adql/parse.ts'
import { printAdql } from '../../../vo/adql/print.ts'
import { arbitraryQuery, arbitrarySoup } from '../../../vo/adql/testing/arbitrary-query.ts'
import { BatchBuilder } from '../../../vo/table/build.ts'
import type { TableDoc } from '../../../vo/table/catalog.ts'
import { loadFewImages } from '../../services/testing/few-images.ts'
import { toSql } from '../adql-sql.ts'
import type { SqlQuery } from '../adql-sql.ts'
import { catalogue } from '../catalogue.ts'
import { DbError } from '../db.ts'
import type { Db } from '../db.ts'
import { drawFrom, randomAdql } from '../testing/random-adql.ts'
import { testDb } from '../testing/test-db.ts'

// Outside CI: FUZZ_RUNS=40000 FUZZ_SEED=9 npx vitest run dax/archive/adql/fuzz.test.ts, and FUZZ_RUNS=50000 for vo/adql. On 2026-11-24 these ran
// 40,000 queries on PGlite, 120,000 texts and trees, 40,000 changes of strings, 50,000 round trips of the grammar and 100,000 token soups: no failure.
const numRuns = Number(process.env['FUZZ_RUNS'] ?? 300)
const seed = Number(process.env['FUZZ_SEED'] ?? 1)

const upload: TableDoc = {
  name: 'tap_upload.mine',
  type: 'table',
  description: '',
  columns: [
    { name: 'Ra J2000', datatype: 'double' },
    { name: 'n', datatype: 'int' },
    { name: 'name', datatype: 'char', arraysize: '*' },
  ],
}

function translate(query: Query): ReturnType<typeof toSql> {
  return toSql(query, { catalog: catalogue, uploads: [upload], maxrec: 50 })
}

function translated(text: string): SqlQuery {
  const parsed = parseAdql(text)
  if (!parsed.ok) throw new Error(`${parsed.error.message}\n${text}`)
  const sql = translate(parsed.value)
  if (!sql.ok) throw new Error(`${sql.error.message} at ${sql.error.at}\n${text}`)
  return sql.value
}

/** The same query with every string another one, different strings different. */
function withOtherStrings(query: Query, other: (text: string) => string): Query {
  const change = (x: unknown): unknown => {
    if (Array.isArray(x)) return x.map(change)
    if (typeof x !== 'object' || x === null) return x
    const e = x as Expr
    if (e.kind === 'string') return { ...e, value: other(e.value) }
    // these strings are words of the language: a unit, a region, a coordinate system
    if (e.kind === 'call' && (e.name === 'REGION' || e.name === 'IN_UNIT' || e.name === 'POINT' || e.name === 'POLYGON')) return e
    return Object.fromEntries(Object.entries(x).map(([k, v]) => [k, change(v)]))
  }
  return change(query) as Query
}

describe('the translator', () => {
  let db: Db
  beforeAll(async () => {
    db = await testDb()
    await loadFewImages(db)
    await db.exec(
      `INSERT INTO cat.object (object_id, ra, dec, object_type, g_mag, r_mag, hpx) VALUES (1, 10, 20, 'star', 15, 14.5, 1), (2, 359.9, -1, 'galaxy', NULL, 19, 2)`,
    )
    await db.exec(
      `CREATE TEMPORARY TABLE mine ("Ra J2000" double precision, n integer, name text); INSERT INTO mine VALUES (1.5, 2, 'x'), (NULL, NULL, NULL)`,
    )
  })
  afterAll(() => db.close())

  it(
    'makes SQL that the database takes, and answers with the types that its fields say',
    async () => {
      let answered = 0
      for (let i = 0; i < numRuns; i++) {
        const text = randomAdql(drawFrom(seed * 1_000_003 + i))
        const sql = translated(text)
        try {
          const result = await db.query(sql.sql, sql.params)
          expect(result.columns.length).toBe(sql.fields.length)
          const builder = new BatchBuilder(sql.fields)
          for (const row of result.rows) builder.add(row)
          builder.finish()
          answered += 1
        } catch (error) {
          // overflow, division by zero, the logarithm of 0: the values' fault, not the text's
          if (!(error instanceof DbError && error.kind === 'data'))
            throw new Error(`${String(error)}\nseed ${seed * 1_000_003 + i}\n${text}\n${sql.sql}`, { cause: error })
        }
      }
      expect(answered).toBeGreaterThan(numRuns * 0.7)
    },
    1000 * 60 * 10,
  )

  it(
    'answers any text and any syntax tree, and never throws',
    () => {
      fc.assert(
        fc.property(fc.oneof(arbitrarySoup, arbitraryQuery.map(printAdql), arbitraryQuery), (from) => {
          const parsed = typeof from === 'string' ? parseAdql(from) : { ok: true as const, value: from }
          if (parsed.ok) expect(typeof translate(parsed.value).ok).toBe('boolean')
        }),
        { numRuns: numRuns * 3, seed },
      )
    },
    1000 * 60 * 10,
  )

  it(
    'gives one SQL text for all strings: they are parameters only',
    () => {
      const nasty = ["'", "''; DROP TABLE dax.image; --", '$1', '"', '\\', '%', '\u0001', '\u00010\u0001', 'NULL', '/*', '🌌']
      for (let i = 0; i < numRuns; i++) {
        const text = randomAdql(drawFrom(seed * 7_000_003 + i))
        const plain = translated(text)
        const parsed = parseAdql(text)
        if (!parsed.ok) throw new Error(text)
        let k = 0
        const known = new Map<string, string>()
        const other = withOtherStrings(parsed.value, (s) => {
          if (!known.has(s)) known.set(s, `${nasty[k % nasty.length]}${k++}`)
          return known.get(s)!
        })
        const changed = translate(other)
        expect(changed.ok && changed.value.sql, text).toBe(plain.sql)
      }
    },
    1000 * 60 * 10,
  )

  it('gives one SQL text for all places of a region search', () => {
    const at = (ra: number, dec: number, r: number): string =>
      translated(`SELECT o.obs_id FROM ivoa.obscore o, cat.object c WHERE CONTAINS(POINT(c.ra, c.dec), CIRCLE(${ra}, ${dec}, ${r})) = 1 AND INTERSECTS(o.s_region, CIRCLE(${ra}, ${dec}, ${r})) = 1
        AND DISTANCE(POINT(o.s_ra, o.s_dec), POINT(${ra}, ${dec})) < ${r}`).sql
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 359, noNaN: true }),
        fc.double({ min: -90, max: 90, noNaN: true }),
        fc.double({ min: 0.0001, max: 120, noNaN: true }),
        (ra, dec, r) => {
          const decimal = (x: number, last: number): number => (Math.trunc(x * 1000) + last / 10) / 1000
          expect(at(decimal(ra, 1), decimal(dec * 0.99, 2), decimal(r, 3))).toBe(at(10.0015, 20.0025, 3.0035))
        },
      ),
      { numRuns: Math.min(200, numRuns), seed },
    )
  })
})
