import { conditionOf, conditions } from '../../engine/timeline/condition.ts'
import type { Condition } from '../../engine/timeline/condition.ts'
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
  const last = new Map<number, number>()
  for (let i = 0; i < n; i++) {
    if (mask !== null && mask[i] === 0) continue
    const key = visit[i]! * 65_536 + detector[i]!
    const before = last.get(key)
    if (before === undefined || attempt[i]! >= attempt[before]!) last.set(key, i)
  }
  return Uint32Array.from(last.values())
}

export function countNight(night: Night, mask: Uint8Array | null = null): NightCounts {
  const by = Object.fromEntries(conditions.map((c) => [c, 0])) as Record<Condition, number>
  const visits = new Set<number>()
  const last = lastAttempts(night, mask)
  for (const i of last) {
    by[conditions[conditionOf(night, i)]!] += 1
    visits.add(night.attempts.visit[i]!)
  }
  let attempts = night.attempts.n
  if (mask !== null) {
    attempts = 0
    for (const isIn of mask) attempts += isIn
  }
  return { visits: visits.size, pairs: last.length, attempts, by, late: countLate(night, mask) }
}

/** Attempts stored after one of a later visit at the same detector, by the ranks of the night: ties are in no order, times that cannot be take no part. */
function countLate(night: Night, mask: Uint8Array | null): number {
  const { n, detector, observedRank, processedRank } = night.attempts
  const order: number[] = []
  for (let i = 0; i < n; i++) if (observedRank[i]! > 0 && processedRank[i]! > 0) order.push(i)
  order.sort((a, b) => processedRank[a]! - processedRank[b]!)
  const latest = new Map<number, number>()
  let late = 0
  for (let from = 0; from < order.length;) {
    let to = from
    for (; to < order.length && processedRank[order[to]!] === processedRank[order[from]!]; to++)
      if ((latest.get(detector[order[to]!]!) ?? 0) > observedRank[order[to]!]! && (mask === null || mask[order[to]!] === 1)) late++
    for (; from < to; from++) {
      const at = detector[order[from]!]!
      latest.set(at, Math.max(latest.get(at) ?? 0, observedRank[order[from]!]!))
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
