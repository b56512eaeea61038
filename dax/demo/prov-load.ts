import type { Sql } from '../archive/db.ts'
import { detectors } from '../../vo/sky/lsstcam.ts'
import type { DemoPlan, DemoSize } from './plan.ts'
import { addCalibrations } from './prov-calibrations.ts'
import { addDeepCoadds, addTemplates } from './prov-coadds.ts'
import { numberProvenance, type ProvNumbers } from './prov-numbers.ts'
import { pairStatements } from './prov-pair-sql.ts'
import { demoPairs, fillPairTable, type Pair } from './prov-pairs.ts'
import { rateImages } from './prov-quality.ts'
import { RestRows } from './prov-rest.ts'
import { writeSmallTables, type ProvNames } from './prov-small.ts'

/** What the loading of provenance needs to know of the archive. */
export interface ProvOptions {
  readonly authority: string
  /** image_id of the first demo image, and how many there are. */
  readonly firstImage: number
  readonly images: number
}

/** Tables that the demo's provenance fills with many rows. */
export const provTables: readonly string[] = [
  'dax.prov_entity',
  'dax.prov_activity',
  'dax.prov_attempt',
  'dax.prov_used',
  'dax.prov_generated',
  'dax.prov_member',
  'dax.prov_attributed',
  'dax.prov_quality_rating',
]

/**
 * Writes the provenance of the demo's images, which must be in dax.image already, numbered from `firstImage` in their order. Runs in the caller's
 * transaction; returns what the processing log needs.
 */
export async function loadProvenance(
  tx: Sql,
  plan: DemoPlan,
  size: DemoSize,
  { authority, firstImage, images }: ProvOptions,
): Promise<{ readonly pairs: readonly Pair[]; readonly numbers: ProvNumbers; readonly names: ProvNames }> {
  const pairs = demoPairs(plan, size)
  const n = await numberProvenance(tx, {
    firstImage,
    images,
    pairs: pairs.length,
    again: pairs.reduce((count, { w }) => count + (w === null ? 0 : 1), 0),
    visits: pairs.length / detectors.length,
  })
  const names = await writeSmallTables(tx, size, authority)
  await fillPairTable(tx, pairs, size, names)
  const rest = new RestRows(names, authority, n.restEntity, n.restActivity)
  await addCalibrations(tx, rest, plan, size, names)
  addTemplates(rest, plan, size, pairs, n)
  addDeepCoadds(rest, plan, size, pairs, n)
  for (const statement of pairStatements(n, names, authority)) await tx.exec(statement)
  await rest.write(tx)
  await rateImages(tx, n, names, size)
  return { pairs, numbers: n, names }
}
