import { conditionOf, latencyOf } from './condition.ts'
import type { Night } from '../../api/night.ts'

/** What the drawings need to know of every attempt and visit, worked out once. */
export interface NightFacts {
  /** Per attempt: index into `conditions`. */
  readonly condition: Uint8Array
  /** Per attempt: s, NaN = not known, negative = an error of the data. */
  readonly latency: Float32Array
  /** Per visit, of the first results stored of each detector: least, median and most latency in s; NaN where nothing is stored. */
  readonly least: Float32Array
  readonly median: Float32Array
  readonly most: Float32Array
  /** Row of the first attempt of a visit; one more than there are visits. Attempts of a visit lie in `byVisit` between. */
  readonly visitAt: Uint32Array
  readonly byVisit: Uint32Array
}

export function factsOf(night: Night): NightFacts {
  const { n, visit, detector } = night.attempts
  const condition = new Uint8Array(n)
  const latency = new Float32Array(n)
  const visitAt = new Uint32Array(night.visits.n + 1)
  for (let i = 0; i < n; i++) {
    condition[i] = conditionOf(night, i)
    latency[i] = latencyOf(night, i)
    visitAt[visit[i]! + 1]!++
  }
  for (let v = 0; v < night.visits.n; v++) visitAt[v + 1]! += visitAt[v]!
  const next = visitAt.slice()
  const byVisit = new Uint32Array(n)
  for (let i = 0; i < n; i++) byVisit[next[visit[i]!]!++] = i
  const [least, median, most] = [0, 1, 2].map(() => new Float32Array(night.visits.n).fill(NaN)) as [Float32Array, Float32Array, Float32Array]
  const first = new Map<number, number>()
  for (let v = 0; v < night.visits.n; v++) {
    first.clear()
    for (let k = visitAt[v]!; k < visitAt[v + 1]!; k++) {
      const i = byVisit[k]!
      const s = latency[i]!
      if (condition[i] === 0 && s < (first.get(detector[i]!) ?? Infinity)) first.set(detector[i]!, s)
    }
    if (first.size === 0) continue
    const sorted = Float32Array.from(first.values()).sort()
    least[v] = sorted[0]!
    median[v] = sorted[sorted.length >> 1]!
    most[v] = sorted.at(-1)!
  }
  return { condition, latency, least, median, most, visitAt, byVisit }
}
