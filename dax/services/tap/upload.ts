import { cell } from '../../../vo/table/build.ts'
import type { ColumnDoc, TableDoc } from '../../../vo/table/catalog.ts'
import type { Table } from '../../../vo/table/columns.ts'
import type { Field } from '../../../vo/table/field.ts'
import { readVotable } from '../../../vo/votable/read.ts'
import type { Sql, SqlValue } from '../../archive/db.ts'
import { identifier, quotedName } from '../../archive/sql-text.ts'
import { Fault } from '../../fault.ts'

/** A table that came with a request: what ADQL may say of it, and how it gets into the session of the query. */
export interface UploadedTable {
  /** Named tap_upload.NAME, in lower case. */
  readonly doc: TableDoc
  /** Makes the temporary table NAME, fills it, and lets users' queries read it. It goes with the transaction. */
  readonly load: (tx: Sql) => Promise<void>
}

/** Columns that PostgreSQL holds in one table. */
const maxColumns = 1000
const maxNameBytes = 63

/** Reads an uploaded VOTable. Throws a usage Fault that names the table and what is wrong in it. */
export async function readUpload(name: string, bytes: Uint8Array | ReadableStream<Uint8Array>): Promise<UploadedTable> {
  const read = await readVotable(bytes)
  if (!read.ok) throw new Fault('usage', `The uploaded table ${name} cannot be read: ${read.error.message}.`, ['query', 'UPLOAD'])
  const { table } = read.value
  if (table.fields.length === 0) throw new Fault('usage', `The uploaded table ${name} has no columns.`, ['query', 'UPLOAD'])
  checkColumns(name, table.fields)
  const short = name.toLowerCase()
  const columns = table.fields.map(columnDoc)
  return {
    doc: { name: `tap_upload.${short}`, type: 'table', description: 'Uploaded with the query', columns },
    async load(tx) {
      const list = table.fields.map((field) => `${quotedName(field.name)} ${sqlType(field)}`).join(', ')
      await tx.exec(`CREATE TEMPORARY TABLE ${identifier(short)} (${list}) ON COMMIT DROP; GRANT SELECT ON pg_temp.${identifier(short)} TO dax_user`)
      await fill(tx, short, table)
      await tx.exec(`ANALYZE pg_temp.${identifier(short)}`)
    },
  }
}

function checkColumns(name: string, fields: readonly Field[]): void {
  if (fields.length > maxColumns)
    throw new Fault('usage', `The uploaded table ${name} has ${fields.length} columns; the limit is ${maxColumns}.`, ['query', 'UPLOAD'])
  const seen = new Set<string>()
  for (const field of fields) {
    const key = field.name.toLowerCase()
    if (seen.has(key)) throw new Fault('usage', `The uploaded table ${name} has two columns named ${field.name}. Rename one.`, ['query', 'UPLOAD'])
    seen.add(key)
    if (new TextEncoder().encode(field.name).length > maxNameBytes) {
      throw new Fault(
        'usage',
        `The uploaded table ${name} has a column whose name is longer than ${maxNameBytes} bytes: ${field.name.slice(0, 70)}.`,
        ['query', 'UPLOAD'],
      )
    }
  }
}

function columnDoc(field: Field): ColumnDoc {
  // null values, ids and options belong to the file that came, not to the table
  const { nullValue: _n, id: _i, options: _o, ...rest } = field
  const text = field.datatype === 'char' || field.datatype === 'unicodeChar'
  return text ? { ...rest, datatype: field.datatype, arraysize: '*' } : rest
}

async function fill(tx: Sql, short: string, table: Table): Promise<void> {
  function* rows(): Generator<SqlValue[]> {
    for (let row = 0; row < table.length; row++) yield table.columns.map((column) => sqlValue(cell(column, row)))
  }
  // COPY takes the plain name: pg_temp comes first in the search path for tables
  await tx.copyIn(
    short,
    table.fields.map((field) => field.name),
    rows(),
  )
}

function sqlValue(value: ReturnType<typeof cell>): SqlValue {
  if (typeof value === 'string') return value.replaceAll('\0', '')
  if (value !== null && typeof value === 'object') return Array.from(value, (x) => x)
  return value
}

/** How a field of an upload is kept: a type of PostgreSQL. */
function sqlType(field: Field): string {
  const array = field.arraysize !== undefined && field.arraysize !== '1' ? '[]' : ''
  switch (field.datatype) {
    case 'char':
    case 'unicodeChar':
      return 'text'
    case 'boolean':
      return `boolean${array}`
    case 'unsignedByte':
    case 'short':
      return `smallint${array}`
    case 'int':
      return `integer${array}`
    case 'long':
      return `bigint${array}`
    case 'float':
      return `real${array}`
    case 'double':
      return `double precision${array}`
  }
}
