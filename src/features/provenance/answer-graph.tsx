import { Suspense, lazy, useMemo } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { Template } from '../../../vo/templates/template.ts'
import type { Table } from '../../../vo/table/columns.ts'
import { useArchives } from '../../api/archive-context.ts'
import { lineageService } from '../../api/lineage.ts'
import { columnAt, textOf } from '../../api/votable-answer.ts'
import { Waiting } from '../../ui/waiting.tsx'
import { valueText } from './form-values.ts'
import type { Values } from './form-values.ts'
import { lineageTo } from './graph/addresses.ts'

const LineageGraph = lazy(async () => ({ default: (await import('./graph/lineage-graph.tsx')).LineageGraph }))

/** Things of an answer that a graph begins with; more make no picture. */
const mostRoots = 40

/** The things of an answer as a graph: those of the selected row, else those that the form names, else the first of the answer. */
export function AnswerGraph(props: {
  readonly template: Pick<Template, 'parameters'>
  readonly values: Values
  readonly table: Table
  /** Column of ids of datasets or of activities. */
  readonly idColumn: string
  readonly selected: number | null
}) {
  const { template, values, table, idColumn, selected } = props
  const { current } = useArchives()
  const [params] = useSearchParams()
  const archive = params.get('archive')
  const service = lineageService(current)
  const all = useMemo(() => idsOf(table, idColumn), [table, idColumn])
  const asked = template.parameters.find((p) => p.type === 'entity' && valueText(values[p.name]) !== '')
  const picked = selected === null ? null : textOf(table, idColumn, selected)
  const named = asked === undefined ? [] : valueText(values[asked.name]).split(', ')
  const roots = picked !== null ? [picked] : named.length > 0 ? named : all.slice(0, mostRoots)
  const text = roots.join(' ')
  // the same roots are the same graph
  const stable = useMemo(() => text.split(' ').filter((id) => id !== ''), [text])
  const depth = /^\d{1,2}$/u.test(valueText(values['depth'])) ? Math.max(1, Number(valueText(values['depth']))) : 1
  if (service === null) {
    return (
      <section aria-label="Lineage" className="empty">
        <p>{current.title} offers no lineage: the answer can be read as a table.</p>
      </section>
    )
  }
  const about =
    picked !== null
      ? 'Of the selected row.'
      : named.length > 0
        ? 'Of what the form names; select a row in the table to begin with that.'
        : all.length > mostRoots
          ? `Of the first ${mostRoots} of ${all.length.toLocaleString('en')}; select a row in the table to begin with that.`
          : ''
  return (
    <div className="answer-graph">
      <Suspense fallback={<Waiting running words="Loading the graph" />}>
        <LineageGraph service={service} roots={stable} depth={depth} direction="BOTH" archive={archive}>
          <span className="dim">{about}</span>
          <Link className="button" to={lineageTo(stable, archive)}>
            Whole page
          </Link>
        </LineageGraph>
      </Suspense>
    </div>
  )
}

function idsOf(table: Table, column: string): readonly string[] {
  const at = table.columns[columnAt(table, column)]
  return at?.kind === 'text' ? [...new Set(at.data.filter((id) => id !== null))] : []
}
