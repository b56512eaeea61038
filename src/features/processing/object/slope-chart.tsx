import type { RankedSource, SourceState } from './object-order.ts'

/** Marks of the states: shape as well as colour. */
export const stateMarks: Readonly<Record<SourceState, string>> = {
  impossible: '✕',
  missing: '?',
  precovery: '▲',
  tie: '■',
  overtook: '▽',
  'in order': '●',
}

const rowHeight = 16
const width = 320
const [left, right] = [56, width - 56]

/** Sources as observed on the left and as processed on the right, a line between; lines that cross are inversions. The table beside it says the same. */
export function SlopeChart(props: {
  readonly sources: readonly RankedSource[]
  readonly selected: string | null
  readonly onSelect: (id: string) => void
}) {
  const { sources, selected, onSelect } = props
  const taking = sources.filter((s) => s.processedRank !== null)
  const rest = sources.filter((s) => s.processedRank === null)
  const processed = taking.toSorted((a, b) => a.processedRank! - b.processedRank! || a.observedRank! - b.observedRank!)
  const placeOf = new Map(processed.map((s, k) => [s.id, k]))
  const y = (k: number): number => 24 + k * rowHeight
  const height = y(sources.length) + 8
  return (
    <svg className="slope" viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true">
      <text x={left} y={12} textAnchor="end" className="slope-title">
        observed
      </text>
      <text x={right} y={12} className="slope-title">
        processed
      </text>
      {taking.map((s, k) => (
        <g
          key={s.id}
          className={`slope-line source-${s.state.replace(' ', '-')}`}
          data-selected={s.id === selected || undefined}
          onClick={() => onSelect(s.id)}
        >
          <path d={`M${left + 6} ${y(k)}L${right - 6} ${y(placeOf.get(s.id)!)}`} />
          <path className="slope-hit" d={`M${left + 6} ${y(k)}L${right - 6} ${y(placeOf.get(s.id)!)}`} />
          <text x={left} y={y(k) + 4} textAnchor="end">
            {s.observedRank} {stateMarks[s.state]}
          </text>
          <text x={right} y={y(placeOf.get(s.id)!) + 4}>
            {stateMarks[s.state]} {s.processedRank}
          </text>
        </g>
      ))}
      {rest.map((s, k) => (
        <g key={s.id} className={`slope-line source-${s.state}`} data-selected={s.id === selected || undefined} onClick={() => onSelect(s.id)}>
          <path strokeDasharray="2 4" d={`M${left + 6} ${y(taking.length + k)}H${right - 6}`} />
          <text x={left} y={y(taking.length + k) + 4} textAnchor="end">
            {stateMarks[s.state]}
          </text>
          <text x={right} y={y(taking.length + k) + 4}>
            {s.state === 'missing' ? 'no time' : 'impossible'}
          </text>
        </g>
      ))}
    </svg>
  )
}
