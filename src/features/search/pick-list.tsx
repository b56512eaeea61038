import { useEffect, useRef, useState } from 'react'
import type { CSSProperties, ReactNode } from 'react'
import type { Table } from '../../../vo/table/columns.ts'
import type { Facts } from '../../../vo/templates/ask.ts'
import type { SkyHit } from '../../engine/sky/sky-engine.ts'
import { formatDec, formatRa } from '../../../vo/sky/angle.ts'
import { hasValues, shownCell } from './columns.tsx'
import { columnNamed } from './facets.ts'
import { rowFacts } from './row-facts.ts'

/** The list is drawn as it is scrolled; more than this nobody walks through. */
const most = 5000

/** Beside the point, on the side that has room. */
function placeOf(hit: SkyHit): CSSProperties {
  const [x, y] = hit.pixel
  return {
    left: `clamp(8px, ${x + 14}px, max(8px, 100% - 372px))`,
    top: `clamp(8px, ${y - 20}px, max(8px, 100% - ${Math.min(320, 60 + 28 * hit.rows.length) + 8}px))`,
  }
}

/** All images under a clicked point, topmost last in the sky and first here; arrow keys walk, Enter opens, Escape closes. */
export function PickList(props: {
  readonly hit: SkyHit
  readonly table: Table
  readonly onHover: (row: number | null) => void
  readonly onPick: (row: number) => void
  readonly onOpen: (row: number) => void
  readonly onClose: () => void
  readonly askAbout: ((facts: Facts) => ReactNode) | undefined
}) {
  const { hit, table, onHover, onPick, onOpen, onClose, askAbout } = props
  const [at, setAt] = useState<number | null>(null)
  const list = useRef<HTMLUListElement>(null)
  useEffect(() => list.current?.querySelector('button')?.focus(), [hit])
  const move = (by: number): void => {
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])]
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement)
    buttons[Math.min(buttons.length - 1, Math.max(0, at + by))]?.focus()
  }
  const bandName = columnNamed(table, 'lsst_band') === null ? 'band' : 'lsst_band'
  const typeName = hasValues(table, 'dataproduct_subtype') ? 'dataproduct_subtype' : 'dataproduct_type'
  const shown = hit.rows.toReversed().slice(0, most)
  return (
    <div
      className="pick"
      style={placeOf(hit)}
      role="dialog"
      aria-label={`${hit.rows.length} images at this point`}
      onKeyDown={(e) => {
        if (e.key === 'Escape') onClose()
        else if (e.key === 'ArrowDown') move(1)
        else if (e.key === 'ArrowUp') move(-1)
        else return
        e.preventDefault()
        e.stopPropagation()
      }}
    >
      <div className="row pick-head">
        <strong className="grow">
          {hit.rows.length.toLocaleString('en')} image{hit.rows.length === 1 ? '' : 's'} here
        </strong>
        <span className="mono dim">
          {formatRa(hit.at.ra, 1)} {formatDec(hit.at.dec, 0)}
        </span>
        <button type="button" className="icon" onClick={onClose} aria-label="Close the list">
          ✕
        </button>
      </div>
      <ul ref={list}>
        {shown.map((row) => (
          <li key={row}>
            <button
              type="button"
              onFocus={() => {
                onHover(row)
                setAt(row)
              }}
              onMouseEnter={() => onHover(row)}
              onClick={() => onPick(row)}
              onDoubleClick={() => onOpen(row)}
            >
              <span>{shownCell(table, row, bandName)}</span>
              <span>{shownCell(table, row, typeName)}</span>
              <span className="mono">{shownCell(table, row, 't_min')}</span>
              <span className="mono">{shownCell(table, row, 'lsst_visit')}</span>
            </button>
          </li>
        ))}
      </ul>
      {askAbout === undefined || at === null || !hit.rows.includes(at) ? null : <div className="row pick-ask">{askAbout(rowFacts(table, at))}</div>}
      {hit.rows.length > shown.length ? (
        <p className="dim">The first {shown.length} are listed; zoom in or narrow the search for the others.</p>
      ) : null}
    </div>
  )
}
