import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Db, Sql } from '../db.ts'
import { testDb } from '../testing/test-db.ts'
import type { ProvRecord, RelationRecord } from './record.ts'
import { writeProvenance } from './write.ts'

const relations: readonly RelationRecord[] = [
  { kind: 'used', from: 'x:a', to: 'x:in', role: 'calibration' },
  { kind: 'wasGeneratedBy', from: 'x:out', to: 'x:a' },
  { kind: 'wasDerivedFrom', from: 'x:out', to: 'x:in' },
  { kind: 'wasInformedBy', from: 'x:b', to: 'x:a' },
  { kind: 'hadMember', from: 'x:all', to: 'x:out' },
  { kind: 'wasAssociatedWith', from: 'x:a', to: 'x:she', role: 'operator' },
  { kind: 'wasAttributedTo', from: 'x:out', to: 'x:she' },
]
const record: ProvRecord = { entities: [], activities: [], agents: [{ id: 'x:she', type: 'Person' }], runs: [], relations }

describe('writing provenance', () => {
  let db: Db
  beforeAll(async () => {
    db = await testDb()
  })
  afterAll(() => db.close())

  it('writes each relation once, however often it is told', async () => {
    for (let times = 0; times < 2; times++) await db.transaction((tx) => writeProvenance(tx, record, { owner: null, visibility: 'public' }))
    for (const table of ['used', 'generated', 'derived', 'informed', 'member', 'associated', 'attributed'])
      expect([table, ...(await db.rows(`SELECT count(*) AS n FROM dax.prov_${table}`))]).toEqual([table, { n: 1n }])
  })

  it('looks for what is there by an index: an archive of millions takes a file as fast as an empty one', async () => {
    const plans: string[] = []
    await db.transaction(async (tx) => {
      await tx.exec('SET LOCAL enable_seqscan = off')
      const explained: Sql = {
        ...tx,
        rows: (sql, params, options) => tx.rows(sql, params, options),
        exec: (sql) => tx.exec(sql),
        copyIn: (...all) => tx.copyIn(...all),
        async query(sql, params, options) {
          if (sql.startsWith('WITH t AS MATERIALIZED'))
            plans.push((await tx.query(`EXPLAIN (COSTS OFF) ${sql}`, params)).rows.map(([line]) => String(line)).join('\n'))
          return tx.query(sql, params, options)
        },
      }
      await writeProvenance(explained, record, { owner: null, visibility: 'public' })
    })
    expect(plans.length).toBe(relations.length)
    for (const plan of plans) {
      expect(plan).toMatch(/Index (?:Only )?Scan (?:using|on) prov_\w+_by_\w+/u)
      expect(plan).not.toMatch(/Seq Scan on prov_(?!role)/u)
    }
  })
})
