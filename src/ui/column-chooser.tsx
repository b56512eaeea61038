import { useEffect, useRef } from 'react'
import type { GridColumn } from './virtual-grid.tsx'
import './column-chooser.css'

/** Which columns the table shows, in their order. A popover that closes on Escape and on a press outside. */
export function ColumnChooser({
  available,
  shown,
  onChange,
  opens = 'up',
}: {
  readonly available: readonly GridColumn[]
  readonly shown: readonly string[]
  readonly onChange: (keys: readonly string[]) => void
  /** Where there is room for the list. */
  readonly opens?: 'up' | 'down'
}) {
  const menu = useRef<HTMLDetailsElement>(null)
  useEffect(() => {
    const close = (event: Event): void => {
      const el = menu.current
      if (el === null || !el.open) return
      if (event instanceof KeyboardEvent ? event.key === 'Escape' : !el.contains(event.target as Node)) el.open = false
    }
    addEventListener('pointerdown', close)
    addEventListener('keydown', close)
    return () => {
      removeEventListener('pointerdown', close)
      removeEventListener('keydown', close)
    }
  }, [])
  return (
    <details className="menu" data-opens={opens} ref={menu}>
      <summary className="button">Columns</summary>
      <div className="menu-body">
        <ul>
          {available.map((c) => (
            <li key={c.key}>
              <label title={c.hint}>
                <input
                  type="checkbox"
                  checked={shown.includes(c.key)}
                  onChange={() => onChange(shown.includes(c.key) ? shown.filter((k) => k !== c.key) : [...shown, c.key])}
                />
                <span>{c.title}</span>
              </label>
            </li>
          ))}
        </ul>
        <button type="button" className="quiet" onClick={() => onChange([])}>
          The usual ones
        </button>
      </div>
    </details>
  )
}
