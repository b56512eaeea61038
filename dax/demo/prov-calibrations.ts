import type { Sql, SqlValue } from '../archive/db.ts'
import type { Band } from './bands.ts'
import { detectors } from '../../vo/sky/lsstcam.ts'
import type { DemoPlan, DemoSize } from './plan.ts'
import type { RestRows } from './prov-rest.ts'
import type { ProvNames } from './prov-small.ts'
import { badFlatBand, badFlatDetector, badFlatKey, stories } from './prov-stories.ts'

/** One calibration of one detector; band is null but for flats, bad true of the one flat. */
interface Calibration {
  readonly kind: 'bias' | 'dark' | 'flat'
  readonly detector: number
  readonly band: Band | null
  readonly bad: boolean
}

function calibrationsOf(plan: DemoPlan, size: DemoSize): readonly Calibration[] {
  const bands = [...new Set(plan.visits(size).map(({ band }) => band))].sort()
  const out: Calibration[] = []
  for (const { id } of detectors) {
    out.push({ kind: 'bias', detector: id, band: null, bad: false }, { kind: 'dark', detector: id, band: null, bad: false })
    for (const band of bands) out.push({ kind: 'flat', detector: id, band, bad: false })
  }
  out.push({ kind: 'flat', detector: badFlatDetector, band: badFlatBand, bad: true })
  return out
}

/** Key of a calibration: calib/bias/94/1, calib/flat/r/94/1. */
export function calibrationKey({ kind, detector, band, bad }: Calibration): string {
  return bad ? badFlatKey : `calib/${kind}/${band === null ? '' : `${band}/`}${detector}/1`
}

/**
 * Adds bias, dark and flat of every detector, made in February from exposures that are not in the archive, and the bad flat; fills the temporary
 * table demo_calibration (detector, band, bad, entity_no, role_no), by which isr finds what it used.
 */
export async function addCalibrations(tx: Sql, rest: RestRows, plan: DemoPlan, size: DemoSize, names: ProvNames): Promise<void> {
  const story = stories[size]
  const collections = new Map<string, number>()
  const exposures = ({ kind, band, bad }: Calibration): number => {
    const key = `calib/exposures/${kind}${band === null ? '' : `/${band}`}/${bad ? 2 : 1}`
    const known = collections.get(key)
    if (known !== undefined) return known
    const made = rest.entity({
      key,
      type: 'calibration_exposures',
      kind: 'collection',
      name: bad
        ? 'Flats in r of one afternoon (20 exposures)'
        : `Exposures for ${kind}${band === null ? '' : ` in ${band}`} of 20260227 (30 exposures)`,
      at: bad ? story.badFlat.from + 0.2 : 61098.8,
      comment: 'Not in this archive',
      band,
    })
    collections.set(key, made)
    return made
  }
  const lookup: SqlValue[][] = []
  for (const [k, one] of calibrationsOf(plan, size).entries()) {
    const start = one.bad ? story.badFlat.from + 0.25 : 61100 + (k % 1500) * 0.0002
    const end = start + 0.0011
    const run = one.bad ? story.runs.badFlat : story.runs.calib
    const entity = rest.entity({
      key: calibrationKey(one),
      type: one.kind,
      name: `${one.kind}${one.band === null ? '' : ` ${one.band}`} detector ${one.detector}${one.bad ? `, night ${story.badFlat.night}` : ''}`,
      run,
      detector: one.detector,
      band: one.band,
      at: end,
      ...(one.bad ? { invalid: 61122.6, comment: 'Withdrawn: the door of the dome was open', night: story.badFlat.night } : {}),
    })
    const task = `cp${one.kind[0]!.toUpperCase()}${one.kind.slice(1)}Combine`
    const activity = rest.activity({
      task,
      run,
      detector: one.detector,
      band: one.band,
      start,
      end,
      node: `batch-node-0${(one.detector % 4) + 1}`,
      label: `${task} ${one.detector}${one.band ?? ''}${one.bad ? ' again' : ''}`,
    })
    rest.used(activity, exposures(one), 'inputExps', 0, start)
    rest.generated(entity, activity, 'outputData', end)
    rest.attributed(entity, 'tomoko', 'creator')
    if (one.kind === 'flat') rest.rated(entity, 'flat_ratio_rms', one.bad ? 4.7 : 0.2 + 0.002 * (one.detector % 100), end)
    lookup.push([one.detector, one.band, one.bad, entity, names.role.get(one.kind)!])
  }
  await tx.exec(
    `CREATE TEMPORARY TABLE demo_calibration (detector integer, band text, bad boolean, entity_no bigint, role_no smallint) ON COMMIT DROP`,
  )
  await tx.copyIn('demo_calibration', ['detector', 'band', 'bad', 'entity_no', 'role_no'], lookup)
  await tx.exec('ANALYZE demo_calibration')
}
