import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdir, open, readFile, readdir, rename, rm, stat, statfs, truncate, unlink, writeFile } from 'node:fs/promises'
import { tmpdir, totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { copyBinaries, pgBinaries, type PgBinaries } from './binaries.ts'
import { keeperScript } from './keeper.ts'
import { isAlive, withLock } from './lock.ts'
import { serverUser, userMay, type ServerUser } from './server-user.ts'
import { Fault } from '../../fault.ts'

/** A running embedded server and how to reach it. */
export interface EmbeddedServer {
  readonly target: { readonly socketDir: string; readonly port: number; readonly user: string; readonly database: string }
  /** Leaves the server; it stops when no other dax process uses it, and then this waits for it. */
  stop(): Promise<void>
}

const port = 5432
const admin = 'dax'
const database = 'skydax'

/** Where the parts of an embedded server lie. */
interface Place {
  readonly home: string
  readonly data: string
  readonly users: string
  readonly lock: string
  readonly log: string
  readonly socketDir: string
  readonly user: ServerUser | null
  readonly binaries: PgBinaries
}

/**
 * Starts the PostgreSQL that npm installed, on a private socket with its data in `dataDir`/pg (fsync on, no network), or finds it running there:
 * several dax processes share one. It stops when the last of them ends, also by kill -9. Run by root, the server runs as another user.
 * Throws a sentence with the end of the server's log when it does not start.
 */
export async function startEmbedded(dataDir: string): Promise<EmbeddedServer> {
  const place = await choosePlace(resolve(dataDir))
  const mine = join(place.users, String(process.pid))
  const used = (uses.get(place.home) ?? 0) + 1
  uses.set(place.home, used)
  await writeFile(mine, '')
  const target = { socketDir: place.socketDir, port, user: admin, database }
  const stop = async (): Promise<void> => {
    const left = (uses.get(place.home) ?? 1) - 1
    uses.set(place.home, left)
    if (left > 0) return
    await unlink(mine).catch(() => undefined)
    await withLock(place.lock, 60_000, () => stopWhenAlone(place))
  }
  try {
    await withLock(place.lock, 120_000, () => ensureRunning(place))
  } catch (error) {
    await stop().catch(() => undefined)
    throw error
  }
  return { target, stop }
}

/** How often this very process uses a server, by its home: one file in `users` stands for all. */
const uses = new Map<string, number>()

async function choosePlace(dataDir: string): Promise<Place> {
  if (process.platform === 'win32')
    throw new Fault(
      'fatal',
      'The built-in PostgreSQL needs Linux or macOS. Set DAX_DATABASE_URL=postgres://user:password@host/database to use a server of your own.',
    )
  await mkdir(dataDir, { recursive: true })
  const user = (await ownerOf(join(dataDir, 'pg', 'data'))) ?? serverUser()
  let home = join(dataDir, 'pg')
  await makeHome(home, user)
  if (user !== null && !userMay(user, 'w', home)) {
    // a data folder below one that only root may enter: the database goes where its user can reach it
    home = join('/var/lib/skydax', createHash('sha256').update(dataDir).digest('hex').slice(0, 16))
    await mkdir('/var/lib/skydax', { recursive: true, mode: 0o755 })
    await makeHome(home, user)
    await writeFile(
      join(dataDir, 'pg', 'README'),
      `The database of this archive lies in ${home}: its server runs as user ${user.name}, who cannot enter this folder.\n`,
    )
  }
  const users = join(home, 'users')
  await makeHome(users, user)
  let binaries = await pgBinaries()
  if (user !== null && !userMay(user, 'x', binaries.postgres)) binaries = await copyBinaries(binaries, home)
  return {
    home,
    data: join(home, 'data'),
    users,
    lock: join(home, 'lock'),
    log: join(home, 'log'),
    socketDir: await socketFolder(home, user),
    user,
    binaries,
  }
}

/** Root goes on with whoever owns the data already. */
async function ownerOf(data: string): Promise<ServerUser | null> {
  if (process.getuid?.() !== 0) return null
  const found = await stat(data).catch(() => null)
  return found === null || found.uid === 0 ? null : { name: `#${found.uid}`, uid: found.uid, gid: found.gid }
}

async function makeHome(folder: string, user: ServerUser | null): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if (user === null) return
  await chown(folder, user.uid, user.gid)
  await chmod(folder, 0o700)
}

