import { cell } from './build.ts'
import type { Batch, Column } from './columns.ts'
import type { Field } from './field.ts'
import { textStream } from './text-stream.ts'
import { float32Text, numberText } from '../votable/write.ts'

type Batches = AsyncIterable<Batch> | Iterable<Batch>

function plain(column: Column, row: number): string {
  const value = cell(column, row)
  if (value === null) return ''
  if (typeof value === 'number') return column.kind === 'f32' ? float32Text(value) : numberText(value)
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'object') return Array.from(value as ArrayLike<number | bigint>, numberText).join(' ')
  return String(value)
}

/** CSV after RFC 4180 with a header line; null is an empty cell. */
export function csvStream(fields: readonly Field[], batches: Batches): ReadableStream<Uint8Array> {
  const quote = (text: string): string => (/[",\r\n]|^\s|\s$/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  return delimited(fields, batches, ',', quote, '\r\n')
}

/** Tab-separated with a header line: tabs and newlines in text become spaces, since TSV cannot hold them. */
export function tsvStream(fields: readonly Field[], batches: Batches): ReadableStream<Uint8Array> {
  return delimited(fields, batches, '\t', (text) => text.replace(/[\t\r\n]+/gu, ' '), '\n')
}

function delimited(
  fields: readonly Field[],
  batches: Batches,
  comma: string,
  quote: (text: string) => string,
  newline: string,
): ReadableStream<Uint8Array> {
  return textStream(
    (async function* () {
      yield fields.map((f) => quote(f.name)).join(comma) + newline
      for await (const batch of batches) {
        let out = ''
        for (let row = 0; row < batch.length; row++) out += batch.columns.map((c) => quote(plain(c, row))).join(comma) + newline
        yield out
      }
    })(),
  )
}
