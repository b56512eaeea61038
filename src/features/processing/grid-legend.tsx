import { countClasses } from '../../engine/timeline/grid-classes.ts'
import type { GridCells } from '../../engine/timeline/grid-classes.ts'

/** What the colours of the cells mean, and how many cells there are of each. */
export function GridLegend({ cells }: { readonly cells: GridCells }) {
  return (
    <div className="legend" role="note" aria-label="Colours">
      {countClasses(cells).map(({ kind, count }) => (
        <span key={kind.name}>
          <span
            aria-hidden="true"
            className={`swatch ${kind.pattern}`}
            style={{ color: `color-mix(in srgb, var(${kind.token}) ${kind.share * 100}%, var(--panel))` }}
          />
          {kind.name} <b>{count.toLocaleString('en')}</b>
        </span>
      ))}
    </div>
  )
}
