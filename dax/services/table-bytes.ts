import type { Batch } from '../../vo/table/columns.ts'
import { csvStream, tsvStream } from '../../vo/table/csv.ts'
import type { Field } from '../../vo/table/field.ts'
import { fitsTableStream } from '../../vo/table/fits-table.ts'
import { jsonStream } from '../../vo/table/json.ts'
import { parquetStream } from '../../vo/table/parquet.ts'
import type { Info } from '../../vo/votable/document.ts'
import { votableStream, type Ending } from '../../vo/votable/write.ts'
import type { Fault } from '../fault.ts'
import type { FormatKey } from './response-format.ts'

/** What is known only when the rows are out. */
export interface TableTail {
  overflow: boolean
  error: Fault | null
}

/** A table on its way out. */
export interface TableOut {
  readonly fields: readonly Field[]
  readonly batches: AsyncIterable<Batch>
  readonly tail: TableTail
  readonly infos?: readonly Info[]
  /** Other RESOURCEs of a VOTable, as XML (service descriptors). */
  readonly resourcesXml?: string
}

/** The table in the format asked for, written as its rows come. Only VOTable can tell overflow and late errors. */
export function tableBytes(format: FormatKey, out: TableOut): ReadableStream<Uint8Array> {
  switch (format) {
    case 'tabledata':
      return votable(out, 'TABLEDATA')
    case 'binary':
      return votable(out, 'BINARY')
    case 'binary2':
      return votable(out, 'BINARY2')
    case 'csv':
      return csvStream(out.fields, out.batches)
    case 'tsv':
      return tsvStream(out.fields, out.batches)
    case 'json':
      return jsonStream(out.fields, out.batches)
    case 'fits':
      return fitsTableStream(out.fields, out.batches)
    case 'parquet':
      return parquetStream(out.fields, out.batches)
  }
}

function votable(out: TableOut, serialization: 'TABLEDATA' | 'BINARY' | 'BINARY2'): ReadableStream<Uint8Array> {
  const { fields, batches, tail, infos, resourcesXml } = out
  return votableStream(
    {
      fields,
      batches,
      ending: () => endingOf(tail),
      ...(infos === undefined ? {} : { infos }),
      ...(resourcesXml === undefined ? {} : { resourcesXml }),
    },
    serialization,
  )
}

function endingOf(tail: TableTail): Ending {
  if (tail.error !== null) return { status: 'error', message: tail.error.message }
  return tail.overflow ? { status: 'overflow', message: 'There are more rows than MAXREC or the service allows.' } : { status: 'complete' }
}
