import { PGlite } from '@electric-sql/pglite'
import type { Db } from '../db.ts'
import { migrate } from '../migrate.ts'
import { pgliteDb } from '../pglite-db.ts'

/** A fresh archive in memory, migrated. About a second. */
export async function testDb(): Promise<Db> {
  const db = pgliteDb(await PGlite.create(), 'test')
  await migrate(db)
  return db
}
