import { isNull } from '../table/build.ts'
import type { Batch, Column } from '../table/columns.ts'
import type { Field } from '../table/field.ts'
import { putAscii, utf8 } from '../table/put-text.ts'
import { elementSize, fixedLength } from './wire-field.ts'

/** Rows as BINARY2 (flags first, then values) or BINARY (nulls as NaN, '', or the field's null value). Big-endian, as the standard says. */
export function binaryRows(fields: readonly Field[], batch: Batch, flags: boolean): Uint8Array {
  const out = growing(batch.length * fields.length * 8 + 64)
  const flagBytes = (fields.length + 7) >> 3
  for (let row = 0; row < batch.length; row++) {
    if (flags) {
      const at = out.reserve(flagBytes)
      for (let i = 0; i < flagBytes; i++) out.bytes()[at + i] = 0
      for (let i = 0; i < fields.length; i++) if (isNull(batch.columns[i]!, row)) out.bytes()[at + (i >> 3)]! |= 0x80 >> (i & 7)
    }
    for (let i = 0; i < fields.length; i++) writeCell(out, fields[i]!, batch.columns[i]!, row)
  }
  return out.taken()
}

interface Growing {
  reserve(n: number): number
  bytes(): Uint8Array
  view(): DataView
  taken(): Uint8Array
}

function growing(size: number): Growing {
  let bytes = new Uint8Array(size)
  let view = new DataView(bytes.buffer)
  let length = 0
  return {
    reserve(n) {
      if (length + n > bytes.length) {
        const wider = new Uint8Array(Math.max(2 * bytes.length, length + n))
        wider.set(bytes)
        bytes = wider
        view = new DataView(bytes.buffer)
      }
      const at = length
      length += n
      return at
    },
    bytes: () => bytes,
    view: () => view,
    taken: () => bytes.subarray(0, length),
  }
}

function writeCell(out: Growing, field: Field, column: Column, row: number): void {
  const missing = isNull(column, row)
  if (column.kind === 'text') {
    writeText(out, field, missing ? '' : (column.data[row] ?? ''))
    return
  }
  if (column.kind === 'array') {
    const value = missing ? [] : (column.data[row] ?? [])
    const fixed = fixedLength(field.arraysize)
    const n = fixed ?? value.length
    if (fixed === null) {
      const at = out.reserve(4)
      out.view().setInt32(at, n)
    }
    for (let k = 0; k < n; k++) writeNumber(out, field, value[k] ?? (field.datatype === 'float' || field.datatype === 'double' ? NaN : 0))
    return
  }
  if (column.kind === 'bool') {
    const at = out.reserve(1)
    out.bytes()[at] = missing ? 0x3f : column.data[row] === 1 ? 0x54 : 0x46
    return
  }
  if (missing)
    writeNumber(
      out,
      field,
      field.datatype === 'float' || field.datatype === 'double' ? NaN : field.nullValue === undefined ? 0 : BigInt(field.nullValue),
    )
  else writeNumber(out, field, column.data[row]!)
}

function writeText(out: Growing, field: Field, text: string): void {
  if (field.datatype === 'unicodeChar') return writeEncoded(out, field, utf16(text), 2)
  const fixed = fixedLength(field.arraysize)
  if (fixed !== null) {
    if (text.length > fixed) return writeEncoded(out, field, utf8(text), 1)
    const at = out.reserve(fixed)
    out.bytes().fill(0, at, at + fixed)
    if (!putAscii(out.bytes(), at, text)) out.bytes().set(utf8(text).subarray(0, fixed), at)
    return
  }
  const at = out.reserve(4 + text.length)
  let { length } = text
  if (!putAscii(out.bytes(), at + 4, text)) {
    // never shorter than its UTF-16
    const bytes = utf8(text)
    length = bytes.length
    out.reserve(length - text.length)
    out.bytes().set(bytes, at + 4)
  }
  out.view().setInt32(at, length)
}

function writeEncoded(out: Growing, field: Field, bytes: Uint8Array, unit: 1 | 2): void {
  const fixed = fixedLength(field.arraysize)
  if (fixed === null) {
    const at = out.reserve(4 + bytes.length)
    out.view().setInt32(at, bytes.length / unit)
    out.bytes().set(bytes, at + 4)
    return
  }
  const at = out.reserve(fixed * unit)
  out.bytes().fill(0, at, at + fixed * unit)
  out.bytes().set(bytes.subarray(0, fixed * unit), at)
}

function utf16(text: string): Uint8Array {
  const bytes = new Uint8Array(2 * text.length)
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i))
  return bytes
}

function writeNumber(out: Growing, field: Field, value: number | bigint): void {
  const at = out.reserve(elementSize[field.datatype])
  const view = out.view()
  switch (field.datatype) {
    case 'double':
      view.setFloat64(at, Number(value))
      return
    case 'float':
      view.setFloat32(at, Number(value))
      return
    case 'long':
      view.setBigInt64(at, BigInt(value))
      return
    case 'int':
      view.setInt32(at, Number(value))
      return
    case 'short':
      view.setInt16(at, Number(value))
      return
    default:
      view.setUint8(at, Number(value))
  }
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const codes = utf8(alphabet)

/** Base64 of bytes, as ASCII; only the last piece of a stream may have a length that is no multiple of 3. */
function encode(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(4 * Math.ceil(bytes.length / 3))
  const whole = bytes.length - (bytes.length % 3)
  let o = 0
  for (let i = 0; i < whole; i += 3) {
    const group = (bytes[i]! << 16) | (bytes[i + 1]! << 8) | bytes[i + 2]!
    out[o++] = codes[group >> 18]!
    out[o++] = codes[(group >> 12) & 63]!
    out[o++] = codes[(group >> 6) & 63]!
    out[o++] = codes[group & 63]!
  }
  if (whole < bytes.length) {
    const two = whole + 2 === bytes.length
    const group = (bytes[whole]! << 16) | (two ? bytes[whole + 1]! << 8 : 0)
    out[o++] = codes[group >> 18]!
    out[o++] = codes[(group >> 12) & 63]!
    out[o++] = two ? codes[(group >> 6) & 63]! : 0x3d
    out[o++] = 0x3d
  }
  return out
}

/** Base64, as ASCII, of a stream of chunks: call `push` for each, `end` for the rest. Lines are not broken. */
export function base64Encoder(): { push(bytes: Uint8Array): Uint8Array<ArrayBuffer>; end(): Uint8Array<ArrayBuffer> } {
  let rest = new Uint8Array(0)
  return {
    push(bytes) {
      const all = new Uint8Array(rest.length + bytes.length)
      all.set(rest)
      all.set(bytes, rest.length)
      const whole = all.length - (all.length % 3)
      rest = all.slice(whole)
      return encode(all.subarray(0, whole))
    },
    end: () => encode(rest),
  }
}
