import { afterAll, describe, expect, it } from 'vitest'
import { contains } from '../../vo/sky/geometry.ts'
import { skyPos } from '../../vo/sky/sky-pos.ts'
import { testDb } from '../archive/testing/test-db.ts'
import { demoImage } from './image.ts'
import { loadDemo } from './load.ts'
import { testStars, testWorld } from './testing/world.ts'
import { demoCount } from './survey.ts'
import { footprint, toPixel } from './tan.ts'

const db = await testDb()
afterAll(() => db.close())
const world = testWorld()

describe('the page demo, loaded', () => {
  it('has all its images, each in the index, with the objects of its sky', async () => {
    const indexes = "SELECT count(*)::int AS n FROM pg_indexes WHERE schemaname IN ('dax', 'cat')"
    const [before] = await db.rows<{ n: number }>(indexes)
    const steps: string[] = []
    const loaded = await loadDemo(db, 'page', { stars: testStars(), onProgress: ({ step }) => void (steps.at(-1) === step || steps.push(step)) })
    expect(loaded.images).toBe(demoCount(world.plan, 'page'))
    expect(loaded.objects).toBeGreaterThan(10_000)
    expect(steps.at(-1)).toBe('done')
    const [after] = await db.rows<{ n: number }>(indexes)
    expect(after?.n).toBe(before?.n)
    const [counts] = await db.rows<{ images: number; indexed: number; dids: number; synthetic: boolean }>(
      `SELECT count(*)::int AS images, count(DISTINCT obs_publisher_did)::int AS dids, bool_and(synthetic AND facility_name LIKE '%synthetic%') AS synthetic,
         (SELECT count(DISTINCT image_id)::int FROM dax.image_cell) AS indexed FROM dax.image`,
    )
    expect(counts).toEqual({ images: loaded.images, indexed: loaded.images, dids: loaded.images, synthetic: true })
  })

  it('is not loaded twice', async () => {
    expect(await loadDemo(db, 'page', { stars: testStars() })).toEqual({ images: 0, objects: 0, present: true })
  })

  it('has catalogue objects exactly where the pixels have them', async () => {
    const rows = await db.rows<{ object_id: bigint; ra: number; dec: number; r_mag: number }>(
      `SELECT object_id, ra, dec, r_mag FROM cat.object WHERE abs(dec - 2.23) < 0.08 AND abs(ra - 150.11) < 0.08`,
    )
    expect(rows.length).toBeGreaterThan(20)
    const drawn = new Map(world.sky.objectsNear(skyPos(150.11, 2.23), 0.2, 20).map((object) => [BigInt(object.id), object]))
    for (const row of rows) {
      const object = drawn.get(BigInt(row.object_id))
      expect([object?.pos.ra, object?.pos.dec]).toEqual([row.ra, row.dec])
    }
  })

  it('goes on numbering after the demo', async () => {
    const [next] = await db.rows<{ id: bigint; top: bigint }>(
      `SELECT nextval(pg_get_serial_sequence('dax.image', 'image_id')) AS id, (SELECT max(image_id) FROM dax.image) AS top`,
    )
    expect(BigInt(next!.id)).toBe(BigInt(next!.top) + 1n)
  })
})

it('an image holds the objects whose pixels lie inside it', () => {
  const image = demoImage(world.plan, 'visit_image/2026031700129/94')!
  for (const object of world.sky.objectsNear(skyPos(image.pixels.ra, image.pixels.dec), 0.2, 20)) {
    const pixel = toPixel(image.pixels, object.pos)!
    const inside = pixel[0] > -0.5 && pixel[1] > -0.5 && pixel[0] < image.pixels.nx - 0.5 && pixel[1] < image.pixels.ny - 0.5
    expect(contains(footprint(image.pixels), object.pos)).toBe(inside)
  }
})
