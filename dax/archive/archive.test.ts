import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Db } from './db.ts'
import { catalogue } from './catalogue.ts'
import { refusal, schemaState } from './migrate.ts'
import { testDb } from './testing/test-db.ts'

describe('the archive', () => {
  let db: Db
  beforeAll(async () => {
    db = await testDb()
  })
  afterAll(() => db.close())

  it('shows in TAP what the catalogue describes, column by column', async () => {
    for (const table of catalogue.flatMap((s) => s.tables)) {
      const names = table.columns.map((c) => `"${c.name}"`).join(', ')
      const seen = await db.transaction((tx) => tx.query(`SELECT ${names} FROM ${table.name} LIMIT 1`), { as: 'user' })
      expect(seen.columns.map((c) => c.name)).toEqual(table.columns.map((c) => c.name))
    }
  })

  it('keeps its own tables from users', async () => {
    await expect(db.transaction((tx) => tx.query('SELECT * FROM dax.auth_token'), { as: 'user' })).rejects.toMatchObject({ kind: 'permission' })
    await expect(db.stream('DELETE FROM cat.object RETURNING 1', [], { as: 'user' })).rejects.toBeDefined()
  })

  it('shows rows by one rule, in every view and before any condition of a query', async () => {
    const loose = await db.rows<{ name: string }>(
      `SELECT format('%s.%s', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind = 'v' AND n.nspname IN ('ivoa', 'prov', 'ap', 'cat')
         AND (NOT coalesce('security_invoker=true' = ANY (c.reloptions), false) OR pg_get_viewdef(c.oid) ~ 'visibility\\s*=')`,
    )
    expect(loose).toEqual([])
    const viewed = await db.rows<{ n: bigint }>("SELECT count(*) AS n FROM pg_views WHERE schemaname IN ('ivoa', 'prov') AND definition ~ 'may_read'")
    expect(Number(viewed[0]?.n)).toBeGreaterThan(12)
    await db.query(
      `INSERT INTO dax.image (dataproduct_type, calib_level, obs_id, obs_collection, obs_publisher_did, t_exptime, visibility, owner)
       VALUES ('image', 1, 'hidden', 'T', 'ivo://hidden', 123.25, 'private', 'ada')`,
    )
    const asked = (user: string) =>
      db.transaction((tx) => tx.query('SELECT obs_id FROM ivoa.obscore WHERE 1 / (t_exptime - 123.25) > 0'), {
        as: 'user',
        settings: { 'dax.user': user },
      })
    expect((await asked('eve')).rows).toEqual([])
    await expect(asked('ada')).rejects.toMatchObject({ sqlState: '22012' })
    await db.query("DELETE FROM dax.image WHERE obs_id = 'hidden'")
  })

  it('refuses a database of another version with what to run', async () => {
    expect(refusal(await schemaState(db))).toBeNull()
    await db.query('INSERT INTO dax.schema_version (version) VALUES (99)')
    expect(refusal(await schemaState(db))).toMatch(/version 99.*newer Skydax/u)
    await db.query('DELETE FROM dax.schema_version WHERE version = 99')
  })

  it.each([
    ['[0,10,10]', '[1,10,10.5,1]', true],
    ['[0,10,12]', '[1,10,10.5,1]', false],
    ['[2,0,0,2,0,2,2,0,2]', '[1,3,1,0.9]', false],
    ['[2,0,0,2,0,2,2,0,2]', '[1,3,1,1.1]', true],
    ['[2,0,0,0,2,2,2,2,0]', '[1,1,1,0.01]', true],
    ['[2,359,-1,1,-1,1,1,359,1]', '[0,0,0]', true],
    ['[2,0,89,90,89,180,89,270,89]', '[0,45,90]', true],
    ['[2,0,0,2,0,2,2,0,2]', '[2,1,-1,1.5,-1,1.5,3,1,3]', true],
    ['[2,0,0,2,0,2,2,0,2]', '[2,3,-1,4,-1,4,3,3,3]', false],
    ['[3,350,10,-5,5]', '[0,0,0]', true],
    ['[3,350,10,-5,5]', '[1,12,0,1.9]', false],
    ['[3,350,10,-5,5]', '[1,12,0,2.1]', true],
    ['[3,350,10,-5,5]', '[2,9,4,11,4,11,6,9,6]', true],
    ['[3,350,10,-5,5]', '[2,11,4,13,4,13,6,11,6]', false],
    ['[4,4,1,20,20,1,3,0,0,0]', '[0,20.5,20.5]', true],
  ])('knows whether %s meets %s: %s', async (a, b, meets) => {
    const rows = await db.rows<{ ab: boolean; ba: boolean }>(
      'SELECT dax.shape_intersects($1::float8[], $2::float8[]) AS ab, dax.shape_intersects($2::float8[], $1::float8[]) AS ba',
      [a.replace('[', '{').replace(']', '}'), b.replace('[', '{').replace(']', '}')],
    )
    expect(rows[0]).toEqual({ ab: meets, ba: meets })
  })

  it('measures areas and centres', async () => {
    const [row] = await db.rows<{ circle: number; square: number; center: number[] }>(
      "SELECT dax.shape_area('{1,0,0,1}') AS circle, dax.shape_area('{2,0,0,1,0,1,1,0,1}') AS square, dax.shape_centroid('{2,359,-1,1,-1,1,1,359,1}') AS center",
    )
    expect(row?.circle).toBeCloseTo(3.1415, 3)
    expect(row?.square).toBeCloseTo(1, 3)
    expect((row?.center[0] ?? 9) % 360).toBeCloseTo(0, 9)
  })
})
