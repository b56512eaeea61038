import { isNull } from '../table/build.ts'
import type { Batch, Column } from '../table/columns.ts'
import type { Field } from '../table/field.ts'
import { textStream } from '../table/text-stream.ts'
import { base64Encoder, binaryRows } from './binary.ts'
import type { Info } from './document.ts'
import { fixedLength } from './wire-field.ts'
import { attributes, escapeXml } from './xml.ts'

export type Serialization = 'TABLEDATA' | 'BINARY' | 'BINARY2'

/** What becomes known only when the rows have been written: overflow, or an error on the way. */
export type Ending =
  | { readonly status: 'complete' }
  | { readonly status: 'overflow'; readonly message?: string }
  | { readonly status: 'error'; readonly message: string }

export interface VotableOut {
  readonly fields: readonly Field[]
  /** The rows; what the generator returns says how it ended (nothing = complete). */
  readonly batches: AsyncIterable<Batch> | Iterable<Batch>
  /** Asked when the rows are out; overflow gives the INFO after the table that DALI wants. */
  readonly ending?: () => Ending
  readonly infos?: readonly Info[]
  readonly description?: string
  readonly tableName?: string
  /** utype of the RESOURCE's table, or other resources, as XML that is already right (service descriptors). */
  readonly resourcesXml?: string
  /** Attributes of the results RESOURCE besides type="results". */
  readonly resource?: Readonly<Record<string, string>>
}

/** A VOTable 1.4 document (DALI: one RESOURCE type="results"), row by row: memory holds one batch. Errors while reading rows end the document with QUERY_STATUS ERROR. */
export function votableStream(doc: VotableOut, serialization: Serialization = 'TABLEDATA'): ReadableStream<Uint8Array> {
  return textStream(votablePieces(doc, serialization))
}

/** FIELD element. */
export function fieldXml(field: Field, element: 'FIELD' | 'PARAM' = 'FIELD', value?: string): string {
  const inner =
    (field.description === undefined ? '' : `<DESCRIPTION>${escapeXml(field.description)}</DESCRIPTION>`) +
    (field.nullValue === undefined && field.options === undefined
      ? ''
      : `<VALUES${attributes({ null: field.nullValue })}>${(field.options ?? []).map((o) => `<OPTION${attributes({ value: o })}/>`).join('')}</VALUES>`)
  const head = attributes({
    ID: field.id,
    name: field.name,
    datatype: field.datatype,
    arraysize: field.arraysize,
    xtype: field.xtype,
    unit: field.unit,
    ucd: field.ucd,
    utype: field.utype,
    value,
  })
  return inner === '' ? `<${element}${head}/>` : `<${element}${head}>${inner}</${element}>`
}

async function* votablePieces(doc: VotableOut, serialization: Serialization): AsyncGenerator<string | Uint8Array, void> {
  const fields = doc.fields.map((f) => withNull(f, serialization))
  let head = `<?xml version="1.0" encoding="UTF-8"?>
<VOTABLE xmlns="http://www.ivoa.net/xml/VOTable/v1.3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" version="1.4">
<RESOURCE type="results"${attributes(doc.resource ?? {})}>
`
  if (doc.description !== undefined) head += `<DESCRIPTION>${escapeXml(doc.description)}</DESCRIPTION>\n`
  head += '<INFO name="QUERY_STATUS" value="OK"/>\n'
  for (const info of doc.infos ?? []) head += infoXml(info)
  head += `<TABLE${attributes({ name: doc.tableName })}>\n`
  for (const field of fields) head += `${fieldXml(field)}\n`
  head += serialization === 'TABLEDATA' ? '<DATA>\n<TABLEDATA>\n' : `<DATA>\n<${serialization}>\n<STREAM encoding="base64">\n`
  yield head
  let ending: Ending = { status: 'complete' }
  const base64 = base64Encoder()
  try {
    for await (const batch of doc.batches) {
      yield serialization === 'TABLEDATA' ? tableRows(fields, batch) : base64.push(binaryRows(fields, batch, serialization === 'BINARY2'))
    }
    ending = doc.ending?.() ?? ending
  } catch (error) {
    ending = { status: 'error', message: error instanceof Error ? error.message : 'the rows could not all be read' }
  }
  if (serialization !== 'TABLEDATA') yield base64.end()
  let tail = `${serialization === 'TABLEDATA' ? '' : '\n</STREAM>\n'}</${serialization}>\n</DATA>\n</TABLE>\n`
  if (ending.status === 'overflow')
    tail += infoXml({ name: 'QUERY_STATUS', value: 'OVERFLOW', ...(ending.message === undefined ? {} : { text: ending.message }) })
  if (ending.status === 'error') tail += infoXml({ name: 'QUERY_STATUS', value: 'ERROR', text: ending.message })
  tail += `</RESOURCE>\n${doc.resourcesXml ?? ''}</VOTABLE>\n`
  yield tail
}

