import { useLayoutEffect, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { BandMark } from '../../ui/bands.tsx'
import { acknowledgedOf, type UploadItem } from '../../engine/upload/upload-item.ts'
import { dateOfMjd, mjdUtc } from '../../../vo/time/mjd.ts'
import { bytesText, wordsOf } from './file-words.ts'

const rowPx = 28
const columns = ['File', 'Size', 'Observed', 'Band', 'Target', 'State', 'Progress'] as const

export interface FilesTableProps {
  readonly items: readonly UploadItem[]
  readonly selected: ReadonlySet<number>
  readonly onSelect: (ids: ReadonlySet<number>) => void
  readonly active: number | null
  readonly onActive: (id: number) => void
}

/** The files of the page, of which only the rows on the screen exist. Arrow keys move, Space marks, a tick marks all. */
export function FilesTable({ items, selected, onSelect, active, onActive }: FilesTableProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  const [height, setHeight] = useState(280)
  useLayoutEffect(() => {
    const el = scroller.current
    if (el === null) return undefined
    const observer = new ResizeObserver(() => setHeight(el.clientHeight))
    observer.observe(el)
    return () => observer.disconnect()
  }, [])
  const first = Math.max(0, Math.floor(top / rowPx) - 4)
  const shown = items.slice(first, first + Math.ceil(height / rowPx) + 9)
  const isAll = items.length > 0 && items.every(({ id }) => selected.has(id))
  const mark = (id: number): void => onSelect(selected.has(id) ? new Set([...selected].filter((one) => one !== id)) : new Set([...selected, id]))
  const key = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return
    const at = items.findIndex(({ id }) => id === active)
    const step: Readonly<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }
    const to = items[Math.min(items.length - 1, Math.max(0, step[event.key] ?? -1))]
    if (event.key === ' ' && active !== null) mark(active)
    else if (step[event.key] === undefined || to === undefined) return
    else {
      onActive(to.id)
      const y = items.indexOf(to) * rowPx
      const el = scroller.current
      if (el !== null && (y < el.scrollTop || y + 2 * rowPx > el.scrollTop + el.clientHeight)) el.scrollTop = Math.max(0, y - el.clientHeight / 2)
    }
    event.preventDefault()
  }
  return (
    <div
      ref={scroller}
      role="table"
      aria-label="Files"
      aria-rowcount={items.length + 1}
      tabIndex={0}
      className="files"
      style={{ height: `calc(${Math.max(4, items.length + 1) * rowPx + 2}px + var(--files-bar, 0px))` }}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      onKeyDown={key}
    >
      <div role="rowgroup" className="files-head">
        <div role="row" aria-rowindex={1} className="files-row">
          <span role="columnheader">
            <input
              type="checkbox"
              aria-label="All files"
              checked={isAll}
              onChange={() => onSelect(isAll ? new Set() : new Set(items.map(({ id }) => id)))}
            />
          </span>
          {columns.map((title) => (
            <span key={title} role="columnheader" className={title === 'Size' ? 'numeric' : undefined}>
              {title}
            </span>
          ))}
        </div>
      </div>
      <div role="rowgroup" className="files-body" style={{ height: items.length * rowPx }}>
        <div role="presentation" style={{ position: 'absolute', top: first * rowPx, left: 0, right: 0 }}>
          {shown.map((item, i) => (
            <FileRow
              key={item.id}
              item={item}
              index={first + i}
              isSelected={selected.has(item.id)}
              isActive={item.id === active}
              onMark={() => mark(item.id)}
              onActive={() => onActive(item.id)}
            />
          ))}
        </div>
      </div>
    </div>
  )
}

interface FileRowProps {
  readonly item: UploadItem
  readonly index: number
  readonly isSelected: boolean
  readonly isActive: boolean
  readonly onMark: () => void
  readonly onActive: () => void
}

function FileRow({ item, index, isSelected, isActive, onMark, onActive }: FileRowProps) {
  const facts = item.reading.at === 'read' ? item.reading.facts : null
  const words = wordsOf(item, Date.now())
  return (
    <div role="row" aria-rowindex={index + 2} className="files-row" data-active={isActive || undefined} onClick={onActive}>
      <span role="cell">
        <input type="checkbox" aria-label={`Mark ${item.path}`} checked={isSelected} onChange={onMark} onClick={(event) => event.stopPropagation()} />
      </span>
      <span role="cell" title={item.path}>
        {item.path}
      </span>
      <span role="cell" className="numeric">
        {bytesText(item.file.size)}
      </span>
      <span role="cell">{facts?.tMin == null ? '' : dateOfMjd(mjdUtc(facts.tMin)).toISOString().slice(0, 16).replace('T', ' ')}</span>
      <span role="cell">{facts?.band == null ? '' : <BandMark band={facts.band} />}</span>
      <span role="cell" title={facts?.target ?? undefined}>
        {facts?.target ?? ''}
      </span>
      <span role="cell" className={`file-state is-${words.state}`} title={words.text}>
        {words.text}
      </span>
      <span role="cell">
        <progress aria-label={item.path} max={Math.max(1, item.file.size)} value={item.file.size === 0 ? 1 : acknowledgedOf(item)} />
      </span>
    </div>
  )
}
