import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { cell } from '../table/build.ts'
import { readVotable } from './read.ts'

const folder = new URL('./testing/', import.meta.url)
const truth = JSON.parse(readFileSync(new URL('tables.json', folder), 'utf8')) as Record<string, unknown[]>

/** A value in the spelling of tables.json: large integers and what JSON has no number for as text. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return value > 2n ** 53n - 1n || value < -(2n ** 53n - 1n) ? String(value) : Number(value)
  if (typeof value === 'number' && !Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (value !== null && typeof value === 'object') return Array.from(value as ArrayLike<number | bigint>, plain)
  return value
}

/** What the file can hold of a value: texts of blanks, nulls, floats of 32 bits. */
function expected(name: string, value: unknown, row: number, nullRow: boolean): unknown {
  const scalar = !['pair', 'list', 'grid', 'bits', 'z'].includes(name)
  if (nullRow && row === 5 && scalar) return null
  if (value === '' || value === 'nan' || (Array.isArray(value) && value.length === 0)) return null
  if (name === 'float' && typeof value === 'number') return Math.fround(value)
  if (name === 'bits') return (value as boolean[]).map(Number)
  return Array.isArray(value) ? value.flat() : value
}

describe('what others write', () => {
  it.each(['astropy-tabledata', 'astropy-binary', 'astropy-binary2', 'stilts-tabledata', 'stilts-binary', 'stilts-binary2'])(
    '%s is read to the bit',
    async (name) => {
      const read = await readVotable(new Uint8Array(readFileSync(new URL(`${name}.xml`, folder))))
      if (!read.ok) throw new Error(read.error.message)
      const { table } = read.value
      expect(table.length).toBe(6)
      for (const [i, field] of table.fields.entries()) {
        const got = Array.from({ length: 6 }, (_, row) => plain(cell(table.columns[i]!, row)))
        const want = (truth[field.name] ?? []).map((value, row) => expected(field.name, value, row, got[row] === null))
        // empty texts are null in TABLEDATA and BINARY, and may be either in BINARY2
        expect([field.name, got.map((value) => (value === '' || (Array.isArray(value) && value.length === 0) ? null : value))]).toEqual([
          field.name,
          want,
        ])
      }
    },
  )
})
