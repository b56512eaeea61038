import type { Sql, SqlValue } from '../archive/db.ts'
import { eventOf, type ApEvent } from './ap-events.ts'
import { detectors } from '../../vo/sky/lsstcam.ts'
import { taiMinusUtc, type Visit } from './cadence.ts'
import type { DemoPlan, DemoSize } from './plan.ts'
import { fateOf, type Fate } from './prov-fate.ts'
import type { ProvNames } from './prov-small.ts'
import { badFlatBand, badFlatDetector, stories } from './prov-stories.ts'

/** A visit-detector with what became of it; v and w as in ProvNumbers, w null for one that was processed once. */
export interface Pair {
  readonly v: number
  readonly w: number | null
  readonly visit: Visit
  readonly detector: number
  readonly fate: Fate
  readonly event: ApEvent
}

/** Every visit-detector of a survey, in the order of its images. */
export function demoPairs(plan: DemoPlan, size: DemoSize): readonly Pair[] {
  const out: Pair[] = []
  let w = 0
  for (const visit of plan.visits(size))
    for (const { id } of detectors) {
      const fate = fateOf(size, visit, id)
      out.push({ v: out.length, w: fate.again === null ? null : w++, visit, detector: id, fate, event: eventOf(size, visit, id, fate) })
    }
  return out
}

/** True of a pair whose raw image was flattened with the bad flat. */
export function usedBadFlat(size: DemoSize, visit: Pick<Visit, 'band' | 'dayObs'>, detector: number): boolean {
  return detector === badFlatDetector && visit.band === badFlatBand && visit.dayObs === stories[size].badFlat.night
}

/** `fail` and `redo` where nothing failed or was made again. */
const never = 9

/**
 * The pairs as a temporary table demo_pair, from which the rows of quanta are made. run_no … at: of the prompt execution; again_*: of the second.
 * fail: the task that failed; redo: the first task made again; both are 9 for none. Times are MJD (UTC).
 */
export async function fillPairTable(tx: Sql, pairs: readonly Pair[], size: DemoSize, names: ProvNames): Promise<void> {
  await tx.exec(`CREATE TEMPORARY TABLE demo_pair (
    v integer, w integer, k integer, visit bigint, detector integer, band text, day_obs integer, begin_utc double precision, kind text,
    run_no integer, node_no integer, at double precision[], fail smallint, redo smallint,
    again_run_no integer, again_node_no integer, again_at double precision[],
    aborted_node_no integer, aborted_start double precision, aborted_end double precision, bad_flat boolean,
    late boolean, twice integer, clock text
  ) ON COMMIT DROP`)
  await addPairs(tx, pairs, size, names)
}

/** Adds pairs to demo_pair; run_no is null for runs that provenance does not know. */
export async function addPairs(tx: Sql, pairs: readonly Pair[], size: DemoSize, names: ProvNames): Promise<void> {
  await tx.copyIn(
    'demo_pair',
    [
      'v',
      'w',
      'k',
      'visit',
      'detector',
      'band',
      'day_obs',
      'begin_utc',
      'kind',
      'run_no',
      'node_no',
      'at',
      'fail',
      'redo',
      'again_run_no',
      'again_node_no',
      'again_at',
      'aborted_node_no',
      'aborted_start',
      'aborted_end',
      'bad_flat',
      'late',
      'twice',
      'clock',
    ],
    pairRows(pairs, size, names),
  )
  await tx.exec('ANALYZE demo_pair')
}

function* pairRows(pairs: readonly Pair[], size: DemoSize, { run, node }: ProvNames): Generator<readonly SqlValue[]> {
  for (const { v, w, visit, detector, fate, event } of pairs) {
    const { prompt, again, failed, aborted } = fate
    yield [
      v,
      w,
      Math.floor(v / detectors.length),
      visit.visit,
      detector,
      visit.band,
      visit.dayObs,
      visit.mjdTai - taiMinusUtc / 86400,
      fate.kind,
      run.get(prompt.run) ?? null,
      node.get(prompt.node)!,
      prompt.at,
      failed ?? never,
      again?.first ?? never,
      again === null ? null : (run.get(again.run) ?? null),
      again === null ? null : node.get(again.node)!,
      again === null ? null : again.at,
      aborted === null ? null : node.get(aborted.node)!,
      aborted?.start ?? null,
      aborted?.end ?? null,
      usedBadFlat(size, visit, detector),
      event.late,
      event.twice,
      event.clock,
    ]
  }
}
