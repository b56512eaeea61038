import { cell } from '../../../vo/table/build.ts'
import type { Table } from '../../../vo/table/columns.ts'
import { factsOf } from '../../../vo/templates/ask.ts'
import type { Facts } from '../../../vo/templates/ask.ts'

/** What a row of the result tells of its image, for questions about it. */
export function rowFacts(table: Table, row: number): Facts {
  return factsOf(table.fields.map((field, i) => [field.name, cell(table.columns[i]!, row)] as const))
}
