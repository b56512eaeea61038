/** A value bound to $1, $2 … or read back. int8 is bigint both ways; float8 number; timestamps are ISO text; null is null. */
export type SqlValue = string | number | bigint | boolean | null | Uint8Array | readonly SqlValue[]

/** One result column as PostgreSQL describes it. */
export interface SqlColumn {
  readonly name: string
  /** Type OID: 16 bool, 17 bytea, 20 int8, 21 int2, 23 int4, 25 text, 700 float4, 701 float8, 1043 varchar, 1114/1184 timestamp… */
  readonly oid: number
}

export interface SqlResult {
  readonly columns: readonly SqlColumn[]
  /** Rows as arrays, in column order. */
  readonly rows: readonly (readonly SqlValue[])[]
  /** Rows changed by INSERT, UPDATE, DELETE; else rows.length. */
  readonly count: number
}

export interface StatementOptions {
  /** The server keeps the parsed statement for the connection's next use: for one of a few fixed texts that is planned longer than run. */
  readonly kept?: boolean
}

/** What can run statements: the database itself, or a transaction on it. */
export interface Sql {
  /** One statement with parameters. Throws DbError. */
  query(sql: string, params?: readonly SqlValue[], options?: StatementOptions): Promise<SqlResult>
  /** Rows as objects keyed by column name: for dax's own small queries. */
  rows<T>(sql: string, params?: readonly SqlValue[], options?: StatementOptions): Promise<readonly T[]>
  /** Several statements, no parameters (migrations). */
  exec(sql: string): Promise<void>
  /** COPY into a table: rows of values in the order of `columns`; returns the number of rows. */
  copyIn(table: string, columns: readonly string[], rows: Iterable<readonly SqlValue[]> | AsyncIterable<readonly SqlValue[]>): Promise<number>
}

export interface TransactionOptions {
  /** `user`: the read-only role that sees only what TAP may see. Default: dax's own role. */
  readonly as?: 'user'
  /** Statement time limit; past it the promise rejects with DbError kind 'timeout'. */
  readonly timeoutMs?: number
  /** Aborting cancels the running statement on the server and rolls back. */
  readonly signal?: AbortSignal
  /** Transaction-local settings, e.g. { 'dax.base_url': 'http://localhost:8080' }, which views read with current_setting(). */
  readonly settings?: Readonly<Record<string, string>>
  /** Read only, and all its statements see the database as the first one does. */
  readonly snapshot?: boolean
}

export interface StreamOptions extends TransactionOptions {
  readonly batchSize?: number
  /** Runs first in the same transaction, as dax's own role and still writable: temporary tables of a TAP upload (then GRANT). */
  readonly prepare?: (tx: Sql) => Promise<void>
}

export interface RowStream {
  readonly columns: readonly SqlColumn[]
  /** Batches of rows (up to `batchSize`), pulled by need: memory stays bounded. Closing early (return()) ends the transaction. */
  readonly batches: AsyncIterable<readonly (readonly SqlValue[])[]>
}

/** The archive database. Two adapters (PostgreSQL through pg, PGlite) pass one contract test. */
export interface Db extends Sql {
  transaction<T>(run: (tx: Sql) => Promise<T>, options?: TransactionOptions): Promise<T>
  /** A query read through a cursor in its own read-only transaction. */
  stream(sql: string, params: readonly SqlValue[], options: StreamOptions): Promise<RowStream>
  /** Calls `heard` with the text of each NOTIFY on a channel, whoever sent it, and once with '' after each break of the connection; returns what ends it. Absent: nobody tells. */
  readonly listen?: (channel: string, heard: (text: string) => void) => Promise<() => Promise<void>>
  /** 'postgresql' or 'pglite', with its version, for availability and the page's About. */
  readonly engine: string
  /** One connection for all: a transaction that stays open keeps everybody waiting. */
  readonly exclusive?: boolean
  close(): Promise<void>
}

/** SQLSTATE of our own (class 54, limits): a database that cannot stop a statement refuses one that would run too long. */
export const endlessState = '54DAX'

/** What a database can answer other than rows. `message` is for dax's log; what a user sees is chosen by kind. */
export class DbError extends Error {
  readonly kind: 'timeout' | 'cancelled' | 'unique' | 'data' | 'permission' | 'connection' | 'syntax' | 'other'
  readonly sqlState: string | undefined
  constructor(kind: DbError['kind'], message: string, sqlState?: string) {
    super(message)
    this.name = 'DbError'
    this.kind = kind
    this.sqlState = sqlState
  }
}
