import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectPg } from '../dax/node/pg-db.ts'
import type { Db } from '../dax/archive/db.ts'

/** A PostgreSQL of a benchmark's own; `stop` ends it and removes its files. */
export interface Cluster {
  readonly db: Db
  readonly version: string
  /** Whether pgsphere could be installed; `version` says why not. */
  readonly pgsphere: boolean
  stop(): Promise<void>
}

/**
 * Debian's PostgreSQL 15 (or BENCH_PG_BIN) on a socket in a new folder, with the extension pgsphere; a sentence why not where they are missing.
 * Started by root, it runs as the user postgres (or nobody), as PostgreSQL wants. Nothing is safe on disk (fsync off): it measures reading.
 */
export async function startCluster(): Promise<Cluster | string> {
  const bin = process.env['BENCH_PG_BIN'] ?? '/usr/lib/postgresql/15/bin'
  if (!existsSync(join(bin, 'initdb'))) return `no PostgreSQL in ${bin} (Debian: apt-get install postgresql-15 postgresql-15-pgsphere)`
  const root = process.getuid?.() === 0
  const user = root ? unprivileged() : null
  const run = (program: string, args: readonly string[]): void => {
    const [command, all] = user === null ? [join(bin, program), args] : ['runuser', ['-u', user.name, '--', join(bin, program), ...args]]
    const done = spawnSync(command, all, { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'], cwd: tmpdir() })
    if (done.status !== 0) throw new Error(`${program} failed: ${done.stderr.trim() || String(done.error ?? done.status)}`)
  }
  const folder = mkdtempSync(join(tmpdir(), 'skydax-bench-'))
  if (user !== null) chownSync(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  try {
    run('initdb', ['-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'])
    const settings =
      `-c listen_addresses= -c unix_socket_directories=${folder} -c port=5498 -c fsync=off -c synchronous_commit=off -c full_page_writes=off ` +
      '-c shared_buffers=2GB -c work_mem=64MB -c maintenance_work_mem=512MB -c max_wal_size=4GB -c random_page_cost=1.1 -c jit=off ' +
      '-c max_parallel_workers_per_gather=0 -c max_parallel_maintenance_workers=0 -c autovacuum=off'
    run('pg_ctl', ['-D', data, '-w', '-s', '-l', join(folder, 'log'), '-o', settings, 'start'])
  } catch (error) {
    remove()
    throw error
  }
  const halt = (): void => {
    run('pg_ctl', ['-D', data, '-m', 'immediate', '-s', 'stop'])
    remove()
  }
  // PostgreSQL runs by itself: a benchmark that is broken off takes it along
  const broken = (): void => {
    halt()
    process.exit(130)
  }
  process.once('SIGINT', broken).once('SIGTERM', broken)
  try {
    const db = await connectPg({ socketDir: folder, port: 5498, user: 'bench', database: 'postgres' }, 1)
    const [there] = await db.rows<{ v: string }>("SELECT default_version AS v FROM pg_available_extensions WHERE name = 'pg_sphere'")
    if (there === undefined) {
      await db.close()
      halt()
      return 'PostgreSQL is here, its extension pgsphere is not (Debian: apt-get install postgresql-15-pgsphere)'
    }
    // Debian 12's pgsphere (2021) declares operators in a way that PostgreSQL 15.20 refuses; 15.18 took it
    const refused = await db.exec('CREATE EXTENSION pg_sphere').then(
      () => null,
      (error: Error) => error.message,
    )
    return {
      db,
      pgsphere: refused === null,
      version: `${db.engine}, ${refused === null ? `pgsphere ${there.v}` : `without pgsphere ${there.v}, which this server refuses (${refused})`}`,
      async stop() {
        process.off('SIGINT', broken).off('SIGTERM', broken)
        await db.close()
        halt()
      },
    }
  } catch (error) {
    halt()
    throw error
  }
}

function unprivileged(): { readonly name: string; readonly uid: number; readonly gid: number } {
  for (const name of ['postgres', 'nobody']) {
    const id = (flag: string): string => spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout.trim()
    const [uid, gid] = [id('-u'), id('-g')]
    if (uid !== '' && gid !== '') return { name, uid: Number(uid), gid: Number(gid) }
  }
  throw new Error('PostgreSQL does not run as root, and there is neither a user postgres nor nobody to run it as')
}
