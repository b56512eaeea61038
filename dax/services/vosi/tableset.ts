import { delimitedName } from '../../../vo/adql/delimited-name.ts'
import type { ColumnDoc, SchemaDoc, TableDoc } from '../../../vo/table/catalog.ts'
import { escapeXml } from '../../../vo/votable/xml.ts'
import { element } from '../xml.ts'

const head = '<?xml version="1.0" encoding="UTF-8"?>\n'
const namespaces =
  'xmlns:vosi="http://www.ivoa.net/xml/VOSITables/v1.0" xmlns:vs="http://www.ivoa.net/xml/VODataService/v1.1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'

/** VOSI tables 1.1: all schemas with their tables; `detail` min leaves columns and keys out. */
export function tablesetDocument(schemas: readonly SchemaDoc[], detail: 'min' | 'max'): string {
  const list = schemas.map(
    (schema) => `<schema>
${element('name', schema.name)}${element('description', schema.description)}${element('utype', schema.utype)}
${schema.tables.map((table) => `<table type="${table.type}">${tableBody(table, detail)}</table>`).join('\n')}
</schema>`,
  )
  return `${head}<vosi:tableset ${namespaces}>\n${list.join('\n')}\n</vosi:tableset>\n`
}

/** One table with its columns (VOSI tables 1.1, /tables/NAME). */
export function tableDocument(table: TableDoc): string {
  return `${head}<vosi:table type="${table.type}" ${namespaces}>${tableBody(table, 'max')}</vosi:table>\n`
}

function tableBody(table: TableDoc, detail: 'min' | 'max'): string {
  const top = `${element('name', table.name)}${element('description', table.description)}${element('utype', table.utype)}`
  if (detail === 'min') return top
  const keys = (table.foreignKeys ?? []).map(
    (key) =>
      `<foreignKey>${element('targetTable', key.target)}${key.columns
        .map(([from, to]) => `<fkColumn>${element('fromColumn', from)}${element('targetColumn', to)}</fkColumn>`)
        .join('')}</foreignKey>`,
  )
  return `${top}\n${table.columns.map(column).join('\n')}\n${keys.join('\n')}`
}

function column(doc: ColumnDoc): string {
  const attributes = [
    doc.arraysize === undefined ? '' : ` arraysize="${escapeXml(doc.arraysize)}"`,
    doc.xtype === undefined ? '' : ` extendedType="${escapeXml(doc.xtype)}"`,
  ].join('')
  const flags = [doc.indexed === true ? '<flag>indexed</flag>' : '', doc.principal === true ? '<flag>principal</flag>' : ''].join('')
  return `<column${doc.std === undefined ? '' : ` std="${doc.std}"`}>${element('name', delimitedName(doc.name))}${element('description', doc.description)}${element('unit', doc.unit)}${element('ucd', doc.ucd)}${element(
    'utype',
    doc.utype,
  )}<dataType xsi:type="vs:VOTableType"${attributes}>${doc.datatype}</dataType>${flags}</column>`
}
