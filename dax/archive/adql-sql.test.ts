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
    ["SELECT object_id FROM cat.object WHERE object_type LIKE '\\' OR object_type || '\\' LIKE 'gal%\\'", [[2n]]],
    ["SELECT object_id FROM cat.object WHERE object_type = 'it''s; DROP TABLE dax.image --'", []],
    // joins: USING and NATURAL make one column; FULL takes whichever side is there
    [
      'SELECT object_id, a.ra, b.dec FROM cat.object a JOIN (SELECT object_id, dec FROM cat.object WHERE object_id < 3) b USING (object_id)',
      [[2n, 359.9, -1]],
    ],
    [
      'SELECT * FROM (SELECT object_id, ra FROM cat.object WHERE object_id = 2) a NATURAL FULL OUTER JOIN (SELECT object_id, dec FROM cat.object WHERE object_id = 3) b ORDER BY object_id',
      [
        [2n, 359.9, null],
        [3n, null, 89.9],
      ],
    ],
    [
      'SELECT a.object_id FROM cat.object a LEFT JOIN cat.object b ON b.object_id = a.object_id + 1 WHERE b.object_id IS NULL AND a.object_id < 4',
      [[3n]],
    ],
    [
      'SELECT c.object_id FROM (cat.object a JOIN cat.object b ON a.object_id = b.object_id) JOIN cat.object c ON c.object_id = b.object_id WHERE a.object_id = 2',
      [[2n]],
    ],
    // a subquery may have two columns of one name as long as nobody asks for it
    ['SELECT x.n FROM (SELECT a.ra, b.ra, 7 AS n FROM cat.object a, cat.object b WHERE a.object_id = 2 AND b.object_id = 3) AS x', [[7]]],
    // geometry made in a subquery stays geometry
    ['SELECT COORD1(p), CONTAINS(p, CIRCLE(0, -1, 1)) FROM (SELECT POINT(ra, dec) AS p FROM cat.object WHERE object_id = 2) AS q', [[359.9, 1]]],
    ['SELECT p FROM (SELECT POINT(ra, dec) AS p FROM cat.object WHERE object_id = 2) AS q', [['POSITION ICRS 359.9 -1']]],
    ["SELECT object_id FROM cat.object WHERE CONTAINS(POINT(ra, dec), REGION('POLYGON 359 -2 1 -2 1 0 359 0')) = 1", [[2n]]],
    [
      'SELECT object_id FROM cat.object WHERE CONTAINS(POINT(ra, dec), CIRCLE(POINT(10, 20), 1)) = 1 OR DISTANCE(ra, dec, 0, 90) <= 0.2 ORDER BY 1',
      [[3n], [9007199254740993n]],
    ],
    ['SELECT object_id FROM cat.object WHERE NOT CONTAINS(POINT(ra, dec), BOX(10, 20, 1, 1)) = 1 ORDER BY 1', [[2n], [3n]]],
    [
      'SELECT a.object_id FROM cat.object a, cat.object b WHERE 1 = CONTAINS(POINT(a.ra, a.dec), CIRCLE(b.ra, b.dec, 0.5)) AND b.object_id = 3',
      [[3n]],
    ],
    [
      'SELECT a.object_id FROM cat.object a JOIN cat.object b ON 0.5 > DISTANCE(POINT(a.ra, a.dec), POINT(b.ra, b.dec)) WHERE b.object_id = 2',
      [[2n]],
    ],
    ["SELECT CONTAINS(POINT('GALACTIC', 0, 0), CIRCLE(266.405, -28.936, 0.001)) FROM cat.object WHERE object_id = 2", [[1]]],
    ["SELECT obs_id FROM ivoa.obscore WHERE INTERSECTS(s_region, CIRCLE(150.2, 2.2, 0.1)) = 0 AND obs_id LIKE 's%'", []],
    ["SELECT COORDSYS(s_region), AREA(CAST('CIRCLE ICRS 0 0 180' AS CIRCLE)) FROM ivoa.obscore WHERE obs_id = 'pole'", [['ICRS', 41252.96124941928]]],
    // types
    [
      'SELECT CAST(2.7 AS INTEGER), CAST(-2.7 AS BIGINT), CAST(1 AS VARCHAR(4)), 1 + 0.5, 5 / 2, 5 / 2.0, 7.0 - NULL FROM cat.object WHERE object_id = 2',
      [[2, -2n, '1', 1.5, 2, 2.5, null]],
    ],
    ['SELECT COALESCE(NULL, 1, 2.5), ABS(-3), SIGN(-2), 6 & 3, 6 | 1, 6 ^ 2, ~ 0 FROM cat.object WHERE object_id = 2', [[1, 3, -1, 2, 7, 4, -1]]],
    ['SELECT NULL AS x FROM cat.object WHERE object_id = 2 UNION SELECT 1 FROM cat.object WHERE object_id = 2 ORDER BY x', [[1], [null]]],
    ['SELECT SUM(object_id), AVG(ra), MIN(object_type), COUNT(DISTINCT object_type) FROM cat.object WHERE object_id < 4', [[5n, 180, 'galaxy', 2n]]],
    [
      "SELECT IVO_HASWORD('a bright Star', 'star'), IVO_HASHLIST_HAS('a#Bc', 'bC'), IVO_NOCASEMATCH('aBc', 'AB%') FROM cat.object WHERE object_id = 2",
      [[1, 1, 1]],
    ],
    // GROUP BY: expressions, aliases, and subqueries that read a group's column
    ['SELECT UPPER(object_type) AS t, COUNT(*) FROM cat.object GROUP BY t HAVING COUNT(*) > 1 ORDER BY COUNT(*)', [['STAR', 2n]]],
    [
      'SELECT ROUND(dec / 10) AS band, COUNT(*) FROM cat.object GROUP BY ROUND(dec / 10) ORDER BY band',
      [
        [-0, 1n],
        [2, 1n],
        [9, 1n],
      ],
    ],
    [
      'SELECT object_type, (SELECT COUNT(*) FROM cat.object i WHERE i.object_type = o.object_type) FROM cat.object o GROUP BY object_type ORDER BY 1',
      [
        ['galaxy', 1n],
        ['star', 2n],
      ],
    ],
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

  it('names results as they were written, and apart from each other', () => {
    const sql = translate(
      'SELECT ra AS MyRa, S.ra, object_id AS "My Id", ra, RA, COUNT(*) AS "" FROM cat.object AS s'.replace(', COUNT(*) AS ""', ''),
    )
    expect(sql.ok && sql.value.fields.map((f) => f.name)).toEqual(['MyRa', 'ra', 'My Id', 'ra_2', 'ra_3'])
  })

  it('tells what computed columns are', () => {
    const sql = translate(
      "SELECT AVG(r_mag), IN_UNIT(ra, 'arcmin') AS r, DISTANCE(ra, dec, 0, 0) AS d, CIRCLE(ra, dec, 1) AS c, COUNT(g_mag), CAST(ra AS REAL) AS f FROM cat.object GROUP BY ra, dec",
    )
    expect(sql.ok && sql.value.fields).toMatchObject([
      { name: 'avg', datatype: 'double', unit: 'mag' },
      { name: 'r', datatype: 'double', unit: 'arcmin', ucd: 'pos.eq.ra;meta.main' },
      { name: 'd', unit: 'deg', ucd: 'pos.angDistance' },
      { name: 'c', datatype: 'char', arraysize: '*', xtype: 'adql:REGION' },
      { name: 'count', datatype: 'long' },
      { name: 'f', datatype: 'float', unit: 'deg' },
    ])
  })

  it('answers from the index where a region search stands alone or in AND and OR, exactly elsewhere', () => {
    const sqlOf = (where: string): string => {
      const sql = translate(`SELECT obs_id FROM ivoa.obscore WHERE ${where}`)
      return sql.ok ? sql.value.sql : sql.error.message
    }
    const test = 'INTERSECTS(s_region, CIRCLE(1, 2, 3))'
    for (const where of [
      `${test} = 1`,
      `1 = ${test}`,
      `t_min > 5 AND (1 = ${test})`,
      `t_min > 5 OR ${test} = 1`,
      'CONTAINS(POINT(1, 2), s_region) = 1',
      'CONTAINS(s_region, BOX(1, 2, 3, 4)) = 1',
    ])
      expect(sqlOf(where), where).toContain('dax.images_meeting')
    for (const where of [`NOT ${test} = 1`, `${test} = 0`, `${test} > 0`, `CASE WHEN ${test} = 1 THEN 1 ELSE 2 END = 1`]) {
      expect(sqlOf(where), where).toContain('dax.shape_intersects(t1.dax_shape')
      expect(sqlOf(where), where).not.toContain('dax.images_meeting')
    }
  })

  it('refuses queries that grow without end', () => {
    const wide = 'SELECT * FROM ('.repeat(9) + 'SELECT *, * FROM cat.object' + ') AS t'.repeat(9)
    expect(translate(wide)).toMatchObject({ ok: true })
    let stars = 'cat.object'
    for (let i = 0; i < 12; i++) stars = `(SELECT *, *, *, * FROM ${stars} AS t)`
    expect(translate(`SELECT 1 FROM ${stars} AS t`)).toMatchObject({
      ok: false,
      error: { message: expect.stringMatching(/more than 1600 columns/u) as unknown },
    })
    expect(translate(`SELECT ${'1+'.repeat(500)}1 FROM cat.object`)).toMatchObject({
      ok: false,
      error: { message: expect.stringMatching(/more than 150 operators/u) as unknown },
    })
    const deep = `${`SELECT ${'1+'.repeat(100)}x AS x FROM (`.repeat(5)}SELECT 1 AS x FROM cat.object${') AS t'.repeat(5)}`
    expect(translate(deep)).toMatchObject({ ok: false, error: { message: expect.stringMatching(/nested too deep/u) as unknown } })
    let centroid = 's_region'
    for (let i = 0; i < 20; i++) centroid = `CENTROID(CIRCLE(CENTROID(${centroid}), 1))`
    expect(translate(`SELECT ${centroid} FROM ivoa.obscore`)).toMatchObject({
      ok: false,
      error: { message: expect.stringMatching(/too complex/u) as unknown },
    })
  })

  it.each([
    ['148 operators', `SELECT ${'1+'.repeat(148)}1 FROM cat.object WHERE object_id = 2`, 149],
    ['60 parentheses', `SELECT ${'(1+'.repeat(60)}1${')'.repeat(60)} FROM cat.object WHERE object_id = 2`, 61],
    ['200 unions', `SELECT 1 FROM cat.object${' UNION SELECT 1 FROM cat.object'.repeat(200)}`, 1],
    ['60 subqueries', `${'SELECT x FROM ('.repeat(60)}SELECT 1 AS x FROM cat.object WHERE object_id = 2${') AS t'.repeat(60)}`, 1],
    ['10,000 conditions', `SELECT 5 FROM cat.object WHERE object_id = 2 AND (ra < 0${' OR ra = 1'.repeat(10_000)} OR ra > 359)`, 5],
    [
      '20,000 list members',
      `SELECT 5 FROM cat.object WHERE object_id IN (${Array.from({ length: 20_000 }, (_, i) => i + 2).join(',')}) AND object_id < 3`,
      5,
    ],
  ])('answers %s', async (_, text, value) => {
    expect(await answer(text)).toEqual([[value]])
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
    ['SELECT object_type, ra FROM cat.object GROUP BY object_type', /ra must stand in GROUP BY/u, 1, 21],
    ['SELECT * FROM cat.object GROUP BY object_id', /\* stands for ra too/u, 1, 8],
    ['SELECT ra FROM cat.object HAVING COUNT(*) > 1', /ra must stand in GROUP BY/u, 1, 8],
    [
      'SELECT object_type, (SELECT COUNT(*) FROM cat.object i WHERE i.ra = o.ra) FROM cat.object o GROUP BY object_type',
      /ra must stand in GROUP BY: a subquery/u,
      1,
      71,
    ],
    ['SELECT ra FROM cat.object WHERE COUNT(*) > 1', /COUNT cannot stand in WHERE: use HAVING/u, 1, 33],
    ['SELECT SUM(MAX(ra)) FROM cat.object', /MAX cannot stand inside another aggregate/u, 1, 12],
    ['SELECT DISTINCT ra FROM cat.object ORDER BY dec', /ORDER BY after SELECT DISTINCT/u, 1, 45],
    ['SELECT ra FROM cat.object ORDER BY 2', /ORDER BY 2: the query has 1 columns/u, 1, 36],
    ["SELECT ra FROM cat.object UNION SELECT 'x' FROM cat.object", /column 1 is a number on the left and text on the right/u, 1, 27],
    ['SELECT ra FROM cat.object UNION SELECT ra, dec FROM cat.object', /same number of columns on both sides: 1 and 2/u, 1, 27],
    ['SELECT ra FROM cat.object a, tap_schema.tables a', /the name a stands for two tables/u, 1, 1],
    ['SELECT x.ra FROM cat.object', /x is not a table of this query \(it has object\)/u, 1, 8],
    ['SELECT object.ra FROM cat.object o', /object is not a table of this query \(it has o\)/u, 1, 8],
    ['SELECT 1 FROM cat.object JOIN tap_schema.tables USING (ra)', /USING \(ra\): there is no such column on the right/u, 1, 56],
    ['SELECT 1 FROM cat.object NATURAL JOIN tap_schema.tables', /no column name in common/u, 1, 26],
    ['SELECT ra + object_type FROM cat.object', /\+ needs numbers, found text/u, 1, 11],
    ['SELECT ra FROM cat.object WHERE ra', /WHERE needs a condition .*, found a number/u, 1, 33],
    ['SELECT ra FROM cat.object WHERE ra IN (SELECT ra, dec FROM cat.object)', /needs one column, found 2/u, 1, 33],
    ['SELECT SQRT(ra, dec) FROM cat.object', /SQRT takes 1 argument, found 2/u, 1, 8],
    ['SELECT CIRCLE(1, 2) FROM cat.object', /CIRCLE takes a centre/u, 1, 8],
    ['SELECT CIRCLE(1, 2, 181) FROM cat.object', /radius 181 is outside \[0, 180\]/u, 1, 21],
    ["SELECT POINT('FK9', 1, 2) FROM cat.object", /coordinate system 'FK9' is not known/u, 1, 14],
    ["SELECT REGION('blob') FROM cat.object", /REGION: /u, 1, 15],
    ["SELECT IN_UNIT(ra, 'nm') FROM cat.object", /cannot turn 'deg' \(angle\) into 'nm' \(length\)/u, 1, 8],
    ['SELECT ra FROM cat.object ORDER BY POINT(ra, dec)', /has no order/u, 1, 36],
    ['SELECT CAST(POINT(1, 2) AS INTEGER) FROM cat.object', /a geometry cannot be cast to INTEGER/u, 1, 8],
    ['SELECT "RA" FROM cat.object', /no column RA in .*; did you mean ra\?/u, 1, 8],
    ["SELECT 'abc", /never closed/u, 1, 8],
    ['SELECT ra FROM cat.object WHERE ra = = 1', /expected a value/u, 1, 38],
  ])('refuses %j with its place', (text, message, line, column) => {
    const sql = translate(text)
    expect(sql.ok ? null : sql.error).toMatchObject({ message: expect.stringMatching(message) as unknown, line, column })
  })
})
