import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Db, SqlValue } from '../db.ts'
import { catalogue } from '../catalogue.ts'
import { migrate, refusal, schemaState } from '../migrate.ts'

/** What differs between the adapters: PGlite runs one statement after another in this process. */
export interface Abilities {
  /** A running statement can be stopped, by time and by abort. */
  readonly cancels: boolean
  /** A stream holds a few batches only. */
  readonly pulls: boolean
}

/** The promises of dax/archive/db.ts, held by every adapter. `open` gives a fresh, migrated archive. */
export function dbContract(name: string, open: () => Promise<Db>, abilities: Abilities): void {
  describe(`the archive database on ${name}`, () => {
    let db: Db
    beforeAll(async () => {
      db = await open()
      await db.exec(
        'CREATE SCHEMA t; CREATE TABLE t.all_types (i2 int2, i4 int4, i8 int8, f4 float4, f8 float8, b bool, s text, bytes bytea, at timestamptz, fs float8[], bs int8[])',
      )
    })
    afterAll(() => db.close())

    const row: readonly SqlValue[] = [
      -7,
      123_456,
      9_007_199_254_740_993n,
      0.5,
      0.1,
      true,
      'tab\t back\\slash\nline "quoted" ☆',
      new Uint8Array([0, 92, 255]),
      '2026-09-23 01:02:03.456+00',
      [1.5, -2, 1e-300],
      [1n, 9_007_199_254_740_993n],
    ]
    const columns = ['i2', 'i4', 'i8', 'f4', 'f8', 'b', 's', 'bytes', 'at', 'fs', 'bs']

    it('copies rows of every type in and reads the same values back', async () => {
      const none = columns.map(() => null)
      expect(await db.copyIn('t.all_types', columns, [row, none])).toBe(2)
      const { rows, columns: seen } = await db.query('SELECT * FROM t.all_types ORDER BY i2')
      expect(rows[0]).toEqual(row)
      expect(rows[1]).toEqual(none)
      expect(seen.map((c) => c.oid)).toEqual([21, 23, 20, 700, 701, 16, 25, 17, 1184, 1022, 1016])
    })

    it('binds parameters of every type', async () => {
      const { rows } = await db.query(
        'SELECT $1::int2, $2::int4, $3::int8, $4::float4, $5::float8, $6::bool, $7::text, $8::bytea, $9::timestamptz, $10::float8[], $11::int8[]',
        row,
      )
      expect(rows[0]).toEqual(row)
    })

    it('gives doubles back bit by bit, with infinities and NaN', async () => {
      for (const x of [0.1 + 0.2, 5e-324, -1.7976931348623157e308, Infinity, -Infinity, NaN, 1 / 3])
        expect((await db.query('SELECT $1::float8', [x])).rows[0]?.[0]).toBe(x)
    })

    it('rolls a transaction back as a whole when it throws', async () => {
      await expect(
        db.transaction(async (tx) => {
          await tx.query("INSERT INTO t.all_types (s) VALUES ('half')")
          throw new Error('no further')
        }),
      ).rejects.toThrow('no further')
      expect((await db.query("SELECT 1 FROM t.all_types WHERE s = 'half'")).rows).toEqual([])
    })

    it('streams in batches, and can be left early', async () => {
      const stream = await db.stream('SELECT g::int4 AS n FROM generate_series(1, $1::int) g', [10_000], { batchSize: 1000 })
      expect(stream.columns).toEqual([{ name: 'n', oid: 23 }])
      let sum = 0
      for await (const batch of stream.batches) {
        expect(batch.length).toBeLessThanOrEqual(1000)
        for (const [n] of batch) sum += n as number
      }
      expect(sum).toBe(50_005_000)
      const second = await db.stream('SELECT g FROM generate_series(1, 10000) g', [], { batchSize: 10 })
      for await (const batch of second.batches) {
        expect(batch[0]).toEqual([1])
        break
      }
      expect((await db.query('SELECT 1::int4')).rows).toEqual([[1]])
    })

    it('knows the columns of an empty answer', async () => {
      const stream = await db.stream('SELECT 1::int8 AS a, NULL::text AS b WHERE false', [], {})
      expect(stream.columns.map((c) => c.name)).toEqual(['a', 'b'])
      for await (const batch of stream.batches) expect(batch).toEqual([])
    })

    it('prepares a stream as dax itself, and reads as a user', async () => {
      const stream = await db.stream('SELECT n FROM pg_temp.mine', [], {
        as: 'user',
        prepare: async (tx) => {
          await tx.exec('CREATE TEMPORARY TABLE mine (n int4) ON COMMIT DROP; GRANT SELECT ON mine TO dax_user')
          await tx.copyIn('pg_temp.mine', ['n'], [[42]])
        },
      })
      const rows = []
      for await (const batch of stream.batches) rows.push(...batch)
      expect(rows).toEqual([[42]])
    })

    it('keeps settings and roles inside their transaction', async () => {
      const read = "SELECT current_setting('dax.base_url', true) AS url, current_user::text AS who"
      const [inside] = await db.transaction((tx) => tx.rows<{ url: string; who: string }>(read), {
        as: 'user',
        settings: { 'dax.base_url': 'http://here' },
      })
      expect(inside).toEqual({ url: 'http://here', who: 'dax_user' })
      const [outside] = await db.rows<{ url: string | null; who: string }>(read)
      expect(outside?.url ?? '').toBe('')
      expect(outside?.who).not.toBe('dax_user')
    })

    it('lets users read public tables only, and write nothing', async () => {
      const asUser = (sql: string) => db.transaction((tx) => tx.query(sql), { as: 'user' })
      for (const sql of [
        'SELECT * FROM dax.auth_token',
        'SELECT * FROM dax.job',
        'INSERT INTO cat.object (object_id) VALUES (1)',
        'CREATE TABLE cat.mine (n int)',
      ])
        await expect(asUser(sql)).rejects.toMatchObject({ kind: 'permission' })
      await expect(db.stream('DELETE FROM cat.object RETURNING 1', [], { as: 'user' })).rejects.toBeDefined()
      for (const table of catalogue.flatMap((s) => s.tables)) await asUser(`SELECT * FROM ${table.name} LIMIT 1`)
    })

    it.each([
      ['SELECT 1/0', 'data'],
      ['SELECT nothing FROM nowhere', 'syntax'],
      ["INSERT INTO tap_schema.schemas (schema_name) VALUES ('ivoa')", 'unique'],
    ])('says of %s that it is a failure of kind %s', async (sql, kind) => {
      await expect(db.query(sql)).rejects.toMatchObject({ name: 'DbError', kind })
    })

    it('goes on after a failed statement', async () => {
      await expect(db.transaction((tx) => tx.query('SELECT 1/0'))).rejects.toBeDefined()
      await expect(db.stream('SELECT 1/0', [], {})).rejects.toMatchObject({ kind: 'data' })
      await expect(db.copyIn('t.all_types', ['i2'], [['many']])).rejects.toMatchObject({ kind: 'data' })
      expect((await db.query('SELECT 1::int4')).rows).toEqual([[1]])
    })

    it('does nothing for a caller who has left already', async () => {
      const gone = AbortSignal.abort()
      await expect(db.transaction((tx) => tx.query('SELECT 1'), { signal: gone })).rejects.toMatchObject({ name: 'AbortError' })
      await expect(db.stream('SELECT 1', [], { signal: gone })).rejects.toMatchObject({ name: 'AbortError' })
    })

    it('describes every column that users see, and knows its own version', async () => {
      const { rows } = await db.query("SELECT table_name, column_name FROM tap_schema.columns WHERE description IS NULL OR description = ''")
      expect(rows).toEqual([])
      expect(refusal(await schemaState(db))).toBeNull()
      await migrate(db)
      expect(refusal(await schemaState(db))).toBeNull()
    })

    it.runIf(abilities.pulls)('reads no further ahead than it is asked', async () => {
      const before = process.memoryUsage().rss
      const stream = await db.stream("SELECT repeat('x', 1000) || g FROM generate_series(1, 1000000) g", [], { batchSize: 500 })
      let seen = 0
      for await (const batch of stream.batches) {
        seen += batch.length
        if (seen > 200_000) break
      }
      expect((process.memoryUsage().rss - before) / 1e6).toBeLessThan(150)
    })

    it.runIf(abilities.cancels)('ends a statement that takes longer than it may', async () => {
      await expect(db.transaction((tx) => tx.query('SELECT pg_sleep(20)'), { timeoutMs: 100 })).rejects.toMatchObject({ kind: 'timeout' })
      await expect(db.stream('SELECT pg_sleep(20)', [], { timeoutMs: 100 })).rejects.toMatchObject({ kind: 'timeout' })
    })

    it.runIf(abilities.cancels)('cancels on the server when the caller leaves, whoever else is busy', async () => {
      const leaving = new AbortController()
      const busy = Array.from({ length: 20 }, () => db.transaction((tx) => tx.query("SELECT pg_sleep(15), 'mark-busy'"), { signal: leaving.signal }))
      const settled = Promise.allSettled(busy)
      setTimeout(() => leaving.abort(), 300)
      for (const end of await settled) expect(end).toMatchObject({ status: 'rejected', reason: { name: 'AbortError' } })
      const { rows } = await db.query(
        "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%mark-busy%' AND state = 'active' AND pid <> pg_backend_pid()",
      )
      expect(rows).toEqual([])
    })

    it.runIf(abilities.cancels)('lets go of a stream whose reader left between two batches', async () => {
      const leaving = new AbortController()
      const stream = await db.stream("SELECT g, 'mark-stream' FROM generate_series(1, 100000) g", [], { batchSize: 10, signal: leaving.signal })
      expect(stream.columns).toHaveLength(2)
      leaving.abort()
      await expect.poll(async () => (await db.query("SELECT 1 FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'")).rows.length).toBe(0)
    })
  })
}
