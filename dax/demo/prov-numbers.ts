import type { Sql } from '../archive/db.ts'

/**
 * How the rows of the demo's provenance are numbered, so that edges can be written without looking anything up. A visit-detector has a number v
 * (0 for the first), one that was processed twice also a number w.
 */
export interface ProvNumbers {
  /** image_id of the first image of the demo. */
  readonly firstImage: number
  /** Visit-detectors; those processed twice; images; visits. */
  readonly pairs: number
  readonly again: number
  readonly images: number
  readonly visits: number
  /** Entity of the image that is k-th of the demo: image + k; of pair v: raw image + 3v, calibrated + 1, difference + 2. */
  readonly image: number
  /** Of pair v: post_isr_image between + 3v, dia_source_detector + 1, dia_source_apdb + 2. */
  readonly between: number
  /** What a second execution replaced, of w: visit_image other + 4w, difference_image + 1, dia_source_detector + 2, dia_source_apdb + 3. */
  readonly other: number
  /** The rest: calibrations, collections, what coadds wanted. */
  readonly restEntity: number
  /** Quanta of pair v: quantum + 5v + task; of the second execution of w: second + 5w + task. */
  readonly quantum: number
  readonly second: number
  /** Observation k: observation + k. */
  readonly observation: number
  readonly restActivity: number
}

const entityNo = `pg_get_serial_sequence('dax.prov_entity', 'entity_no')`
const activityNo = `pg_get_serial_sequence('dax.prov_activity', 'activity_no')`
/** More than there is of the rest. */
const rest = 1_000_000

export async function numberProvenance(
  tx: Sql,
  counts: Pick<ProvNumbers, 'firstImage' | 'pairs' | 'again' | 'images' | 'visits'>,
): Promise<ProvNumbers> {
  const [next] = await tx.rows<{ entity: string; activity: string }>(
    `SELECT nextval(${entityNo})::text AS entity, nextval(${activityNo})::text AS activity`,
  )
  const image = Number(next!.entity)
  const between = image + counts.images
  const other = between + 3 * counts.pairs
  const restEntity = other + 4 * counts.again
  const quantum = Number(next!.activity)
  const second = quantum + 5 * counts.pairs
  const observation = second + 5 * counts.again
  const restActivity = observation + counts.visits
  // seen by all at once, whatever becomes of this transaction: what others write meanwhile is numbered behind
  await tx.rows(`SELECT setval(${entityNo}, $1::bigint), setval(${activityNo}, $2::bigint)`, [BigInt(restEntity + rest), BigInt(restActivity + rest)])
  return { ...counts, image, between, other, restEntity, quantum, second, observation, restActivity }
}
