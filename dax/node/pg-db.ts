import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { listen } from './pg-listen.ts'
import { DbError } from '../archive/db.ts'
import type { Db, RowStream, Sql, SqlResult, SqlValue, StatementOptions, StreamOptions, TransactionOptions } from '../archive/db.ts'
import { copyPieces, identifier, kindOfState, parameter, quotedName, transactionSetup } from '../archive/sql-text.ts'

const numbers = (text: string): SqlValue => (text === '{}' ? [] : text.slice(1, -1).split(',').map(Number))
const same = (text: string): string => text

/** int8 as bigint, floats as numbers, times and numerics as text: the same values as the PGlite adapter gives. */
const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  17: (text) => new Uint8Array(Buffer.from(text.slice(2), 'hex')),
  20: (text) => BigInt(text),
  1007: numbers,
  1016: (text) =>
    text === '{}'
      ? []
      : text
          .slice(1, -1)
          .split(',')
          .map((x) => BigInt(x)),
  1022: numbers,
  1082: same,
  1114: same,
  1184: same,
  1700: same,
}
const types = {
  getTypeParser(oid: number, format?: string) {
    const own = parsers[oid]
    return own !== undefined && format !== 'binary' ? own : pg.types.getTypeParser(oid, format as 'text')
  },
} as pg.CustomTypesConfig

/** How to reach a PostgreSQL server: a URL, or the folder of its socket. */
export type PgTarget =
  { readonly url: string } | { readonly socketDir: string; readonly port: number; readonly user: string; readonly database: string }

/** How pg reaches it. */
export function clientConfig(target: PgTarget): pg.ClientConfig {
  return 'url' in target
    ? { connectionString: target.url }
    : { host: target.socketDir, port: target.port, user: target.user, database: target.database }
}

/** The archive on a PostgreSQL server (15 to 18). Connects once, so that a wrong address is told at once. */
export async function connectPg(target: PgTarget, maxConnections = 12): Promise<Db> {
  const address = clientConfig(target)
  const pool = new pg.Pool({
    ...address,
    max: maxConnections,
    types,
    application_name: 'dax',
    connectionTimeoutMillis: 15_000,
    idleTimeoutMillis: 60_000,
  })
  // cancelling must not wait for a free connection: that is what it is there to make
  const cancels = new pg.Pool({ ...address, max: 2, application_name: 'dax cancel', connectionTimeoutMillis: 15_000, idleTimeoutMillis: 5_000 })
  // an idle connection that the server closes is not an error of ours: the pool makes a new one
  for (const p of [pool, cancels]) p.on('error', () => undefined)
  const pools: Pools = { pool, cancels }
  let version: string
  try {
    version = String((await pool.query({ text: 'SHOW server_version', rowMode: 'array' })).rows[0]?.[0] ?? '')
  } catch (error) {
    await Promise.allSettled([pool.end(), cancels.end()])
    throw dbError(error)
  }
  const sql = sqlOn(pool, async (use) => {
    const client = await connect(pool)
    try {
      return await use(client)
    } finally {
      client.release()
    }
  })
  return {
    ...sql,
    engine: `PostgreSQL ${version.split(' ')[0] ?? version}`,
    transaction: (run, options = {}) => transaction(pools, run, options),
    stream: (text, params, options) => stream(pools, text, params, options),
    listen: (channel, heard) => listen(address, quotedName(channel), heard),
    close: async () => void (await Promise.all([pool.end(), cancels.end()])),
  }
}

async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect()
  } catch (error) {
    throw dbError(error)
  }
}

interface Pools {
  readonly pool: pg.Pool
  readonly cancels: pg.Pool
}

interface OpenTransaction {
  readonly sql: Sql
  /** Ends it once: COMMIT or ROLLBACK. A cancel under way is awaited first, so that it cannot hit the connection's next user. */
  readonly end: (fine: boolean) => Promise<void>
}

/** Begins a transaction set up by the options; an abort cancels the statement under way on the server. */
async function open(pools: Pools, options: TransactionOptions, readOnly: boolean, prepare?: (tx: Sql) => Promise<void>): Promise<OpenTransaction> {
  options.signal?.throwIfAborted()
  const client = await connect(pools.pool)
  const ignore = (): void => undefined
  client.on('error', ignore)
  const sql = sqlOn(client, (use) => use(client), options.signal)
  const pid = (client as unknown as { processID: number }).processID
  let cancelling: Promise<unknown> | null = null
  const cancel = (): void => {
    cancelling = pools.cancels.query('SELECT pg_cancel_backend($1::int)', [pid]).catch(() => undefined)
  }
  options.signal?.addEventListener('abort', cancel)
  let ended = false
  const end = async (fine: boolean): Promise<void> => {
    if (ended) return
    ended = true
    options.signal?.removeEventListener('abort', cancel)
    await cancelling
    try {
      const last = await client.query(fine ? 'COMMIT' : 'ROLLBACK')
      client.off('error', ignore)
      client.release()
      // COMMIT of a transaction in which a statement failed is a ROLLBACK, and says so
      if (fine && last.command !== 'COMMIT') throw new DbError('other', 'the transaction was rolled back: a statement in it had failed')
    } catch (error) {
      if (error instanceof DbError) throw error
      client.off('error', ignore)
      client.release(true)
      if (fine) throw dbError(error)
    }
  }
  try {
    await sql.exec('BEGIN')
    if (prepare !== undefined) await prepare(sql)
    for (const step of transactionSetup({ ...options, readOnly })) await sql.query(step.sql, step.params)
  } catch (error) {
    await end(false)
    throw ownError(error, options)
  }
  return { sql, end }
}

