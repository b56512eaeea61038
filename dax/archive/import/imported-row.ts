import type { ObscoreRow } from '../../../vo/obscore/row.ts'

/** A row of an imported table: the image it describes, or all that is wrong with it. `at` names its place: 'row 7', 'line 12'. */
export type ImportedRow = { readonly at: string; readonly row: ObscoreRow } | { readonly at: string; readonly problems: readonly string[] }

/** A table as images, and sentences about what was left aside. */
export interface ImportedTable {
  readonly rows: Iterable<ImportedRow>
  readonly notes: readonly string[]
}

/** A table by column: a value by column name (lower case) and row; null where there is no such column. */
export interface TableCells {
  readonly names: readonly string[]
  /** Unit that the table gives for a column; undefined where it tells none. */
  readonly unit: (name: string) => string | undefined
  readonly length: number
  readonly at: (row: number) => string
  readonly cell: (name: string, row: number) => unknown
}
