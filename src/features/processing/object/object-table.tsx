import { useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import { BandMark } from '../../../ui/bands.tsx'
import { VirtualGrid } from '../../../ui/virtual-grid.tsx'
import type { GridColumn } from '../../../ui/virtual-grid.tsx'
import { clockText, durationText } from '../clock-text.ts'
import type { Clock } from '../night-view.ts'
import type { ObjectClock, RankedSource } from './object-order.ts'
import { stateMarks } from './slope-chart.tsx'

const columns: readonly GridColumn[] = [
  { key: 'observedRank', title: 'Observed', width: 80, numeric: true, hint: 'Rank by observation' },
  { key: 'processedRank', title: 'Processed', width: 86, numeric: true, hint: 'Rank by processing' },
  { key: 'state', title: 'Order', width: 110, numeric: false },
  { key: 'late', title: 'Late by', width: 80, numeric: true, hint: 'From the store of the first later observed source to its own' },
  { key: 'band', title: 'Band', width: 60, numeric: false },
  { key: 'visit', title: 'Visit', width: 124, numeric: true },
  { key: 'detector', title: 'Detector', width: 76, numeric: true },
  { key: 'observed', title: 'Observed at', width: 190, numeric: true },
  { key: 'at', title: 'Processed at', width: 190, numeric: true },
  { key: 'latency', title: 'Latency', width: 84, numeric: true },
  { key: 'snr', title: 'S/N', width: 64, numeric: true },
]

/** The sources as rows; by processing or by observation, as one sorts. */
export function ObjectTable(props: {
  readonly sources: readonly RankedSource[]
  readonly by: ObjectClock
  readonly clock: Clock
  readonly selected: string | null
  readonly onSelect: (id: string) => void
}) {
  const { sources, by, clock, selected, onSelect } = props
  const [sort, setSort] = useState<{ readonly column: string; readonly descending: boolean } | null>({ column: 'processedRank', descending: false })
  const rows = useMemo(() => (sort === null ? sources : sorted(sources, by, sort.column, sort.descending)), [sources, by, sort])
  const focus = rows.findIndex((s) => s.id === selected)
  return (
    <VirtualGrid
      label="Sources"
      columns={columns}
      count={rows.length}
      render={(row, column) => cell(rows[row]!, by, column, clock)}
      sort={sort}
      onSort={(column) => setSort({ column, descending: sort?.column === column && !sort.descending })}
      isSelected={(row) => rows[row]!.id === selected}
      focusRow={focus === -1 ? null : focus}
      onPick={(row) => onSelect(rows[row]!.id)}
      onOpen={(row) => onSelect(rows[row]!.id)}
    />
  )
}

/** When a source was processed by a clock; the recorded rank has no time of its own, and shows that of the store. */
function processedAt(source: RankedSource, by: ObjectClock): number {
  return (by === 'explicit' ? (source.stored ?? source.made) : source[by]) ?? Number.NaN
}

function keyOf(source: RankedSource, by: ObjectClock, column: string): number | string {
  switch (column) {
    case 'observed':
    case 'detector':
    case 'band':
    case 'visit':
    case 'state':
      return source[column]
    case 'late':
      return source.lateSeconds ?? Number.NaN
    case 'at':
      return processedAt(source, by)
    case 'latency':
      return processedAt(source, by) - source.observed
    default:
      return source[column as 'snr' | 'observedRank' | 'processedRank'] ?? Number.NaN
  }
}

function sorted(sources: readonly RankedSource[], by: ObjectClock, column: string, isDown: boolean): readonly RankedSource[] {
  const sign = isDown ? -1 : 1
  return sources.toSorted((x, y) => {
    const [a, b] = [keyOf(x, by, column), keyOf(y, by, column)]
    if (typeof a === 'string' || typeof b === 'string') return sign * (a < b ? -1 : a > b ? 1 : 0)
    // what is missing goes last, whichever way
    return Number.isNaN(a) || Number.isNaN(b) ? Number(Number.isNaN(a)) - Number(Number.isNaN(b)) : sign * (a - b)
  })
}

function cell(s: RankedSource, by: ObjectClock, column: string, clock: Clock): ReactNode {
  switch (column) {
    case 'state':
      return (
        <span className={`source-${s.state.replace(' ', '-')}`}>
          <span aria-hidden="true">{stateMarks[s.state]}</span> {s.state}
        </span>
      )
    case 'late':
      return s.lateSeconds === null ? '' : durationText(s.lateSeconds)
    case 'band':
      return <BandMark band={s.band} />
    case 'observed':
      return clockText(s.observed, clock, 0)
    case 'at':
      return clockText(processedAt(s, by), clock, 0)
    case 'latency':
      return durationText((processedAt(s, by) - s.observed) * 86_400)
    case 'snr':
      return s.snr === null ? '—' : s.snr.toFixed(1)
    default:
      return s[column as 'visit'] ?? '—'
  }
}
