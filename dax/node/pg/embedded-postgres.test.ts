import { spawn, type ChildProcess } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate } from '../../archive/migrate.ts'
import { connectPg } from '../pg-db.ts'
import { builtEntry } from '../testing/built-entry.ts'
import { startEmbedded } from './embedded-postgres.ts'
import { isAlive } from './lock.ts'

describe('the built-in PostgreSQL', () => {
  let folder: string
  let program: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'skydax-embedded-'))
    await chmod(folder, 0o755)
    program = await builtEntry('dax/node/testing/hold-postgres.ts')
  })
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true })
    await rm(dirname(program), { recursive: true, force: true })
  })

  /** Another process that uses the server until it is killed. */
  async function holder(data: string): Promise<ChildProcess> {
    const child = spawn(process.execPath, [program, data], { stdio: ['ignore', 'pipe', 'inherit'] })
    await new Promise<void>((resolve, reject) => {
      child.stdout?.once('data', () => resolve())
      child.once('exit', () => reject(new Error('the holder ended')))
    })
    return child
  }
  const serverPid = async (data: string): Promise<number> =>
    Number((await readFile(join(data, 'pg', 'data', 'postmaster.pid'), 'utf8').catch(() => '0')).split('\n')[0])
  const end = (child: ChildProcess): Promise<void> => new Promise((resolve) => void (child.once('exit', () => resolve()), child.kill('SIGKILL')))

  it('keeps what it is given, with fsync on and no network', async () => {
    const data = join(folder, 'keeps')
    const first = await startEmbedded(data)
    const db = await connectPg(first.target)
    await db.exec('CREATE TABLE kept (n int); INSERT INTO kept VALUES (42)')
    const settings = await db.query("SELECT current_setting('fsync'), current_setting('listen_addresses'), current_setting('server_encoding')")
    expect(settings.rows).toEqual([['on', '', 'UTF8']])
    await db.close()
    const pid = await serverPid(data)
    await first.stop()
    expect(isAlive(pid)).toBe(false)
    const second = await startEmbedded(data)
    const again = await connectPg(second.target)
    expect((await again.query('SELECT n FROM kept')).rows).toEqual([[42]])
    await again.close()
    await second.stop()
  })

  it('is shared by processes, and stops when the last of them is gone, however it ended', async () => {
    const data = join(folder, 'shared')
    const other = await holder(data)
    const pid = await serverPid(data)
    const mine = await startEmbedded(data)
    expect(await serverPid(data)).toBe(pid)
    await mine.stop()
    expect(isAlive(pid)).toBe(true)
    await end(other)
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false)
  })

  it('starts again after kill -9 of everything, and with a pid file whose number another program got', async () => {
    const data = join(folder, 'killed')
    const victim = await holder(data)
    const pidFile = join(data, 'pg', 'data', 'postmaster.pid')
    const left = await readFile(pidFile, 'utf8')
    process.kill(Number(left.split('\n')[0]), 'SIGKILL')
    await end(victim)
    await (await startEmbedded(data)).stop()
    await writeFile(pidFile, left.replace(/^\d+/u, String(process.pid)))
    const server = await startEmbedded(data)
    const db = await connectPg(server.target)
    expect((await db.query('SELECT 1::int4')).rows).toEqual([[1]])
    await db.close()
    await server.stop()
  })

  it('comes back by itself when it is killed while somebody uses it', async () => {
    const data = join(folder, 'comes-back')
    const server = await startEmbedded(data)
    const db = await connectPg(server.target)
    await db.exec('CREATE TABLE kept (n int); INSERT INTO kept VALUES (42)')
    const pid = await serverPid(data)
    // it counts as running, and not as failing to start, after some seconds
    await new Promise((resolve) => setTimeout(resolve, 4500))
    process.kill(pid, 'SIGKILL')
    await expect.poll(() => serverPid(data), { timeout: 25_000, interval: 100 }).not.toBe(pid)
    await expect.poll(() => db.query('SELECT n FROM kept').then(({ rows }) => rows, String), { timeout: 25_000, interval: 100 }).toEqual([[42]])
    await db.close()
    await server.stop()
  })

  it('lets many start it at once', async () => {
    const data = join(folder, 'race')
    const all = await Promise.all([holder(data), holder(data), holder(data), holder(data)])
    const pid = await serverPid(data)
    expect(isAlive(pid)).toBe(true)
    await Promise.all(all.map(end))
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false)
  })

  it('makes its database after a process was killed before it could', async () => {
    const data = join(folder, 'half')
    const first = await startEmbedded(data)
    const admin = await connectPg({ ...first.target, database: 'postgres' })
    await admin.query(`DROP DATABASE ${first.target.database}`)
    await admin.close()
    const second = await startEmbedded(data)
    const [one, two] = await Promise.all([connectPg(second.target), connectPg(second.target)])
    await Promise.all([migrate(one), migrate(two)])
    await Promise.all([one.close(), two.close()])
    await second.stop()
    await first.stop()
  })

  it('says of a database of another PostgreSQL what it is and what to do', async () => {
    const data = join(folder, 'old')
    await (await startEmbedded(data)).stop()
    await writeFile(join(data, 'pg', 'data', 'PG_VERSION'), '14\n')
    await expect(startEmbedded(data)).rejects.toThrow(/written by PostgreSQL 14, and the built-in one is \d+\. Dump it/u)
  })

  it('reaches its socket from a folder with a very long name', async () => {
    const server = await startEmbedded(join(folder, 'x'.repeat(120)))
    const db = await connectPg(server.target)
    expect((await db.query('SELECT 1::int4')).rows).toEqual([[1]])
    await db.close()
    await server.stop()
  })
})
