import { afterAll, describe, expect, it } from 'vitest'
import { contains } from '../../vo/sky/geometry.ts'
import { skyPos } from '../../vo/sky/sky-pos.ts'
import { testDb } from '../archive/testing/test-db.ts'
import { demoImage } from './image.ts'
import { isLoadDue } from '../archive/put-aside.ts'
import { loadDemo } from './load.ts'
import { loadDemoHistory } from './load-history.ts'
import { loadDemoImages } from './load-images.ts'
import type { DemoOrigin } from './options.ts'
import { testStars, testWorld } from './testing/world.ts'
import { demoCount } from './survey.ts'
import { footprint, toPixel } from './tan.ts'

const db = await testDb()
afterAll(() => db.close())
const world = testWorld()

const options = { authority: 'ivo://skydax.local/archive?', stars: testStars() }
const origin: DemoOrigin = { first: 501, created: '2026-04-01T10:20:30.123456+00:00' }
/** All indexes and constraints, as they are defined. */
const definitions = async (): Promise<readonly string[]> => {
  const rows = await db.rows<{ d: string }>(
    `SELECT indexdef AS d FROM pg_indexes WHERE schemaname IN ('dax', 'cat', 'ap')
     UNION ALL SELECT conrelid::regclass || conname || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace::regnamespace::text IN ('dax', 'cat', 'ap') ORDER BY 1`,
  )
  return rows.map(({ d }) => d)
}

describe('the page demo, loaded', () => {
  let before: readonly string[] = []

  it('has all its images, each in the index, with the objects of its sky, before it has their history', async () => {
    before = await definitions()
    const parts: number[] = []
    const heard: DemoOrigin[] = []
    const onOrigin = (free: DemoOrigin): Promise<DemoOrigin> => Promise.resolve((heard.push(free), origin))
    const loaded = await loadDemoImages(db, 'page', { ...options, onOrigin, onProgress: (part) => void parts.push(part) })
    expect(heard).toMatchObject([{ first: 1 }])
    expect(loaded?.images).toBe(demoCount(world.plan, 'page'))
    expect(loaded?.objects).toBeGreaterThan(10_000)
    expect(parts).toEqual(parts.toSorted((a, b) => a - b))
    expect(parts.at(-1)).toBeLessThanOrEqual(1)
    const [counts] = await db.rows<{ images: number; indexed: number; dids: number; synthetic: boolean }>(
      `SELECT count(*)::int AS images, count(DISTINCT obs_publisher_did)::int AS dids, bool_and(synthetic AND facility_name LIKE '%synthetic%') AS synthetic,
         (SELECT count(DISTINCT image_id)::int FROM dax.image_cell) AS indexed FROM dax.image`,
    )
    const span = `SELECT min(image_id)::int AS first, to_json(min(created_at) AT TIME ZONE 'UTC')#>>'{}' AS oldest, to_json(max(created_at) AT TIME ZONE 'UTC')#>>'{}' AS newest FROM dax.image`
    expect(await db.rows(span)).toEqual([{ first: 501, oldest: '2026-04-01T10:20:30.123456', newest: '2026-04-01T10:20:30.123456' }])
    expect(counts).toEqual({ images: loaded?.images, indexed: loaded?.images, dids: loaded?.images, synthetic: true })
    expect(await isLoadDue(db)).toBe(true)
  })

  it('has nothing of the history when its loading is broken off, and what is written meanwhile is numbered behind it', async () => {
    const cut = loadDemoHistory(db, 'page', {
      ...options,
      onProgress(_, at) {
        if (at === 'processing log') throw new Error('broken off')
      },
    })
    await expect(cut).rejects.toThrow('broken off')
    expect(await db.rows('SELECT 1 FROM dax.prov_entity LIMIT 1')).toEqual([])
    expect(await isLoadDue(db)).toBe(true)
    const [next] = await db.rows<{ n: number }>(`SELECT nextval(pg_get_serial_sequence('dax.prov_entity', 'entity_no'))::int AS n`)
    expect(next?.n).toBeGreaterThan(1_000_000)
  })

  it('has all of the history the second time, with the indexes and references of before', async () => {
    expect(await loadDemo(db, 'page', { stars: testStars() })).toEqual({ images: 0, objects: 0, present: false })
    const [counts] = await db.rows<{ entities: number; attempts: number }>(
      'SELECT (SELECT count(*)::int FROM dax.prov_entity) AS entities, (SELECT count(*)::int FROM ap.attempt) AS attempts',
    )
    expect(counts?.entities).toBeGreaterThan(demoCount(world.plan, 'page'))
    expect(counts?.attempts).toBeGreaterThan(2000)
    expect(await definitions()).toEqual(before)
    expect(await isLoadDue(db)).toBe(false)
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
