import type { Column } from '../table/columns.ts'
import { decimalOf, floatOf, integerOf } from './decimal.ts'
import { clip } from './malformed.ts'
import { Growing, skipBlank, skipBlankBack, type Sink } from './sink.ts'

/** float and double: NaN where null. */
export function floatSink(kind: 'f64' | 'f32', nullValue: string | undefined): Sink {
  const rows = kind === 'f64' ? new Growing((n) => new Float64Array(n)) : new Growing((n) => new Float32Array(n))
  const missing = nullValue === undefined ? undefined : floatOf(nullValue)
  return {
    text(text, from, to) {
      const start = skipBlank(text, from, to)
      const end = skipBlankBack(text, start, to)
      const row = rows.next()
      if (start === end) {
        rows.data[row] = NaN
        return null
      }
      let value: number | undefined = decimalOf(text, start, end)
      if (Number.isNaN(value)) {
        value = floatOf(text.slice(start, end))
        if (value === undefined) return `"${clip(text.slice(start, end))}" is not a ${kind === 'f64' ? 'double' : 'float'}`
      }
      rows.data[row] = value === missing ? NaN : value
      return null
    },
    binary(_bytes, view, at, _count, flagged) {
      const row = rows.next()
      const value = flagged ? NaN : kind === 'f64' ? view.getFloat64(at) : view.getFloat32(at)
      rows.data[row] = value === missing ? NaN : value
    },
    take: () => ({ kind, ...rows.take() }) as Column,
  }
}

const integers = {
  i32: { bits: 32, name: 'int', make: (n: number) => new Int32Array(n), read: (v: DataView, at: number) => v.getInt32(at) },
  i16: { bits: 16, name: 'short', make: (n: number) => new Int16Array(n), read: (v: DataView, at: number) => v.getInt16(at) },
  u8: { bits: 8, name: 'unsignedByte', make: (n: number) => new Uint8Array(n), read: (v: DataView, at: number) => v.getUint8(at) },
} as const

/** unsignedByte, short and int. Null where the cell is empty, 'NaN', or the field's null value. */
export function integerSink(kind: 'i32' | 'i16' | 'u8', nullValue: string | undefined): Sink {
  const { bits, name, make, read } = integers[kind]
  const rows = new Growing<Int32Array | Int16Array | Uint8Array>(make)
  const given = nullValue === undefined ? undefined : integerOf(nullValue.trim(), bits)
  const missing = given === undefined ? NaN : Number(given)
  return {
    text(text, from, to) {
      const start = skipBlank(text, from, to)
      const end = skipBlankBack(text, start, to)
      const row = rows.next()
      let value = end - start <= 9 && end > start ? smallInteger(text, start, end) : NaN
      if (Number.isNaN(value) || (bits !== 32 && (value < (bits === 8 ? 0 : -32768) || value >= (bits === 8 ? 256 : 32768)))) {
        const word = text.slice(start, end)
        const exact = word === '' || word === nullValue || /^nan$/iu.test(word) ? null : (integerOf(word, bits) ?? wholeDecimal(word, bits))
        if (exact === undefined) return `"${clip(word)}" is not ${name === 'int' || name === 'unsignedByte' ? 'an' : 'a'} ${name}`
        value = exact === null ? NaN : Number(exact)
        if (exact === null) rows.flag(row)
      }
      if (value === missing) rows.flag(row)
      rows.data[row] = value
      return null
    },
    binary(_bytes, view, at, _count, flagged) {
      const row = rows.next()
      const value = read(view, at)
      rows.data[row] = value
      if (flagged || value === missing) rows.flag(row)
    },
    take: () => ({ kind, ...rows.take() }) as Column,
  }
}

function isDigit(text: string, at: number): boolean {
  const c = text.charCodeAt(at)
  return c >= 0x30 && c <= 0x39
}

/** An integer of up to 15 characters; NaN where it is none. */
function smallInteger(text: string, from: number, to: number): number {
  let i = from
  const c = text.charCodeAt(i)
  if (c === 0x2d || c === 0x2b) i += 1
  if (i === to) return NaN
  let value = 0
  for (; i < to; i++) {
    const d = text.charCodeAt(i) - 0x30
    if (d < 0 || d > 9) return NaN
    value = value * 10 + d
  }
  return c === 0x2d ? -value : value
}

/** Some services write integers as '12.0' or '1e3'. */
function wholeDecimal(text: string, bits: 8 | 16 | 32 | 64): bigint | undefined {
  const value = decimalOf(text, 0, text.length)
  return Number.isSafeInteger(value) ? integerOf(String(value), bits) : undefined
}

/** long: exact to 64 bits. */
export function longSink(nullValue: string | undefined): Sink {
  const rows = new Growing((n) => new BigInt64Array(n))
  const missing = nullValue === undefined ? undefined : integerOf(nullValue.trim(), 64)
  return {
    text(text, from, to) {
      const start = skipBlank(text, from, to)
      const end = skipBlankBack(text, start, to)
      const row = rows.next()
      const length = end - start
      const small = length > 0 && length <= 15 ? smallInteger(text, start, end) : NaN
      // up to 18 digits in two halves: faster than the general way, which also knows signs, hexadecimals and limits
      const high = length > 15 && length <= 18 && isDigit(text, start) ? smallInteger(text, start, end - 9) : NaN
      const low = Number.isNaN(high) || !isDigit(text, end - 9) ? NaN : smallInteger(text, end - 9, end)
      if (!Number.isNaN(small)) rows.data[row] = BigInt(small)
      else if (!Number.isNaN(low)) rows.data[row] = BigInt(high) * 1_000_000_000n + BigInt(low)
      else {
        const word = text.slice(start, end)
        if (word === '' || word === nullValue || /^nan$/iu.test(word)) {
          rows.data[row] = 0n
          rows.flag(row)
          return null
        }
        const value = integerOf(word, 64) ?? wholeDecimal(word, 64)
        if (value === undefined) return `"${clip(word)}" is not a long (an integer of 64 bits)`
        rows.data[row] = value
      }
      if (missing !== undefined && rows.data[row] === missing) rows.flag(row)
      return null
    },
    binary(_bytes, view, at, _count, flagged) {
      const row = rows.next()
      const value = view.getBigInt64(at)
      rows.data[row] = value
      if (flagged || value === missing) rows.flag(row)
    },
    take: () => ({ kind: 'i64', ...rows.take() }),
  }
}
