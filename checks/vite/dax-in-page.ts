import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const root = fileURLToPath(new URL('../..', import.meta.url))
const cache = join(root, 'node_modules', '.cache', 'skydax', 'in-page')

/** Raised when the dump must be made anew. */
const edition = '1'

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
  await db.exec('ANALYZE')
  const dump = await pg.dumpDataDir('gzip')
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
