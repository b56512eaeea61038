import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { PGlite } from '@electric-sql/pglite'
import { catalogue } from '../catalogue.ts'
import type { Db } from '../db.ts'
import { migrate, steps } from '../migrate.ts'
import { pgliteDb } from '../pglite-db.ts'

const cache = 'node_modules/.cache/skydax'

/** A fresh archive in memory, migrated. The first ever takes seconds; later ones load its stored image, kept per version of the schema. */
export async function testDb(): Promise<Db> {
  const version = createHash('sha256')
    .update(JSON.stringify([steps, catalogue]))
    .digest('hex')
    .slice(0, 16)
  const path = `${cache}/test-db-${version}.tar`
  const stored = await readFile(path).catch(() => null)
  if (stored !== null) return pgliteDb(await PGlite.create({ loadDataDir: new Blob([stored]) }), 'test')
  const pg = await PGlite.create()
  const db = pgliteDb(pg, 'test')
  await migrate(db)
  const dump = await pg.dumpDataDir('none')
  await mkdir(cache, { recursive: true })
  const part = `${path}.${process.pid}`
  await writeFile(part, new Uint8Array(await dump.arrayBuffer()))
  await rename(part, path)
  return db
}
