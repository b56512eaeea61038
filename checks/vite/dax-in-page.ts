import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const root = fileURLToPath(new URL('../..', import.meta.url))
const cache = join(root, 'node_modules', '.cache', 'skydax', 'in-page')

/** Of what the dump is made from: it is made anew when the schema or the demo survey changes. */
const edition = fingerprint(['dax/archive/migrations', 'dax/demo'])

function fingerprint(folders: readonly string[]): string {
  const hash = createHash('sha256')
  for (const folder of folders)
    for (const name of readdirSync(join(root, folder)).sort())
      if (name.endsWith('.ts') && !name.endsWith('.test.ts')) hash.update(name).update(readFileSync(join(root, folder, name)))
  return hash.digest('hex').slice(0, 12)
}

/** Makes what a page with dax inside needs: base map, stars, and the dump of a migrated PGlite with the small demo survey. Kept between builds. */
async function prepare(): Promise<void> {
  const seed = join(cache, 'demo', `seed-${edition}.tar.gz`)
  const { buildBaseMap } = await import('../../dax/node/base-map.ts')
  const { ensureDemoStars } = await import('../../dax/node/demo-stars.ts')
  await buildBaseMap(join(cache, 'hips', 'base'))
  const stars = await ensureDemoStars(join(cache, 'hips', 'demo'))
  if (existsSync(seed)) return
  const { PGlite } = await import('@electric-sql/pglite')
  const { pgliteDb } = await import('../../dax/archive/pglite-db.ts')
  const { migrate } = await import('../../dax/archive/migrate.ts')
  const { loadDemo } = await import('../../dax/demo/load.ts')
  const pg = await PGlite.create()
  const db = pgliteDb(pg, 'seed')
  await migrate(db)
  await loadDemo(db, 'page', { stars })
  // what is loaded leaves a log of writes as large as itself, which is not worth downloading: segments are deleted, not kept for later
  for (const sql of ['ANALYZE', 'SET wal_recycle = off', 'CHECKPOINT', 'SELECT pg_switch_wal()', 'CHECKPOINT']) await db.exec(sql)
  const dump = await pg.dumpDataDir('gzip')
  await rm(join(cache, 'demo'), { recursive: true, force: true })
  await mkdir(join(cache, 'demo'), { recursive: true })
  await writeFile(seed, new Uint8Array(await dump.arrayBuffer()))
  await db.close()
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  return entries.filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name))
}

/** Brings along what a page with dax inside needs: MSW's service worker, the dump, the base map and the stars. */
export function daxInPage(): Plugin {
  const script = (): Promise<Buffer> => readFile(join(root, 'node_modules', 'msw', 'lib', 'mockServiceWorker.js'))
  const named = (path: string): string => relative(cache, path).replaceAll('\\', '/').replace(`seed-${edition}.tar.gz`, 'seed.tar.gz')
  return {
    name: 'skydax:dax-in-page',
    async configureServer(server) {
      await prepare()
      server.middlewares.use((request, response, next) => {
        const path = (request.url ?? '').replace(/\?.*$/u, '')
        if (path === '/mockServiceWorker.js') {
          void script().then((bytes) => response.setHeader('Content-Type', 'text/javascript').end(bytes))
          return
        }
        if (!/^\/(demo|hips)\/[\w./-]+$/u.test(path) || path.includes('..')) {
          next()
          return
        }
        readFile(join(cache, path.replace('seed.tar.gz', `seed-${edition}.tar.gz`))).then(
          (bytes) => response.setHeader('Content-Type', 'application/octet-stream').end(bytes),
          () => {
            response.statusCode = 404
            response.end()
          },
        )
      })
    },
    async generateBundle() {
      await prepare()
      this.emitFile({ type: 'asset', fileName: 'mockServiceWorker.js', source: await script() })
      for (const path of await filesBelow(cache)) this.emitFile({ type: 'asset', fileName: named(path), source: await readFile(path) })
    },
  }
}
