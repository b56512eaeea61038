import type { Db } from './archive/db.ts'
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
  /** Publisher DID prefix: 'ivo://skydax.local/archive?'. */
  readonly authority: string
}
