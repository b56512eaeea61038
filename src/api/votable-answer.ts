import type { Result } from '../../vo/result.ts'
import { ok } from '../../vo/result.ts'
import { cell } from '../../vo/table/build.ts'
import type { Cell, Table } from '../../vo/table/columns.ts'
import { readVotable } from '../../vo/votable/read.ts'
import type { VotableDoc } from '../../vo/votable/document.ts'
import type { ReadOptions } from '../../vo/votable/read.ts'
import type { ApiError } from './api-error.ts'
import { networkError } from './http.ts'

/**
 * A VOTable answer as columns. A DALI error (which some services send with status 200) is 'protocol', the rest 'malformed'.
 * A connection that breaks in the middle is 'network'.
 */
export async function votableOf(response: Response, url: string, options: ReadOptions = {}): Promise<Result<VotableDoc, ApiError>> {
  let refused = false
  try {
    const [doc, head] = response.body === null ? [await readVotable('', options), ''] : await readWithHead(response.body, options)
    if (doc.ok) return ok(doc.value)
    refused = /<INFO[^>]*QUERY_STATUS/iu.test(head) && /value\s*=\s*["']ERROR/iu.test(head)
    return { ok: false, error: { kind: refused ? 'protocol' : 'malformed', url, message: doc.error.message } }
  } catch (error) {
    if (options.signal?.aborted === true) throw error
    return { ok: false, error: networkError(url, error) }
  }
}

/** Reads while keeping the first 16 kB as text: they tell a service's refusal from an unreadable answer. */
async function readWithHead(body: ReadableStream<Uint8Array>, options: ReadOptions): Promise<readonly [Result<VotableDoc>, string]> {
  let head = ''
  const decoder = new TextDecoder()
  const tee = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, out) {
      if (head.length < 16_384) head += decoder.decode(chunk.subarray(0, 16_384), { stream: true })
      out.enqueue(chunk)
    },
  })
  const doc = await readVotable(body.pipeThrough(tee as ReadableWritablePair<Uint8Array, Uint8Array>), options)
  return [doc, head]
}

/** Index of a column by its name, whatever its case; -1 where there is none. */
export function columnAt(table: Table, name: string): number {
  return table.fields.findIndex((f) => f.name.toLowerCase() === name.toLowerCase())
}

/** A cell by column name: null where the column or the value is missing. */
export function cellOf(table: Table, name: string, row: number): Cell {
  const column = table.columns[columnAt(table, name)]
  return column === undefined ? null : cell(column, row)
}

/** The same as text; null stays null. */
export function textOf(table: Table, name: string, row: number): string | null {
  const value = cellOf(table, name, row)
  return value === null || typeof value === 'object' ? null : String(value)
}
