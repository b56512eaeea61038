import { parseAdql } from '../../../vo/adql/parse.ts'
import type { Field } from '../../../vo/table/field.ts'
import { toSql, type SqlQuery } from '../../archive/adql-sql.ts'
import { catalogue } from '../../archive/catalogue.ts'
import type { Reader } from '../../archive/reader.ts'
import { Fault } from '../../fault.ts'
import type { DaxPorts } from '../../ports.ts'
import { withDatalink } from '../datalink-descriptor.ts'
import { tableOfQuery } from '../row-stream.ts'
import type { TapRequest, UploadSource } from './request.ts'
import { readUpload, type UploadedTable } from './upload.ts'

/** What a query needs besides its request. */
export interface QueryOptions {
  /** Bytes of an uploaded table. */
  readonly upload: (source: UploadSource) => Promise<Uint8Array | ReadableStream<Uint8Array>>
  readonly baseUrl: string
  readonly reader: Reader
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

/**
 * Runs a TAP query and gives its table as a stream: one batch in memory at a time. Refusals, and failures before the first rows, throw;
 * later ones are told at the end of the document. Cancelling the stream, or the signal, cancels the query in the database.
 */
export async function runQuery(ports: DaxPorts, request: TapRequest, options: QueryOptions): Promise<QueryBytes> {
  const uploads = await readUploads(request, options)
  const { sql, params, fields } = translate(request, uploads)
  const bytes = await tableOfQuery(
    ports,
    {
      sql,
      params,
      fields,
      maxrec: request.maxrec,
      ...(uploads.length === 0
        ? {}
        : {
            prepare: async (tx) => {
              for (const upload of uploads) await upload.load(tx)
            },
          }),
    },
    {
      format: request.output.format.key,
      baseUrl: options.baseUrl,
      reader: options.reader,
      timeoutMs: options.timeoutMs,
      signal: options.signal,
      failLoud: options.failLoud ?? false,
      infos: [{ name: 'QUERY', value: request.query }],
      ...linked(fields, options.baseUrl),
    },
  )
  return { bytes, contentType: request.output.contentType, extension: request.output.format.extension }
}

function linked(fields: readonly Field[], base: string): { readonly shown?: readonly Field[]; readonly resourcesXml?: string } {
  const told = withDatalink(fields, base)
  return told === null ? {} : { shown: told.fields, resourcesXml: told.resourcesXml }
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
