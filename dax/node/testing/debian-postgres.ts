import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connectPg } from '../pg-db.ts'
import { serverUser } from '../pg/server-user.ts'

const programs = '/usr/lib/postgresql/15/bin'

/** Whether Debian's PostgreSQL 15 is on this machine. */
export const hasDebianPostgres = existsSync(join(programs, 'postgres'))

/** A fresh cluster of Debian's PostgreSQL 15, as a server of one's own would be: URLs of its superuser, and of what it makes. */
export async function debianPostgres(): Promise<{ readonly url: (user: string, database: string) => string; readonly stop: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'skydax-pg15-'))
  const user = serverUser()
  if (user !== null) await chown(folder, user.uid, user.gid)
  await chmod(folder, 0o700)
  const identity = user === null ? {} : { uid: user.uid, gid: user.gid }
  const data = join(folder, 'data')
  execFileSync(join(programs, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync'], { stdio: 'ignore', cwd: '/', ...identity })
  const server = spawn(join(programs, 'postgres'), ['-D', data, '-k', folder, '-c', 'listen_addresses='], { stdio: 'ignore', cwd: '/', ...identity })
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  const url = (name: string, database: string): string => `postgres://${name}@/${database}?host=${encodeURIComponent(folder)}`
  for (let i = 0; ; i++) {
    try {
      await (await connectPg({ url: url('postgres', 'postgres') })).close()
      break
    } catch (error) {
      if (i > 200) throw error
      await sleep(100)
    }
  }
  return {
    url,
    async stop() {
      server.kill('SIGINT')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}
