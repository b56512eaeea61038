import { describe, expect, it } from 'vitest'
import { countAdqlOf } from './count-adql.ts'

const count = (adql: string): string | undefined => countAdqlOf(adql)?.adql

describe('counting what a query would give', () => {
  it('asks a plain query for its count only', () => {
    expect(countAdqlOf("SELECT TOP 500 q.task, q.node FROM prov.quantum AS q WHERE q.node = 'n' ORDER BY q.task")).toEqual({
      adql: "SELECT COUNT(*) AS n FROM prov.quantum AS q WHERE q.node = 'n'",
      cap: 500,
    })
  })

  it('counts groups, distinct rows and unions as tables', () => {
    expect(count('SELECT task, COUNT(*) AS n FROM prov.quantum GROUP BY task')).toBe(
      'SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM prov.quantum GROUP BY task) AS answer',
    )
    expect(count('SELECT DISTINCT node FROM prov.quantum')).toBe('SELECT COUNT(*) AS n FROM (SELECT DISTINCT node FROM prov.quantum) AS answer')
    expect(count('SELECT a FROM x UNION SELECT a FROM y ORDER BY a')).toBe(
      'SELECT COUNT(*) AS n FROM (SELECT a FROM x UNION SELECT a FROM y) AS answer',
    )
  })

  it('counts the one row of a total', () => {
    expect(count('SELECT COUNT(*) FROM x')).toBe('SELECT COUNT(*) AS n FROM (SELECT COUNT(*) FROM x) AS answer')
  })

  it('keeps WITH in front', () => {
    expect(count('WITH w AS (SELECT a FROM x) SELECT DISTINCT a FROM w')).toBe(
      'WITH w AS (SELECT a FROM x) SELECT COUNT(*) AS n FROM (SELECT DISTINCT a FROM w) AS answer',
    )
  })

  it('gives none for what it cannot read', () => {
    expect(countAdqlOf('SELECT FROM')).toBeNull()
  })
})
