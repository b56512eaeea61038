import { conditionOf, conditions, barOf } from './condition.ts'
import type { Night } from '../../api/night.ts'

/** What a lane stands for. */
export type LanesBy = 'detector' | 'raft' | 'node' | 'status'

/** Lanes from top to bottom; each has `depth` rows, in which bars of one time lie below each other. Bars are sorted by row, then by begin. */
export interface LaneSet {
  readonly by: LanesBy
  readonly labels: readonly string[]
  /** First row of a lane; one more than there are lanes. */
  readonly firstRow: Uint32Array
  /** First bar of a row; one more than there are rows. */
  readonly rowAt: Uint32Array
  /** Per bar: the attempt, and its times in s after `origin`. */
  readonly attempt: Uint32Array
  readonly from: Float64Array
  readonly to: Float64Array
  /** MJD TAI that the times count from. */
  readonly origin: number
  /** Attempts that have no drawable bar: no time at all, or one that runs backwards. They are told, not drawn. */
  readonly undrawn: Uint32Array
}

const maxDepth: Readonly<Record<LanesBy, number>> = { detector: 2, raft: 9, node: 8, status: 24 }

/** Rafts of LSSTCam's science detectors in order of their numbers: nine detectors each. */
const rafts = [
  'R01',
  'R02',
  'R03',
  'R10',
  'R11',
  'R12',
  'R13',
  'R14',
  'R20',
  'R21',
  'R22',
  'R23',
  'R24',
  'R30',
  'R31',
  'R32',
  'R33',
  'R34',
  'R41',
  'R42',
  'R43',
] as const

/** Name of a detector's raft ('R22' holds 90 to 98); guide and wavefront detectors from 189 on share 'corners'. */
export function raftOf(detector: number): string {
  return rafts[Math.floor(detector / 9)] ?? 'corners'
}

/** Lanes of a night. `isIn` leaves attempts out (a filter); `now` is where a bar without an end stops, MJD TAI. */
export function layLanes(night: Night, by: LanesBy, now: number, isIn?: Uint8Array): LaneSet {
  const { n, detector, node } = night.attempts
  const origin = nightOrigin(night)
  const keys = new Int32Array(n).fill(-1)
  const from = new Float64Array(n)
  const to = new Float64Array(n)
  const undrawn: number[] = []
  const seen = new Set<number>()
  for (let i = 0; i < n; i++) {
    if (isIn !== undefined && isIn[i] === 0) continue
    const bar = barOf(night, i, now)
    if (bar === null) {
      undrawn.push(i)
      continue
    }
    from[i] = (bar[0] - origin) * 86_400
    to[i] = (bar[1] - origin) * 86_400
    const d = detector[i]!
    const key = by === 'detector' ? d : by === 'raft' ? Math.min(Math.floor(d / 9), rafts.length) : by === 'node' ? node[i]! : conditionOf(night, i)
    keys[i] = key
    seen.add(key)
  }
  const lanes = [...seen].sort((a, b) => a - b)
  const laneOfKey = new Map(lanes.map((key, lane) => [key, lane]))
  const counts = new Uint32Array(lanes.length + 1)
  for (let i = 0; i < n; i++) if (keys[i]! >= 0) counts[laneOfKey.get(keys[i]!)! + 1]!++
  for (let l = 0; l < lanes.length; l++) counts[l + 1]! += counts[l]!
  const order = new Uint32Array(counts[lanes.length]!)
  const next = counts.slice()
  for (let i = 0; i < n; i++) if (keys[i]! >= 0) order[next[laneOfKey.get(keys[i]!)!]!++] = i
  return {
    by,
    origin,
    labels: lanes.map((key) => labelOf(night, by, key)),
    undrawn: Uint32Array.from(undrawn),
    ...pack(order, counts, from, to, maxDepth[by]),
  }
}

/** MJD TAI from which a night's drawings count seconds: the whole day before its first visit or attempt. */
export function nightOrigin(night: Night): number {
  let least = Infinity
  for (const t of night.visits.begin) if (t < least) least = t
  if (least === Infinity) for (const t of night.attempts.queued) if (t < least) least = t
  return least === Infinity ? 0 : Math.floor(least)
}

function labelOf(night: Night, by: LanesBy, key: number): string {
  if (by === 'detector') return String(key)
  if (by === 'raft') return rafts[key] ?? 'corners'
  if (by === 'node') return night.dicts.node[key] ?? 'no node'
  return conditions[key] ?? 'unknown'
}

/** Puts each bar into the first row of its lane that is free at its begin; where none is, into the row that is free soonest. */
function pack(
  order: Uint32Array,
  laneAt: Uint32Array,
  from: Float64Array,
  to: Float64Array,
  deepest: number,
): Omit<LaneSet, 'by' | 'labels' | 'origin' | 'undrawn'> {
  const total = order.length
  const rowOf = new Uint32Array(total)
  const firstRow = new Uint32Array(laneAt.length)
  for (let lane = 0; lane + 1 < laneAt.length; lane++) {
    const part = order.subarray(laneAt[lane]!, laneAt[lane + 1]!)
    part.sort((a, b) => from[a]! - from[b]! || a - b)
    const free: number[] = []
    for (let k = 0; k < part.length; k++) {
      const i = part[k]!
      let row = free.findIndex((t) => t <= from[i]!)
      if (row < 0) row = free.length < deepest ? free.length : free.indexOf(Math.min(...free))
      free[row] = Math.max(free[row] ?? -Infinity, to[i]!)
      rowOf[laneAt[lane]! + k] = firstRow[lane]! + row
    }
    firstRow[lane + 1] = firstRow[lane]! + free.length
  }
  const rows = firstRow[laneAt.length - 1]!
  const rowAt = new Uint32Array(rows + 1)
  for (let k = 0; k < total; k++) rowAt[rowOf[k]! + 1]!++
  for (let r = 0; r < rows; r++) rowAt[r + 1]! += rowAt[r]!
  const next = rowAt.slice()
  const attempt = new Uint32Array(total)
  const barFrom = new Float64Array(total)
  const barTo = new Float64Array(total)
  for (let k = 0; k < total; k++) {
    const at = next[rowOf[k]!]!++
    const i = order[k]!
    attempt[at] = i
    barFrom[at] = from[i]!
    barTo[at] = to[i]!
  }
  return { firstRow, rowAt, attempt, from: barFrom, to: barTo }
}
