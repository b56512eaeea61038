import * as arrow from '@uwdata/flechette'
import type { ColumnType, NightColumn } from '../../contract/processing.ts'

/** Values of one column in one batch; words as codes. */
export type ArrowValues = Uint8Array | Int8Array | Uint16Array | Int32Array | Uint32Array | Float64Array | BigInt64Array

/** Words of the dictionary columns, by name of the column. A first word '' stands for what is missing. */
export type Dictionaries = Readonly<Record<string, readonly string[]>>

/** Writes one Arrow IPC stream piece by piece: head, then batches, then the end. */
export interface ArrowWriter {
  readonly head: () => Uint8Array
  /** `values` in the order of the columns, of equal length. */
  readonly batch: (values: readonly ArrowValues[]) => Uint8Array
  readonly end: () => Uint8Array
}

/** Marks the end of a stream: continuation, and a length of 0. */
const endOfStream = 8

/**
 * A stream of these columns. Flechette writes whole tables; a piece is cut from a table that holds only it: messages of batches do not repeat types,
 * so those after the head are written without dictionaries.
 */
export function arrowWriter(columns: readonly NightColumn[], dictionaries: Dictionaries, metadata: Readonly<Record<string, string>>): ArrowWriter {
  const meta = new Map(Object.entries(metadata))
  const encode = (fields: readonly arrow.Field[], batches: readonly arrow.Batch<unknown>[], tableMeta: arrow.Metadata | null): Uint8Array => {
    const schema: arrow.Schema = { version: arrow.Version.V5, endianness: arrow.Endianness.Little, fields: [...fields], metadata: tableMeta }
    const table = new arrow.Table(
      schema,
      batches.map((batch) => new arrow.Column([batch])),
    )
    const bytes = arrow.tableToIPC(table, { format: 'stream' })
    if (bytes === null) throw new Error('Arrow gave no bytes')
    return bytes
  }
  return {
    head() {
      const fields = columns.map((column) => arrow.field(column.name, wholeType(column.type)))
      const batches = columns.map((column, i) => batchOf(fields[i]!.type, emptyOf(column.type), null, dictionaries[column.name]))
      const bytes = encode(fields, batches, meta)
      return bytes.subarray(0, bytes.length - endOfStream)
    },
    batch(values) {
      const fields = columns.map((column) => arrow.field(column.name, codeType(column.type)))
      const batches = columns.map((column, i) => {
        const missing = dictionaries[column.name]?.[0] === '' ? 'zero' : (column.missing ?? (column.type === 'float64' ? 'nan' : null))
        return batchOf(fields[i]!.type, values[i]!, missing)
      })
      const bytes = encode(fields, batches, null)
      const schemaEnd = 8 + new DataView(bytes.buffer, bytes.byteOffset).getInt32(4, true)
      return bytes.subarray(schemaEnd, bytes.length - endOfStream)
    },
    end: () => new Uint8Array([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]),
  }
}

type Missing = 'zero' | 'negative' | 'nan'

function batchOf(type: arrow.DataType, values: ArrowValues, missing: Missing | null, words?: readonly string[]): arrow.Batch<unknown> {
  const nulls = missing === null ? { validity: new Uint8Array(0), nullCount: 0 } : validityOf(values, missing)
  const BatchType = arrow.batchType(type, {}) as unknown as new (options: object) => arrow.Batch<unknown>
  const batch = new BatchType({ length: values.length, type, values, ...nulls })
  if (words === undefined) return batch
  const dictionaryType = (type as arrow.DictionaryType).dictionary
  return (batch as unknown as { setDictionary: (column: arrow.Column<unknown>) => arrow.Batch<unknown> }).setDictionary(
    arrow.columnFromArray(words.length === 0 ? [''] : [...words], dictionaryType),
  )
}

/** Arrow's bitmap of what is there, lowest bit first; none where nothing is missing. */
function validityOf(values: ArrowValues, missing: Missing): { readonly validity: Uint8Array; readonly nullCount: number } {
  const validity = new Uint8Array((values.length + 7) >> 3)
  let nullCount = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    // NaN alone differs from itself
    if (missing === 'zero' ? value === 0 : missing === 'negative' ? value < 0 : value !== value) nullCount++
    else validity[i >> 3]! |= 1 << (i & 7)
  }
  return nullCount === 0 ? { validity: new Uint8Array(0), nullCount } : { validity, nullCount }
}

function wholeType(type: ColumnType): arrow.DataType {
  if (type === 'words8') return arrow.dictionary(arrow.utf8(), arrow.uint8())
  if (type === 'words16') return arrow.dictionary(arrow.utf8(), arrow.uint16())
  return codeType(type)
}

function codeType(type: ColumnType): arrow.DataType {
  switch (type) {
    case 'int64':
      return arrow.int64()
    case 'int32':
      return arrow.int32()
    case 'uint32':
      return arrow.uint32()
    case 'uint16':
    case 'words16':
      return arrow.uint16()
    case 'uint8':
    case 'words8':
      return arrow.uint8()
    case 'int8':
      return arrow.int8()
    case 'float64':
      return arrow.float64()
  }
}

function emptyOf(type: ColumnType): ArrowValues {
  switch (type) {
    case 'int64':
      return new BigInt64Array(0)
    case 'int32':
      return new Int32Array(0)
    case 'uint32':
      return new Uint32Array(0)
    case 'uint16':
    case 'words16':
      return new Uint16Array(0)
    case 'uint8':
    case 'words8':
      return new Uint8Array(0)
    case 'int8':
      return new Int8Array(0)
    case 'float64':
      return new Float64Array(0)
  }
}
