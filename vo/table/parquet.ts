import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer'
import { cell, columnKind } from './build.ts'
import { byteStream } from './byte-stream.ts'
import type { Batch, Cell, Column } from './columns.ts'
import type { Field } from './field.ts'

const types = {
  f64: 'DOUBLE',
  f32: 'FLOAT',
  i32: 'INT32',
  i16: 'INT32',
  u8: 'INT32',
  i64: 'INT64',
  bool: 'BOOLEAN',
  text: 'STRING',
  array: 'STRING',
} as const

/** Rows of a row group: what is held in memory. */
const groupRows = 50_000

/** A Parquet file, one row group at a time; units, UCDs and descriptions are in the metadata key 'votable.fields' as JSON. Arrays are text: '1 2 3'. */
export function parquetStream(fields: readonly Field[], batches: AsyncIterable<Batch> | Iterable<Batch>): ReadableStream<Uint8Array> {
  return byteStream(parquetPieces(fields, batches))
}

async function* parquetPieces(fields: readonly Field[], batches: AsyncIterable<Batch> | Iterable<Batch>): AsyncGenerator<Uint8Array, void> {
  const writer = new ByteWriter()
  const names = uniqueNames(fields)
  const sources = (values: readonly Cell[][]) => names.map((name, i) => ({ name, data: values[i]! as unknown[] }))
  const empty = fields.map((): Cell[] => [])
  const file = new ParquetWriter({
    writer,
    schema: schemaFromColumnData({
      columnData: sources(empty).map((source, i) => ({ ...source, type: types[columnKind(fields[i]!)], nullable: true })),
    }),
    kvMetadata: [{ key: 'votable.fields', value: JSON.stringify(fields) }],
  })
  /** Takes what was written; offsets in the file go on. */
  const taken = (): Uint8Array => {
    const bytes = writer.getBytes().slice()
    writer.index = 0
    return bytes
  }
  let values = fields.map((): Cell[] => [])
  let rows = 0
  for await (const batch of batches) {
    batch.columns.forEach((column, i) => append(values[i]!, column, batch.length))
    rows += batch.length
    if (rows < groupRows) continue
    await file.write({ columnData: sources(values), rowGroupSize: rows })
    values = fields.map(() => [])
    rows = 0
    yield taken()
  }
  if (rows > 0) await file.write({ columnData: sources(values), rowGroupSize: rows })
  await file.finish()
  yield taken()
}

function append(values: Cell[], column: Column, length: number): void {
  for (let row = 0; row < length; row++) {
    const value = cell(column, row)
    values.push(column.kind === 'array' && value !== null ? Array.from(value as ArrayLike<number | bigint>, String).join(' ') : value)
  }
}

/** Readers find columns by name: a name that comes again gets a number. */
function uniqueNames(fields: readonly Field[]): string[] {
  const seen = new Set<string>()
  return fields.map(({ name }) => {
    let unique = name
    for (let n = 2; seen.has(unique); n++) unique = `${name}_${n}`
    seen.add(unique)
    return unique
  })
}
