import { cell } from '../../../vo/table/build.ts'
import { readCsv } from '../../../vo/table/csv-read.ts'
import { ok, type Result } from '../../../vo/result.ts'
import { readVotable } from '../../../vo/votable/read.ts'
import type { TableCells } from './imported-row.ts'

/** A VOTable by columns. ESO, GAVO and others prefix utypes with "obscore:"; a column that has an ObsCore name by utype only is not looked for. */
export async function votableCells(bytes: Uint8Array): Promise<Result<TableCells>> {
  const read = await readVotable(bytes)
  if (!read.ok) return read
  const { fields, columns, length } = read.value.table
  const index = new Map(fields.map((field, i) => [field.name.toLowerCase(), i]))
  return ok({
    names: [...index.keys()],
    unit: (name) => fields[index.get(name) ?? -1]?.unit,
    length,
    at: (row) => `row ${row + 1}`,
    cell: (name, row) => {
      const column = columns[index.get(name) ?? -1]
      return column === undefined ? null : cell(column, row)
    },
  })
}

/** A CSV or TSV table by columns. */
export function csvCells(text: string): Result<TableCells> {
  const read = readCsv(text)
  if (!read.ok) return read
  const { header, rows } = read.value
  const index = new Map(header.map((name, i) => [name.toLowerCase(), i]))
  return ok({
    names: [...index.keys()],
    unit: () => undefined,
    length: rows.length,
    at: (row) => `line ${rows[row]?.line ?? 0}`,
    cell: (name, row) => rows[row]?.cells[index.get(name) ?? -1] ?? null,
  })
}
