import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Query } from './ast.ts'
import { parseAdql } from './parse.ts'
import { printAdql } from './print.ts'
import { arbitraryQuery, arbitrarySoup } from './testing/arbitrary-query.ts'
import { pieces } from './tokens.ts'

const numRuns = Number(process.env['FUZZ_RUNS'] ?? 400)
const seeded = process.env['FUZZ_SEED'] === undefined ? {} : { seed: Number(process.env['FUZZ_SEED']) }

/** A query without the places of its parts. */
function bare(query: Query): unknown {
  return JSON.parse(JSON.stringify(query, (key, value: unknown) => (key === 'at' || key === 'text' ? undefined : value)))
}

function refusal(text: string) {
  const parsed = parseAdql(text)
  return parsed.ok ? null : parsed.error
}

describe('parseAdql', () => {
  it('reads what printAdql writes, to the same query', () => {
    fc.assert(
      fc.property(arbitraryQuery, (query) => {
        const text = printAdql(query)
        const parsed = parseAdql(text)
        if (!parsed.ok) throw new Error(`${parsed.error.message}\n${text}`)
        expect(bare(parsed.value), text).toEqual(bare(query))
      }),
      { numRuns, ...seeded },
    )
  })

  it('answers any text, with the place of what is wrong', () => {
    fc.assert(
      fc.property(arbitrarySoup, (text) => {
        const error = refusal(text)
        if (error === null) return
        expect(error.at).toBeGreaterThanOrEqual(0)
        expect(error.at).toBeLessThanOrEqual(text.length)
        const lines = text.slice(0, error.at).split('\n')
        expect([error.line, error.column]).toEqual([lines.length, lines.at(-1)!.length + 1])
      }),
      { numRuns: numRuns * 2, ...seeded },
    )
  })

  it.each([
    'SELECT * FROM ivoa.obscore',
    'select top 5 a.*, b.x as "Y z" from s.a as a natural left outer join b, (select 1 as x from t) as q -- the end',
    "SELECT 'it''s' || name FROM t WHERE x IS NOT NULL AND NOT (a = 1 OR b <> 2) AND c NOT BETWEEN 1 AND 2 AND d NOT LIKE 'a%' AND e ILIKE 'B'",
    'SELECT x FROM ((SELECT a FROM t) UNION ALL (SELECT b FROM u)) AS v ORDER BY 1 DESC, x OFFSET 3;',
    'SELECT x FROM ((SELECT a FROM t) AS v JOIN u ON v.a = u.a)',
    'SELECT x FROM t WHERE x IN ((SELECT 1 FROM u), 2) AND y IN ((SELECT 1 FROM u)) AND z = ((SELECT 1 FROM u) + 1)',
    'WITH a AS (SELECT 1 AS x FROM t), b AS (SELECT x FROM a) SELECT x FROM b EXCEPT SELECT 2 FROM t INTERSECT ALL SELECT 3 FROM t',
    'SELECT COUNT(DISTINCT x), AVG(ALL y), COUNT(*), RAND(), PI() FROM t GROUP BY 1 + z HAVING COUNT(*) > 1',
    'SELECT CAST(x AS DOUBLE PRECISION), CAST(y AS VARCHAR(10)), CASE WHEN a > 1 THEN 2 ELSE 3 END, -x, - -x, .5e-3, 0xFF FROM t',
    'SELECT date, size, value FROM t',
  ])('reads %s', (text) => {
    const parsed = parseAdql(text)
    expect(parsed.ok ? null : parsed.error).toBeNull()
    if (!parsed.ok) return
    const again = parseAdql(printAdql(parsed.value))
    expect(again.ok && bare(again.value)).toEqual(bare(parsed.value))
  })

  it.each([
    ['SELECT', 'expected a value, the query ends here', 6],
    ['SELECT a b c FROM t', 'expected "," or FROM, found "c"', 11],
    ['SELECT a FROM t LIMIT 5', 'ADQL has no LIMIT', 16],
    ['SELECT a FROM t WHERE', 'expected a value', 21],
    ['SELECT a FROM (SELECT b FROM u)', 'expected a name for the subquery', 31],
    ['SELECT a FROM t JOIN u', 'expected ON or USING', 22],
    ['SELECT 12ab FROM t', '"12ab" is not a number', 7],
    ['SELECT a FROM t WHERE "x', 'never closed', 22],
    ['SELECT “a” FROM t', 'typographic quote', 7],
    ['SELECT a.b.c.d.e FROM t', 'at most four parts', 7],
    ['SELECT select FROM t', 'reserved word SELECT', 7],
    ['SELECT a FROM f(x)', 'is a function', 14],
    ['SELECT TOP x a FROM t', 'a whole number after TOP', 11],
    ['SELECT TOP 99999999999999999999 a FROM t', 'too large for TOP', 11],
    ["SELECT '\u0000' FROM t", 'U+0000', 7],
    ['DROP TABLE t', 'expected SELECT, found "DROP"', 0],
  ])('refuses %j: %s', (text, message, at) => {
    expect(refusal(text)).toMatchObject({ message: expect.stringContaining(message) as string, at })
  })

  it.each([
    ['parentheses', (n: number) => `SELECT ${'('.repeat(n)}1${')'.repeat(n)} FROM t`],
    ['parentheses never closed', (n: number) => `SELECT ${'('.repeat(n)}`],
    ['tables in parentheses', (n: number) => `SELECT a FROM ${'('.repeat(n)}t${')'.repeat(n)}`],
    ['subqueries', (n: number) => `${'SELECT a FROM ((('.repeat(n)}SELECT`],
    ['subqueries with an error inside', (n: number) => `${'SELECT a FROM (('.repeat(n)}t t t${'))'.repeat(n)}`],
    ['signs', (n: number) => `SELECT ${'- '.repeat(n)}1 FROM t`],
    ['NOT', (n: number) => `SELECT a FROM t WHERE ${'NOT '.repeat(n)}a = 1`],
    ['sums', (n: number) => `SELECT ${'1+'.repeat(n)}1 FROM t`],
    ['unions', (n: number) => `SELECT a FROM t${' UNION SELECT a FROM t'.repeat(n)}`],
    ['joins', (n: number) => `SELECT a FROM t${' NATURAL JOIN t'.repeat(n)}`],
    ['CASE', (n: number) => `SELECT ${'CASE WHEN '.repeat(n)}`],
    ['calls', (n: number) => `SELECT ${'f('.repeat(n)}`],
  ])('refuses 10,000 nested or chained %s at once, and says so', (_, make) => {
    const start = performance.now()
    expect(refusal(make(10_000))?.message).toMatch(/nested more than 64 levels|more than \d+ (?:operators|queries|joins) in a row/u)
    expect(performance.now() - start).toBeLessThan(500)
  })

  it('reads 100,000 conditions, list members and columns in linear time', () => {
    const time = (n: number): number => {
      const text = `SELECT ${'a,'.repeat(n)}a FROM t WHERE x IN (${'1,'.repeat(n)}2) OR a=1${' OR b=2'.repeat(n)}`
      const start = performance.now()
      expect(parseAdql(text).ok).toBe(true)
      return performance.now() - start
    }
    time(1000)
    expect(time(80_000)).toBeLessThan(40 * (time(8000) + 10))
  })

  it('refuses a text of more than a million characters', () => {
    expect(refusal(`SELECT ${' '.repeat(1_000_001)}`)?.message).toMatch(/at most 1000000/u)
  })
})

describe('pieces', () => {
  it('shows an editor every character of any text once', () => {
    fc.assert(
      fc.property(arbitrarySoup, (text) => {
        let end = 0
        for (const piece of pieces(text)) {
          expect(piece.at).toBeGreaterThanOrEqual(end)
          expect(text.slice(end, piece.at).trim()).toBe('')
          expect(piece.end).toBeGreaterThan(piece.at)
          end = piece.end
        }
        expect(text.slice(end).trim()).toBe('')
      }),
      { numRuns, ...seeded },
    )
  })
})
