import { conditions } from '../../engine/timeline/condition.ts'
import { raftOf } from '../../engine/timeline/lane-layout.ts'
import type { Marked } from '../../engine/timeline/lanes-scene.ts'
import type { NightFacts } from '../../engine/timeline/night-facts.ts'
import { deliveryWords, products } from '../../api/night.ts'
import type { Night } from '../../api/night.ts'
import { durationText } from './clock-text.ts'
import type { Place } from './night-view.ts'

/** The place that a row of the log names. */
export function placeOf(night: Night, i: number): Required<Place> {
  const a = night.attempts
  return { visit: night.visits.visit[a.visit[i]!]!, detector: a.detector[i]!, attempt: a.attempt[i]! }
}

/** Whether a row of the log is at a place. */
export function holds(night: Night, place: Place, i: number): boolean {
  const a = night.attempts
  return (
    (place.visit === undefined || night.visits.visit[a.visit[i]!] === place.visit) &&
    (place.detector === undefined || a.detector[i] === place.detector) &&
    (place.attempt === undefined || a.attempt[i] === place.attempt)
  )
}

/** Row of a visit in the night; −1 where the night has no such visit. Visits rise with time and mostly with their ids; ties of clocks may not. */
export function visitRow(night: Night, visit: bigint): number {
  return night.visits.visit.indexOf(visit)
}

/** What a place marks in a drawing: null without a visit of this night. */
export function markedAt(night: Night, facts: NightFacts, place: Place | null): Marked | null {
  if (place?.visit === undefined) return null
  const visit = visitRow(night, place.visit)
  if (visit < 0) return null
  const attempts = facts.byVisit.subarray(facts.visitAt[visit]!, facts.visitAt[visit + 1]!).filter((i) => holds(night, place, i))
  return { visit, attempts }
}

/** Rows of the log at a place: of a visit, one detector of it, one attempt; of a detector alone, in the whole night. */
export function attemptsAt(night: Night, facts: NightFacts, place: Place): Uint32Array {
  if (place.visit !== undefined) return markedAt(night, facts, place)?.attempts ?? new Uint32Array()
  return Uint32Array.from({ length: night.attempts.n }, (_, i) => i).filter((i) => holds(night, place, i))
}

/** The attempt that a place means where one must be chosen: the named one, else the last at that detector; null where the place is a whole visit. */
export function attemptAt(night: Night, facts: NightFacts, place: Place | null): number | null {
  if (place?.detector === undefined) return null
  return markedAt(night, facts, place)?.attempts.at(-1) ?? null
}

/** A place in words: the visit, the detector, and how it went. */
export function placeWords(night: Night, facts: NightFacts, place: Place): string {
  const marked = markedAt(night, facts, place)
  if (marked === null) return place.detector === undefined ? 'Nothing of this night' : `Detector ${place.detector}, ${raftOf(place.detector)}`
  const v = night.visits
  const visit = `Visit ${v.visit[marked.visit]}, number ${v.seq[marked.visit]}, ${night.dicts.band[v.band[marked.visit]!]}`
  if (place.detector === undefined) return `${visit}: ${tally(facts, marked.attempts)}`
  const where = `${visit}; detector ${place.detector}, ${raftOf(place.detector)}`
  const i = marked.attempts.at(-1)
  return i === undefined ? `${where}: no attempt` : `${where}; ${attemptWords(night, facts, i)}`
}

/** 'attempt 1, prompt: done, 43.8 s after the exposure; alerts delivered, images failed, …'. */
export function attemptWords(night: Night, facts: NightFacts, i: number): string {
  const a = night.attempts
  const s = facts.latency[i]!
  const when = Number.isNaN(s) ? '' : s < 0 ? `, ${durationText(-s)} before the exposure ended` : `, ${durationText(s)} after the exposure`
  const made = products.flatMap((p) => (a.deliveries[p].state[i] === 0 ? [] : [`${p} ${deliveryWords[a.deliveries[p].state[i]!]}`]))
  return `attempt ${a.attempt[i]}, ${night.dicts.reason[a.reason[i]!]}: ${conditions[facts.condition[i]!]}${when}${made.length === 0 ? '' : `; ${made.join(', ')}`}`
}

function tally(facts: NightFacts, attempts: Uint32Array): string {
  const counts = conditions.map(() => 0)
  for (const i of attempts) counts[facts.condition[i]!]! += 1
  return conditions.flatMap((c, k) => (counts[k] === 0 ? [] : [`${counts[k]} ${c}`])).join(', ') || 'no attempt'
}
