import type { Table } from '../../../vo/table/columns.ts'

// until the graph of helper lineage is here
export function AnswerGraph({ table }: { readonly table: Table; readonly entityColumn: string; readonly selected: number | null }) {
  return (
    <section className="answer-graph" aria-label="Lineage">
      {table.length} rows
    </section>
  )
}
