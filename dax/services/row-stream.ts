import { BatchBuilder } from '../../vo/table/build.ts'
import type { Batch } from '../../vo/table/columns.ts'
import type { Field } from '../../vo/table/field.ts'
import type { Info } from '../../vo/votable/document.ts'
import type { RowStream, Sql, SqlValue } from '../archive/db.ts'
import type { Reader } from '../archive/reader.ts'
import type { Fault } from '../fault.ts'
import type { DaxPorts } from '../ports.ts'
import { faultOf } from './errors.ts'
import type { FormatKey } from './response-format.ts'
import { tableBytes, type TableTail } from './table-bytes.ts'

/** A query whose rows become a table. */
export interface TableQuery {
  /** Selects the columns of `fields`, in order, and at most maxrec + 1 rows, so that an overflow is seen. */
  readonly sql: string
  readonly params: readonly SqlValue[]
  readonly fields: readonly Field[]
  /** 0 = no rows: the fields alone, and the word that there may be more. */
  readonly maxrec: number
  /** Runs first in the same transaction. */
  readonly prepare?: (tx: Sql) => Promise<void>
}

export interface TableQueryOptions {
  readonly format: FormatKey
  readonly baseUrl: string
  readonly reader: Reader
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** Fields as they are told, where they differ from the query's. */
  readonly shown?: readonly Field[]
  readonly infos?: readonly Info[]
  /** Other RESOURCEs of a VOTable, as XML. */
  readonly resourcesXml?: string
  /** True for jobs: a failure while rows flow breaks the stream, instead of being told at its end. */
  readonly failLoud?: boolean
}

const batchRows = 2000

/**
 * Runs a query as the read-only user, for a reader, and gives its table as a stream: one batch in memory at a time. Failures before the first rows throw; later
 * ones are told at the end of the document. Cancelling the stream, or the signal, cancels the query in the database.
 */
export async function tableOfQuery(ports: DaxPorts, query: TableQuery, options: TableQueryOptions): Promise<ReadableStream<Uint8Array>> {
  const stop = new AbortController()
  const signal = AbortSignal.any([options.signal, stop.signal])
  const rows =
    query.maxrec === 0
      ? null
      : await ports.db.stream(query.sql, query.params, {
          as: 'user',
          timeoutMs: options.timeoutMs,
          signal,
          batchSize: batchRows,
          settings: { 'dax.base_url': options.baseUrl, ...options.reader.settings },
          ...(query.prepare === undefined ? {} : { prepare: query.prepare }),
        })
  const tail: TableTail = { overflow: query.maxrec === 0, error: null }
  const source = rows === null ? emptyBatches() : limited(rows, query.fields, query.maxrec, tail)
  // ended here and not only by its readers: one that was never started would not end it, and the transaction would stay open
  signal.addEventListener('abort', () => void source.return(undefined).catch(() => {}), { once: true })
  const batches = await primed(source)
  const bytes = tableBytes(options.format, {
    fields: options.shown ?? query.fields,
    batches: telling(batches, tail, ports),
    tail,
    ...(options.infos === undefined ? {} : { infos: options.infos }),
    ...(options.resourcesXml === undefined ? {} : { resourcesXml: options.resourcesXml }),
  })
  const toldInside = options.failLoud !== true && ['tabledata', 'binary', 'binary2'].includes(options.format)
  return stoppable(bytes, stop, () => (toldInside ? null : tail.error))
}

async function* emptyBatches(): AsyncGenerator<Batch> {}

/** Rows as batches, cut after `maxrec` rows; what lies beyond is only noted as overflow. */
async function* limited(rows: RowStream, fields: readonly Field[], maxrec: number, tail: TableTail): AsyncGenerator<Batch> {
  let left = maxrec
  for await (const some of rows.batches) {
    const taken = some.length > left ? some.slice(0, left) : some
    if (taken.length > 0) {
      const builder = new BatchBuilder(fields)
      for (const row of taken) builder.add(row)
      yield builder.finish()
    }
    left -= taken.length
    if (some.length > taken.length) {
      tail.overflow = true
      return
    }
  }
}

/** The same batches, the first already pulled: a failure before any row throws here, while the answer can still be a refusal. */
async function primed(batches: AsyncGenerator<Batch>): Promise<AsyncGenerator<Batch>> {
  const first = await batches.next()
  return (async function* () {
    try {
      if (first.done !== true) yield first.value
      yield* batches
    } finally {
      await batches.return(undefined)
    }
  })()
}

/** The same batches; a failure ends them and is noted for the end of the document. */
async function* telling(batches: AsyncGenerator<Batch>, tail: TableTail, ports: DaxPorts): AsyncGenerator<Batch> {
  try {
    yield* batches
  } catch (error) {
    tail.error = faultOf(error, ports, { when: 'rows flowed' })
  }
}

/** The same bytes; a reader who goes away stops the query; a failure that the format cannot tell breaks the stream, so that no table looks whole that is not. */
function stoppable(bytes: ReadableStream<Uint8Array>, stop: AbortController, failure: () => Fault | null): ReadableStream<Uint8Array> {
  const reader = bytes.getReader()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader.read()
        if (!done) return controller.enqueue(value)
        const fault = failure()
        if (fault === null) controller.close()
        else controller.error(fault)
      },
      async cancel(reason) {
        stop.abort()
        await reader.cancel(reason).catch(() => {})
      },
    },
    { highWaterMark: 0 },
  )
}
