import { spawnSync } from 'node:child_process'
import { Fault } from '../../fault.ts'

/** Who the server runs as when dax is run by root, for PostgreSQL refuses to run as root. */
export interface ServerUser {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** The user for the server: null = this process's own (it is not root). Root's is skydax or postgres where they exist, else skydax is made, else nobody. */
export function serverUser(): ServerUser | null {
  if (process.getuid?.() !== 0) return null
  const known = look('skydax') ?? look('postgres')
  if (known !== null) return known
  spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin', 'skydax'])
  const made = look('skydax') ?? look('nobody')
  if (made !== null) return made
  throw new Fault(
    'fatal',
    'PostgreSQL refuses to run as root, and no other user could be found or made. Create one ("useradd --system skydax"), run dax as an ordinary user, or set DAX_DATABASE_URL.',
  )
}

function look(name: string): ServerUser | null {
  const id = (flag: string): number | null => {
    const run = spawnSync('id', [flag, name], { encoding: 'utf8' })
    const number = Number.parseInt(run.stdout ?? '', 10)
    return run.status === 0 && number > 0 ? number : null
  }
  const [uid, gid] = [id('-u'), id('-g')]
  return uid === null || gid === null ? null : { name, uid, gid }
}

/** Whether that user can do `how` (r, w or x; x on a folder = enter it) with a path, all folders above it counted. */
export function userMay(user: ServerUser, how: 'r' | 'w' | 'x', path: string): boolean {
  return spawnSync('/bin/sh', ['-c', `test -${how} "$1"`, 'sh', path], { uid: user.uid, gid: user.gid, cwd: '/' }).status === 0
}
