import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCsv } from './csv-read.ts'

const quote = (cell: string): string => (/[",\r\n]/u.test(cell) || cell === '' ? `"${cell.replaceAll('"', '""')}"` : cell)

describe('reading CSV', () => {
  it('gives back any cells, with the line that each row begins on', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'B', '1', ' ', ',', '"', '\n', '☆', '#', '\t') })
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { maxLength: 6 }), fc.constantFrom('\n', '\r\n'), (rows, end) => {
        const text = [['p', 'q'], ...rows].map((row) => row.map(quote).join(',') + end).join('')
        const read = readCsv(text)
        expect(read.ok && read.value.rows.map((row) => row.cells)).toEqual(rows)
        if (!read.ok) return
        for (const { line, cells } of read.value.rows)
          expect(
            text
              .split('\n')
              .slice(line - 1)
              .join('\n')
              .startsWith(quote(cells[0] ?? '')),
          ).toBe(true)
      }),
    )
  })

  it.each([
    ['', /empty/u],
    ['a,b\n1', /line 2 has 1 cells, and the header has 2/u],
    ['a,b\n1,"2', /quote on line 2 is never closed/u],
    ['a,b\n1,"2"x', /line 2 goes on after a closing quote/u],
    ['a,a\n1,2', /names column "a" twice/u],
  ])('refuses %j with the place', (text, message) => {
    const read = readCsv(text)
    expect(read.ok ? '' : read.error.message).toMatch(message)
  })

  it('reads TSV, passes over comments before the header, empty lines and a byte order mark', () => {
    const read = readCsv('\uFEFF# made by hand\na\tb\n\n1\t2, and more\r\n')
    expect(read.ok && read.value).toEqual({ header: ['a', 'b'], rows: [{ line: 4, cells: ['1', '2, and more'] }] })
  })
})
