import { useMemo, useState } from 'react'
import { BandMark } from '../../ui/bands.tsx'
import { VirtualGrid } from '../../ui/virtual-grid.tsx'
import type { GridColumn } from '../../ui/virtual-grid.tsx'
import { conditionOf, conditions, latencyOf } from '../../engine/timeline/condition.ts'
import { raftOf } from '../../engine/timeline/lane-layout.ts'
import { deliveryWords, products } from '../../engine/timeline/night.ts'
import type { Night } from '../../engine/timeline/night.ts'
import { clockText, durationText } from './clock-text.ts'
import { useNightHere, useView } from './night-context.ts'
import { sunsetBefore } from './night-times.ts'
import type { Clock } from './night-view.ts'
import { holds, placeOf } from './place.ts'

const columns: readonly GridColumn[] = [
  { key: 'visit', title: 'Visit', width: 130, numeric: true },
  { key: 'seq', title: 'Seq', width: 60, numeric: true },
  { key: 'band', title: 'Band', width: 60, numeric: false },
  { key: 'detector', title: 'Detector', width: 80, numeric: true },
  { key: 'raft', title: 'Raft', width: 60, numeric: false },
  { key: 'attempt', title: 'Attempt', width: 76, numeric: true },
  { key: 'reason', title: 'Reason', width: 90, numeric: false },
  { key: 'status', title: 'Status', width: 90, numeric: false },
  { key: 'latency', title: 'Latency', width: 90, numeric: true, hint: 'From the end of the exposure to the store of its rows' },
  ...products.map((p) => ({ key: p, title: p[0]!.toUpperCase() + p.slice(1), width: 96, numeric: false })),
  { key: 'observed', title: 'Observed', width: 84, numeric: true, hint: 'Rank by observation' },
  { key: 'processed', title: 'Processed', width: 88, numeric: true, hint: 'Rank by processing' },
  { key: 'queued', title: 'Queued', width: 196, numeric: true },
  { key: 'started', title: 'Started', width: 196, numeric: true },
  { key: 'stored', title: 'Stored', width: 196, numeric: true },
  { key: 'ended', title: 'Ended', width: 196, numeric: true },
  { key: 'node', title: 'Node', width: 110, numeric: false },
  { key: 'version', title: 'Version', width: 110, numeric: false },
  { key: 'exception', title: 'Exception', width: 180, numeric: false },
]

/** The attempts of the night as rows: the twin of every drawing. */
export function TableView() {
  const { night, mask, store } = useNightHere()
  const { clock, selection } = useView((view) => ({ clock: view.clock, selection: view.selection }))
  const [sort, setSort] = useState<{ readonly column: string; readonly descending: boolean } | null>(null)
  const sunset = useMemo(() => sunsetBefore(night), [night])
  const rows = useMemo(() => sortedRows(night, mask, sort), [night, mask, sort])
  const isSelected = (i: number): boolean => selection !== null && holds(night, selection, i)
  const focus = useMemo(() => (selection === null ? null : rows.findIndex((i) => holds(night, selection, i))), [rows, night, selection])
  return (
    <VirtualGrid
      label="Attempts"
      columns={columns}
      count={rows.length}
      render={(row, column) => cellOf(night, rows[row]!, column, clock, sunset)}
      sort={sort}
      onSort={(column) => setSort({ column, descending: sort?.column === column && !sort.descending })}
      isSelected={(row) => isSelected(rows[row]!)}
      hovered={null}
      focusRow={focus === -1 ? null : focus}
      onPick={(row) => store.setState({ selection: placeOf(night, rows[row]!) })}
      onOpen={(row) => store.setState({ selection: placeOf(night, rows[row]!) })}
      onHover={(row) => store.setState({ hover: row === null ? null : placeOf(night, rows[row]!) })}
    />
  )
}

/** What a column sorts by. */
function keyOf(night: Night, column: string): (i: number) => number | string {
  const a = night.attempts
  switch (column) {
    case 'visit':
    case 'seq':
      return (i) => a.visit[i]!
    case 'band':
      return (i) => night.visits.band[a.visit[i]!]!
    case 'raft':
    case 'detector':
      return (i) => a.detector[i]!
    case 'status':
      return (i) => conditionOf(night, i)
    case 'latency':
      return (i) => latencyOf(night, i)
    case 'observed':
      return (i) => a.observedRank[i]!
    case 'processed':
      return (i) => a.processedRank[i]!
    case 'attempt':
    case 'reason':
    case 'queued':
    case 'started':
    case 'stored':
    case 'ended':
      return (i) => a[column][i]!
    case 'node':
    case 'version':
    case 'exception':
      return (i) => night.dicts[column][a[column][i]!] ?? ''
    default:
      return (i) => a.deliveries[column as 'alerts'].state[i]!
  }
}

function sortedRows(night: Night, mask: Uint8Array | null, sort: { readonly column: string; readonly descending: boolean } | null): Uint32Array {
  const rows = Uint32Array.from({ length: night.attempts.n }, (_, i) => i).filter((i) => mask === null || mask[i] === 1)
  if (sort === null) return rows
  const key = keyOf(night, sort.column)
  const sign = sort.descending ? -1 : 1
  // what is missing goes last, whichever way
  const keys = Array.from({ length: night.attempts.n }, (_, i) => key(i))
  return rows.sort((x, y) => {
    const [a, b] = [keys[x]!, keys[y]!]
    if (typeof a === 'string' || typeof b === 'string') return sign * (a < b ? -1 : a > b ? 1 : 0) || x - y
    return Number.isNaN(a) || Number.isNaN(b) ? Number(Number.isNaN(a)) - Number(Number.isNaN(b)) || x - y : sign * (a - b) || x - y
  })
}

function cellOf(night: Night, i: number, column: string, clock: Clock, sunset: number) {
  const { attempts: a, visits: v, dicts } = night
  const visit = a.visit[i]!
  switch (column) {
    case 'visit':
      return String(v.visit[visit])
    case 'seq':
      return v.seq[visit]
    case 'band':
      return <BandMark band={dicts.band[v.band[visit]!] ?? ''} />
    case 'detector':
      return a.detector[i]
    case 'raft':
      return raftOf(a.detector[i]!)
    case 'attempt':
      return a.attempt[i]
    case 'status':
      return conditions[conditionOf(night, i)]
    case 'latency':
      return durationText(latencyOf(night, i))
    case 'observed':
      return a.observedRank[i] === 0 ? '—' : a.observedRank[i]
    case 'processed':
      return a.processedRank[i] === 0 ? '—' : a.processedRank[i]
    case 'queued':
    case 'started':
    case 'stored':
    case 'ended':
      return clockText(a[column][i]!, clock, sunset)
    case 'reason':
    case 'node':
    case 'version':
    case 'exception':
      return dicts[column][a[column][i]!] ?? ''
    default:
      return deliveryWords[a.deliveries[column as 'alerts'].state[i]!] ?? ''
  }
}
