import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { Fault } from '../fault.ts'
import { ingestLimits, type DaxConfig } from '../ports.ts'
import { projectVersion } from './project.ts'

/** Where an archive lives, and the limits it runs with. */
export interface Settings {
  /** Absolute folder of the store, the HiPS trees and, unless `databaseUrl` is given, the database. */
  readonly dataDir: string
  /** A PostgreSQL server of one's own: postgres://user:password@host:port/database. */
  readonly databaseUrl?: string
  /** A copy of the store's folder, to restore files from. */
  readonly replicaDir?: string
  /** Most bytes of drawn tiles and pictures that are kept in DATA/cache. */
  readonly cacheBytes: number
  /** Threads that draw; 0 = the one that answers requests. */
  readonly drawThreads: number
  readonly config: DaxConfig
}

/** One processor is left to the thread that answers; more than four are rarely asked for, and each may hold an open image. */
const defaultThreads = Math.max(1, Math.min(4, availableParallelism() - 1))

type Env = Readonly<Record<string, string | undefined>>

/** Settings from the command line's --data and from the environment (DAX_…; "dax --help" lists them). Throws a usage Fault that names a wrong value. */
export function settingsOf(
  options: { readonly data?: string | undefined; readonly publicUrl?: string | undefined },
  env: Env = process.env,
): Settings {
  const databaseUrl = env.DAX_DATABASE_URL === '' ? undefined : env.DAX_DATABASE_URL
  if (databaseUrl !== undefined && !/^postgres(?:ql)?:\/\//u.test(databaseUrl))
    throw new Fault('usage', `DAX_DATABASE_URL begins with "${databaseUrl.slice(0, 12)}"; postgres://user:password@host:port/database expected.`, [
      'DAX_DATABASE_URL',
    ])
  const publicUrl = options.publicUrl ?? env.DAX_PUBLIC_URL
  if (publicUrl !== undefined && !/^https?:\/\/[^/\s]+/u.test(publicUrl))
    throw new Fault('usage', `the public address "${publicUrl}" is not one; https://host or https://host/path expected`, ['public-url'])
  const authority = env.DAX_AUTHORITY ?? 'ivo://skydax.local/archive'
  if (!/^ivo:\/\/[\w.~*'()!-]{3,}(?:\/[^\s?#]*)?$/u.test(authority))
    throw new Fault('usage', `DAX_AUTHORITY is "${authority}"; an IVOA identifier such as ivo://example.org/archive expected`, ['DAX_AUTHORITY'])
  const sesameUrl = env.DAX_SESAME_URL
  return {
    dataDir: resolve(options.data ?? env.DAX_DATA ?? 'skydax-data'),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(env.DAX_REPLICA === undefined || env.DAX_REPLICA === '' ? {} : { replicaDir: resolve(env.DAX_REPLICA) }),
    cacheBytes: count(env, 'DAX_CACHE_LIMIT', 1_000_000_000),
    drawThreads: env.DAX_DRAW_THREADS === '0' ? 0 : Math.min(64, count(env, 'DAX_DRAW_THREADS', defaultThreads)),
    config: {
      version: projectVersion(),
      defaultMaxrec: count(env, 'DAX_DEFAULT_MAXREC', 50_000),
      hardMaxrec: count(env, 'DAX_HARD_MAXREC', 10_000_000),
      syncTimeoutMs: count(env, 'DAX_SYNC_TIMEOUT', 60) * 1000,
      asyncTimeoutMs: count(env, 'DAX_ASYNC_TIMEOUT', 3600) * 1000,
      uploadLimitBytes: count(env, 'DAX_UPLOAD_LIMIT', 100_000_000),
      jobRetentionMs: count(env, 'DAX_JOB_RETENTION', 7 * 86_400) * 1000,
      ingest: {
        fileBytes: count(env, 'DAX_FILE_LIMIT', ingestLimits.fileBytes),
        quotaBytes: env.DAX_QUOTA === '0' ? 0 : count(env, 'DAX_QUOTA', ingestLimits.quotaBytes),
        keptS: count(env, 'DAX_UPLOAD_KEPT', ingestLimits.keptS),
      },
      checkEveryH: env.DAX_CHECK_EVERY === '0' ? 0 : count(env, 'DAX_CHECK_EVERY', 24),
      authority: `${authority}?`,
      ...(publicUrl === undefined ? {} : { publicUrl: publicUrl.replace(/\/+$/u, '') }),
      ...(sesameUrl === undefined || sesameUrl === '' ? {} : { sesameUrl }),
    },
  }
}

function count(env: Env, name: string, fallback: number): number {
  const text = env[name]
  if (text === undefined || text === '') return fallback
  if (!/^\d{1,12}$/u.test(text) || Number(text) === 0) throw new Fault('usage', `${name} is "${text}"; a whole number above 0 expected`, [name])
  return Number(text)
}

/** What "dax --help" says about the environment. */
export const environmentHelp = `Environment:
  DAX_DATA             folder of the archive when --data is not given (default: skydax-data)
  DAX_DATABASE_URL     a PostgreSQL server of your own (15 or newer) instead of the built-in one: postgres://user:password@host:port/database
  DAX_PUBLIC_URL       address that clients see, when a proxy stands before dax
  DAX_AUTHORITY        IVOA identifier of this archive (default: ivo://skydax.local/archive)
  DAX_SESAME_URL       name resolver to ask for names that dax does not know itself; none by default, dax makes no outside request
  DAX_DEFAULT_MAXREC   rows of a query that names no MAXREC (50000); DAX_HARD_MAXREC the most it can ask for (10000000)
  DAX_SYNC_TIMEOUT     seconds a synchronous query may take (60); DAX_ASYNC_TIMEOUT of a job (3600)
  DAX_UPLOAD_LIMIT     bytes of a table upload (100000000); DAX_JOB_RETENTION seconds that jobs are kept (604800)
  DAX_FILE_LIMIT       bytes of one uploaded image (4294967296); DAX_QUOTA of all of one user (107374182400; 0 = no limit)
  DAX_UPLOAD_KEPT      seconds that an unfinished upload is kept after its last byte (604800)
  DAX_REPLICA          folder of a copy of the store (DATA/store), from which "dax check" can restore files
  DAX_CHECK_EVERY      hours between two consistency checks of "dax serve" (24; 0 = never)
  DAX_DRAW_THREADS     threads that draw tiles, previews and cut-outs (one less than processors, at most 4; 0 = none of their own)
  DAX_CACHE_LIMIT      bytes of drawn tiles and previews kept in DATA/cache (1000000000); the folder may be deleted at any time`
