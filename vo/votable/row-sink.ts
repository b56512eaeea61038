import type { Batch } from '../table/columns.ts'
import { sinkFor } from './other-sinks.ts'
import type { Sink } from './sink.ts'
import type { WireField } from './wire-field.ts'

/** Where the rows of one table go: a sink per column, cut into batches. */
export interface RowSink {
  readonly fields: readonly WireField[]
  readonly sinks: readonly Sink[]
  /** Rows read so far, in all batches. */
  readonly rows: number
  /** True when no more rows are wanted: the rest of the table is passed over. */
  readonly full: boolean
  /** A row begins; false = it is not wanted. */
  begin(): boolean
  /** The row that began is complete. */
  end(): void
  /** Batches that are complete, or (at the end) all that is left. */
  batches(last: boolean): Batch[]
}

/** `batchRows` rows a batch; from row `maxRows` on, rows are dropped and `dropped` becomes true. */
export function rowSink(
  fields: readonly WireField[],
  options: { readonly batchRows: number; readonly maxRows: number; readonly emptyIsNull: boolean; readonly onDropped: () => void },
): RowSink {
  const sinks = fields.map((field) => sinkFor(field, options.emptyIsNull))
  let rows = 0
  let inBatch = 0
  const done: Batch[] = []
  const cut = (): void => {
    done.push({ length: inBatch, columns: sinks.map((sink) => sink.take()) })
    inBatch = 0
  }
  return {
    fields,
    sinks,
    get rows() {
      return rows
    },
    get full() {
      return rows >= options.maxRows
    },
    begin() {
      if (rows < options.maxRows) return true
      options.onDropped()
      return false
    },
    end() {
      rows += 1
      inBatch += 1
      if (inBatch === options.batchRows) cut()
    },
    batches(last) {
      if (last && inBatch > 0) cut()
      return done.splice(0)
    },
  }
}
