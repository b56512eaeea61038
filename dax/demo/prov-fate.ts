import type { Visit } from './cadence.ts'
import { taiMinusUtc } from './cadence.ts'
import type { DemoSize } from './plan.ts'
import { hash } from './random.ts'
import { badNode, catchUpRun, promptRun, storyDetectors, stories, type ProvStories } from './prov-stories.ts'

/** Tasks of Alert Production for one visit and detector, in order. */
export const apTasks = ['isr', 'calibrateImage', 'subtractImages', 'detectAndMeasureDiaSource', 'associateApdb'] as const
/** Position in apTasks. */
export type TaskIndex = 0 | 1 | 2 | 3 | 4

/** How a visit-detector fared; `good` and `late` need no second run. */
export type FateKind =
  | 'good'
  | 'retried'
  | 'calibrateFailed'
  | 'subtractFailed'
  | 'memoryFailed'
  | 'associateFailed'
  | 'associateOwed'
  | 'alertsOnly'
  | 'alertsWithheld'
  | 'superseded'

/** The execution of tasks, one after the other, in one run. */
export interface Execution {
  readonly run: string
  readonly node: string
  /** The first task that it did; it went on to the last, or to the one that failed. */
  readonly first: TaskIndex
  /** Start of every task, and the end of the last, MJD (UTC): six numbers; those of tasks before `first` are equal to its start. */
  readonly at: readonly number[]
}

/** What became of one visit and detector. */
export interface Fate {
  readonly kind: FateKind
  readonly prompt: Execution
  /** The task that failed in the prompt run; those after it were blocked. */
  readonly failed: TaskIndex | null
  /** An attempt at calibrateImage that was aborted before the one that went well: where and when. */
  readonly aborted: { readonly node: string; readonly start: number; readonly end: number } | null
  /** Catch-up or reprocessing: makes again what its tasks make. */
  readonly again: Execution | null
}

const second = 1 / 86400
/** s from the end of the exposure to the file in the archive: readout, transfer. */
const arrival = 7
/** Typical durations of the tasks, in s. */
const durations = [2.6, 14, 9, 5.5, 4.5] as const
/** Workers of Alert Production, and of the batch system. */
export const promptNodes = 16
export const batchNodes = 4

function uniform(...seed: readonly number[]): number {
  return hash(...seed) / 4294967296
}

function apNode(k: number): string {
  return `ap-node-${String((k % promptNodes) + 1).padStart(2, '0')}`
}

/** MJD (UTC) of 17:00 on the day after a night, when its catch-up starts. */
export function catchUpStart(night: number): number {
  return Date.UTC(Math.floor(night / 10000), (Math.floor(night / 100) % 100) - 1, (night % 100) + 1, 17) / 86_400_000 + 40587
}

/** MJD (UTC) at which the reprocessing of a size starts. */
export function reprocessStart(size: DemoSize): number {
  return size === 'full' ? 61119 + 16 / 24 : 61117 + 16 / 24
}

/** True of a visit that ran with the bad version. */
export function ranBadSoftware(story: ProvStories, visit: number): boolean {
  return visit >= story.badSoftware.first && visit <= story.badSoftware.last
}

/** What became of a visit-detector of a survey: the same for the same visit and detector always. */
export function fateOf(size: DemoSize, visit: Visit, detector: number): Fate {
  const story = stories[size]
  const bad = ranBadSoftware(story, visit.visit)
  const version = bad ? 'bad' : visit.dayObs >= 20260319 ? 'mended' : 'first'
  const number = hash(visit.visit, detector, 3)
  const node = apNode(number)
  const ended = visit.mjdTai + (visit.exposure - taiMinusUtc) * second
  const arrived = ended + (arrival + 2 * uniform(visit.visit, detector, 4)) * second
  const begin = arrived + delay(story, visit.visit, detector, arrived) * second
  const wanted = bad ? 'superseded' : (told(story, visit.visit, detector) ?? chance(visit.visit, detector))
  const retried = wanted === 'retried'
  const at = timesFrom(begin, 0, visit.visit, detector, 1)
  const aborted = retried ? { node, start: at[1]!, end: at[1]! + 4 * second } : null
  const times = retried ? at.map((time, k) => (k === 0 ? time : time + 25 * second)) : at
  const prompt: Execution = { run: promptRun(visit.dayObs, version), node: retried ? apNode(number + 1) : node, first: 0, at: times }
  const kind = wanted === 'good' && wasSick(story, prompt) && hash(visit.visit, detector, 8) % 4 === 0 ? 'memoryFailed' : wanted
  return { kind, prompt, failed: failedTask(kind), aborted, again: secondRun(size, kind, visit, detector) }
}

