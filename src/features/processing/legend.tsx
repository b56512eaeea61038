import { useMemo } from 'react'
import { conditions, conditionPattern } from '../../engine/timeline/condition.ts'
import { conditionToken } from '../../engine/timeline/inks.ts'
import { BandMark } from '../../ui/bands.tsx'
import { useNightHere } from './night-context.ts'

/** What colours and patterns mean, as far as the night holds them. */
export function Legend({ by }: { readonly by: 'band' | 'condition' }) {
  const { night, facts } = useNightHere()
  const seen = useMemo(() => new Set(facts.condition), [facts])
  return (
    <div className="legend" role="note" aria-label="Colours">
      {by === 'band'
        ? night.dicts.band.map((band) => (
            <span key={band}>
              <BandMark band={band} />
            </span>
          ))
        : null}
      {conditions.map((c, k) =>
        seen.has(k) ? (
          <span key={c}>
            <span aria-hidden="true" className={`swatch ${conditionPattern[c]}`} style={{ color: `var(${conditionToken[c]})` }} />
            {c}
          </span>
        ) : null,
      )}
      <span>
        <b aria-hidden="true">A I C P</b> alerts, images, catalogue, provenance
      </span>
    </div>
  )
}
