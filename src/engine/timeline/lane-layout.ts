import { barBegin, barEnd, conditionOf, conditions } from './condition.ts'
import { sortedByTime } from './sorted-by-time.ts'
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
  const { n } = night.attempts
  const origin = nightOrigin(night)
  const keyOf = laneKeys(night, by)
  const keys = new Uint32Array(n)
  const from = new Float64Array(n)
  const to = new Float64Array(n)
  const drawn = new Uint32Array(n)
  const undrawn: number[] = []
  let many = 0
  for (let i = 0; i < n; i++) {
    if (isIn !== undefined && isIn[i] === 0) continue
    const [begin, end] = [barBegin(night, i), barEnd(night, i, now)]
    if (!(end >= begin)) {
      undrawn.push(i)
      continue
    }
    from[i] = (begin - origin) * 86_400
    to[i] = (end - origin) * 86_400
    keys[i] = keyOf(i)
    drawn[many++] = i
  }
  const { order, laneAt, lanes } = intoLanes(sortedByTime(drawn.subarray(0, many), from), keys)
  return {
    by,
    origin,
    labels: lanes.map((key) => labelOf(night, by, key)),
    undrawn: Uint32Array.from(undrawn),
    ...pack(order, laneAt, from, to, maxDepth[by]),
  }
}

/** Which lane an attempt belongs to, as a small whole number; lanes are in the order of these. */
function laneKeys(night: Night, by: LanesBy): (attempt: number) => number {
  const { detector, node } = night.attempts
  switch (by) {
    case 'detector':
      return (i) => detector[i]!
    case 'raft':
      return (i) => Math.min(Math.floor(detector[i]! / 9), rafts.length)
    case 'node':
      return (i) => node[i]!
    case 'status':
      return (i) => conditionOf(night, i)
  }
}

/** Attempts that come by time, one lane after the other: counted, not compared. */
function intoLanes(
  byTime: Uint32Array,
  keys: Uint32Array,
): { readonly order: Uint32Array; readonly laneAt: Uint32Array; readonly lanes: readonly number[] } {
  let most = 0
  for (let k = 0; k < byTime.length; k++) most = Math.max(most, keys[byTime[k]!]!)
  const counts = new Uint32Array(most + 1)
  for (let k = 0; k < byTime.length; k++) counts[keys[byTime[k]!]!]!++
  const lanes = Array.from(counts.keys()).filter((key) => counts[key]! > 0)
  const laneAt = new Uint32Array(lanes.length + 1)
  const next = new Uint32Array(most + 1)
  for (const [lane, key] of lanes.entries()) {
    next[key] = laneAt[lane]!
    laneAt[lane + 1] = laneAt[lane]! + counts[key]!
  }
  const order = new Uint32Array(byTime.length)
  for (let k = 0; k < byTime.length; k++) order[next[keys[byTime[k]!]!]!++] = byTime[k]!
  return { order, laneAt, lanes }
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

/** Puts each bar into the first row of its lane that is free at its begin; where none is, into the row that is free soonest. Bars of a lane come by their begin. */
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
  const free = new Float64Array(deepest)
  for (let lane = 0; lane + 1 < laneAt.length; lane++) {
    let depth = 0
    for (let k = laneAt[lane]!; k < laneAt[lane + 1]!; k++) {
      const begin = from[order[k]!]!
      let row = 0
      while (row < depth && free[row]! > begin) row++
      if (row === depth && depth === deepest) row = soonest(free)
      else if (row === depth) free[depth++] = -Infinity
      free[row] = Math.max(free[row]!, to[order[k]!]!)
      rowOf[k] = firstRow[lane]! + row
    }
    firstRow[lane + 1] = firstRow[lane]! + depth
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

function soonest(free: Float64Array): number {
  let best = 0
  for (let row = 1; row < free.length; row++) if (free[row]! < free[best]!) best = row
  return best
}
