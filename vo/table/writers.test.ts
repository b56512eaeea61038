import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { describe, expect, it } from 'vitest'
import { BatchBuilder } from './build.ts'
import type { Batch } from './columns.ts'
import { readCsv } from './csv-read.ts'
import { csvStream, tsvStream } from './csv.ts'
import type { Field } from './field.ts'
import { jsonStream } from './json.ts'
import { parquetStream } from './parquet.ts'

const fields: readonly Field[] = [
  { name: 'id', datatype: 'long' },
  { name: 'x', datatype: 'double', unit: 'deg' },
  { name: 'f', datatype: 'float' },
  { name: 'ok', datatype: 'boolean' },
  { name: 's', datatype: 'char', arraysize: '*' },
  { name: 'a', datatype: 'int', arraysize: '*' },
]
const rows: readonly (readonly unknown[])[] = [
  [9223372036854775807n, 0.1, 0.1, true, 'comma, "quote"\nline', Int32Array.of(1, 2)],
  [-1n, -1e300, 3, false, ' blank ', Int32Array.of(3)],
  [null, null, null, null, null, null],
]

function batchOf(list: readonly (readonly unknown[])[]): Batch {
  const builder = new BatchBuilder(fields)
  for (const row of list) builder.add(row)
  return builder.finish()
}

const text = (stream: ReadableStream<Uint8Array>) => new Response(stream).text()

describe('tables as text', () => {
  it('CSV reads back to the same cells', async () => {
    const read = readCsv(await text(csvStream(fields, [batchOf(rows)])))
    expect(read.ok && [read.value.header, read.value.rows.map((row) => row.cells)]).toEqual([
      ['id', 'x', 'f', 'ok', 's', 'a'],
      [
        ['9223372036854775807', '0.1', '0.1', 'true', 'comma, "quote"\nline', '1 2'],
        ['-1', '-1e+300', '3', 'false', ' blank ', '3'],
        ['', '', '', '', '', ''],
      ],
    ])
  })

  it('TSV keeps one line a row', async () => {
    expect((await text(tsvStream(fields, [batchOf(rows)]))).split('\n')).toHaveLength(5)
  })

  it('JSON keeps 64-bit integers as text and nulls as null', async () => {
    const document = JSON.parse(await text(jsonStream(fields, [batchOf(rows), batchOf(rows.slice(0, 1))]))) as {
      metadata: unknown[]
      data: unknown[][]
    }
    expect(document.metadata).toEqual(fields)
    expect(document.data).toHaveLength(4)
    expect(document.data[0]?.slice(0, 2)).toEqual(['9223372036854775807', 0.1])
    expect(document.data[2]).toEqual([null, null, null, null, null, null])
  })
})

describe('tables as Parquet', () => {
  it('reads back to the same cells, in several row groups, with the meaning of the columns', async () => {
    const many = (from: number): Batch => batchOf(Array.from({ length: 30_000 }, (_, i) => [BigInt(from + i), i / 7, 1, true, `n${i}`, null]))
    const bytes = await new Response(parquetStream(fields, [batchOf(rows), many(0), many(30_000), many(60_000)])).arrayBuffer()
    const metadata = parquetMetadata(bytes)
    expect([Number(metadata.num_rows), metadata.row_groups.length]).toEqual([90_003, 2])
    expect(JSON.parse(metadata.key_value_metadata?.find(({ key }) => key === 'votable.fields')?.value ?? '')).toEqual(fields)
    const read = await parquetReadObjects({ file: bytes })
    expect(read.slice(0, 3)).toEqual([
      { id: 9223372036854775807n, x: 0.1, f: Math.fround(0.1), ok: true, s: 'comma, "quote"\nline', a: '1 2' },
      { id: -1n, x: -1e300, f: 3, ok: false, s: ' blank ', a: '3' },
      { id: null, x: null, f: null, ok: null, s: null, a: null },
    ])
    expect(read.at(-1)).toMatchObject({ id: 89_999n, s: 'n29999' })
  })

  it('gives a table without rows too', async () => {
    const bytes = await new Response(parquetStream(fields, [])).arrayBuffer()
    expect(Number(parquetMetadata(bytes).num_rows)).toBe(0)
  })

  it('pulls batches only as it is read', async () => {
    let pulled = 0
    async function* endless() {
      for (;;) {
        pulled += 1
        yield batchOf(Array.from({ length: 10_000 }, (_, i) => [BigInt(i), 1, 1, true, 'x', null]))
      }
    }
    const reader = parquetStream(fields, endless()).getReader()
    await reader.read()
    expect(pulled).toBe(5)
    await reader.cancel()
  })
})