/** True where a task began on the sick worker while it was sick. */
export function wasSick(story: ProvStories, { node, at, first }: Execution): boolean {
  return node === badNode && at.slice(first, 5).some((time) => time >= story.badNode.from && time < story.badNode.to)
}

function told(story: ProvStories, visit: number, detector: number): FateKind | null {
  if (visit !== story.visit) return null
  switch (detector) {
    case storyDetectors.calibrateFailed:
      return 'calibrateFailed'
    case storyDetectors.subtractFailed:
      return 'subtractFailed'
    case storyDetectors.associateFailed:
      return 'associateFailed'
    case storyDetectors.associateOwed:
      return 'associateOwed'
    case storyDetectors.retried:
      return 'retried'
    case storyDetectors.alertsWithoutImages:
      return 'alertsOnly'
    case storyDetectors.timeMissing:
    case storyDetectors.timeImpossible:
    case storyDetectors.eventTwice:
    case storyDetectors.lateEvent:
      return 'good'
    default:
      return null
  }
}

/** In thousandths: 4 and 3 fail early, 1 late and mended, 1 late and not, 8 are tried twice, 4 lose their images on the way, 1 its alerts. */
function chance(visit: number, detector: number): FateKind {
  const lot = hash(visit, detector, 7) % 1000
  if (lot < 4) return 'calibrateFailed'
  if (lot < 7) return 'subtractFailed'
  if (lot < 8) return 'associateFailed'
  if (lot < 9) return 'associateOwed'
  if (lot < 17) return 'retried'
  if (lot < 21) return 'alertsOnly'
  return lot < 22 ? 'alertsWithheld' : 'good'
}

function failedTask(kind: FateKind): TaskIndex | null {
  if (kind === 'calibrateFailed') return 1
  if (kind === 'subtractFailed' || kind === 'memoryFailed') return 2
  return kind === 'associateFailed' || kind === 'associateOwed' ? 4 : null
}

/** s that a visit-detector waits for a worker: nearly always none; else minutes, though never into or during the hour of the bad version. */
function delay(story: ProvStories, visit: number, detector: number, arrived: number): number {
  const { from, to } = story.badSoftware
  if (visit === story.visit && detector >= storyDetectors.timeMissing && detector <= storyDetectors.lateEvent)
    return detector === storyDetectors.lateEvent ? 1560 : 0
  if (arrived > from - 800 * second && arrived < to) return 0
  const lot = uniform(visit, detector, 5)
  return lot > 0.015 ? 0 : 40 + 520 * (lot / 0.015)
}

function timesFrom(begin: number, first: TaskIndex, visit: number, detector: number, salt: number): number[] {
  const at = [begin]
  for (let k = 0; k < 5; k++) {
    const length = k < first ? 0 : durations[k]! * (0.8 + 0.5 * uniform(visit, detector, 10 + k, salt))
    at.push(at[k]! + length * second)
  }
  return at
}

function secondRun(size: DemoSize, kind: FateKind, visit: Visit, detector: number): Execution | null {
  const story = stories[size]
  const first: TaskIndex | null = kind === 'superseded' ? 2 : kind === 'associateOwed' ? null : failedTask(kind)
  if (first === null) return null
  const lot = hash(visit.visit, detector, 6)
  const start = kind === 'superseded' ? reprocessStart(size) : catchUpStart(visit.dayObs)
  // jobs go to the four nodes as the batch system pleases, over two hours
  const begin = start + ((lot >>> 4) / 268435456) * (2 / 24)
  return {
    run: kind === 'superseded' ? story.runs.reprocess : catchUpRun(visit.dayObs),
    node: `batch-node-${String((lot % batchNodes) + 1).padStart(2, '0')}`,
    first,
    at: timesFrom(begin, first, visit.visit, detector, 2),
  }
}
