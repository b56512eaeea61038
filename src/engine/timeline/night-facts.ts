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
  const { n, visit } = night.attempts
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
  return { condition, latency, visitAt, byVisit, ...latenciesOf(night, condition, latency, visitAt, byVisit) }
}

/** Least, median and most latency of the first results stored of each detector, by visit. */
function latenciesOf(
  night: Night,
  condition: Uint8Array,
  latency: Float32Array,
  visitAt: Uint32Array,
  byVisit: Uint32Array,
): Pick<NightFacts, 'least' | 'median' | 'most'> {
  const { detector } = night.attempts
  const [least, median, most] = [0, 1, 2].map(() => new Float32Array(night.visits.n).fill(NaN)) as [Float32Array, Float32Array, Float32Array]
  const first = new Float32Array(detector.reduce((a, b) => Math.max(a, b), 0) + 1)
  for (let v = 0; v < night.visits.n; v++) {
    first.fill(Infinity)
    for (let k = visitAt[v]!; k < visitAt[v + 1]!; k++) {
      const i = byVisit[k]!
      if (condition[i] === 0 && latency[i]! < first[detector[i]!]!) first[detector[i]!] = latency[i]!
    }
    const sorted = first.filter((s) => s < Infinity).sort()
    if (sorted.length === 0) continue
    least[v] = sorted[0]!
    median[v] = sorted[sorted.length >> 1]!
    most[v] = sorted.at(-1)!
  }
  return { least, median, most }
}
