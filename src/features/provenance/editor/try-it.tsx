import { useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import type { Template } from '../../../../vo/templates/template.ts'
import { headline, sentence } from '../../../api/api-error.ts'
import { FailureBox } from '../../../ui/failure-box.tsx'
import { VirtualGrid } from '../../../ui/virtual-grid.tsx'
import { Waiting } from '../../../ui/waiting.tsx'
import { answerCell, answerColumns } from '../answer-cells.tsx'
import { expansionOf } from '../expansion.ts'
import { QueryPreview } from '../form/query-preview.tsx'
import { useAnswer } from '../use-answer.ts'

/** Rows that a try brings. */
const tryRows = 200

/** Fills the blanks with their examples, shows the query, and runs it for a few rows. */
export function TryIt({ template }: { readonly template: Template }) {
  const [query, setQuery] = useState<string | null>(null)
  const values = useMemo(
    () => ({
      ...Object.fromEntries(template.parameters.flatMap((p) => (p.default === undefined ? [] : [[p.name, p.default]]))),
      ...template.example,
    }),
    [template],
  )
  const expansion = useMemo(() => expansionOf(template, values), [template, values])
  const answer = useAnswer(query, tryRows)
  const table = answer.result?.table ?? null
  const columns = useMemo(() => (table === null ? [] : answerColumns(table)), [table])
  const [hover, setHover] = useState<number | null>(null)
  const render = (row: number, name: string): ReactNode => {
    const at = table?.fields.findIndex((f) => f.name === name) ?? -1
    return table === null || at < 0 ? null : answerCell(table.fields[at]!, table.columns[at]!, row)
  }
  return (
    <div className="try-it">
      <h2>Try it</h2>
      <p className="dim">With the examples of the blanks.</p>
      <QueryPreview template={template} expansion={expansion.ok ? expansion.value : null} />
      <div className="row">
        <button type="button" disabled={!expansion.ok} onClick={() => expansion.ok && setQuery(expansion.value.query)}>
          Try it
        </button>
        <Waiting running={answer.isBusy} words="Asking" onCancel={answer.cancel} />
        <span role="status" className="dim">
          {table === null
            ? ''
            : `${table.overflow ? 'the first ' : ''}${table.length} row${table.length === 1 ? '' : 's'}${expansion.ok && expansion.value.query !== query ? ' of the query before' : ''}`}
        </span>
      </div>
      {answer.error === null ? null : <FailureBox title={headline(answer.error)} message={sentence(answer.error, Date.now())} />}
      {table === null || table.length === 0 ? null : (
        <div className="try-grid">
          <VirtualGrid
            label="Results"
            columns={columns}
            count={table.length}
            render={render}
            sort={null}
            onSort={() => undefined}
            isSelected={() => false}
            hovered={hover}
            onPick={() => undefined}
            onOpen={() => undefined}
            onHover={setHover}
          />
        </div>
      )}
    </div>
  )
}
