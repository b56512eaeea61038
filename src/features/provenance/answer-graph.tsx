import { useMemo } from 'react'
import { useSearchParams } from 'react-router'
import type { Table } from '../../../vo/table/columns.ts'
import { useArchives } from '../../api/archive-context.ts'
import { lineageService } from '../../api/lineage.ts'
import { textOf } from '../../api/votable-answer.ts'
import { LineageGraph } from './graph/lineage-graph.tsx'

/** Entities of an answer that a graph begins from. */
const most = 300

/** The answer's entities with what made them and what came of them; alike ones are one box. */
export function AnswerGraph({
  table,
  entityColumn,
  selected,
}: {
  readonly table: Table
  readonly entityColumn: string
  readonly selected: number | null
}) {
  const { current } = useArchives()
  const [params] = useSearchParams()
  const ids = useMemo(() => {
    const found = new Set<string>()
    for (let row = 0; row < table.length && found.size < most; row++) {
      const id = textOf(table, entityColumn, row)
      if (id !== null && id !== '') found.add(id)
    }
    return [...found]
  }, [table, entityColumn])
  const service = lineageService(current)
  if (service === null) {
    return (
      <section aria-label="Lineage" className="lineage-empty">
        <p>{current.title} offers no lineage, so there is no graph of this answer.</p>
      </section>
    )
  }
  const focus = selected === null ? null : textOf(table, entityColumn, selected)
  return (
    <LineageGraph service={service} roots={ids} depth={1} direction="BOTH" archive={params.get('archive')} {...(focus === null ? {} : { focus })}>
      {ids.length === most ? <span className="dim">The graph begins from the first {most} things of the answer.</span> : null}
    </LineageGraph>
  )
}
