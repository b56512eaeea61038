import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cellOf } from '../../vo/sky/healpix.ts'
import { skyPos } from '../../vo/sky/sky-pos.ts'
import { parseAdql } from '../../vo/adql/parse.ts'
import { toSql } from './adql-sql.ts'
import { catalogue } from './catalogue.ts'
import type { Db } from './db.ts'
import { testDb } from './testing/test-db.ts'
import { loadFewImages } from '../services/testing/few-images.ts'

function translate(text: string, maxrec?: number) {
  const parsed = parseAdql(text)
  return parsed.ok ? toSql(parsed.value, { catalog: catalogue, ...(maxrec === undefined ? {} : { maxrec }) }) : parsed
}

describe('ADQL on the archive', () => {
  let db: Db
  beforeAll(async () => {
    db = await testDb()
    await loadFewImages(db)
    await db.exec(
      `INSERT INTO cat.object (object_id, ra, dec, object_type, g_mag, r_mag, hpx) VALUES (9007199254740993, 10, 20, 'star', 15, 14.5, ${cellOf(14, skyPos(10, 20))}), (2, 359.9, -1, 'galaxy', 20, 19, ${cellOf(14, skyPos(359.9, -1))}), (3, 0.1, 89.9, 'star', NULL, 12, ${cellOf(14, skyPos(0.1, 89.9))})`,
    )
  })
  afterAll(() => db.close())

  async function answer(text: string): Promise<unknown[][]> {
    const sql = translate(text)
    if (!sql.ok) throw new Error(sql.error.message)
    const result = await db.transaction((tx) => tx.query(sql.value.sql, sql.value.params), { as: 'user' })
    expect(result.columns.length).toBe(sql.value.fields.length)
    return result.rows.map((r) => [...r])
  }

  it.each([
    ['SELECT object_id FROM cat.object ORDER BY object_id DESC', [[9007199254740993n], [3n], [2n]]],
    ['SELECT TOP 1 ra, dec FROM cat.object WHERE r_mag < 15 ORDER BY 1', [[0.1, 89.9]]],
    [
      'select object_type, count(*) as n from object group by object_type order by n desc, 1',
      [
        ['star', 2n],
        ['galaxy', 1n],
      ],
    ],
    ["SELECT UPPER(object_type) || '!' FROM cat.object WHERE ra BETWEEN 9 AND 11", [['STAR!']]],
    ["SELECT object_id FROM cat.object WHERE 1=CONTAINS(POINT('ICRS', ra, dec), CIRCLE('ICRS', 0, -1, 0.2))", [[2n]]],
    ['SELECT object_id FROM cat.object WHERE DISTANCE(POINT(ra, dec), POINT(180, 90)) < 0.2', [[3n]]],
    ['SELECT ROUND(DISTANCE(0, 0, 0, 1), 6) FROM cat.object WHERE object_id = 2', [[1]]],
    ['SELECT obs_id FROM ivoa.obscore WHERE INTERSECTS(s_region, CIRCLE(150.2, 2.2, 0.01)) = 1 ORDER BY obs_id', [['square-g'], ['square-r']]],
    ["SELECT obs_id FROM ivoa.obscore WHERE CONTAINS(POINT('ICRS', 0, 0), s_region) = 1", [['wrap']]],
    ["SELECT obs_id FROM ivoa.obscore WHERE INTERSECTS(POLYGON('ICRS', 100, 80, 200, 80, 300, 80), s_region) = 1", [['pole']]],
    ['SELECT obs_id FROM ivoa.obscore WHERE CONTAINS(s_region, CIRCLE(150, 2, 1)) = 1 AND em_min > 5e-7', [['square-r']]],
    [
      'SELECT ROUND(AREA(CIRCLE(0, 0, 1)), 6), COORD1(POINT(5, 6)), ROUND(COORD2(CENTROID(BOX(5, 0, 1, 1))), 9) FROM cat.object WHERE object_id = 2',
      [[3.141513, 5, 0]],
    ],
    ["WITH s AS (SELECT ra, dec FROM cat.object WHERE object_type = 'star') SELECT COUNT(*) FROM s", [[2n]]],
    [
      'SELECT a.object_id, b.object_id FROM cat.object a JOIN cat.object b ON a.object_id < b.object_id AND a.object_type = b.object_type',
      [[3n, 9007199254740993n]],
    ],
    ['SELECT object_id FROM cat.object WHERE object_id IN (SELECT MAX(object_id) FROM cat.object)', [[9007199254740993n]]],
    ['SELECT object_id FROM cat.object o WHERE EXISTS (SELECT 1 FROM cat.object p WHERE p.ra = o.ra AND p.object_id = 3)', [[3n]]],
    ['SELECT 1 AS x FROM cat.object WHERE object_id=2 UNION ALL SELECT 2 FROM cat.object WHERE object_id=2 ORDER BY x DESC', [[2], [1]]],
    [
      'SELECT (object_type), MOD(7, 4), MOD(7.5, 2), TRUNCATE(1.27, 1), 7/2, -5, 0x1F FROM cat.object WHERE object_id = 2',
      [['galaxy', 3, 1.5, 1.2, 3, -5, 31]],
    ],
    ['SELECT COALESCE(g_mag, r_mag) FROM cat.object WHERE g_mag IS NULL', [[12]]],
    ["SELECT table_name FROM tap_schema.tables JOIN tap_schema.schemas USING (schema_name) WHERE schema_name ILIKE 'CAT'", [['cat.object']]],
    ['SELECT CAST(ra AS INTEGER), CAST(dec AS VARCHAR) FROM cat.object WHERE object_id = 3', [[0, '89.9']]],
    ["SELECT IN_UNIT(ra, 'arcmin') FROM cat.object WHERE object_id = 3", [[6]]],
    ['SELECT object_type, AVG(ra) FROM cat.object GROUP BY object_type HAVING COUNT(*) > 1', [['star', 5.05]]],
    ['SELECT "object_id" FROM "cat"."object" OFFSET 0', [[9007199254740993n], [2n], [3n]]],
    ["SELECT s_region FROM ivoa.obscore WHERE obs_id = 'pole'", [['CIRCLE ICRS 0 89.9 0.3']]],
    ['SELECT POINT(1, 2), CIRCLE(1, 2, 3) FROM cat.object WHERE object_id = 2', [['POSITION ICRS 1 2', 'CIRCLE ICRS 1 2 3']]],
    ["SELECT object_id FROM cat.object WHERE object_type = 'it''s; DROP TABLE dax.image --'", []],
  ])('answers %s', async (text, rows) => {
    expect(await answer(text)).toEqual(rows)
  })

  it('carries unit, UCD and description of a column into the result', () => {
    const sql = translate('SELECT MIN(s_ra) AS first, COUNT(*) FROM ivoa.obscore')
    expect(sql.ok && sql.value.fields).toMatchObject([
      { name: 'first', unit: 'deg', ucd: 'pos.eq.ra' },
      { name: 'count', datatype: 'long' },
    ])
  })

  it('asks for one row more than MAXREC', () => {
    const sql = translate('SELECT TOP 10 * FROM cat.object', 4)
    expect(sql.ok && sql.value.params).toContain(5)
  })

  it.each([
    ['SELECT * FROM ivoa.obscores', /no table ivoa.obscores; did you mean ivoa.obscore\?/u, 1, 20],
    ['SELECT s_rra\nFROM ivoa.obscore', /no column s_rra in ivoa.obscore; did you mean s_ra\?/u, 1, 8],
    ["SELECT *\nFROM ivoa.obscore\nWHERE s_ra = 'x'", /compares a number with text/u, 3, 7],
    ['SELECT * FROM ivoa.obscore LIMIT 5', /no LIMIT: write SELECT TOP n/u, 1, 28],
    ['SELECT dax_id FROM ivoa.obscore', /no column dax_id/u, 1, 8],
    ['SELECT * FROM dax.image', /no table dax.image/u, 1, 19],
    ['SELECT a.ra FROM cat.object a, cat.object b WHERE ra > 1', /more than one table \(a, b\)/u, 1, 51],
    ['SELECT FOO(ra) FROM cat.object', /no function FOO/u, 1, 8],
    ['SELECT SQTR(ra) FROM cat.object', /did you mean SQRT\?/u, 1, 8],
    ['SELECT ra FROM cat.object WHERE CONTAINS(POINT(1,2), CIRCLE(1,2,3))', /CONTAINS\(…\) = 1/u, 1, 33],
    ['SELECT ra FROM cat.object WHERE CONTAINS(POINT(1,95), CIRCLE(1,2,3)) = 1', /latitude 95 is outside/u, 1, 50],
    ['', /query is empty/u, 1, 1],
    ["SELECT 'abc", /never closed/u, 1, 8],
    ['SELECT ra FROM cat.object WHERE ra = = 1', /expected a value/u, 1, 38],
  ])('refuses %j with its place', (text, message, line, column) => {
    const sql = translate(text)
    expect(sql.ok ? null : sql.error).toMatchObject({ message: expect.stringMatching(message) as unknown, line, column })
  })
})
