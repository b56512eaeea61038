import { conditionPattern, conditions } from '../../../engine/timeline/condition.ts'
import { useMemo } from 'react'
import { BandMark } from '../../../ui/bands.tsx'
import { useNightHere } from '../night-context.ts'
import type { BarColour } from '../night-view.ts'
import { bandOnSky, conditionOnSky } from './sky-paint.ts'

/** What the colours and patterns on the sky mean: those that this night has. */
export function SkyLegend({ colour }: { readonly colour: BarColour }) {
  const { night, facts } = useNightHere()
  const present = useMemo(() => {
    const found = new Set(facts.condition)
    return conditions.filter((_, k) => found.has(k))
  }, [facts])
  return (
    <ul className="night-sky-legend" aria-label="Colours on the sky">
      {colour === 'band'
        ? night.dicts.band.map((band) => (
            <li key={band}>
              <i className="sky-swatch" style={{ background: bandOnSky(band) }} aria-hidden="true" /> <BandMark band={band} />
            </li>
          ))
        : present.map((c) => (
            <li key={c}>
              <i className={`sky-swatch pattern-${conditionPattern[c]}`} style={{ color: conditionOnSky[c] }} aria-hidden="true" /> {c}
            </li>
          ))}
    </ul>
  )
}
