import { conditionOf, conditions } from '../../engine/timeline/condition.ts'
import type { Condition } from '../../engine/timeline/condition.ts'
import { sortedByRank } from '../../engine/timeline/sorted-by-rank.ts'
import type { Night } from '../../api/night.ts'

/** What the status of a night counts: visit-detectors by the condition of their last attempt. */
export interface NightCounts {
  readonly visits: number
  /** Visit-detectors with an attempt that the filter lets pass. */
  readonly pairs: number
  readonly attempts: number
  readonly by: Readonly<Record<Condition, number>>
  /** Attempts whose sources were stored after those of a later visit at the same detector. */
  readonly late: number
}

/** Row of the last attempt at each visit-detector, in the order of the log. `mask` leaves attempts out. */
export function lastAttempts(night: Night, mask: Uint8Array | null = null): Uint32Array {
  const { n, visit, detector, attempt } = night.attempts
  const detectors = detectorsOf(night)
  /** One more than the row, 0 = none yet. */
  const last = new Uint32Array(night.visits.n * detectors)
  let many = 0
  for (let i = 0; i < n; i++) {
    if (mask !== null && mask[i] === 0) continue
    const key = visit[i]! * detectors + detector[i]!
    const before = last[key]!
    if (before === 0) many++
    if (before === 0 || attempt[i]! >= attempt[before - 1]!) last[key] = i + 1
  }
  const rows = new Uint32Array(many)
  for (let i = 0, k = 0; k < many; i++) if (last[visit[i]! * detectors + detector[i]!] === i + 1) rows[k++] = i
  return rows
}

/** One more than the highest number of a detector. */
function detectorsOf({ attempts }: Night): number {
  let most = 0
  for (let i = 0; i < attempts.n; i++) if (attempts.detector[i]! > most) most = attempts.detector[i]!
  return most + 1
}

export function countNight(night: Night, mask: Uint8Array | null = null): NightCounts {
  const isSeen = new Uint8Array(night.visits.n)
  const counts = conditions.map(() => 0)
  const last = lastAttempts(night, mask)
  for (const i of last) {
    counts[conditionOf(night, i)]! += 1
    isSeen[night.attempts.visit[i]!] = 1
  }
  let attempts = night.attempts.n
  if (mask !== null) {
    attempts = 0
    for (const isIn of mask) attempts += isIn
  }
  const by = Object.fromEntries(conditions.map((c, k) => [c, counts[k]!])) as Record<Condition, number>
  return { visits: isSeen.reduce((a, b) => a + b, 0), pairs: last.length, attempts, by, late: countLate(night, mask) }
}

/** Attempts stored after one of a later visit at the same detector, by the ranks of the night: ties are in no order, times that cannot be take no part. */
function countLate(night: Night, mask: Uint8Array | null): number {
  const { n, detector, observedRank, processedRank } = night.attempts
  const rows = new Uint32Array(n)
  let many = 0
  for (let i = 0; i < n; i++) if (observedRank[i]! > 0 && processedRank[i]! > 0) rows[many++] = i
  const order = sortedByRank(rows.subarray(0, many), processedRank)
  /** By detector: the highest rank by observation that was processed so far. */
  const latest = new Uint32Array(detectorsOf(night))
  let late = 0
  for (let from = 0; from < order.length;) {
    let to = from
    for (; to < order.length && processedRank[order[to]!] === processedRank[order[from]!]; to++)
      if (latest[detector[order[to]!]!]! > observedRank[order[to]!]! && (mask === null || mask[order[to]!] === 1)) late++
    for (; from < to; from++) {
      const at = detector[order[from]!]!
      latest[at] = Math.max(latest[at]!, observedRank[order[from]!]!)
    }
  }
  return late
}

const counted = (n: number, one: string, many: string): string => `${n.toLocaleString('en')} ${n === 1 ? one : many}`

/** The night in words: '3 visits, 189 detectors: 183 done, 4 failed, 2 waiting; 11 processed after a later visit at the same detector'. */
export function wordsOf(counts: NightCounts): string {
  if (counts.pairs === 0) return 'No attempt at any detector'
  const states = conditions.filter((c) => counts.by[c] > 0).map((c) => `${counts.by[c].toLocaleString('en')} ${c}`)
  const late =
    counts.late === 0
      ? 'none processed after a later visit at the same detector'
      : `${counts.late.toLocaleString('en')} processed after a later visit at the same detector`
  return `${counted(counts.visits, 'visit', 'visits')}, ${counted(counts.pairs, 'detector', counts.visits === 1 ? 'detectors' : 'detector-visits')}: ${states.join(', ')}; ${late}`
}
