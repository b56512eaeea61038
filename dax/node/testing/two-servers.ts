import { spawn, type ChildProcess } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { checkFindings } from '../../archive/checks/check-rows.ts'
import { beginCheck, runCheck } from '../../archive/checks/run-check.ts'
import type { SqlValue } from '../../archive/db.ts'
import { signIn } from '../../services/testing/sign-in.ts'
import { openArchive } from '../open-archive.ts'
import { settingsOf } from '../settings.ts'
import { builtEntry } from './built-entry.ts'
import { debianPostgres } from './debian-postgres.ts'
import { freePort } from './free-port.ts'
import { smallProxy, type SmallProxy } from './small-proxy.ts'

/** Two dax processes on one PostgreSQL server and one store, behind a proxy. */
export interface TwoServers {
  /** Address of the proxy. */
  readonly origin: string
  readonly proxy: SmallProxy
  /** Of the user ada, who may do all but administer. */
  readonly bearer: { readonly Authorization: string }
  /** Locks a table against everybody; the answer gives it free. */
  readonly lock: (table: string) => Promise<() => Promise<void>>
  readonly rows: <T>(sql: string, values?: readonly SqlValue[]) => Promise<readonly T[]>
  /** Port of the server that is to be killed. */
  readonly victim: () => number
  readonly setVictim: (port: number) => void
  /** kill -9; resolves when the proxy knows. */
  readonly killVictim: () => Promise<void>
  /** Starts the killed one again and kills the other one. */
  readonly swap: () => Promise<void>
  /** What a deep check finds. */
  readonly findings: () => Promise<readonly string[]>
  readonly close: () => Promise<void>
}

/** Starts all of it, with an empty archive. */
export async function twoServers(): Promise<TwoServers> {
  const folder = await mkdtemp(join(tmpdir(), 'skydax-two-'))
  await chmod(folder, 0o755)
  const program = await builtEntry('dax/node/testing/serve-cli.ts')
  const postgres = await debianPostgres()
  const proxyPort = await freePort()
  const origin = `http://127.0.0.1:${proxyPort}`
  const env = { ...process.env, DAX_DATABASE_URL: postgres.url('postgres', 'postgres'), DAX_PUBLIC_URL: origin, DAX_DRAW_THREADS: '0' }
  const data = join(folder, 'data')
  const archive = await openArchive(settingsOf({ data }, env), { migrate: true, log: () => undefined })
  const { ports } = archive
  const servers = new Map<number, ChildProcess>()
  const start = async (port: number): Promise<void> => {
    const child = spawn(process.execPath, [program, data, String(port)], { stdio: ['ignore', 'pipe', 'ignore'], env })
    servers.set(port, child)
    await new Promise<void>((resolve, reject) => {
      child.stdout.once('data', () => resolve())
      child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
    })
  }
  for (let i = 0; i < 2; i++) await start(await freePort())
  const proxy = await smallProxy(proxyPort, [...servers.keys()])
  await proxy.healthy(2)
  const bearer = await signIn(ports, 'ada')
  const locks: (() => Promise<void>)[] = []
  let victim = 0

  const other = (): number => [...servers.keys()].find((port) => port !== victim) ?? 0
  const killVictim = async (): Promise<void> => {
    await kill(servers.get(victim))
    await proxy.healthy(1)
  }
  return {
    origin,
    proxy,
    bearer,
    async lock(table) {
      let release: () => void = () => undefined
      const released = new Promise<void>((resolve) => (release = resolve))
      let over: Promise<unknown> = Promise.resolve()
      await new Promise<void>((resolve, reject) => {
        over = ports.db.transaction(async (tx) => {
          await tx.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`)
          resolve()
          await released
        })
        over.catch(reject)
      })
      const unlock = async (): Promise<void> => {
        release()
        await over
      }
      locks.push(unlock)
      return unlock
    },
    rows: (sql, values) => ports.db.rows(sql, values),
    victim: () => victim,
    setVictim: (port) => void (victim = port),
    killVictim,
    async swap() {
      await start(victim)
      await proxy.healthy(2)
      victim = other()
      await killVictim()
    },
    async findings() {
      const run = await beginCheck(ports.db, { deep: true, who: null })
      await runCheck(ports, run, { deep: true, who: null })
      return (await checkFindings(ports.db, { run, last: 1000 })).map(({ kind, subject }) => `${kind} ${subject}`)
    },
    async close() {
      await Promise.all(locks.map((unlock) => unlock()))
      await proxy.close()
      await Promise.all([...servers.values()].map(kill))
      await archive.close()
      await postgres.stop()
      await rm(folder, { recursive: true, force: true })
      await rm(dirname(program), { recursive: true, force: true })
    },
  }
}

async function kill(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
}
