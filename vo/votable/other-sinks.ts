import { columnKind } from '../table/build.ts'
import type { Datatype } from '../table/field.ts'
import { floatOf, integerOf } from './decimal.ts'
import { clip } from './malformed.ts'
import { floatSink, integerSink, longSink } from './number-sinks.ts'
import { Growing, skipBlank, skipBlankBack, type Sink } from './sink.ts'
import { elementSize, type WireField } from './wire-field.ts'

/** The sink for a column. `emptyIsNull`: the serialization has no other way to say null for texts and arrays (TABLEDATA, BINARY). */
export function sinkFor(wired: WireField, emptyIsNull: boolean): Sink {
  const { field, wire } = wired
  const kind = columnKind(field)
  switch (kind) {
    case 'f64':
    case 'f32':
      return floatSink(kind, field.nullValue)
    case 'i32':
    case 'i16':
    case 'u8':
      return integerSink(kind, field.nullValue)
    case 'i64':
      return longSink(field.nullValue)
    case 'bool':
      return booleanSink(wire === 'bit')
    case 'text':
      return textSink(field.datatype === 'unicodeChar', emptyIsNull)
    case 'array':
      return arraySink(field.datatype, wire === 'bit', emptyIsNull)
  }
}

/** 1, 0, or -1 for unknown ('?', blank, NUL); undefined where it is no boolean. */
function truth(word: string): 1 | 0 | -1 | undefined {
  if (/^(t|true|1)$/iu.test(word)) return 1
  if (/^(f|false|0)$/iu.test(word)) return 0
  return word === '' || word === '?' ? -1 : undefined
}

function truthOfByte(byte: number): 1 | 0 | -1 {
  if (byte === 0x54 || byte === 0x74 || byte === 0x31) return 1
  return byte === 0x46 || byte === 0x66 || byte === 0x30 ? 0 : -1
}

const bitAt = (bytes: Uint8Array, at: number, index: number): 0 | 1 => ((bytes[at + (index >> 3)]! & (0x80 >> (index & 7))) === 0 ? 0 : 1)

function booleanSink(bit: boolean): Sink {
  const rows = new Growing((n) => new Uint8Array(n))
  const put = (value: 1 | 0 | -1): void => {
    const row = rows.next()
    rows.data[row] = value === 1 ? 1 : 0
    if (value === -1) rows.flag(row)
  }
  return {
    text(text, from, to) {
      const value = truth(text.slice(from, to).trim())
      if (value === undefined) return `"${clip(text.slice(from, to).trim())}" is not a boolean (true, false, T, F, 1, 0)`
      put(value)
      return null
    },
    binary: (bytes, _view, at, _count, flagged) => put(flagged ? -1 : bit ? bitAt(bytes, at, 0) : truthOfByte(bytes[at]!)),
    take: () => ({ kind: 'bool', ...rows.take() }),
  }
}

/** Shorter strings are copied by engines anyway; longer slices would keep the whole piece of the document that they were cut from. */
const sliceLimit = 13

function own(text: string): string {
  return text.length < sliceLimit ? text : ` ${text}`.slice(1)
}

function textSink(wide: boolean, emptyIsNull: boolean): Sink {
  let rows: (string | null)[] = []
  let last = ''
  const decoder = new TextDecoder(wide ? 'utf-16be' : 'utf-8', { ignoreBOM: true })
  const wideText = (bytes: Uint8Array, at: number, to: number): string | null => {
    let end = at
    while (end < to && (bytes[end] !== 0 || bytes[end + 1] !== 0)) end += 2
    return end === at && emptyIsNull ? null : decoder.decode(bytes.subarray(at, end))
  }
  return {
    text(text, from, to) {
      if (from === to) rows.push(null)
      else {
        // neighbours are often the same (collection, instrument): one string for all of them
        if (last.length !== to - from || !text.startsWith(last, from)) last = own(text.slice(from, to))
        rows.push(last)
      }
      return null
    },
    binary(bytes, _view, at, count, flagged) {
      if (flagged) {
        rows.push(null)
        return
      }
      if (wide) rows.push(wideText(bytes, at, at + 2 * count))
      else {
        let end = at
        let all = 0
        for (; end < at + count && bytes[end] !== 0; end++) all |= bytes[end]!
        if (all > 0x7f || end - at > shortText) last = decoder.decode(bytes.subarray(at, end))
        else if (!same(bytes, at, end, last)) last = shortAscii(bytes, at, end)
        rows.push(end === at && emptyIsNull ? null : last)
      }
    },
    take() {
      const data = rows
      rows = []
      return { kind: 'text', data }
    },
  }
}

