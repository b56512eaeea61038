import { cell } from '../../../vo/table/build.ts'
import type { Table } from '../../../vo/table/columns.ts'

/** What footprints are coloured by: a class per row of the answer, most frequent first. */
export interface SkyClasses {
  readonly column: string
  readonly classes: readonly { readonly value: string; readonly count: number }[]
  /** Class of each row, an index into `classes`. */
  readonly ofRow: Uint8Array
}

/** More classes than colours a person tells apart: the rest is one class, 'other'. */
export const maxClasses = 8

const preferred = [
  'status_name',
  'status',
  'run',
  'dataset_type',
  'task',
  'input_state',
  'band',
  'lsst_band',
  'node',
  'produced',
  'caveats',
  'version',
]

/** Columns that sort rows into few classes, what tells most of an answer first. */
export function classColumns(table: Table): readonly string[] {
  const found = table.fields.flatMap((field, i): readonly { readonly name: string; readonly order: number }[] => {
    const column = table.columns[i]!
    if (column.kind === 'f64' || column.kind === 'f32' || column.kind === 'array') return []
    const seen = new Set<unknown>()
    for (let row = 0; row < table.length && seen.size <= 40; row++) seen.add(cell(column, row))
    if (seen.size > 40 || (seen.size > maxClasses && seen.size > table.length / 2)) return []
    const rank = preferred.indexOf(field.name.toLowerCase())
    // one class only tells little: after the others
    return [{ name: field.name, order: (rank < 0 ? preferred.length : rank) + (seen.size < 2 ? 100 : 0) }]
  })
  return found.toSorted((a, b) => a.order - b.order).map((f) => f.name)
}

/** Classes of one column; null cells are the class 'none'. */
export function skyClasses(table: Table, name: string): SkyClasses {
  const column = table.columns[table.fields.findIndex((f) => f.name === name)]
  const texts = Array.from({ length: table.length }, (_, row) => {
    const value = column === undefined ? null : cell(column, row)
    return value === null || typeof value === 'object' ? 'none' : String(value)
  })
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  const all = [...counts].toSorted((a, b) => b[1] - a[1]).map(([value, count]) => ({ value, count }))
  const kept = all.length <= maxClasses ? all : all.slice(0, maxClasses - 1)
  const rest = all.slice(kept.length).reduce((sum, c) => sum + c.count, 0)
  const classes = rest === 0 ? kept : [...kept, { value: 'other', count: rest }]
  const place = new Map(kept.map((c, i) => [c.value, i]))
  return { column: name, classes, ofRow: Uint8Array.from(texts, (text) => place.get(text) ?? kept.length) }
}
