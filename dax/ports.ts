import type { Db } from './archive/db.ts'
import type { Draw } from './drawing/draw-task.ts'
import type { DrawnCache } from './drawing/drawn-cache.ts'
import type { Digest } from './store/digest.ts'
import type { Spool } from './store/spool.ts'
import type { Store } from './store/store.ts'

/** What dax needs from its host (Node, the page): all of the outside comes in here. */
export interface DaxPorts {
  readonly db: Db
  readonly store: Store
  readonly clock: Clock
  readonly config: DaxConfig
  readonly log: (event: LogEvent) => void
  /** Static HiPS trees (base map): bytes of a file below the tree, or null. */
  readonly hipsFile: (tree: string, path: string) => Promise<Uint8Array | null>
  /** Draws tiles, previews and cut-outs elsewhere (worker threads), so that searches need not wait; absent = in this thread. */
  readonly draw?: Draw
  /** What was drawn, kept for the next who asks; absent = in memory. */
  readonly drawn?: DrawnCache
  /** Digests of bytes as they go by; absent = bytes are kept until their end. */
  readonly digest?: Digest
  /** Where uploads lie until they are whole; absent = in memory. */
  readonly spool?: Spool
  /** A copy of the store elsewhere, by the same names, to restore files from; absent = there is none. */
  readonly replica?: Pick<Store, 'size' | 'read'>
  /** Takes a file out of the store and keeps it apart with the reason; absent = nowhere. */
  readonly setAside?: (name: string, reason: string) => Promise<void>
  /** Free room where the store is, in bytes; absent = the host cannot tell. */
  readonly freeBytes?: () => Promise<number>
  /** The way out to other services (name resolvers, the sign-in provider); absent = dax makes no outside request. */
  readonly fetch?: (
    url: string,
    init?: { readonly signal?: AbortSignal; readonly headers?: Record<string, string>; readonly method?: 'POST'; readonly body?: URLSearchParams },
  ) => Promise<Response>
}

export interface Clock {
  readonly now: () => Date
}

export interface LogEvent {
  readonly level: 'info' | 'warn' | 'error'
  readonly event: string
  readonly [key: string]: unknown
}

/** All limits a client can meet; they are told to clients in capabilities. */
export interface DaxConfig {
  readonly version: string
  readonly defaultMaxrec: number
  readonly hardMaxrec: number
  readonly syncTimeoutMs: number
  readonly asyncTimeoutMs: number
  readonly uploadLimitBytes: number
  readonly jobRetentionMs: number
  /** What people may send; absent = the defaults of ingestLimits. */
  readonly ingest?: Partial<IngestLimits>
  /** Publisher DID prefix: 'ivo://skydax.local/archive?'. */
  readonly authority: string
  /** Address that clients see, when a proxy stands before dax; default: the origin of each request. No slash at the end. */
  readonly publicUrl?: string
  /** Jobs that run at the same time; default 2. */
  readonly jobParallelism?: number
  /** Name resolver asked when the own catalogue does not know a name, e.g. 'https://cds.unistra.fr/cgi-bin/nph-sesame/-ox/SNV?'; absent = none. */
  readonly sesameUrl?: string
  /** Hours between two consistency checks that the host begins by itself; absent or 0 = none. */
  readonly checkEveryH?: number
  /** Who may do what; absent = one laptop, as `{ anonymous: 'local' }`. */
  readonly auth?: AuthConfig
}

/** Limits of uploads. */
export interface IngestLimits {
  /** Bytes of one file. */
  readonly fileBytes: number
  /** Bytes that one user may have in all; 0 = no quota. */
  readonly quotaBytes: number
  /** Unfinished uploads of one user at a time. */
  readonly openUploads: number
  /** Seconds that an unfinished upload is kept after its last byte. */
  readonly keptS: number
  /** Files that are taken in at the same time. */
  readonly parallel: number
}

export const ingestLimits: IngestLimits = {
  fileBytes: 4_294_967_296,
  quotaBytes: 107_374_182_400,
  openUploads: 10_000,
  keptS: 7 * 86_400,
  parallel: 4,
}

/** How people sign in, and what those may do who do not. */
export interface AuthConfig {
  /**
   * What requests without credentials may do. 'local' = this machine only (dax listens on loopback): read what is public, run jobs, save templates.
   * 'read' = read what is public. 'none' = nothing.
   */
  readonly anonymous: 'local' | 'read' | 'none'
  /** Makes the session cookie's name this archive's own. */
  readonly cookieSuffix?: string
  /** How long a session lasts; default 12 hours. */
  readonly sessionMs?: number
  /** Names of this machine alone are answered: a page elsewhere that has its own name point here (DNS rebinding) gets nothing. */
  readonly isLoopback?: boolean
  /** Requests a minute that one user, or one address without sign-in, may make of one service. 0 = none at all; absent = no limit. */
  readonly perMinute?: { readonly anonymous: number; readonly user: number }
  /** How Retry-After is written: as the Rubin Science Platform does (an HTTP date; default), or in seconds. */
  readonly retryAfter?: 'date' | 'seconds'
  /** A proxy stands before dax, whose X-Forwarded-For tells the address of the client. */
  readonly behindProxy?: boolean
  readonly oidc?: OidcConfig
  /** Anybody may sign in as the owner: for a dax inside the page, where nobody else is. */
  readonly demoSignIn?: boolean
}

/** An OpenID Connect provider, and how its claims become users and groups here. */
export interface OidcConfig {
  /** 'https://login.example.org'; its discovery document is below it. */
  readonly issuer: string
  readonly clientId: string
  /** Absent = a public client (PKCE alone). */
  readonly clientSecret?: string
  /** What the button says: 'Example Observatory'. */
  readonly title: string
  readonly scope: string
  readonly userClaim: string
  readonly groupsClaim: string
  /** Members of this group administer the archive. */
  readonly adminGroup?: string
  /** Members of this group alone may sign in. */
  readonly memberGroup?: string
}
