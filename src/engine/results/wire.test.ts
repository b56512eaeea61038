import { expect, it } from 'vitest'
import type { Table } from '../../../vo/table/columns.ts'
import { buildFootprints } from '../sky/footprint-set.ts'
import { fromWire, toWire } from './wire.ts'

const table: Table = {
  fields: [
    { name: 'band', datatype: 'char', arraysize: '*' },
    { name: 'id', datatype: 'char', arraysize: '*' },
    { name: 's_region', datatype: 'char', arraysize: '*' },
    { name: 'visit', datatype: 'long' },
  ],
  length: 6000,
  overflow: true,
  columns: [
    { kind: 'text', data: Array.from({ length: 6000 }, (_, i) => ['u', 'g', null][i % 3] ?? null) },
    { kind: 'text', data: Array.from({ length: 6000 }, (_, i) => `ivo://x?${i}`) },
    { kind: 'text', data: Array.from({ length: 6000 }, () => null) },
    { kind: 'i64', data: BigInt64Array.from({ length: 6000 }, (_, i) => 2026031800000n + BigInt(i)) },
  ],
}

it('a result crosses whole, but for the region texts: words as codes, numbers transferred', () => {
  const { result, transfer } = toWire(table, buildFootprints([]))
  expect(result.columns.map((c) => c.kind)).toEqual(['words', 'text', 'i64'])
  const sent = structuredClone(result, { transfer: [...transfer] })
  const { table: there } = fromWire(sent)
  expect(there.fields.map((f) => f.name)).toEqual(['band', 'id', 'visit'])
  expect(there.overflow).toBe(true)
  expect(there.columns[0]).toEqual({ kind: 'text', data: Array.from({ length: 6000 }, (_, i) => ['u', 'g', null][i % 3] ?? null) })
  expect(there.columns[2]!.data[5999]).toBe(2026031805999n)
  expect((table.columns[3] as { data: BigInt64Array }).data.length).toBe(0)
})