/** The socket's folder: in the home, or in the system's temporary folder where that path is too long for a socket (107 bytes on Linux, 103 on macOS). */
async function socketFolder(home: string, user: ServerUser | null): Promise<string> {
  let folder = join(home, 'run')
  if (Buffer.byteLength(join(folder, `.s.PGSQL.${port}`)) > 100)
    folder = join(tmpdir(), `skydax-${createHash('sha256').update(home).digest('hex').slice(0, 12)}`)
  await makeHome(folder, user)
  const owner = (await stat(folder)).uid
  if (owner !== (user?.uid ?? process.getuid?.()))
    throw new Fault('fatal', `${folder} belongs to another user (${owner}); remove it, or run dax as that user.`)
  return folder
}

async function ensureRunning(place: Place): Promise<void> {
  if ((await readyOrNot(place)) !== 'ready') await startServer(place)
  await ensureDatabase(place)
}

/** What a server says that comes up, or goes down, and was started by another process or by its keeper after it was killed. */
const onItsWay = /starting up|not yet accepting|shutting down|in recovery/u

/** Whether it answers; one that is on its way is waited for. */
async function readyOrNot(place: Place): Promise<string> {
  const until = Date.now() + 60_000
  for (;;) {
    const state = await tryConnect(place, 'postgres')
    if (!onItsWay.test(state) || Date.now() > until) return state
    await sleep(100)
  }
}

async function startServer(place: Place): Promise<void> {
  await initialise(place)
  const until = Date.now() + 60_000
  let server = await launch(place)
  for (;;) {
    const state = await tryConnect(place, 'postgres')
    if (state === 'ready') break
    if (server.exitCode !== null || server.signalCode !== null) {
      // ours gave way to another one, which is coming up
      if (onItsWay.test(state) && Date.now() < until) {
        await sleep(100)
        continue
      }
      const log = await logTail(place.log)
      // what a killed server leaves behind goes away by itself within moments
      if (Date.now() < until - 40_000 && /pre-existing shared memory|lock file .* already exists|is another postmaster/u.test(log)) {
        await sleep(300)
        server = await launch(place)
        continue
      }
      throw new Fault('fatal', `The built-in PostgreSQL did not start. The end of ${place.log}:\n${log}`)
    }
    if (Date.now() > until) throw new Fault('fatal', `The built-in PostgreSQL is not ready after 60 s (${state}). Its log is ${place.log}.`)
    await sleep(40)
  }
}

/** Makes the database cluster where there is none yet. One that a kill left half-made has a name of its own, and is thrown away later: its initdb may still run. */
async function initialise(place: Place): Promise<void> {
  const major = place.binaries.version.split('.')[0] ?? ''
  if (existsSync(join(place.data, 'PG_VERSION'))) {
    const found = (await readFile(join(place.data, 'PG_VERSION'), 'utf8')).trim()
    if (found !== major)
      throw new Fault(
        'fatal',
        `The database in ${place.data} was written by PostgreSQL ${found}, and the built-in one is ${major}. Dump it with pg_dump ${found}, move the folder away, and load the dump.`,
      )
    await removeHalfMade(place)
    return
  }
  await removeHalfMade(place)
  const part = `${place.data}.new-${process.pid}-${Date.now()}`
  const run = spawnSync(
    place.binaries.initdb,
    ['--pgdata', part, '--username', admin, '--auth=trust', '--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    { encoding: 'utf8', cwd: '/', env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' }, ...identity(place.user) },
  )
  if (run.status !== 0)
    throw new Fault('fatal', `The built-in PostgreSQL could not make its database in ${part}: ${(run.stderr || run.error?.message || '').trim()}`)
  await rename(part, place.data)
}

async function removeHalfMade(place: Place): Promise<void> {
  for (const name of await readdir(place.home))
    if (name.startsWith('data.new')) await rm(join(place.home, name), { recursive: true, force: true }).catch(() => undefined)
}

const identity = (user: ServerUser | null): { uid?: number; gid?: number } => (user === null ? {} : { uid: user.uid, gid: user.gid })