/** Longest text that is put together by hand: for short ones a call of the decoder costs more than they are worth. */
const shortText = 24

function same(bytes: Uint8Array, from: number, to: number, text: string): boolean {
  if (text.length !== to - from) return false
  for (let i = from; i < to; i++) if (bytes[i] !== text.charCodeAt(i - from)) return false
  return true
}

/** Eight bytes a call. */
function shortAscii(b: Uint8Array, from: number, to: number): string {
  let text = ''
  let i = from
  for (; i + 8 <= to; i += 8) text += String.fromCharCode(b[i]!, b[i + 1]!, b[i + 2]!, b[i + 3]!, b[i + 4]!, b[i + 5]!, b[i + 6]!, b[i + 7]!)
  for (; i < to; i++) text += String.fromCharCode(b[i]!)
  return text
}

type Elements = Float64Array | Float32Array | Int32Array | Int16Array | Uint8Array | BigInt64Array

/** Arrays of booleans are 1, 0, and 255 for unknown. */
const unknownBoolean = 255

function makeArray(datatype: Datatype, n: number): Elements {
  switch (datatype) {
    case 'double':
      return new Float64Array(n)
    case 'float':
      return new Float32Array(n)
    case 'long':
      return new BigInt64Array(n)
    case 'int':
      return new Int32Array(n)
    case 'short':
      return new Int16Array(n)
    default:
      return new Uint8Array(n)
  }
}

const bitsOf: Readonly<Partial<Record<Datatype, 8 | 16 | 32 | 64>>> = { unsignedByte: 8, short: 16, int: 32, long: 64 }

function elementOf(datatype: Datatype, word: string): number | bigint | undefined {
  if (datatype === 'float' || datatype === 'double') return floatOf(word)
  if (datatype === 'boolean') {
    const value = truth(word)
    return value === -1 ? unknownBoolean : value
  }
  const value = integerOf(word, bitsOf[datatype] ?? 32)
  return value === undefined || datatype === 'long' ? value : Number(value)
}

function arraySink(datatype: Datatype, bit: boolean, emptyIsNull: boolean): Sink {
  let rows: (Elements | null)[] = []
  const size = elementSize[datatype]
  return {
    text(text, from, to) {
      const start = skipBlank(text, from, to)
      const end = skipBlankBack(text, start, to)
      if (start === end) {
        rows.push(null)
        return null
      }
      const inner = text.slice(start, end)
      const words = bit && !/[\s,]/u.test(inner) ? [...inner] : inner.split(/[\s,]+/u)
      const values = makeArray(datatype, words.length)
      for (let i = 0; i < words.length; i++) {
        const value = elementOf(datatype, words[i]!)
        if (value === undefined) return `"${clip(words[i]!)}" is not a ${datatype} (element ${i + 1})`
        values[i] = value as never
      }
      rows.push(values)
      return null
    },
    binary(bytes, view, at, count, flagged) {
      if (flagged || (emptyIsNull && count === 0)) {
        rows.push(null)
        return
      }
      const values = makeArray(datatype, count)
      for (let k = 0; k < count; k++) values[k] = (bit ? bitAt(bytes, at, k) : elementAt(bytes, view, at + k * size, datatype)) as never
      rows.push(values)
    },
    take() {
      const data = rows
      rows = []
      return { kind: 'array', data }
    },
  }
}

function elementAt(bytes: Uint8Array, view: DataView, at: number, datatype: Datatype): number | bigint {
  switch (datatype) {
    case 'double':
      return view.getFloat64(at)
    case 'float':
      return view.getFloat32(at)
    case 'long':
      return view.getBigInt64(at)
    case 'int':
      return view.getInt32(at)
    case 'short':
      return view.getInt16(at)
    case 'boolean': {
      const value = truthOfByte(bytes[at]!)
      return value === -1 ? unknownBoolean : value
    }
    default:
      return bytes[at]!
  }
}
