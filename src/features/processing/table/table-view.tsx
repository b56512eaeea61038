import { useMemo } from 'react'
import { useSearchParams } from 'react-router'
import { ColumnChooser } from '../../../ui/column-chooser.tsx'
import { VirtualGrid } from '../../../ui/virtual-grid.tsx'
import { noFilter } from '../night-view.ts'
import { useNightHere, useView } from '../night-context.ts'
import { attemptAt, holds, placeOf } from '../place.ts'
import { useNotesByAttempt } from '../notes/use-notes.ts'
import { AttemptCell } from './attempt-cell.tsx'
import { attemptColumns, attemptRows, usualColumns } from './attempt-columns.ts'
import type { AttemptSort } from './attempt-columns.ts'
import './table.css'

/** The attempts of the night as rows: the twin of every drawing, for keyboard and screen reader. Columns and order are in the address. */
export function TableView() {
  const { night, facts, times, mask, store } = useNightHere()
  const { clock, selection, hover } = useView((view) => ({ clock: view.clock, selection: view.selection, hover: view.hover }))
  const { columns, sort, setColumns, setSort } = useTableAddress()
  const notes = useNotesByAttempt()
  const rows = useMemo(() => attemptRows(night, facts, mask, sort, notes), [night, facts, mask, sort, notes])
  const focus = useMemo(() => (selection === null ? -1 : rows.findIndex((i) => holds(night, selection, i))), [rows, night, selection])
  const hovered = hover === null ? null : attemptAt(night, facts, hover)
  const shown = attemptColumns.filter((c) => columns.includes(c.key))
  return (
    <div className="attempts-table">
      <VirtualGrid
        label="Attempts"
        columns={shown}
        count={rows.length}
        render={(row, column) => <AttemptCell i={rows[row]!} column={column} clock={clock} sunset={times.sunset} notes={notes} />}
        sort={sort}
        onSort={(column) => setSort(nextSort(sort, column))}
        isSelected={(row) => selection !== null && holds(night, selection, rows[row]!)}
        hovered={hovered === null ? null : rows.indexOf(hovered)}
        focusRow={focus === -1 ? null : focus}
        onPick={(row) => store.setState({ selection: placeOf(night, rows[row]!) })}
        onOpen={(row) => {
          store.setState({ selection: placeOf(night, rows[row]!) })
          document.getElementById('night-selected')?.focus()
        }}
        onHover={(row) => store.setState({ hover: row === null ? null : placeOf(night, rows[row]!) })}
      />
      {rows.length > 0 ? null : (
        <div className="attempts-none">
          <p>{night.attempts.n === 0 ? 'Nothing of this night was processed yet.' : 'No attempt passes the filter.'}</p>
          {night.attempts.n === 0 ? null : (
            <button type="button" onClick={() => store.setState({ filter: noFilter })}>
              Show all {night.attempts.n.toLocaleString('en')}
            </button>
          )}
        </div>
      )}
      <div className="attempts-tools row">
        <span className="dim">
          {rows.length.toLocaleString('en')} {rows.length === night.attempts.n ? '' : `of ${night.attempts.n.toLocaleString('en')} `}attempts
        </span>
        <ColumnChooser available={attemptColumns} shown={columns} onChange={setColumns} />
      </div>
    </div>
  )
}

/** Up, then down, then as the log has it. */
function nextSort(sort: AttemptSort | null, column: string): AttemptSort | null {
  if (sort?.column !== column) return { column, descending: false }
  return sort.descending ? null : { column, descending: true }
}

/** Columns (cols=…) and sort (sort=…, with a minus for falling) as the address has them. */
function useTableAddress() {
  const [params, setParams] = useSearchParams()
  const put = (key: string, value: string | null): void =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before)
        if (value === null) next.delete(key)
        else next.set(key, value)
        return next
      },
      { replace: true },
    )
  const chosen = (params.get('cols') ?? '').split(',').filter((key) => attemptColumns.some((c) => c.key === key))
  const text = params.get('sort') ?? ''
  const column = text.replace(/^-/u, '')
  const isKnown = attemptColumns.some((c) => c.key === column)
  const sort = useMemo((): AttemptSort | null => (isKnown ? { column, descending: text.startsWith('-') } : null), [isKnown, column, text])
  return {
    columns: chosen.length > 0 ? chosen : usualColumns,
    sort,
    setColumns: (keys: readonly string[]) => put('cols', keys.length === 0 ? null : keys.join(',')),
    setSort: (next: AttemptSort | null) => put('sort', next === null ? null : `${next.descending ? '-' : ''}${next.column}`),
  }
}