async function launch(place: Place): Promise<ChildProcess> {
  await clearForeignPid(join(place.data, 'postmaster.pid'))
  const size = (await stat(place.log).catch(() => null))?.size ?? 0
  if (size > 5_000_000) await truncate(place.log)
  const log = await open(place.log, 'a', 0o600)
  try {
    if (place.user !== null) await log.chown(place.user.uid, place.user.gid)
    const settings = Object.entries(await serverSettings(place)).flatMap(([key, value]) => ['-c', `${key}=${value}`])
    const child = spawn(
      '/bin/sh',
      ['-c', keeperScript, 'skydax-postgres', place.binaries.postgres, place.users, place.lock, '-D', place.data, ...settings],
      {
        detached: true,
        stdio: ['ignore', log.fd, log.fd],
        cwd: '/',
        env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' },
        ...identity(place.user),
      },
    )
    child.unref()
    child.on('error', () => undefined)
    return child
  } finally {
    await log.close()
  }
}

async function serverSettings(place: Place): Promise<Readonly<Record<string, string | number>>> {
  const mb = Math.floor(totalmem() / 1_048_576)
  const shm = await statfs('/dev/shm').then(
    (s) => s.bsize * s.blocks,
    () => 0,
  )
  return {
    listen_addresses: '',
    port,
    unix_socket_directories: place.socketDir,
    unix_socket_permissions: '0700',
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    wal_level: 'minimal',
    max_wal_senders: 0,
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    shared_buffers: `${Math.max(32, Math.min(512, Math.floor(mb / 8)))}MB`,
    effective_cache_size: `${Math.max(128, Math.floor(mb / 2))}MB`,
    work_mem: '32MB',
    maintenance_work_mem: '256MB',
    random_page_cost: 1.1,
    jit: 'off',
    max_connections: 60,
    // containers often have a tiny /dev/shm, and parallel queries would fail there
    dynamic_shared_memory_type: process.platform === 'linux' && shm < 256_000_000 ? 'mmap' : 'posix',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
    log_checkpoints: 'off',
  }
}

/** A pid file whose process id was given to some other program since (containers reuse ids quickly) would keep the server from starting. */
async function clearForeignPid(path: string): Promise<void> {
  const pid = await postmasterPid(path)
  if (pid === null || !isAlive(pid)) return
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => null)
  if (command !== null && !command.includes('postgres')) await unlink(path)
}

async function postmasterPid(path: string): Promise<number | null> {
  const first = (await readFile(path, 'utf8').catch(() => '')).split('\n')[0] ?? ''
  return /^\d+$/u.test(first) ? Number(first) : null
}

async function tryConnect(place: Place, name: string): Promise<string> {
  const client = new pg.Client({ host: place.socketDir, port, user: admin, database: name, connectionTimeoutMillis: 5000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return 'ready'
  } catch (error) {
    return (error as Error).message
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Makes dax's own database where it is missing. A process killed in the middle leaves a server that is still at it. */
async function ensureDatabase(place: Place): Promise<void> {
  const until = Date.now() + 30_000
  for (;;) {
    const state = await tryConnect(place, database)
    if (state === 'ready') return
    const problem = /does not exist/u.test(state) ? await createDatabase(place) : state
    if (problem !== null && Date.now() > until)
      throw new Fault('fatal', `The built-in PostgreSQL could not make its database ${database}: ${problem}. Its log is ${place.log}.`)
    if (problem !== null) await sleep(100)
  }
}

/** Null when it is done, else why not. */
async function createDatabase(place: Place): Promise<string | null> {
  const client = new pg.Client({ host: place.socketDir, port, user: admin, database: 'postgres' })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query(`CREATE DATABASE ${database}`)
    return null
  } catch (error) {
    return (error as Error).message
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function stopWhenAlone(place: Place): Promise<void> {
  for (const name of await readdir(place.users)) if (isAlive(Number(name))) return
  const pid = await postmasterPid(join(place.data, 'postmaster.pid'))
  if (pid === null || !isAlive(pid)) return
  process.kill(pid, 'SIGINT')
  for (let i = 0; i < 600 && isAlive(pid); i++) await sleep(50)
}

async function logTail(path: string): Promise<string> {
  return (await readFile(path, 'utf8').catch(() => ''))
    .split('\n')
    .filter((line) => !onItsWay.test(line))
    .slice(-12)
    .join('\n')
    .trim()
}
