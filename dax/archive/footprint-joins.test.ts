import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cellKey, footprintCells, shapeOf } from '../../vo/sky/footprint-index.ts'
import { contains, intersects } from '../../vo/sky/geometry.ts'
import { cellOf } from '../../vo/sky/healpix.ts'
import type { Region } from '../../vo/sky/region.ts'
import { skyPos } from '../../vo/sky/sky-pos.ts'
import type { SkyPos } from '../../vo/sky/sky-pos.ts'
import { testPorts, type TestPorts } from '../services/testing/test-ports.ts'
import { arrayLiteral } from './sql-text.ts'
import { arbitraryPair, arbitraryPosition } from './testing/arbitrary-region.ts'

let ports: TestPorts
const regions: Region[] = fc.sample(arbitraryPair, { numRuns: 20, seed: 3 }).flat()
const places: SkyPos[] = [
  ...[-90, -89.999999, -41.8103, 0, 41.8103149, 90].flatMap((dec) => [0, 45, 90, 179.99999, 270, 359.9999999].map((ra) => skyPos(ra, dec))),
  ...fc.sample(arbitraryPosition, { numRuns: 400, seed: 4 }),
]

beforeAll(async () => {
  ports = await testPorts()
  for (const [i, region] of regions.entries()) {
    await ports.db.query(
      `INSERT INTO dax.image (image_id, dataproduct_type, calib_level, obs_id, obs_collection, obs_publisher_did, s_shape, visibility)
       VALUES ($1, 'image', 1, 'x', 'x', $2, $3::text::float8[], 'public')`,
      [i, `ivo://x/${i}`, arrayLiteral(shapeOf(region))],
    )
    await ports.db.query('INSERT INTO dax.image_cell (cell, image_id) SELECT c::bigint, $2 FROM unnest($1::text[]) AS t(c)', [
      footprintCells(region).map(String),
      i,
    ])
  }
})
afterAll(() => ports.db.close())

const numbers = (ids: readonly unknown[] | undefined): number[] => (ids ?? []).map(Number).sort((a, b) => a - b)

describe('Footprints joined by their index', () => {
  it('puts positions into the cells that vo/sky puts them into', async () => {
    const rows = await ports.db.rows<{ key: string }>(
      'SELECT dax.cell_key(ra, de)::text AS key FROM unnest($1::text::float8[], $2::text::float8[]) WITH ORDINALITY AS t(ra, de, i) ORDER BY i',
      [arrayLiteral(places.map((p) => p.ra)), arrayLiteral(places.map((p) => p.dec))],
    )
    expect(rows.map((r) => r.key)).toEqual(places.map((p) => String(cellKey(8, cellOf(8, p)))))
  })

  it('finds the footprints that hold a position', async () => {
    for (const at of places.slice(30, 70)) {
      const [row] = await ports.db.rows<{ ids: unknown[] }>('SELECT dax.images_at($1::float8, $2::float8) AS ids', [at.ra, at.dec])
      expect(numbers(row?.ids)).toEqual(regions.flatMap((r, i) => (contains(r, at) ? [i] : [])))
    }
  })

  it('finds the footprints that meet a footprint', async () => {
    for (const [i, region] of regions.entries()) {
      const [row] = await ports.db.rows<{ ids: unknown[] }>('SELECT dax.images_with($1::bigint) AS ids', [i])
      expect(numbers(row?.ids)).toEqual(regions.flatMap((r, k) => (intersects(r, region) ? [k] : [])))
    }
  })
})
