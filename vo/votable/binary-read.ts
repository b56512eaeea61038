import type { Field } from '../table/field.ts'
import { elementSize, fixedLength } from './binary.ts'

/** Takes base64 text piece by piece and gives rows as they are complete. */
export interface BinaryReader {
  push(base64: string): void
  /** After the last piece: null, or what is wrong (bytes that are no whole row). */
  end(): string | null
}

/** Longest array or text of one cell, bytes: beyond it the stream is taken for corrupt. */
const maxCellBytes = 64_000_000

const decoder = new TextDecoder()
const wideDecoder = new TextDecoder('utf-16be')

/** Reads BINARY or BINARY2 rows. A short row stays until more text comes. */
export function binaryReader(fields: readonly Field[], flags: boolean, take: (row: readonly unknown[]) => void): BinaryReader {
  let bytes = new Uint8Array(1 << 16)
  let length = 0
  let pending = ''
  let problem: string | null = null
  const flagBytes = (fields.length + 7) >> 3

  function append(text: string): void {
    const clean = pending + text.replace(/\s+/gu, '')
    const whole = clean.length - (clean.length % 4)
    pending = clean.slice(whole)
    if (whole === 0) return
    let decoded: string
    try {
      decoded = atob(clean.slice(0, whole))
    } catch {
      problem ??= 'the data are not base64'
      return
    }
    if (length + decoded.length > bytes.length) {
      const wider = new Uint8Array(Math.max(2 * bytes.length, length + decoded.length))
      wider.set(bytes.subarray(0, length))
      bytes = wider
    }
    for (let i = 0; i < decoded.length; i++) bytes[length + i] = decoded.charCodeAt(i)
    length += decoded.length
  }

  function drain(): void {
    const view = new DataView(bytes.buffer)
    let at = 0
    while (at < length && problem === null) {
      const next = readRow(view, at)
      if (next === null) break
      at = next
    }
    bytes.copyWithin(0, at, length)
    length -= at
  }

  function readRow(view: DataView, start: number): number | null {
    let at = start
    if (flags && (at += flagBytes) > length) return null
    const row: unknown[] = []
    for (let i = 0; i < fields.length; i++) {
      const field = fields[i]!
      const missing = flags && (bytes[start + (i >> 3)]! & (0x80 >> (i & 7))) !== 0
      const size = elementSize[field.datatype]
      let count = fixedLength(field.arraysize)
      if (count === null) {
        if (at + 4 > length) return null
        count = view.getInt32(at)
        at += 4
        if (count < 0 || count * size > maxCellBytes) {
          problem = `field ${field.name} claims ${count} elements: the stream is corrupt`
          return null
        }
      }
      if (at + count * size > length) return null
      row.push(missing ? null : valueAt(view, at, field, count))
      at += count * size
    }
    take(row)
    return at
  }

  function valueAt(view: DataView, at: number, field: Field, count: number): unknown {
    if (field.datatype === 'char' || field.datatype === 'unicodeChar') {
      const raw = bytes.subarray(at, at + count * elementSize[field.datatype])
      const text = (field.datatype === 'char' ? decoder : wideDecoder).decode(raw)
      const end = text.indexOf('\0')
      const cut = end < 0 ? text : text.slice(0, end)
      return cut === '' ? null : cut
    }
    if (field.arraysize === undefined || field.arraysize === '1') {
      const value = elementAt(view, at, field.datatype)
      if (value === null || (field.nullValue !== undefined && String(value) === field.nullValue)) return null
      return field.datatype === 'boolean' ? value === 1 : value
    }
    if (count === 0) return null
    const size = elementSize[field.datatype]
    if (field.datatype === 'long') return BigInt64Array.from({ length: count }, (_, k) => view.getBigInt64(at + k * size))
    return Float64Array.from({ length: count }, (_, k) => Number(elementAt(view, at + k * size, field.datatype) ?? NaN))
  }

  return {
    push(text) {
      if (problem !== null) return
      append(text)
      drain()
    },
    end() {
      if (problem !== null) return problem
      if (pending !== '') return 'the base64 data end within a group of four'
      return length > 0 ? `the data end within a row (${length} bytes left over)` : null
    },
  }
}

function elementAt(view: DataView, at: number, datatype: Field['datatype']): number | bigint | null {
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
      const c = String.fromCharCode(view.getUint8(at)).toLowerCase()
      return c === 't' || c === '1' ? 1 : c === 'f' || c === '0' ? 0 : null
    }
    default:
      return view.getUint8(at)
  }
}