/** One INFO element with its newline. */
export function infoXml(info: Info): string {
  const head = attributes({ ID: info.id, name: info.name, value: info.value })
  return info.text === undefined || info.text === '' ? `<INFO${head}/>\n` : `<INFO${head}>${escapeXml(info.text)}</INFO>\n`
}

const nullOf: Readonly<Partial<Record<Field['datatype'], string>>> = {
  unsignedByte: '255',
  short: '-32768',
  int: '-2147483648',
  long: '-9223372036854775808',
}

/** BINARY has no null flags: integers get a null value, which the FIELD must tell. */
function withNull(field: Field, serialization: Serialization): Field {
  const nullValue = serialization === 'BINARY' && field.arraysize === undefined ? (field.nullValue ?? nullOf[field.datatype]) : field.nullValue
  return nullValue === undefined ? field : { ...field, nullValue }
}

/** STILTS takes an empty cell for a malformed one where a fixed number of floats is due. */
function nullText(field: Field): string {
  const n = field.datatype === 'float' || field.datatype === 'double' ? fixedLength(field.arraysize) : null
  return n === null || n < 2 ? '' : Array.from({ length: n }, () => 'NaN').join(' ')
}

function tableRows(fields: readonly Field[], batch: Batch): string {
  const cells = batch.columns.map((column, i) => cellWriter(column, nullText(fields[i]!)))
  let out = ''
  for (let row = 0; row < batch.length; row++) {
    out += '<TR>'
    for (let i = 0; i < cells.length; i++) {
      const text = cells[i]!(row)
      out += text === '' ? '<TD/>' : `<TD>${text}</TD>`
    }
    out += '</TR>\n'
  }
  return out
}

/** What stands in a cell, chosen once for a column. */
function cellWriter(column: Column, missing: string): (row: number) => string {
  switch (column.kind) {
    case 'text':
      return (row) => escapeXml(column.data[row] ?? '')
    case 'bool':
      return (row) => (isNull(column, row) ? '' : column.data[row] === 1 ? 'true' : 'false')
    case 'array': {
      const text = column.data.some((value) => value instanceof Float32Array) ? float32Text : numberText
      return (row) => {
        const value = column.data[row] ?? null
        return value === null ? missing : Array.from(value, (x) => text(x as number)).join(' ')
      }
    }
    case 'f32':
      return (row) => (isNull(column, row) ? '' : float32Text(column.data[row]!))
    default:
      return (row) => (isNull(column, row) ? '' : numberText(column.data[row]!))
  }
}

/** A number as VOTable and CSV write it: shortest that reads back the same; +Inf, -Inf, NaN by name. */
export function numberText(x: number | bigint): string {
  if (typeof x === 'number' && !Number.isFinite(x)) return Number.isNaN(x) ? 'NaN' : x > 0 ? '+Inf' : '-Inf'
  return String(x)
}

/** The shortest decimal that is the same float32. */
export function float32Text(x: number): string {
  if (!Number.isFinite(x)) return numberText(x)
  // 7 digits find all shorter ones too
  for (let digits = 7; digits <= 9; digits++) {
    const text = Number(x.toPrecision(digits))
    if (Math.fround(text) === x) return String(text)
  }
  return String(x)
}
