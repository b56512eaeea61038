import type { Sql } from '../archive/db.ts'
import type { DemoSize } from './plan.ts'
import type { ProvNumbers } from './prov-numbers.ts'
import type { ProvNames } from './prov-small.ts'
import { badNode, stories } from './prov-stories.ts'

/** Rates every calibrated image: width of its PSF as the archive has it, astrometric scatter (bad where the sick worker made it), slope of its background (bad with the bad flat). */
export async function rateImages(tx: Sql, n: ProvNumbers, names: ProvNames, size: DemoSize): Promise<void> {
  const { badNode: sick } = stories[size]
  const metric = (name: string): number => names.metric.get(name)!
  const lot = 'mod(p.visit * 31 + p.detector * 17, 97) / 97.0'
  const made = `CASE WHEN p.redo <= 1 THEN p.again_at[3] ELSE p.at[3] END`
  const onSick = `(p.redo > 1 AND p.node_no = ${names.node.get(badNode)} AND p.at[2] >= ${sick.from} AND p.at[2] < ${sick.to})`
  await tx.exec(`INSERT INTO dax.prov_quality_rating (entity_no, metric_no, value, time)
    SELECT ${n.image + 1} + 3 * p.v, m.metric, m.value, ${made}
    FROM demo_pair p JOIN dax.image i ON i.image_id = ${n.firstImage + 1} + 3 * p.v::bigint
    CROSS JOIN LATERAL (VALUES
      (${metric('psf_fwhm')}, i.s_resolution),
      (${metric('astrometric_rms')}, CASE WHEN ${onSick} THEN 55 + 10 * ${lot} ELSE 5 + 9 * ${lot} END),
      (${metric('background_slope')}, CASE WHEN p.bad_flat THEN 4 + ${lot} ELSE 0.1 + 0.6 * ${lot} END)) AS m(metric, value)
    ORDER BY p.v, m.metric`)
}
