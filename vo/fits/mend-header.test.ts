import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { card } from './card.ts'
import { readFits } from './file.ts'
import { cardProblem, headerPlaces, mendHeader, typedValue } from './mend-header.ts'
import { writeFits } from './write.ts'

const file = writeFits([
  {
    axes: [3, 2],
    data: new Int16Array([1, 2, 3, 4, 5, 6]),
    cards: [card('OBJECT', 'NGC 1', 'what'), card('LONG', 'x'.repeat(150)), card('CTYPE1', 'RA---TNN')],
  },
  { axes: [2], data: new Float32Array([1, 2]), cards: Array.from({ length: 40 }, (_, i) => card(`KEY${i}`, i)) },
])
const read = (bytes: Uint8Array) => {
  const found = readFits(bytes)
  if (!found.ok) throw new Error(found.error.message)
  return found.value
}

function mended(bytes: Uint8Array, hdu: number, keyword: string, text: string): Uint8Array {
  const { start, end } = headerPlaces(read(bytes))[hdu]!
  const header = mendHeader(bytes.subarray(start, end), keyword, text)
  if (!header.ok) throw new Error(header.error.message)
  return new Uint8Array(Buffer.concat([bytes.subarray(0, start), header.value, bytes.subarray(end)]))
}

describe('headerPlaces', () => {
  it('finds where each header begins and ends', () => {
    const places = headerPlaces(read(file))
    expect(places.map(({ start }) => String.fromCharCode(...file.subarray(start, start + 8)))).toEqual(['SIMPLE  ', 'XTENSION'])
    expect([...file.subarray(places[1]!.end, places[1]!.end + 4)]).toEqual([0x3f, 0x80, 0, 0])
  })

  it.each(['HorseHead.fits', 'panstarrs-g-m61.fits', 'gc_2mass_h.fits'])('agrees with the real %s', (name) => {
    let bytes: Uint8Array
    try {
      bytes = readFileSync(new URL(`../../../shared/data/fits/${name}`, import.meta.url))
    } catch {
      return console.warn(`skipped: ../shared/data/fits/${name} is not here`)
    }
    for (const { start, end } of headerPlaces(read(bytes))) {
      expect(String.fromCharCode(...bytes.subarray(start, start + 8))).toMatch(/^(?:SIMPLE {2}|XTENSION)$/u)
      expect(end % 2880).toBe(0)
    }
    expect(read(mended(bytes, 0, 'OBJECT', 'M 42')).hdus.map(({ data }) => data.length)).toEqual(read(bytes).hdus.map(({ data }) => data.length))
  })
})

describe('mendHeader', () => {
  it('changes one card, and leaves all others as they stand', () => {
    const [before, after] = [read(file), read(mended(file, 0, 'CTYPE1', 'RA---TAN'))]
    expect(after.hdus[0]!.header.text('CTYPE1')).toBe('RA---TAN')
    expect(after.hdus[0]!.header.cards.filter(({ keyword }) => keyword !== 'CTYPE1')).toEqual(
      before.hdus[0]!.header.cards.filter(({ keyword }) => keyword !== 'CTYPE1'),
    )
    expect(after.hdus.map(({ data }) => [...data])).toEqual(before.hdus.map(({ data }) => [...data]))
  })

  it('adds a card, also where the header then needs another block', () => {
    let bytes = file
    for (let i = 0; i < 40; i++) bytes = mended(bytes, 1, `NEW${i}`, String(i))
    expect(read(bytes).hdus[1]!.header.number('NEW39')).toBe(39)
    expect([...read(bytes).hdus[1]!.data]).toEqual([...read(file).hdus[1]!.data])
  })

  it('keeps the comment, and drops a CHECKSUM that it would break', () => {
    const summed = mended(file, 0, 'OBJECT', "O'Neil")
    expect(read(summed).hdus[0]!.header.cards.find(({ keyword }) => keyword === 'OBJECT')).toMatchObject({ value: "O'Neil", comment: 'what' })
    const lines = new TextEncoder().encode("CHECKSUM= 'abcdefghijklmnop'".padEnd(80))
    const header = file.slice(0, 2880)
    const free = String.fromCharCode(...header).indexOf('END     ')
    header.set(lines, free)
    header.set(new TextEncoder().encode('END'.padEnd(80)), free + 80)
    const out = mendHeader(header, 'FILTER', 'r')
    expect(out.ok && String.fromCharCode(...out.value)).not.toContain('CHECKSUM')
  })

  it.each([
    ['NAXIS1', '3', /cannot be changed here/u],
    ['ZCMPTYPE', 'RICE_1', /cannot be changed here/u],
    ['TOO-LONG-A', '1', /is no keyword/u],
    ['', '1', /keyword is missing/u],
    ['COMMENT', 'x', /holds no value/u],
    ['OBJECT', ' ', /value of OBJECT is missing/u],
    ['OBJECT', 'Größe', /characters that FITS does not know/u],
  ])('refuses %s = %s', (keyword, text, why) => {
    expect(cardProblem(keyword, text)).toMatch(why)
    expect(mendHeader(file, keyword, text).ok).toBe(false)
  })

  it('reads back any text and number that it wrote', () => {
    const ascii = fc.string({ unit: fc.integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code)), maxLength: 120 })
    fc.assert(
      fc.property(fc.oneof(ascii, fc.double({ noNaN: true, noDefaultInfinity: true }).map(String), fc.integer().map(String)), (text) => {
        if (text.trim() === '') return
        const out = mendHeader(file, 'ANY', text)
        if (!out.ok) throw new Error(out.error.message)
        const [value] = read(new Uint8Array(Buffer.concat([out.value, file.subarray(2880)])))
          .hdus[0]!.header.cards.filter(({ keyword }) => keyword === 'ANY')
          .map((one) => one.value)
        const typed = typedValue(text)
        expect(value).toEqual(typeof typed === 'string' ? typed.trimEnd() : typed)
      }),
      { numRuns: 100 },
    )
  })
})
