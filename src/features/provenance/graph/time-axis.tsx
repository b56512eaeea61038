import { dateOfMjd, mjdUtc } from '../../../../vo/time/mjd.ts'
import { formatIso } from '../../../../vo/time/parse-time.ts'
import type { View } from '../../../engine/graph/picture.ts'
import type { TimeScale } from '../../../engine/graph/time-layout.ts'

/** Steps between ticks, days. */
const steps = [1 / 1440, 5 / 1440, 15 / 1440, 1 / 24, 3 / 24, 6 / 24, 1, 2, 7, 14, 30, 90, 180, 365, 3650]
const apart = 130

/** Times above a graph laid out along time, UTC. */
export function TimeAxis({ scale, view, width }: { readonly scale: TimeScale; readonly view: View; readonly width: number }) {
  const perDay = scale.perDay * view.scale
  const left = scale.left * view.scale + view.left
  const step = steps.find((days) => days * perDay >= apart) ?? steps.at(-1)!
  const [first, last] = [Math.max(scale.begin, scale.begin + (0 - left) / perDay), Math.min(scale.end, scale.begin + (width - left) / perDay)]
  const ticks: number[] = []
  if (perDay > 0) for (let t = Math.ceil(first / step) * step; t <= last && ticks.length < 60; t += step) ticks.push(t)
  else ticks.push(scale.begin)
  return (
    <div className="lineage-axis" role="img" aria-label={`Time from ${iso(scale.begin, 1)} to ${iso(scale.end, 1)} UTC`}>
      {ticks.map((t) => (
        <span key={t} style={{ left: left + (t - scale.begin) * perDay }}>
          {iso(t, step)}
        </span>
      ))}
    </div>
  )
}

function iso(mjd: number, step: number): string {
  const rounded = dateOfMjd(mjdUtc(mjd + 1e-9))
  const text = Number.isNaN(rounded.getTime()) ? formatIso(mjdUtc(mjd), 0) : rounded.toISOString()
  return step >= 1 ? text.slice(0, 10) : text.slice(5, 16).replace('T', ' ')
}
