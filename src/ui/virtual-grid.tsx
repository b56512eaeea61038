import { useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'

export interface GridColumn {
  readonly key: string
  readonly title: string
  readonly hint?: string
  readonly width: number
  readonly numeric: boolean
}

export interface VirtualGridProps {
  readonly label: string
  readonly columns: readonly GridColumn[]
  readonly count: number
  readonly render: (row: number, column: string) => ReactNode
  readonly sort: { readonly column: string; readonly descending: boolean } | null
  readonly onSort: (column: string) => void
  readonly isSelected: (row: number) => boolean
  /** The row that the pointer is at elsewhere, on a map or a chart; absent or null = none. */
  readonly hovered?: number | null
  /** Position to bring into view when it changes; absent or null = none. */
  readonly focusRow?: number | null
  /** `additive`: to what is selected already; `range`: from the row picked last. */
  readonly onPick: (row: number, additive: boolean, range: boolean) => void
  /** All rows at once (Ctrl A); absent = no such thing here. */
  readonly onPickAll?: () => void
  readonly onOpen: (row: number) => void
  readonly onHover?: (row: number | null) => void
}

const rowHeight = 28
/** Browsers clamp elements at some 16–33 million pixels: beyond this the scroll bar is scaled. */
const maxHeight = 12_000_000

/** A grid of any number of rows, of which only those on the screen exist. Arrow keys move, Space selects, Enter opens; its headers sort. */
export function VirtualGrid(props: VirtualGridProps) {
  const {
    label,
    columns,
    count,
    render,
    sort,
    onSort,
    isSelected,
    hovered = null,
    focusRow = null,
    onPick,
    onPickAll,
    onOpen,
    onHover = ignore,
  } = props
  const scroller = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  const [height, setHeight] = useState(300)
  const [active, setActive] = useState(0)
  const [header, setHeader] = useState(0)
  const id = useId()
  const full = count * rowHeight
  const shown = Math.min(full, maxHeight)
  const scale = full > shown ? (full - height) / Math.max(1, shown - height) : 1

  useLayoutEffect(() => {
    const el = scroller.current
    if (el === null) return undefined
    const observer = new ResizeObserver(() => setHeight(el.clientHeight))
    observer.observe(el)
    return () => observer.disconnect()
  }, [])

  const reveal = (row: number): void => {
    const el = scroller.current
    if (el === null) return
    const y = row * rowHeight
    const from = el.scrollTop * scale
    const room = el.clientHeight - rowHeight
    if (y < from) el.scrollTop = y / scale
    else if (y + rowHeight > from + room) el.scrollTop = (y + rowHeight - room) / scale
  }

  useEffect(() => {
    if (focusRow !== null && focusRow >= 0) {
      setActive(focusRow)
      reveal(focusRow)
    }
    // only a change of the row itself brings it into view
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [focusRow])

  const virtualTop = top * scale
  const first = Math.max(0, Math.floor(virtualTop / rowHeight) - 4)
  const last = Math.min(count, first + Math.ceil(height / rowHeight) + 9)
  const width = columns.reduce((w, c) => w + c.width, 0)
  const offset = first * rowHeight - virtualTop + top

  const headerKey = (event: KeyboardEvent<HTMLButtonElement>, i: number): void => {
    const to = event.key === 'ArrowRight' ? i + 1 : event.key === 'ArrowLeft' ? i - 1 : event.key === 'ArrowDown' ? -1 : i
    if (to === i) return
    event.preventDefault()
    if (to === -1) scroller.current?.focus()
    else
      (
        event.currentTarget.closest('[role=row]')?.children[Math.min(columns.length - 1, Math.max(0, to))]?.querySelector('button') as
          HTMLButtonElement | null | undefined
      )?.focus()
  }

  const key = (event: KeyboardEvent): void => {
    if (event.target !== scroller.current) return
    const page = Math.max(1, Math.floor(height / rowHeight) - 2)
    const moves: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: count - 1,
    }
    const to = moves[event.key]
    if (to !== undefined) {
      const row = Math.min(count - 1, Math.max(0, to))
      setActive(row)
      reveal(row)
      onHover(row)
    } else if (event.key === ' ') onPick(active, event.ctrlKey || event.metaKey || event.shiftKey, event.shiftKey)
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey) && onPickAll !== undefined) onPickAll()
    else if (event.key === 'Enter') onOpen(active)
    else return
    event.preventDefault()
  }

  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={count + 1}
      aria-colcount={columns.length}
      aria-multiselectable="true"
      aria-activedescendant={count > 0 && active >= first && active < last ? `${id}-${active}` : undefined}
      tabIndex={0}
      className="grid"
      onScroll={(e) => setTop(e.currentTarget.scrollTop)}
      onKeyDown={key}
      onMouseLeave={() => onHover(null)}
    >
      <div role="rowgroup" className="grid-head" style={{ minWidth: width }}>
        <div role="row" aria-rowindex={1} className="grid-row">
          {columns.map((c, i) => (
            <div
              key={c.key}
              role="columnheader"
              aria-sort={sort?.column === c.key ? (sort.descending ? 'descending' : 'ascending') : 'none'}
              className={c.numeric ? 'numeric' : undefined}
              style={{ width: c.width }}
            >
              <button
                type="button"
                tabIndex={i === Math.min(header, columns.length - 1) ? 0 : -1}
                title={c.hint}
                onClick={() => onSort(c.key)}
                onFocus={() => setHeader(i)}
                onKeyDown={(e) => headerKey(e, i)}
              >
                {c.title}
                <span className="sort" aria-hidden="true">
                  {sort?.column === c.key ? (sort.descending ? '▾' : '▴') : ''}
                </span>
              </button>
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup" style={{ height: shown, minWidth: width, position: 'relative' }}>
        <div style={{ position: 'absolute', top: offset, left: 0, right: 0 }}>
          {Array.from({ length: Math.max(0, last - first) }, (_, k) => {
            const row = first + k
            return (
              <div
                key={row}
                id={`${id}-${row}`}
                role="row"
                aria-rowindex={row + 2}
                aria-selected={isSelected(row)}
                data-active={row === active || undefined}
                data-hovered={row === hovered || undefined}
                className="grid-row"
                onMouseDown={(e) => {
                  if (!e.shiftKey) return
                  // rows are meant, not the text between the two clicks
                  e.preventDefault()
                  scroller.current?.focus({ preventScroll: true })
                }}
                onClick={(e) => {
                  setActive(row)
                  onPick(row, e.ctrlKey || e.metaKey || e.shiftKey, e.shiftKey)
                }}
                onDoubleClick={() => onOpen(row)}
                onMouseEnter={() => onHover(row)}
              >
                {columns.map((c) => (
                  <div key={c.key} role="gridcell" className={c.numeric ? 'numeric' : undefined} style={{ width: c.width }}>
                    {render(row, c.key)}
                  </div>
                ))}
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}

const ignore = (): void => undefined
