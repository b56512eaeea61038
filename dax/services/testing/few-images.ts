import { footprintCells, shapeOf } from '../../../vo/sky/footprint-index.ts'
import { formatStcs, parseRegion } from '../../../vo/sky/region-text.ts'
import type { Sql } from '../../archive/db.ts'

/** Images for tests of services: name, footprint, and what filters look at. */
export const fewImages: readonly {
  readonly name: string
  readonly region: string
  readonly band: readonly [number, number]
  readonly t: number
  readonly source: string | null
}[] = [
  { name: 'square-r', region: 'POLYGON ICRS 150 2 150.4 2 150.4 2.4 150 2.4', band: [5.5e-7, 7e-7], t: 60_000, source: 'store/aa/bb' },
  { name: 'square-g', region: 'POLYGON ICRS 150 2 150.4 2 150.4 2.4 150 2.4', band: [4e-7, 5.5e-7], t: 60_001, source: null },
  { name: 'wrap', region: 'POLYGON ICRS 359.9 -0.1 0.1 -0.1 0.1 0.1 359.9 0.1', band: [5.5e-7, 7e-7], t: 60_002, source: null },
  { name: 'pole', region: 'CIRCLE ICRS 0 89.9 0.3', band: [5.5e-7, 7e-7], t: 60_003, source: null },
  { name: 'wide', region: 'CIRCLE ICRS 200 -40 25', band: [5.5e-7, 7e-7], t: 60_004, source: null },
]

/** Puts them into an empty archive. */
export async function loadFewImages(sql: Sql): Promise<void> {
  for (const image of fewImages) {
    const region = parseRegion(image.region)
    if (!region.ok) throw new Error(region.error.message)
    const [row] = await sql.rows<{ image_id: bigint }>(
      `INSERT INTO dax.image (dataproduct_type, calib_level, obs_id, obs_collection, obs_publisher_did, instrument_name, facility_name, s_region, s_shape, em_min, em_max, t_min, t_max, t_exptime, source)
       VALUES ('image', 2, $1, 'TEST', $2, 'Cam', 'Here', $3, $4::float8[], $5, $6, $7, $8, 30, $9) RETURNING image_id`,
      [
        image.name,
        `ivo://skydax.test/archive?${image.name}`,
        formatStcs(region.value),
        shapeOf(region.value),
        image.band[0],
        image.band[1],
        image.t,
        image.t + 0.001,
        image.source,
      ],
    )
    await sql.copyIn(
      'dax.image_cell',
      ['cell', 'image_id'],
      footprintCells(region.value).map((cell) => [cell, row?.image_id ?? 0n]),
    )
  }
}
