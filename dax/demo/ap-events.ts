import { exposureSeconds, taiMinusUtc, type Visit } from './cadence.ts'
import type { DemoSize } from './plan.ts'
import type { Fate } from './prov-fate.ts'
import { hash } from './random.ts'
import { stories, storyDetectors } from './prov-stories.ts'

/** What befell the events of a visit and detector, and the clocks of what came of them. */
export interface ApEvent {
  /** The notification of the file came late; otherwise it came at once, and what waited, waited for a worker. */
  readonly late: boolean
  /** The notification came again: s from the first. A second worker saw that all was done, and ended; null where it came once. */
  readonly twice: number | null
  /** What is wrong with the recorded times: `missing` (nobody wrote when it was stored) or `slow` (the worker's clock was `slowClock` behind). */
  readonly clock: 'missing' | 'slow' | null
}

/** d: how far the clock of a worker was behind where ApEvent.clock is `slow`: its results are older than the exposures. */
export const slowClock = 1 / 24

/** s from the end of an exposure to the start of its first task beyond which it waited: for its event or for a worker. */
const waited = 30

/** What befell the events of a visit-detector: the same for the same visit and detector always. */
export function eventOf(size: DemoSize, visit: Visit, detector: number, fate: Fate): ApEvent {
  const story = visit.visit === stories[size].visit
  const delay = (fate.prompt.at[0]! - visit.mjdTai) * 86400 + taiMinusUtc - exposureSeconds
  const late = delay > waited && ((story && detector === storyDetectors.lateEvent) || hash(visit.visit, detector, 30) % 2 === 0)
  const plain = fate.kind === 'good' && delay <= waited
  const lot = hash(visit.visit, detector, 31) % 20_000
  const told = story ? toldClock(detector) : null
  const clock = !plain ? null : (told ?? (lot === 0 ? 'missing' : lot === 1 ? 'slow' : null))
  const again = (story && detector === storyDetectors.eventTwice) || hash(visit.visit, detector, 32) % 2500 === 0
  return { late, twice: plain && clock === null && again ? 45 + (hash(visit.visit, detector, 33) % 240) : null, clock }
}

function toldClock(detector: number): ApEvent['clock'] {
  return detector === storyDetectors.timeMissing ? 'missing' : detector === storyDetectors.timeImpossible ? 'slow' : null
}

/** s: results of a reprocessing are merged into the database in batches, at the next full multiple of this: their times are equal, which are ties. */
export const batchSeconds = 600

/** MJD (TAI) at which a result of a reprocessing that was ready at `mjd` is stored. */
export function batchTime(mjd: number): number {
  const perDay = 86400 / batchSeconds
  return Math.ceil(mjd * perDay) / perDay
}

/** s: what was stored is copied to the database for users in chunks of this length, which arrive `copySeconds` after their end: times by this clock are ties. */
export const chunkSeconds = 600
export const copySeconds = 120

/** MJD (TAI) at which what was stored at `mjd` (by the database’s own clock) has been replicated. */
export function replicaTime(mjd: number): number {
  const perDay = 86400 / chunkSeconds
  return Math.ceil(mjd * perDay) / perDay + copySeconds / 86400
}
