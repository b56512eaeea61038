import type { NightFacts } from '../../../engine/timeline/night-facts.ts'
import { products } from '../../../api/night.ts'
import type { Night } from '../../../api/night.ts'
import type { GridColumn } from '../../../ui/virtual-grid.tsx'

/** Columns of the table of attempts, in their order. */
export const attemptColumns: readonly GridColumn[] = [
  { key: 'visit', title: 'Visit', width: 130, numeric: true },
  { key: 'seq', title: 'Seq', width: 60, numeric: true, hint: 'Number of the visit in the night' },
  { key: 'band', title: 'Band', width: 60, numeric: false },
  { key: 'detector', title: 'Detector', width: 80, numeric: true },
  { key: 'raft', title: 'Raft', width: 60, numeric: false },
  { key: 'attempt', title: 'Attempt', width: 76, numeric: true },
  { key: 'reason', title: 'Reason', width: 90, numeric: false },
  { key: 'status', title: 'Status', width: 100, numeric: false },
  {
    key: 'latency',
    title: 'Latency',
    width: 90,
    numeric: true,
    hint: 'From the end of the exposure to the store of its rows, or to the end of the attempt',
  },
  ...products.map((p) => ({ key: p, title: p[0]!.toUpperCase() + p.slice(1), width: 112, numeric: false, hint: `What became of its ${p}` })),
  { key: 'observed', title: 'Observed', width: 84, numeric: true, hint: 'Rank by observation' },
  { key: 'processed', title: 'Processed', width: 88, numeric: true, hint: 'Rank by processing' },
  { key: 'notes', title: 'Notes', width: 200, numeric: false, hint: 'What people wrote about it' },
  { key: 'begin', title: 'Exposure', width: 196, numeric: true, hint: 'Begin of the exposure' },
  { key: 'queued', title: 'Queued', width: 196, numeric: true },
  { key: 'started', title: 'Started', width: 196, numeric: true },
  { key: 'stored', title: 'Stored', width: 196, numeric: true },
  { key: 'ended', title: 'Ended', width: 196, numeric: true },
  { key: 'node', title: 'Node', width: 110, numeric: false },
  { key: 'version', title: 'Version', width: 260, numeric: false },
  { key: 'caveats', title: 'Caveats', width: 80, numeric: false },
  { key: 'exception', title: 'Exception', width: 260, numeric: false },
]

/** Shown until the reader chooses others. */
export const usualColumns: readonly string[] = [
  'visit',
  'seq',
  'band',
  'detector',
  'raft',
  'attempt',
  'reason',
  'status',
  'latency',
  ...products,
  'observed',
  'processed',
  'notes',
  'stored',
  'node',
  'exception',
]

export interface AttemptSort {
  readonly column: string
  readonly descending: boolean
}

/** What a column sorts by, per attempt; NaN = missing. Words sort by their letters. */
function keysOf(night: Night, facts: NightFacts, column: string): (i: number) => number {
  const a = night.attempts
  const ofWords = (dict: readonly string[]): Float64Array => {
    const sorted = [...dict.keys()].toSorted((x, y) => (dict[x]! < dict[y]! ? -1 : 1))
    const rank = Float64Array.from(dict, () => Number.NaN)
    sorted.forEach((code, k) => (rank[code] = dict[code] === '' ? Number.NaN : k))
    return rank
  }
  switch (column) {
    case 'visit':
    case 'seq':
      return (i) => a.visit[i]!
    case 'begin':
      return (i) => night.visits.begin[a.visit[i]!]!
    case 'band': {
      const rank = ofWords(night.dicts.band)
      return (i) => rank[night.visits.band[a.visit[i]!]!] ?? Number.NaN
    }
    case 'raft':
    case 'detector':
      return (i) => a.detector[i]!
    case 'status':
      return (i) => facts.condition[i]!
    case 'latency':
      return (i) => facts.latency[i]!
    case 'observed':
    case 'processed': {
      const ranks = a[column === 'observed' ? 'observedRank' : 'processedRank']
      return (i) => (ranks[i] === 0 ? Number.NaN : ranks[i]!)
    }
    case 'attempt':
    case 'queued':
    case 'started':
    case 'stored':
    case 'ended':
      return (i) => a[column][i]!
    case 'reason':
    case 'node':
    case 'version':
    case 'caveats':
    case 'exception': {
      const rank = ofWords(night.dicts[column])
      return (i) => rank[a[column][i]!] ?? Number.NaN
    }
    case 'alerts':
    case 'images':
    case 'catalogue':
    case 'provenance':
      return (i) => a.deliveries[column].state[i]!
    default:
      return () => Number.NaN
  }
}

/** Rows that pass the filter, sorted; what is missing goes last, whichever way. Equal ones keep the order of the log. `noted`: notes by attempt, the most first. */
export function attemptRows(
  night: Night,
  facts: NightFacts,
  mask: Uint8Array | null,
  sort: AttemptSort | null,
  noted: ReadonlyMap<number, readonly unknown[]> = new Map(),
): Uint32Array {
  const rows = Uint32Array.from({ length: night.attempts.n }, (_, i) => i).filter((i) => mask === null || mask[i] === 1)
  if (sort === null) return rows
  const key = sort.column === 'notes' ? (i: number) => -(noted.get(i)?.length ?? Number.NaN) : keysOf(night, facts, sort.column)
  const sign = sort.descending ? -1 : 1
  const keys = Float64Array.from({ length: night.attempts.n }, (_, i) => {
    const value = key(i)
    return Number.isNaN(value) ? Infinity : sign * value
  })
  return rows.sort((x, y) => (keys[x] === keys[y] ? x - y : keys[x]! - keys[y]!))
}