function ownError(error: unknown, options: TransactionOptions): unknown {
  if (options.signal?.aborted === true) return options.signal.reason
  if (error instanceof DbError && error.kind === 'cancelled' && options.timeoutMs !== undefined && /statement timeout/u.test(error.message))
    return new DbError('timeout', error.message, error.sqlState)
  return error
}

async function transaction<T>(pools: Pools, run: (tx: Sql) => Promise<T>, options: TransactionOptions): Promise<T> {
  const tx = await open(pools, options, false)
  try {
    const value = await run(tx.sql)
    options.signal?.throwIfAborted()
    await tx.end(true)
    return value
  } catch (error) {
    await tx.end(false)
    throw ownError(error, options)
  }
}

async function stream(pools: Pools, text: string, params: readonly SqlValue[], options: StreamOptions): Promise<RowStream> {
  const size = options.batchSize ?? 2000
  const tx = await open(pools, options, true, options.prepare)
  const fetch = (n: number): Promise<SqlResult> => tx.sql.query(`FETCH ${n} FROM dax_cursor`)
  // a reader that goes away between two batches never asks for the next one
  const leave = (): void => void tx.end(false).catch(() => undefined)
  const close = async (fine: boolean): Promise<void> => {
    options.signal?.removeEventListener('abort', leave)
    await tx.end(fine)
  }
  let first: SqlResult
  try {
    await tx.sql.query(`DECLARE dax_cursor NO SCROLL CURSOR FOR ${text}`, params)
    first = await fetch(Math.min(size, 200))
  } catch (error) {
    await close(false)
    throw ownError(error, options)
  }
  options.signal?.addEventListener('abort', leave)
  return {
    columns: first.columns,
    batches: (async function* () {
      try {
        let batch = first
        while (batch.rows.length > 0) {
          options.signal?.throwIfAborted()
          yield batch.rows
          options.signal?.throwIfAborted()
          batch = await fetch(size)
        }
        await close(true)
      } catch (error) {
        throw ownError(error, options)
      } finally {
        await close(false)
      }
    })(),
  }
}

type Queryable = Pick<pg.PoolClient, 'query'> | Pick<pg.Pool, 'query'>

/** A statement's name on its connections: told by its text alone. */
function keptName(text: string): string {
  return `kept_${createHash('sha256').update(text).digest('base64url')}`
}

function sqlOn(on: Queryable, withClient: <T>(use: (client: pg.PoolClient) => Promise<T>) => Promise<T>, signal?: AbortSignal): Sql {
  const run = async (text: string, params: readonly SqlValue[], options: StatementOptions = {}): Promise<pg.QueryArrayResult> => {
    signal?.throwIfAborted()
    try {
      return await (on as pg.Pool).query({
        ...(options.kept === true ? { name: keptName(text) } : {}),
        text,
        values: params.map(toBuffer),
        rowMode: 'array',
        types,
      })
    } catch (error) {
      throw dbError(error)
    }
  }
  return {
    async query(text, params = [], options) {
      const r = await run(text, params, options)
      return { columns: r.fields.map((f) => ({ name: f.name, oid: f.dataTypeID })), rows: r.rows as SqlValue[][], count: r.rowCount ?? r.rows.length }
    },
    async rows<T>(text: string, params: readonly SqlValue[] = [], options?: StatementOptions) {
      const r = await run(text, params, options)
      return r.rows.map((row: unknown[]) => Object.fromEntries(r.fields.map((f, i) => [f.name, row[i] ?? null])) as T)
    },
    async exec(text) {
      try {
        await (on as pg.Pool).query(text)
      } catch (error) {
        throw dbError(error)
      }
    },
    copyIn: (table, columns, rows) =>
      withClient(async (client) => {
        const sink = client.query(copyFrom(`COPY ${identifier(table)} (${columns.map(quotedName).join(', ')}) FROM STDIN`))
        try {
          await pipeline(Readable.from(copyPieces(rows), { objectMode: false, highWaterMark: 262_144 }), sink)
        } catch (error) {
          throw dbError(error)
        }
        return sink.rowCount
      }),
  }
}

function toBuffer(value: SqlValue): unknown {
  const v = parameter(value)
  return v instanceof Uint8Array ? Buffer.from(v.buffer, v.byteOffset, v.byteLength) : v
}

function dbError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof DbError || error.name === 'AbortError') return error
  const code = (error as { code?: unknown }).code
  const state = typeof code === 'string' ? code : undefined
  // pg has no code for a connection that ended under a query
  const network =
    state === undefined
      ? /^(?:Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)/u.test(error.message)
      : /^E[A-Z]+$/u.test(state)
  return new DbError(network ? 'connection' : kindOfState(state), error.message, network ? undefined : state)
}
