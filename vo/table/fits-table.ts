import { cell, columnKind, isNull } from './build.ts'
import { byteStream } from './byte-stream.ts'
import type { Batch, Column } from './columns.ts'
import { compactRows } from './compact-rows.ts'
import type { Field } from './field.ts'
import { putAscii, utf8 } from './put-text.ts'

/** BINTABLE form of a column: letter, elements, bytes. */
interface Form {
  readonly code: string
  readonly bytes: number
  readonly width: number
}

const scalar: Readonly<Record<Field['datatype'], readonly [code: string, bytes: number]>> = {
  boolean: ['L', 1],
  unsignedByte: ['B', 1],
  short: ['I', 2],
  int: ['J', 4],
  long: ['K', 8],
  float: ['E', 4],
  double: ['D', 8],
  char: ['A', 1],
  unicodeChar: ['A', 1],
}

const integerNull: Readonly<Partial<Record<Field['datatype'], bigint>>> = {
  unsignedByte: 255n,
  short: -32768n,
  int: -2147483648n,
  long: -9223372036854775808n,
}

/**
 * A FITS file with one BINTABLE. The number of rows and the width of texts stand in the header, before the rows: so all rows are read first, and
 * kept as packed bytes meanwhile (MAXREC bounds them).
 */
export function fitsTableStream(fields: readonly Field[], batches: AsyncIterable<Batch> | Iterable<Batch>): ReadableStream<Uint8Array> {
  return byteStream(fitsPieces(fields, batches))
}

async function* fitsPieces(fields: readonly Field[], batches: AsyncIterable<Batch> | Iterable<Batch>): AsyncGenerator<Uint8Array, void> {
  const kept = compactRows(fields)
  const widths = fields.map(() => 1)
  for await (const batch of batches) {
    batch.columns.forEach((column, i) => (widths[i] = Math.max(widths[i]!, widest(column))))
    kept.add(batch)
  }
  const forms = fields.map((field, i) => formOf(field, widths[i]!))
  const rowBytes = forms.reduce((n, f) => n + f.bytes * f.width, 0)
  const rows = kept.rows
  yield header([
    ['SIMPLE', 'T', ''],
    ['BITPIX', 8, ''],
    ['NAXIS', 0, ''],
    ['EXTEND', 'T', ''],
  ])
  yield header(tableCards(fields, forms, rowBytes, rows))
  for (const batch of kept.taken()) yield rowsOf(fields, forms, batch, rowBytes)
  const rest = (rowBytes * rows) % 2880
  if (rest > 0) yield new Uint8Array(2880 - rest)
}

/** Bytes of the longest text, or elements of the longest array, of a column. */
function widest(column: Column): number {
  let width = 1
  if (column.kind === 'text') for (const text of column.data) width = Math.max(width, text === null ? 0 : utf8Length(text))
  if (column.kind === 'array') for (const values of column.data) width = Math.max(width, values?.length ?? 0)
  return width
}

function utf8Length(text: string): number {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return utf8(text).length
  return text.length
}

function formOf(field: Field, width: number): Form {
  const [code, bytes] = scalar[field.datatype]
  const kind = columnKind(field)
  return kind === 'text' ? { code, bytes: 1, width } : { code, bytes, width: kind === 'array' ? width : 1 }
}

type Card = readonly [keyword: string, value: string | number, comment: string]

function tableCards(fields: readonly Field[], forms: readonly Form[], rowBytes: number, rows: number): Card[] {
  const cards: Card[] = [
    ['XTENSION', "'BINTABLE'", 'binary table'],
    ['BITPIX', 8, ''],
    ['NAXIS', 2, ''],
    ['NAXIS1', rowBytes, 'bytes per row'],
    ['NAXIS2', rows, 'rows'],
    ['PCOUNT', 0, ''],
    ['GCOUNT', 1, ''],
    ['TFIELDS', fields.length, ''],
  ]
  fields.forEach((f, i) => {
    const n = i + 1
    cards.push([`TTYPE${n}`, quoted(f.name), ''], [`TFORM${n}`, quoted(`${forms[i]!.width}${forms[i]!.code}`), ''])
    if (f.unit !== undefined) cards.push([`TUNIT${n}`, quoted(f.unit), ''])
    const missing = integerNull[f.datatype]
    if (missing !== undefined && columnKind(f) !== 'array') cards.push([`TNULL${n}`, String(missing), ''])
    if (f.ucd !== undefined) cards.push([`TUCD${n}`, quoted(f.ucd), ''])
  })
  return cards
}

function quoted(text: string): string {
  return `'${text
    .replace(/[^\x20-\x7E]/gu, '?')
    .replaceAll("'", "''")
    .slice(0, 66)
    .padEnd(8)}'`
}

function header(cards: readonly Card[]): Uint8Array {
  let text = ''
  for (const [keyword, value, comment] of cards) {
    const shown = typeof value === 'string' && value.startsWith("'") ? value : String(value).padStart(20)
    text += `${keyword.padEnd(8)}= ${shown}${comment === '' ? '' : ` / ${comment}`}`.padEnd(80).slice(0, 80)
  }
  text += 'END'.padEnd(80)
  return utf8(text.padEnd(Math.ceil(text.length / 2880) * 2880))
}

function rowsOf(fields: readonly Field[], forms: readonly Form[], batch: Batch, rowBytes: number): Uint8Array {
  const bytes = new Uint8Array(rowBytes * batch.length)
  const view = new DataView(bytes.buffer)
  let at = 0
  for (let row = 0; row < batch.length; row++) {
    for (let i = 0; i < fields.length; i++) {
      const form = forms[i]!
      writeCell(view, bytes, at, fields[i]!, form, batch.columns[i]!, row)
      at += form.bytes * form.width
    }
  }
  return bytes
}

function writeCell(view: DataView, bytes: Uint8Array, at: number, field: Field, form: Form, column: Column, row: number): void {
  if (column.kind === 'text') {
    const text = column.data[row] ?? ''
    if (text.length > form.width || !putAscii(bytes, at, text)) bytes.set(utf8(text).subarray(0, form.width), at)
    return
  }
  if (column.kind === 'array') {
    const values = column.data[row] ?? []
    for (let k = 0; k < form.width; k++)
      put(view, at + k * form.bytes, field.datatype, values[k] ?? (form.code === 'E' || form.code === 'D' ? NaN : 0))
    return
  }
  if (column.kind === 'bool') {
    bytes[at] = isNull(column, row) ? 0 : column.data[row] === 1 ? 0x54 : 0x46
    return
  }
  const value = cell(column, row) as number | bigint | null
  put(view, at, field.datatype, value ?? integerNull[field.datatype] ?? NaN)
}

function put(view: DataView, at: number, datatype: Field['datatype'], value: number | bigint): void {
  if (datatype === 'double') view.setFloat64(at, Number(value))
  else if (datatype === 'float') view.setFloat32(at, Number(value))
  else if (datatype === 'long') view.setBigInt64(at, BigInt(value))
  else if (datatype === 'int') view.setInt32(at, Number(value))
  else if (datatype === 'short') view.setInt16(at, Number(value))
  else view.setUint8(at, Number(value))
}
