import { mkdir, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DbError, type Db } from '../archive/db.ts'
import { archiveId, migrate, refusal, schemaState } from '../archive/migrate.ts'
import { Fault } from '../fault.ts'
import type { DaxPorts, LogEvent } from '../ports.ts'
import { drawThreads, type DrawPool } from './draw-pool.ts'
import { openDrawnFiles } from './drawn-files.ts'
import { openFileSpool } from './file-spool.ts'
import { archiveOfStore, fileReader, openFileStore, setAsideFrom } from './file-store.ts'
import { hipsFile } from './hips-file.ts'
import { nodeDigest } from './node-digest.ts'
import { connectPg, type PgTarget } from './pg-db.ts'
import { startEmbedded } from './pg/embedded-postgres.ts'
import type { Settings } from './settings.ts'

/** An open archive: dax's ports on this machine, and what ends their use. */
export interface OpenArchive {
  readonly ports: DaxPorts
  /** 'PostgreSQL 18.4 (built in)' */
  readonly database: string
  readonly target: PgTarget
  close(): Promise<void>
}

/**
 * Opens the database and the file store of an archive. `migrate: true` brings the database to this code's version; otherwise one of another
 * version is refused with the command to run. An empty built-in database is made ready either way: there is nothing in it to lose. One on a server
 * of one's own is where `makeEmpty` says so: the address may be mistyped.
 */
export async function openArchive(
  settings: Settings,
  options: {
    readonly migrate?: boolean
    readonly makeEmpty?: boolean
    readonly adoptStore?: boolean
    readonly beforeMigration?: (target: PgTarget, version: number) => Promise<void>
    readonly log?: (event: LogEvent) => void
  } = {},
): Promise<OpenArchive> {
  await makeDataFolder(settings.dataDir)
  const { db, target, stop } = await openDatabase(settings)
  let pool: DrawPool | null = null
  const close = async (): Promise<void> => {
    await pool?.close()
    await db.close()
    await stop()
  }
  try {
    const state = await schemaState(db)
    const fresh = state.at === 'empty' && (settings.databaseUrl === undefined || options.makeEmpty === true)
    const refused = options.migrate === true || fresh ? null : refusal(state)
    if (refused !== null) throw new Fault('fatal', refused)
    if (options.migrate === true && state.at === 'older') await options.beforeMigration?.(target, state.version)
    if (options.migrate === true || fresh) await migrate(db)
    const log = options.log ?? logLine
    if (options.adoptStore === true) await adoptStore(db, join(settings.dataDir, 'store'))
    const store = await openFileStore(join(settings.dataDir, 'store'), await archiveId(db))
    pool = drawThreads(settings, log)
    const ports: DaxPorts = {
      db,
      store,
      freeBytes: async () => {
        const { bavail, bsize } = await statfs(settings.dataDir)
        return bavail * bsize
      },
      digest: nodeDigest,
      setAside: setAsideFrom(join(settings.dataDir, 'store'), join(settings.dataDir, 'quarantine')),
      ...(settings.replicaDir === undefined ? {} : { replica: fileReader(settings.replicaDir) }),
      spool: await openFileSpool(join(settings.dataDir, 'uploads')),
      clock: { now: () => new Date() },
      config: settings.config,
      log,
      hipsFile: (tree, path) => hipsFile(join(settings.dataDir, 'hips'), tree, path),
      drawn: await openDrawnFiles(join(settings.dataDir, 'cache', 'drawn'), settings.cacheBytes, log),
      ...(pool === null ? {} : { draw: pool.draw }),
      ...(settings.config.sesameUrl === undefined ? {} : { fetch: (url, init) => fetch(url, init ?? {}) }),
    }
    return { ports, database: settings.databaseUrl === undefined ? `${db.engine} (built in)` : db.engine, target, close }
  } catch (error) {
    await close().catch(() => undefined)
    throw error
  }
}

/** Makes a database without images that of the store: it is about to be rebuilt from it. */
async function adoptStore(db: Db, folder: string): Promise<void> {
  const id = await archiveOfStore(folder)
  const [own] = await db.rows<{ n: bigint }>("SELECT count(*) AS n FROM dax.image WHERE source LIKE 'store/%'")
  if (id === null || id === (await archiveId(db))) return
  if ((own?.n ?? 0n) > 0n)
    throw new Fault('fatal', 'The database has images of another store. A rebuild needs an empty database: move the old one away first.')
  await db.query('UPDATE dax.archive SET archive_id = $1', [id])
}

async function makeDataFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Fault('usage', `The data folder ${folder} cannot be made (${code ?? String(error)}). Choose one that you may write with --data DIR.`, [
      'data',
    ])
  }
}

/** Not mkdir's own recursion: that never ends where a folder cannot be made in one that exists, as in /proc. */
async function makeFolder(folder: string): Promise<void> {
  const attempt = (): Promise<string> =>
    mkdir(folder).then(
      () => '',
      (error: NodeJS.ErrnoException) => error.code ?? String(error),
    )
  let code = await attempt()
  if (code === 'ENOENT' && dirname(folder) !== folder) {
    await makeFolder(dirname(folder))
    code = await attempt()
  }
  if (code === '' || (code === 'EEXIST' && (await stat(folder)).isDirectory())) return
  throw Object.assign(new Error(code), { code: code === 'EEXIST' ? 'it is a file' : code })
}

async function openDatabase(settings: Settings): Promise<{ readonly db: Db; readonly target: PgTarget; readonly stop: () => Promise<void> }> {
  if (settings.databaseUrl !== undefined)
    return { db: await connectOwn(settings.databaseUrl), target: { url: settings.databaseUrl }, stop: async () => undefined }
  const server = await startEmbedded(settings.dataDir)
  try {
    return { db: await connectPg(server.target), target: server.target, stop: () => server.stop() }
  } catch (error) {
    await server.stop().catch(() => undefined)
    throw error
  }
}

async function connectOwn(url: string): Promise<Db> {
  let db: Db
  try {
    db = await connectPg({ url })
  } catch (error) {
    if (!(error instanceof DbError) && !(error instanceof Error)) throw error
    throw new Fault(
      'fatal',
      `The database of DAX_DATABASE_URL (${withoutPassword(url)}) cannot be used: ${error.message}. Check that the server runs, and its address, user and database.`,
    )
  }
  const version = Number(/\d+/u.exec(db.engine)?.[0] ?? 0)
  if (version >= 15) return db
  await db.close()
  throw new Fault('fatal', `The server of DAX_DATABASE_URL is ${db.engine}; dax needs PostgreSQL 15 or newer.`)
}

function withoutPassword(url: string): string {
  try {
    const parsed = new URL(url)
    parsed.password = parsed.password === '' ? '' : '…'
    return decodeURI(parsed.href)
  } catch {
    return 'not a valid URL'
  }
}

/** One line of JSON on stderr. */
function logLine(event: LogEvent): void {
  const text = JSON.stringify({ time: new Date().toISOString(), ...event }, (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  )
  process.stderr.write(`${text}\n`)
}
