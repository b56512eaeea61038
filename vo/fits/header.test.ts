import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { card, type CardValue } from './card.ts'
import { parseCard, parseHeader } from './header.ts'
import { fitsLimits } from './limits.ts'
import { cardLines, writeHeader } from './write.ts'

const lines = (...cards: string[]) =>
  new TextEncoder().encode(
    [...cards, 'END']
      .map((line) => line.padEnd(80))
      .join('')
      .padEnd(2880),
  )
const value = (line: string) => parseCard(line.padEnd(80)).value

function headerOf(...cards: string[]) {
  const read = parseHeader(lines('SIMPLE  =                    T', ...cards))
  if (!read.ok) throw new Error(read.error.message)
  return read.value.header
}

describe('cards', () => {
  it.each<[string, CardValue]>([
    ["A       = 'text''s  '           / comment", "text's"],
    ["A       = ''", ''],
    ["A       = '  lead'", '  lead'],
    ["A       = 'a / b'  / c", 'a / b'],
    ['A       =  T', true],
    ['A       = F / no', false],
    ['A       =                   42', 42],
    ['A       = +7/x', 7],
    ['A       = 12345678901234567890', 12345678901234567890n],
    ['A       = 1.5D-3', 0.0015],
    ['A       = -.5', -0.5],
    ['A       = 1.E5', 1e5],
    ['A       = (1.0, -2.5)', { re: 1, im: -2.5 }],
    ['A       =                      / nothing', null],
    ['COMMENT = is text', undefined],
    ['HISTORY of it', undefined],
    ['HIERARCH ESO TEL AIRM START = 1.25 / airmass', 1.25],
    ['HIERARCH SIMULATE MTMOUNT= 1 / MTMount', 1],
  ])('%s', (line, expected) => expect(value(line)).toEqual(expected))

  it('join over CONTINUE', () => {
    const header = headerOf("LONG    = 'one &'", "CONTINUE  'two &'", "CONTINUE  'three' / said", 'NEXT    = 1')
    expect(header.text('LONG')).toBe('one two three')
    expect(header.number('NEXT')).toBe(1)
  })

  it('that are not as the standard wants are read as well as can be, and named', () => {
    const header = headerOf("A       = 'open", 'B       = 3 apples', 'C       = 1')
    expect(header.text('A')).toBe('open')
    expect(header.text('B')).toBe('3 apples')
    expect(header.problems).toHaveLength(2)
    expect(header.problems[0]).toContain('card 2')
  })

  it('come back as they were written', () => {
    const text = fc
      .string({ unit: fc.integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code)), maxLength: 300 })
      .map((one) => one.trimEnd())
    // a text that ends in '&' would read as one that goes on
    const values = fc.oneof(
      text.filter((one) => !one.endsWith('&')),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => (x === 0 ? 0 : x)),
      fc.boolean(),
      fc.bigInt({ min: 2n ** 60n, max: 2n ** 63n }),
    )
    const keyword = fc
      .oneof(fc.stringMatching(/^[A-Z][A-Z0-9_-]{0,7}$/), fc.stringMatching(/^ESO [A-Z]{3,12} [A-Z]{3,9}$/))
      .filter(
        (one) =>
          !/^(END|COMMENT|HISTORY|CONTINUE|HIERARCH|SIMPLE|NAXIS\d*|BITPIX|XTENSION|EXTEND|[PG]COUNT|GROUPS|BLOCKED|CHECKSUM|DATASUM)$/.test(one),
      )
    fc.assert(
      fc.property(keyword, values, (name, original) => {
        for (const line of cardLines(card(name, original, 'c'))) expect(line).toHaveLength(80)
        const read = parseHeader(writeHeader([card('SIMPLE', true)], [card(name, original)]))
        if (!read.ok) throw new Error(read.error.message)
        expect(read.value.header.value(name)).toEqual(original)
      }),
      { numRuns: 500 },
    )
  })
})

describe('headers that are not', () => {
  it.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(0), 'not FITS'],
    ['HTML', new TextEncoder().encode('<!DOCTYPE html><html>'.padEnd(2880)), 'not FITS'],
    ['a header without END', new TextEncoder().encode('SIMPLE  =                    T'.padEnd(2880)), 'cut off'],
    [
      'zero bytes',
      Uint8Array.from([...new TextEncoder().encode('SIMPLE  =                    T'.padEnd(80)), ...new Uint8Array(2800)]),
      'zero bytes',
    ],
  ])('%s', (_, bytes, words) => {
    const read = parseHeader(bytes)
    expect(!read.ok && read.error.message).toContain(words)
  })

  it('a hundred thousand cards are refused at the limit, quickly', () => {
    const bytes = new TextEncoder().encode('SIMPLE  =                    T'.padEnd(80) + 'A       = 1'.padEnd(80).repeat(100_000))
    const started = performance.now()
    const read = parseHeader(bytes)
    expect(!read.ok && read.error.message).toContain(`more than ${fitsLimits.headerCards} cards`)
    expect(performance.now() - started).toBeLessThan(500)
  })

  it('a text that goes on for ever is refused', () => {
    const read = parseHeader(
      lines(
        'SIMPLE  =                    T',
        `A       = '${'x'.repeat(60)}&'`,
        ...Array.from({ length: 5000 }, () => `CONTINUE  '${'x'.repeat(60)}&'`),
      ),
    )
    expect(!read.ok && read.error.message).toContain('characters')
  })
})
