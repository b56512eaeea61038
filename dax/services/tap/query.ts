import { parseAdql } from '../../../vo/adql/parse.ts'
import type { Batch } from '../../../vo/table/columns.ts'
import { BatchBuilder } from '../../../vo/table/build.ts'
import type { Field } from '../../../vo/table/field.ts'
import { toSql, type SqlQuery } from '../../archive/adql-sql.ts'
import { catalogue } from '../../archive/catalogue.ts'
import type { RowStream } from '../../archive/db.ts'
import { Fault } from '../../fault.ts'
import type { DaxPorts } from '../../ports.ts'
import { withDatalink } from '../datalink-descriptor.ts'
import { faultOf } from '../errors.ts'
import { tableBytes, type TableTail } from '../table-bytes.ts'
import type { TapRequest, UploadSource } from './request.ts'
import { readUpload, type UploadedTable } from './upload.ts'

/** What a query needs besides its request. */
export interface QueryOptions {
  /** Bytes of an uploaded table. */
  readonly upload: (source: UploadSource) => Promise<Uint8Array | ReadableStream<Uint8Array>>
  readonly baseUrl: string
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** True for jobs: a failure while rows flow breaks the stream, instead of being told at its end. */
  readonly failLoud?: boolean
}

export interface QueryBytes {
  readonly bytes: ReadableStream<Uint8Array>
  readonly contentType: string
  readonly extension: string
}

const batchRows = 2000

/**
 * Runs a TAP query and gives its table as a stream: one batch in memory at a time. Refusals, and failures before the first rows, throw;
 * later ones are told at the end of the document. Cancelling the stream, or the signal, cancels the query in the database.
 */
export async function runQuery(ports: DaxPorts, request: TapRequest, options: QueryOptions): Promise<QueryBytes> {
  const uploads = await readUploads(request, options)
  const { sql, params, fields } = translate(request, uploads)
  const stop = new AbortController()
  const signal = AbortSignal.any([options.signal, stop.signal])
  const rows =
    request.maxrec === 0
      ? null
      : await ports.db.stream(sql, params, {
          as: 'user',
          timeoutMs: options.timeoutMs,
          signal,
          batchSize: batchRows,
          settings: { 'dax.base_url': options.baseUrl },
          ...(uploads.length === 0
            ? {}
            : {
                prepare: async (tx) => {
                  for (const upload of uploads) await upload.load(tx)
                },
              }),
        })
  const tail: TableTail = { overflow: request.maxrec === 0, error: null }
  const source = rows === null ? emptyBatches() : limited(rows, fields, request.maxrec, tail)
  // ended here and not only by its readers: one that was never started would not end it, and the transaction would stay open
  signal.addEventListener('abort', () => void source.return(undefined).catch(() => {}), { once: true })
  const batches = await primed(source)
  const bytes = tableBytes(request.output.format.key, {
    fields,
    batches: telling(batches, tail, ports),
    tail,
    infos: [{ name: 'QUERY', value: request.query }],
    ...withDatalink(fields, options.baseUrl),
  })
  const toldInside = options.failLoud !== true && ['tabledata', 'binary', 'binary2'].includes(request.output.format.key)
  return {
    bytes: stoppable(bytes, stop, () => (toldInside ? null : tail.error)),
    contentType: request.output.contentType,
    extension: request.output.format.extension,
  }
}

function translate(request: TapRequest, uploads: readonly UploadedTable[]): SqlQuery {
  const parsed = parseAdql(request.query)
  if (!parsed.ok) throw new Fault('usage', adqlSentence(parsed.error), ['query', 'QUERY'])
  const translated = toSql(parsed.value, { catalog: catalogue, uploads: uploads.map((upload) => upload.doc), maxrec: request.maxrec })
  if (!translated.ok) throw new Fault('usage', adqlSentence(translated.error), ['query', 'QUERY'])
  return translated.value
}

function adqlSentence(error: { readonly message: string; readonly line: number; readonly column: number }): string {
  return /line \d+/.test(error.message) ? error.message : `ADQL, line ${error.line}, column ${error.column}: ${error.message}`
}

async function readUploads(request: TapRequest, options: QueryOptions): Promise<readonly UploadedTable[]> {
  const tables: UploadedTable[] = []
  for (const { table, source } of request.uploads) tables.push(await readUpload(table, await options.upload(source)))
  return tables
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
