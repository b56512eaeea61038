import { parquetWriteBuffer } from 'hyparquet-writer'
import { cell, columnKind } from './build.ts'
import type { Batch, Cell } from './columns.ts'
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

/** A Parquet file; units, UCDs and descriptions are in the metadata key 'votable.fields' as JSON. Arrays are text. All batches are read first. */
export function parquetStream(fields: readonly Field[], batches: AsyncIterable<Batch> | Iterable<Batch>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async start(controller) {
      const values: Cell[][] = fields.map(() => [])
      for await (const batch of batches) {
        batch.columns.forEach((c, i) => {
          for (let row = 0; row < batch.length; row++) values[i]!.push(cell(c, row))
        })
      }
      const buffer = parquetWriteBuffer({
        columnData: fields.map((f, i) => {
          const kind = columnKind(f)
          const data = kind === 'array' ? values[i]!.map((v) => (v === null ? null : Array.from(v as ArrayLike<number>).join(' '))) : values[i]!
          return { name: f.name, data: data as unknown[], type: types[kind], nullable: true }
        }),
        kvMetadata: [{ key: 'votable.fields', value: JSON.stringify(fields) }],
      })
      controller.enqueue(new Uint8Array(buffer))
      controller.close()
    },
  })
}
