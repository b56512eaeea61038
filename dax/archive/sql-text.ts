import type { SqlValue } from './db.ts'

/** A value as a bound parameter that every driver takes the same way: bigints and arrays as PostgreSQL's text, the rest as it is. */
export function parameter(value: SqlValue): string | number | boolean | null | Uint8Array {
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return arrayLiteral(value as readonly SqlValue[])
  return value as string | number | boolean | null | Uint8Array
}

/** '{1,2,NULL}' with quoting where needed. */
export function arrayLiteral(values: readonly SqlValue[]): string {
  return `{${values
    .map((v) => {
      if (v === null) return 'NULL'
      if (Array.isArray(v)) return arrayLiteral(v as readonly SqlValue[])
      if (typeof v === 'string') return `"${v.replace(/["\\]/gu, '\\$&')}"`
      return plain(v)
    })
    .join(',')}}`
}

function plain(value: SqlValue): string {
  if (typeof value === 'number')
    return Number.isNaN(value) ? 'NaN' : value === Infinity ? 'Infinity' : value === -Infinity ? '-Infinity' : String(value)
  if (typeof value === 'boolean') return value ? 't' : 'f'
  if (value instanceof Uint8Array) return `\\x${Array.from(value, (b) => b.toString(16).padStart(2, '0')).join('')}`
  return String(value)
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

/** One row in COPY's text format, with its newline. */
export function copyLine(row: readonly SqlValue[]): string {
  let line = ''
  for (let i = 0; i < row.length; i++) {
    const v = row[i] ?? null
    if (i > 0) line += '\t'
    if (v === null) line += '\\N'
    else if (typeof v === 'number' || typeof v === 'bigint') line += plain(v)
    else {
      const text = Array.isArray(v) ? arrayLiteral(v as readonly SqlValue[]) : plain(v)
      line += /[\\\t\n\r]/u.test(text) ? text.replace(/[\\\t\n\r]/gu, (c) => escapes[c] ?? c) : text
    }
  }
  return `${line}\n`
}

/** Length of a piece of COPY's text. */
const pieceLength = 65_536

/** Rows in COPY's text format, in pieces. Rows that are there already wait for nothing: millions of promises are seconds of the demo's load. */
export function copyPieces(rows: Iterable<readonly SqlValue[]> | AsyncIterable<readonly SqlValue[]>): Iterable<string> | AsyncIterable<string> {
  return Symbol.asyncIterator in rows ? piecesAsTheyCome(rows) : pieces(rows)
}

function* pieces(rows: Iterable<readonly SqlValue[]>): Generator<string> {
  let text = ''
  for (const row of rows) {
    text += copyLine(row)
    if (text.length <= pieceLength) continue
    yield text
    text = ''
  }
  if (text !== '') yield text
}

async function* piecesAsTheyCome(rows: AsyncIterable<readonly SqlValue[]>): AsyncGenerator<string> {
  let text = ''
  for await (const row of rows) {
    text += copyLine(row)
    if (text.length <= pieceLength) continue
    yield text
    text = ''
  }
  if (text !== '') yield text
}

/** Quoted identifier; 'a.b' is quoted in its parts. */
export function identifier(name: string): string {
  return name.split('.').map(quotedName).join('.')
}

/** One name, quoted as a whole: columns of uploads may have dots in them. */
export function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/**
 * How the planner treats queries of users. They join views, which are joins themselves: two hops of lineage are nine tables, one more than the planner
 * orders by itself, and it would read all edges first. And their cursors are read to the end: a plan that is only quick to its first row is slow.
 */
const userPlanner = `SELECT set_config('join_collapse_limit', '12', true), set_config('from_collapse_limit', '12', true), set_config('cursor_tuple_fraction', '1', true)`

/** Statements that set up a transaction as its options say, in order. `statement_timeout` is in ms. */
export function transactionSetup(options: {
  readonly as?: 'user'
  readonly timeoutMs?: number
  readonly settings?: Readonly<Record<string, string>>
  readonly readOnly?: boolean
  readonly snapshot?: boolean
}): readonly { readonly sql: string; readonly params: readonly SqlValue[] }[] {
  const out: { sql: string; params: readonly SqlValue[] }[] = []
  // before any query: then it is too late
  if (options.snapshot === true) out.push({ sql: 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY', params: [] })
  const settings = Object.entries(options.settings ?? {})
  if (options.timeoutMs !== undefined) settings.push(['statement_timeout', String(Math.max(1, Math.round(options.timeoutMs)))])
  if (settings.length > 0)
    out.push({
      sql: `SELECT ${settings.map((_, i) => `set_config($${2 * i + 1}::text, $${2 * i + 2}::text, true)`).join(', ')}`,
      params: settings.flat(),
    })
  if (options.readOnly === true) out.push({ sql: 'SET TRANSACTION READ ONLY', params: [] })
  if (options.as === 'user') out.push({ sql: userPlanner, params: [] }, { sql: 'SET LOCAL ROLE dax_user', params: [] })
  return out
}

/** What kind of failure a SQLSTATE is. */
export function kindOfState(
  state: string | undefined,
): 'timeout' | 'cancelled' | 'unique' | 'data' | 'permission' | 'connection' | 'syntax' | 'other' {
  if (state === undefined) return 'other'
  if (state === '57014') return 'cancelled'
  if (state === '55P03') return 'timeout'
  if (state === '23505') return 'unique'
  if (state === '42501') return 'permission'
  if (state.startsWith('22') || state.startsWith('23')) return 'data'
  if (state.startsWith('42')) return 'syntax'
  if (state.startsWith('08') || state.startsWith('57P') || state.startsWith('53')) return 'connection'
  return 'other'
}
