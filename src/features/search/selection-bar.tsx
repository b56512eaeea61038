import { useSky } from '../../engine/sky/sky-context.ts'
import type { ReactNode } from 'react'
import type { Facts } from '../../../vo/templates/ask.ts'
import { cell } from '../../../vo/table/build.ts'
import { skyPos } from '../../../vo/sky/sky-pos.ts'
import { deg } from '../../../vo/sky/units.ts'
import { columnNamed } from './facets.ts'
import { rowFacts } from './row-facts.ts'
import type { Rows } from './use-rows.ts'
import type { Search } from './use-search.ts'

/** What can be done with the selected images. */
export function SelectionBar({
  search,
  shown,
  onOpen,
  onClear,
  askAbout,
}: {
  readonly search: Search
  readonly shown: Rows
  readonly onOpen: (row: number) => void
  readonly onClear: () => void
  readonly askAbout: ((facts: Facts) => ReactNode) | undefined
}) {
  const engine = useSky()
  const table = search.result?.table
  const [first] = shown.selection
  if (first === undefined || table === undefined) return null
  const number = (name: string): number | null => {
    const column = columnNamed(table, name)
    const value = column === null ? null : cell(column, first)
    return typeof value === 'number' ? value : null
  }
  const [ra, dec] = [number('s_ra'), number('s_dec')]
  return (
    <div className="selection" role="group" aria-label="Selected images">
      <span>{shown.selection.length.toLocaleString('en')} selected</span>
      <button type="button" onClick={() => onOpen(first)} disabled={shown.selection.length !== 1}>
        Open image
      </button>
      {ra === null || dec === null ? null : (
        <button type="button" onClick={() => engine.setView({ center: skyPos(ra, dec), fov: deg(Math.max(0.02, (number('s_fov') ?? 0.5) * 2)) })}>
          Show on map
        </button>
      )}
      {askAbout === undefined || shown.selection.length !== 1 ? null : askAbout(rowFacts(table, first))}
      <button type="button" className="quiet" onClick={onClear}>
        Clear
      </button>
    </div>
  )
}
