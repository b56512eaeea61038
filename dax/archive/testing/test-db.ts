import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { PGlite } from '@electric-sql/pglite'
import { catalogue } from '../catalogue.ts'
import type { Db } from '../db.ts'
import { migrate, steps } from '../migrate.ts'
import { pgliteDb } from '../pglite-db.ts'

const cache = 'node_modules/.cache/skydax'
/** What makes an archive besides the text of its steps and its catalogue: the code that applies them, and the engine. */
const makers = [
  new URL('../migrate.ts', import.meta.url),
  new URL('../pglite-db.ts', import.meta.url),
  'node_modules/@electric-sql/pglite/package.json',
]

/** A fresh archive in memory, migrated. The first ever takes seconds; later ones load its stored image, kept per version of the schema. */
export async function testDb(): Promise<Db> {
  const version = await testDbVersion()
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
  await removeOthers(version)
  return db
}

/** Names the archive that this code makes: another one as soon as a migration, a SQL file, the catalogue, migrate.ts or the engine changes. */
export async function testDbVersion(): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([steps, catalogue]))
  for (const file of makers) hash.update('\0').update(await readFile(file))
  return hash.digest('hex').slice(0, 16)
}

async function removeOthers(version: string): Promise<void> {
  for (const name of await readdir(cache))
    if (/^test-db-[0-9a-f]{16}\.tar$/u.test(name) && !name.includes(version)) await rm(`${cache}/${name}`, { force: true })
}
