import { useState } from 'react'
import { BandMark } from '../../ui/bands.tsx'
import { countsFor } from './facets.ts'
import type { Facet, FacetPicks } from './facets.ts'

const few = 8

/** Values with their counts; ticks narrow the table and the map at once. Counts are of what a tick would show. */
export function FacetPanel(props: {
  readonly length: number
  readonly facets: readonly Facet[]
  readonly picks: FacetPicks
  readonly onPick: (column: string, value: string) => void
  readonly onClear: () => void
}) {
  const { length, facets, picks, onPick, onClear } = props
  if (facets.length === 0) return null
  return (
    <section aria-label="Narrow the result" className="facets">
      <div className="row facets-head">
        <h2 className="grow">Narrow the result</h2>
        {picks.size > 0 ? (
          <button type="button" className="quiet" onClick={onClear}>
            Clear
          </button>
        ) : null}
      </div>
      {facets.map((facet) => (
        <OneFacet
          key={facet.column}
          facet={facet}
          counts={countsFor(facet, length, facets, picks)}
          picked={picks.get(facet.column)}
          onPick={(value) => onPick(facet.column, value)}
        />
      ))}
    </section>
  )
}

function OneFacet({
  facet,
  counts,
  picked,
  onPick,
}: {
  readonly facet: Facet
  readonly counts: Uint32Array
  readonly picked: ReadonlySet<string> | undefined
  readonly onPick: (value: string) => void
}) {
  const [all, setAll] = useState(false)
  const most = Math.max(1, ...counts)
  const shown = all ? facet.values : facet.values.slice(0, few)
  return (
    <details open={facet.values.length <= 12 || picked !== undefined}>
      <summary>
        {facet.title} <span className="dim">{facet.values.length}</span>
      </summary>
      <ul>
        {shown.map((v, i) => (
          <li key={v.value}>
            <label className={counts[i] === 0 ? 'none' : undefined}>
              <span className="facet-bar" aria-hidden="true" style={{ width: `${(100 * counts[i]!) / most}%` }} />
              <input type="checkbox" checked={picked?.has(v.value) ?? false} onChange={() => onPick(v.value)} />
              <span className="facet-value">
                {facet.column === 'lsst_band' || facet.column === 'band' ? <BandMark band={v.value} /> : words(facet.column, v.value)}
              </span>
              <span className="num">{counts[i]!.toLocaleString('en')}</span>
            </label>
          </li>
        ))}
      </ul>
      {facet.values.length > few ? (
        <button type="button" className="quiet" onClick={() => setAll(!all)}>
          {all ? 'Fewer' : `${facet.values.length - few} more`}
        </button>
      ) : null}
    </details>
  )
}

/** A facet's value for people: product types without their prefix, nights as dates. */
function words(column: string, value: string): string {
  if (column === 'dataproduct_subtype') return value.replace(/^lsst\./u, '').replaceAll('_', ' ')
  if (column === 'lsst_day_obs' && /^\d{8}$/u.test(value)) return `${value.slice(0, 4)}-${value.slice(4, 6)}-${value.slice(6)}`
  return value
}
