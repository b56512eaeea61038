import { bandName } from '../../../vo/obscore/band-name.ts'
import { cell } from '../../../vo/table/build.ts'
import type { Column, Table } from '../../../vo/table/columns.ts'

/** The table with a column `band`, told from em_min and em_max, where the archive has no band column of its own. */
export function withBand(table: Table): Table {
  const at = (name: string): Column | undefined => table.columns[table.fields.findIndex((f) => f.name.toLowerCase() === name)]
  const [min, max] = [at('em_min'), at('em_max')]
  if (at('lsst_band') !== undefined || min === undefined || max === undefined) return table
  const number = (column: Column, row: number): number | null => {
    const value = cell(column, row)
    return typeof value === 'number' ? value : null
  }
  const data = Array.from({ length: table.length }, (_, row) => bandName(number(min, row), number(max, row)))
  return {
    ...table,
    fields: [...table.fields, { name: 'band', datatype: 'char', arraysize: '*', description: 'Told by Skydax from em_min and em_max' }],
    columns: [...table.columns, { kind: 'text', data }],
  }
}
