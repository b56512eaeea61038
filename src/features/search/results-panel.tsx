import { useStore } from 'zustand'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import type { Facts } from '../../../vo/templates/ask.ts'
import { failureProps } from '../../api/api-error.ts'
import { FailureBox } from '../../ui/failure-box.tsx'
import { ColumnChooser } from '../../ui/column-chooser.tsx'
import { useElapsed, Waiting } from '../../ui/waiting.tsx'
import { VirtualGrid } from '../../ui/virtual-grid.tsx'
import { useDark } from '../../platform/media.ts'
import { availableColumns, shownCell, shownColumns } from './columns.tsx'
import { CodeSheet } from './code-sheet.tsx'
import { rowLimits } from './explore-url.ts'
import type { Looks } from './explore-url.ts'
import { SelectionBar } from './selection-bar.tsx'
import type { Rows } from './use-rows.ts'
import type { Search } from './use-search.ts'
import type { HoverStore } from './hover-store.ts'

/** The table of the result, what it says of itself, and what can be done with it. */
export function ResultsPanel(props: {
  readonly search: Search
  readonly shown: Rows
  readonly looks: Looks
  readonly tap: string
  readonly change: (edit: (p: URLSearchParams) => void, push?: boolean) => void
  readonly hovers: HoverStore
  readonly focusRow: number | null
  readonly onHover: (row: number | null) => void
  readonly onSelect: (row: number, additive: boolean) => void
  readonly onOpen: (row: number) => void
  readonly askAbout: ((facts: Facts) => ReactNode) | undefined
}) {
  const { search, shown, looks, tap, change, hovers, focusRow, onHover, onSelect, onOpen } = props
  const hover = useStore(hovers, (h) => h.row)
  const client = useQueryClient()
  const [isCodeOpen, setCodeOpen] = useState(false)
  const seconds = useElapsed(search.isBusy)
  useDark()
  const table = search.result?.table ?? null
  const available = useMemo(() => (table === null ? [] : availableColumns(table)), [table])
  const columns = useMemo(() => (table === null ? [] : shownColumns(table, available, looks.columns)), [table, available, looks.columns])
  const selected = useMemo(() => new Set(shown.selection), [shown.selection])
  const render = useCallback((i: number, column: string) => (table === null ? null : shownCell(table, shown.rows[i]!, column)), [table, shown.rows])
  const status =
    search.isBusy && (table === null || seconds >= 1)
      ? search.progress > 0
        ? `${n(search.progress)} rows read …`
        : 'Searching …'
      : search.isStale || search.error !== null
        ? ''
        : statusWords(search, shown)
  useEffect(() => onHover(null), [table, onHover])
  return (
    <section className="results" aria-label="Result">
      <div className="results-bar">
        <span role="status" className="count">
          {status}
        </span>
        <Waiting running={search.isBusy} words="" onCancel={() => void client.cancelQueries()} />
        <span className="grow" />
        <SelectionBar search={search} shown={shown} onOpen={onOpen} onClear={() => change((p) => p.delete('sel'))} askAbout={props.askAbout} />
        <ColumnChooser
          available={available}
          shown={columns.map((c) => c.key)}
          onChange={(keys) => change((p) => (keys.length === 0 ? p.delete('cols') : p.set('cols', keys.join(','))))}
        />
        <button type="button" onClick={() => setCodeOpen(true)} disabled={search.adql === null}>
          Code &amp; export
        </button>
      </div>
      {looks.problems.map((problem) => (
        <p key={problem} className="note warn slim" role="alert">
          {problem}
        </p>
      ))}
      {table?.overflow === true && !search.isStale ? (
        <p className="note warn slim">
          These are the first {n(table.length)} rows:{' '}
          {search.maxRows <= table.length ? `the page asks for at most ${n(search.maxRows)}` : 'the archive gives no more'}. The map is hatched, since
          other images may lie there too.{' '}
          {search.maxRows <= table.length
            ? rowLimits
                .filter((limit) => limit > search.maxRows)
                .map((limit) => (
                  <button key={limit} type="button" className="quiet" onClick={() => change((p) => p.set('max', String(limit)), true)}>
                    Ask for {n(limit)}
                  </button>
                ))
            : null}
        </p>
      ) : null}
      {search.error !== null && !search.isBusy ? <FailureBox {...failureProps(search.error, Date.now())} onRetry={search.again} /> : null}
      {table === null || table.length === 0 ? (
        <Empty search={search} />
      ) : (
        <div className="results-table" data-stale={search.isStale || undefined}>
          <VirtualGrid
            label="Results"
            columns={columns}
            count={shown.rows.length}
            render={render}
            sort={looks.sort}
            onSort={(column) =>
              change((p) => {
                if (looks.sort?.column !== column) p.set('sort', column)
                else if (!looks.sort.descending) p.set('sort', `-${column}`)
                else p.delete('sort')
              })
            }
            isSelected={(i) => selected.has(shown.rows[i]!)}
            hovered={hover === null ? null : (shown.place[hover] ?? null)}
            focusRow={focusRow}
            onPick={(i, additive) => onSelect(shown.rows[i]!, additive)}
            onOpen={(i) => onOpen(shown.rows[i]!)}
            onHover={(i) => onHover(i === null ? null : (shown.rows[i] ?? null))}
          />
          {shown.rows.length === 0 ? <p className="empty">No row passes the ticks under “Narrow the result”. Untick one to see rows again.</p> : null}
        </div>
      )}
      {isCodeOpen && search.adql !== null ? (
        <CodeSheet
          tap={tap}
          adql={search.adql}
          maxRows={search.maxRows}
          table={table}
          rows={shown.rows}
          total={search.total}
          onClose={() => setCodeOpen(false)}
        />
      ) : null}
    </section>
  )
}

function Empty({ search }: { readonly search: Search }) {
  if (search.error !== null) return null
  if (search.isBusy) return <div className="empty skeleton" aria-hidden="true" />
  if (search.problem !== null) return <p className="empty">The search cannot run: {search.problem.message}</p>
  if (search.isCancelled) {
    return (
      <div className="empty">
        <p>The search was cancelled.</p>
        <button type="button" onClick={search.again}>
          Search again
        </button>
      </div>
    )
  }
  if (search.result === null) return <p className="empty">Type a position, an object’s name or nothing at all, and press Search.</p>
  return <p className="empty">No image matches. Widen the radius or the time range, or allow more bands and types.</p>
}

const n = (x: number): string => x.toLocaleString('en')

/** 'N images', or 'first N of M images' where the answer was cut; what facets leave is said too. */
function statusWords(search: Search, shown: Rows): string {
  const table = search.result?.table
  if (table === undefined) return search.isCancelled ? 'Cancelled' : ''
  const left = shown.rows.length
  const images = (x: number): string => `${n(x)} image${x === 1 ? '' : 's'}`
  if (table.overflow) {
    const first = `first ${n(table.length)} of ${search.total === null ? 'more' : n(search.total)} images`
    return left < table.length ? `${n(left)} of the ${first}` : first
  }
  return left < table.length ? `${n(left)} of ${images(table.length)}` : images(table.length)
}
