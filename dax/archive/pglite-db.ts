import type { PGliteInterface, Results, Transaction } from '@electric-sql/pglite'
import { DbError, endlessState } from './db.ts'
import type { Db, RowStream, Sql, SqlResult, SqlValue, StreamOptions, TransactionOptions } from './db.ts'
import { copyLine, identifier, kindOfState, parameter, quotedName, transactionSetup } from './sql-text.ts'

type Runner = Pick<Transaction, 'query' | 'exec'>

const number = (text: string): number => Number(text)
const numbers = (text: string): SqlValue => (text === '{}' ? [] : text.slice(1, -1).split(',').map(Number))
const same = (text: string): string => text

/** int8 as bigint, floats as numbers, times and numerics as text: the same values as PostgreSQL's own adapter gives. */
const parsers = {
  16: (text: string) => text === 't',
  20: (text: string) => BigInt(text),
  21: number,
  23: number,
  700: number,
  701: number,
  1007: numbers,
  1016: (text: string) =>
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

/**
 * The archive on PGlite: for the page and for tests. One connection: transactions run one after another. A running statement cannot be
 * cancelled or timed out here (aborting takes effect between statements), and a stream's rows are read before the first is given out. A query of a
 * user that the planner expects to run for minutes is therefore refused before it runs.
 */
export function pgliteDb(pg: PGliteInterface, version: string): Db {
  const sql = sqlOn(pg)
  return {
    ...sql,
    engine: `PGlite ${version}`,
    exclusive: true,
    transaction: (run, options = {}) => transaction(pg, run, options, false),
    async stream(text: string, params: readonly SqlValue[], options: StreamOptions): Promise<RowStream> {
      const size = options.batchSize ?? 2000
      const run = async (tx: Sql): Promise<SqlResult> => {
        if (options.as === 'user') await refuseEndless(tx, text, params)
        return tx.query(text, params)
      }
      const result = await transaction(pg, run, options, true, options.prepare)
      const all = result
      return {
        columns: all.columns,
        batches: (async function* () {
          for (let i = 0; i < all.rows.length; i += size) {
            options.signal?.throwIfAborted()
            yield all.rows.slice(i, i + size)
          }
        })(),
      }
    },
    close: () => pg.close(),
  }
}

/** Planner's cost of what takes minutes here: 10^9 pairs of rows or so. A search costs hundreds, a join of two footprints with all others 10^5. */
const mostCost = 5e6

/** Refuses what could not be stopped once it runs. What cannot be planned is left to its own error. */
async function refuseEndless(tx: Sql, text: string, params: readonly SqlValue[]): Promise<void> {
  const plan = await tx.query(`EXPLAIN (FORMAT JSON) ${text}`, params)
  const cost = /"Total Cost":\s*([\d.]+)/u.exec(JSON.stringify(plan.rows).replaceAll('\\"', '"'))?.[1]
  if (Number(cost) > mostCost) throw new DbError('other', `the plan costs ${cost}`, endlessState)
}

async function transaction<T>(
  pg: PGliteInterface,
  run: (tx: Sql) => Promise<T>,
  options: TransactionOptions,
  readOnly: boolean,
  prepare?: (tx: Sql) => Promise<void>,
): Promise<T> {
  options.signal?.throwIfAborted()
  let value: { readonly it: T } | null = null
  await pg.transaction(async (tx) => {
    const sql = sqlOn(tx)
    if (prepare !== undefined) await prepare(sql)
    for (const step of transactionSetup({ ...options, readOnly })) await sql.query(step.sql, step.params)
    value = { it: await run(sql) }
    options.signal?.throwIfAborted()
  })
  if (value === null) throw new DbError('other', 'the transaction ended without a value')
  return (value as { readonly it: T }).it
}

function sqlOn(on: Runner): Sql {
  const run = async (text: string, params: readonly SqlValue[], blob?: Blob): Promise<Results<SqlValue[]>> => {
    try {
      return await on.query<SqlValue[]>(text, params.map(parameter), { rowMode: 'array', parsers, ...(blob === undefined ? {} : { blob }) })
    } catch (error) {
      throw dbError(error)
    }
  }
  return {
    async query(text, params = []): Promise<SqlResult> {
      const r = await run(text, params)
      const rows = r.rows
      return {
        columns: r.fields.map((f) => ({ name: f.name, oid: f.dataTypeID })),
        rows,
        count: rows.length > 0 ? rows.length : (r.affectedRows ?? 0),
      }
    },
    async rows<T>(text: string, params: readonly SqlValue[] = []): Promise<readonly T[]> {
      const r = await run(text, params)
      return r.rows.map((row) => Object.fromEntries(r.fields.map((f, i) => [f.name, row[i] ?? null])) as T)
    },
    async exec(text) {
      try {
        await on.exec(text)
      } catch (error) {
        throw dbError(error)
      }
    },
    async copyIn(table, columns, rows) {
      let count = 0
      let parts: string[] = []
      let size = 0
      const flush = async (): Promise<void> => {
        if (parts.length === 0) return
        await run(`COPY ${identifier(table)} (${columns.map(quotedName).join(', ')}) FROM '/dev/blob'`, [], new Blob(parts))
        parts = []
        size = 0
      }
      for await (const row of rows) {
        const line = copyLine(row)
        parts.push(line)
        size += line.length
        count += 1
        if (size > 8_000_000) await flush()
      }
      await flush()
      return count
    },
  }
}

function dbError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof DbError || error.name === 'AbortError') return error
  const state = (error as { code?: unknown }).code
  const code = typeof state === 'string' ? state : undefined
  return new DbError(kindOfState(code), error.message, code)
}
