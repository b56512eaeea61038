import { conditions } from '../../../engine/timeline/condition.ts'
import type { Condition } from '../../../engine/timeline/condition.ts'
import type { NightFacts } from '../../../engine/timeline/night-facts.ts'
import type { Night } from '../../../api/night.ts'
import { durationText } from '../clock-text.ts'
import { countNight, lastAttempts } from '../night-words.ts'

/** A night, or one run of it, as it is compared. `mask` = the attempts of the run; null = all. */
export interface Side {
  readonly night: Night
  readonly facts: NightFacts
  readonly mask: Uint8Array | null
}

/** One number of both sides; texts as people read them. `isWorse`: whether b is worse than a; null where neither is. */
export interface Difference {
  readonly name: string
  readonly a: string
  readonly b: string
  readonly change: string
  readonly isWorse: boolean | null
}

const n = (x: number): string => x.toLocaleString('en')
const delivered = 1

interface Numbers {
  readonly visits: number
  readonly pairs: number
  readonly attempts: number
  readonly by: Readonly<Record<Condition, number>>
  readonly late: number
  readonly alertsAlone: number
  /** s, of the first results stored: median, and what nineteen in twenty stay below; NaN where nothing was stored. */
  readonly median: number
  readonly p95: number
  /** Share of them within 60 s, 0–1. */
  readonly inTime: number
}

function numbersOf({ night, facts, mask }: Side): Numbers {
  const counts = countNight(night, mask)
  const { alerts, images } = night.attempts.deliveries
  const first = new Map<number, number>()
  let alertsAlone = 0
  for (let i = 0; i < night.attempts.n; i++) {
    if (mask !== null && mask[i] === 0) continue
    if (alerts.state[i] === delivered && images.state[i] !== delivered) alertsAlone++
    const s = facts.latency[i]!
    if (facts.condition[i] !== 0 || Number.isNaN(s)) continue
    const key = night.attempts.visit[i]! * 65_536 + night.attempts.detector[i]!
    if (s < (first.get(key) ?? Infinity)) first.set(key, s)
  }
  const sorted = Float64Array.from(first.values()).sort()
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
  return {
    ...counts,
    alertsAlone,
    median: at(0.5),
    p95: at(0.95),
    inTime: sorted.length === 0 ? Number.NaN : sorted.filter((s) => s <= 60).length / sorted.length,
  }
}

/** What two nights or runs differ in, number by number. */
export function differencesOf(a: Side, b: Side): readonly Difference[] {
  const [x, y] = [numbersOf(a), numbersOf(b)]
  const count = (name: string, p: number, q: number, moreIs: 'worse' | 'better' | 'neither'): Difference => ({
    name,
    a: n(p),
    b: n(q),
    change: p === q ? 'the same' : `${n(Math.abs(q - p))} ${q > p ? 'more' : 'fewer'}`,
    isWorse: p === q || moreIs === 'neither' ? null : q > p === (moreIs === 'worse'),
  })
  const time = (name: string, p: number, q: number): Difference => ({
    name,
    a: durationText(p),
    b: durationText(q),
    change:
      Number.isNaN(p) || Number.isNaN(q)
        ? '—'
        : Math.abs(q - p) < 0.05
          ? 'the same'
          : `${durationText(Math.abs(q - p))} ${q > p ? 'slower' : 'faster'}`,
    isWorse: Number.isNaN(p) || Number.isNaN(q) || Math.abs(q - p) < 0.05 ? null : q > p,
  })
  const share = (value: number): string => (Number.isNaN(value) ? '—' : `${(100 * value).toFixed(1)} %`)
  const states = conditions.filter((c) => x.by[c] + y.by[c] > 0)
  return [
    count('visits', x.visits, y.visits, 'neither'),
    count('detector-visits', x.pairs, y.pairs, 'neither'),
    count('attempts', x.attempts, y.attempts, 'neither'),
    ...states.map((c) => count(c, x.by[c], y.by[c], c === 'done' ? 'better' : 'worse')),
    count('alerts without images', x.alertsAlone, y.alertsAlone, 'worse'),
    count('processed after a later visit at the same detector', x.late, y.late, 'worse'),
    time('median latency', x.median, y.median),
    time('latency of 19 in 20', x.p95, y.p95),
    {
      name: 'within 60 s',
      a: share(x.inTime),
      b: share(y.inTime),
      change: Number.isNaN(x.inTime + y.inTime)
        ? '—'
        : `${Math.abs(100 * (y.inTime - x.inTime)).toFixed(1)} points ${y.inTime >= x.inTime ? 'more' : 'fewer'}`,
      isWorse: Number.isNaN(x.inTime + y.inTime) || x.inTime === y.inTime ? null : y.inTime < x.inTime,
    },
  ]
}

/** A visit-detector that ended differently in two runs; null = that run did not try it. */
export interface PairDifference {
  readonly visit: bigint
  readonly detector: number
  readonly a: Condition | null
  readonly b: Condition | null
}

/** The visit-detectors that two sides tell differently, by visit id and detector; those that neither has in common are on one side only. */
export function pairDifferences(a: Side, b: Side): readonly PairDifference[] {
  const stateOf = ({ night, facts, mask }: Side): Map<string, Condition> => {
    const { visit, detector } = night.attempts
    return new Map(
      Array.from(
        lastAttempts(night, mask),
        (i) => [`${night.visits.visit[visit[i]!]}.${detector[i]}`, conditions[facts.condition[i]!] ?? 'unknown'] as const,
      ),
    )
  }
  const [x, y] = [stateOf(a), stateOf(b)]
  const out: PairDifference[] = []
  for (const key of new Set([...x.keys(), ...y.keys()])) {
    const [p, q] = [x.get(key) ?? null, y.get(key) ?? null]
    if (p === q) continue
    const [visit = '0', detector = '0'] = key.split('.')
    out.push({ visit: BigInt(visit), detector: Number(detector), a: p, b: q })
  }
  return out.toSorted((p, q) => (p.visit === q.visit ? p.detector - q.detector : p.visit < q.visit ? -1 : 1))
}

/** The differences in a sentence: what got better, what worse. */
export function differenceWords(differences: readonly Difference[], nameA: string, nameB: string): string {
  const told = (isWorse: boolean): string =>
    differences
      .filter((d) => d.isWorse === isWorse)
      .map((d) => `${d.name}: ${d.change}`)
      .join(', ')
  const [better, worse] = [told(false), told(true)]
  if (better === '' && worse === '') return `${nameB} does not differ from ${nameA} in what can be better or worse.`
  return [
    `Beside ${nameA}, ${nameB} is`,
    ...(worse === '' ? [] : [`worse in ${worse}`]),
    ...(better === '' || worse === '' ? [] : ['and']),
    ...(better === '' ? [] : [`better in ${better}`]),
  ]
    .join(' ')
    .concat('.')
}
