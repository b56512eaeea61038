import { createHash } from 'node:crypto'
import { mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { migrate } from '../../dax/archive/migrate.ts'
import { pgliteDb } from '../../dax/archive/pglite-db.ts'
import { loadDemo } from '../../dax/demo/load.ts'
import { buildBaseMap } from '../../dax/node/base-map.ts'
import { ensureDemoStars } from '../../dax/node/demo-stars.ts'

/**
 * Makes what a page with dax inside loads, in `folder`: archive-HASH.tgz (the small demo survey as a PGlite data folder), hips/base, hips/demo.
 * What is there already is left; the hash is of the sources that the archive depends on. Returns the archive's file name.
 */
export async function makeDemoFiles(folder: string, say: (line: string) => void): Promise<string> {
  await mkdir(join(folder, 'hips'), { recursive: true })
  const stars = await ensureDemoStars(join(folder, 'hips', 'demo'))
  if ((await buildBaseMap(join(folder, 'hips', 'base'))) === 'built') say('drew the base map of the sky')
  const name = `archive-${await sourceHash()}.tgz`
  const known = await readFile(join(folder, name)).catch(() => null)
  if (known !== null) return name
  const pg = await PGlite.create()
  const db = pgliteDb(pg, 'build')
  await migrate(db)
  const loaded = await loadDemo(db, 'page', { stars })
  await db.exec('VACUUM ANALYZE')
  const dump = new Uint8Array(await (await pg.dumpDataDir('gzip')).arrayBuffer())
  await db.close()
  await writeFile(join(folder, `${name}.new`), dump)
  await rename(join(folder, `${name}.new`), join(folder, name))
  say(`made the archive of the page: ${loaded.images} images, ${(dump.length / 1e6).toFixed(1)} MB`)
  return name
}

async function sourceHash(): Promise<string> {
  const hash = createHash('sha256')
  for (const folder of ['dax/archive', 'dax/archive/migrations', 'dax/archive/sql', 'dax/demo']) {
    for (const file of (await readdir(folder)).filter((f) => f.endsWith('.ts') && !f.endsWith('.test.ts')).sort())
      hash.update(await readFile(join(folder, file)))
  }
  return hash.digest('hex').slice(0, 12)
}
