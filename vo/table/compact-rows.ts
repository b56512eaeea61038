import { BinaryScan } from '../votable/binary-scan.ts'
import { binaryRows } from '../votable/binary.ts'
import { rowSink } from '../votable/row-sink.ts'
import type { Batch } from './columns.ts'
import type { Field } from './field.ts'

/** Rows set aside until all of them are known: as packed bytes, a fraction of what columns of strings take. */
export interface CompactRows {
  add(batch: Batch): void
  readonly rows: number
  /** The batches again, once: each is let go when it was given. */
  taken(): Generator<Batch>
}

/** Keeps rows of these fields. */
export function compactRows(fields: readonly Field[]): CompactRows {
  // texts may be longer than their field says
  const kept = fields.map((field) =>
    field.datatype === 'char' || field.datatype === 'unicodeChar' ? { ...field, datatype: 'char' as const, arraysize: '*' } : field,
  )
  const chunks: Uint8Array[] = []
  let rows = 0
  return {
    add(batch) {
      chunks.push(binaryRows(kept, batch, true).slice())
      rows += batch.length
    },
    get rows() {
      return rows
    },
    *taken() {
      for (let chunk = chunks.shift(); chunk !== undefined; chunk = chunks.shift()) {
        const sink = rowSink(
          kept.map((field) => ({ field, wire: 'plain' })),
          { batchRows: Infinity, maxRows: Infinity, emptyIsNull: false, onDropped: () => undefined },
        )
        new BinaryScan(sink, true).pushBytes(chunk)
        yield* sink.batches(true)
      }
    },
  }
}
