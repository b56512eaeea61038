import type { Result } from '../../vo/result.ts'
import { ok } from '../../vo/result.ts'
import type { Table } from '../../vo/table/columns.ts'
import type { VotableDoc } from '../../vo/votable/document.ts'
import type { ApiError } from './api-error.ts'
import { ask } from './http.ts'
import type { HttpPorts } from './http.ts'
import { votableOf } from './votable-answer.ts'

/** Serializations asked for, best first; dax and DaCHS offer all, and every TAP service takes the last. */
export const binary2 = 'application/x-votable+xml;serialization=BINARY2'
export const plainVotable = 'votable'

export interface TapAsk {
  /** Address of the service, without /sync. */
  readonly tap: string
  readonly adql: string
  /** Most rows; absent = the service's own limit. */
  readonly maxrec?: number
  readonly format?: string
  readonly signal?: AbortSignal
  readonly timeoutMs?: number
  readonly authorization?: string
  readonly onProgress?: (rows: number) => void
}

/** The parameters of a query, as sync and async take them. */
export function tapForm(query: Pick<TapAsk, 'adql' | 'maxrec' | 'format'>): [string, string][] {
  return [
    ['REQUEST', 'doQuery'],
    ['LANG', 'ADQL'],
    ['QUERY', query.adql],
    ['RESPONSEFORMAT', query.format ?? binary2],
    ...(query.maxrec === undefined ? [] : ([['MAXREC', String(query.maxrec)]] as [string, string][])),
  ]
}

/** Runs a query and waits for its whole answer, as columns. */
export async function tapSync(query: TapAsk, ports?: HttpPorts): Promise<Result<VotableDoc, ApiError>> {
  const url = `${query.tap}/sync`
  const answer = await ask({ url, form: tapForm(query), ...callOptions(query) }, ports)
  if (!answer.ok) return answer
  return votableOf(answer.value, url, {
    ...(query.signal === undefined ? {} : { signal: query.signal }),
    ...(query.onProgress === undefined ? {} : { onProgress: query.onProgress }),
  })
}

/** The answer as the service spelled it, for saving. */
export async function tapBytes(query: TapAsk, ports?: HttpPorts): Promise<Result<Response, ApiError>> {
  return ask({ url: `${query.tap}/sync`, form: tapForm(query), ...callOptions(query) }, ports)
}

/** A query that must give all its rows: an answer cut short is an error. */
export async function tapWhole(query: TapAsk, ports?: HttpPorts): Promise<Result<Table, ApiError>> {
  const doc = await tapSync(query, ports)
  if (!doc.ok) return doc
  const { table } = doc.value
  return table.overflow ? { ok: false, error: { kind: 'overflow', url: `${query.tap}/sync`, rows: table.length } } : ok(table)
}

/** The number in the only cell of the answer (a COUNT). */
export async function tapCount(query: TapAsk, ports?: HttpPorts): Promise<Result<number, ApiError>> {
  const doc = await tapSync({ format: plainVotable, ...query }, ports)
  return doc.ok ? numberOf(doc.value, `${query.tap}/sync`) : doc
}

/** The number in the only cell of an answer. */
export function numberOf({ table }: VotableDoc, url: string): Result<number, ApiError> {
  const column = table.columns[0]
  const value = column === undefined || table.length === 0 || column.kind === 'text' || column.kind === 'array' ? Number.NaN : Number(column.data[0])
  if (Number.isFinite(value)) return ok(value)
  return { ok: false, error: { kind: 'malformed', url, message: 'a count was asked for, and the answer holds no number' } }
}

function callOptions(query: TapAsk): { signal?: AbortSignal; timeoutMs?: number; authorization?: string } {
  return {
    ...(query.signal === undefined ? {} : { signal: query.signal }),
    ...(query.timeoutMs === undefined ? {} : { timeoutMs: query.timeoutMs }),
    ...(query.authorization === undefined ? {} : { authorization: query.authorization }),
  }
}

/** A text as an ADQL literal. */
export function adqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
