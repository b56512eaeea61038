import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { memoryStore } from '../../store/memory-store.ts'
import { nameOfContent } from '../../store/store.ts'
import type { Db } from '../db.ts'
import { imageByDid } from '../image.ts'
import { keptFiles } from './kept.ts'
import { isManifestName } from './manifest.ts'
import { ingestFile } from './take-in.ts'
import { testDb } from '../testing/test-db.ts'
import { smallFits } from '../testing/small-fits.ts'

const cards = (...lines: readonly string[]): Uint8Array => {
  const text = lines.map((line) => line.padEnd(80)).join('')
  return new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 2880) * 2880))
}
const headerOf = (count: number): Uint8Array =>
  cards(...'SIMPLE  = T|BITPIX  = 8|NAXIS   = 0'.split('|'), ...Array.from({ length: count }, (_, i) => `HIERARCH A${i} = ${i}`), 'END')
const promising = (width: number): Uint8Array => cards(...`SIMPLE  = T|BITPIX  = 8|NAXIS   = 2|NAXIS1  = ${width}|NAXIS2  = ${width}|END`.split('|'))

/** An image of 32,768 × 40,000 bytes, all zero: 1.3 GB as 1.3 MB of gzip (members one after the other are one file). */
function gzipBomb(): Uint8Array {
  const header = gzipSync(cards(...'SIMPLE  = T|BITPIX  = 8|NAXIS   = 2|NAXIS1  = 32768|NAXIS2  = 40000|END'.split('|')))
  const zeros = gzipSync(Buffer.alloc(32_768 * 400))
  return new Uint8Array(Buffer.concat([header, ...Array.from({ length: 100 }, () => zeros)]))
}

describe('ingesting a file', () => {
  let db: Db
  let files: Map<string, Uint8Array>
  beforeAll(async () => {
    db = await testDb()
  })
  beforeEach(async () => {
    files = new Map()
    await db.exec(
      'TRUNCATE dax.image, dax.image_cell, dax.file, dax.prov_entity, dax.prov_activity, dax.prov_attempt, dax.prov_used, dax.prov_generated, dax.prov_associated, dax.prov_derived',
    )
  })
  afterAll(() => db.close())
  const take = (name: string, bytes: Uint8Array) =>
    ingestFile({ db, store: memoryStore(files), config: { authority: 'ivo://t/a?', version: '1' } as never }, name, bytes)
  const counts = async () =>
    (
      await db.query(
        'SELECT (SELECT count(*)::int4 FROM dax.image), (SELECT count(*)::int4 FROM dax.file), (SELECT count(*)::int4 FROM dax.image_cell)',
      )
    ).rows[0]

  it('makes image, cells and file record, and keeps the bytes', async () => {
    const bytes = smallFits({ ra: 150, dec: 2, object: 'M 1' })
    const done = await take('one.fits', bytes)
    expect(done).toMatchObject({ at: 'stored', did: 'ivo://t/a?upload/one' })
    const image = await imageByDid(db, 'ivo://t/a?upload/one')
    expect(image).toMatchObject({ target_name: 'M 1', s_xel1: 16, visibility: 'public', synthetic: false })
    expect(image?.region?.kind).toBe('polygon')
    expect(files.get(nameOfContent(image?.sha256 ?? ''))).toEqual(bytes)
    expect((await counts())?.[2]).toBeGreaterThan(0)
  })

  it('knows a file again, by its content', async () => {
    const bytes = smallFits({ ra: 150, dec: 2 })
    await take('one.fits', bytes)
    const before = await counts()
    expect(await take('other-name.fits', bytes)).toMatchObject({ at: 'known', did: 'ivo://t/a?upload/one' })
    expect(await counts()).toEqual(before)
  })

  it('keeps two files of one name apart, and says so', async () => {
    await take('one.fits', smallFits({ ra: 150, dec: 2 }))
    const second = await take('one.fits', smallFits({ ra: 151, dec: 2 }))
    expect(second).toMatchObject({ at: 'stored', notes: expect.arrayContaining([expect.stringMatching(/another image is in the archive/u)]) })
    expect(second.at === 'stored' && second.did).toMatch(/^ivo:\/\/t\/a\?upload\/one-[0-9a-f]{8}$/u)
  })

  it.each([
    ['text', new TextEncoder().encode('hello')],
    ['nothing', new Uint8Array()],
    ['a file cut off in its data', smallFits({ ra: 1, dec: 1 }).slice(0, 3000)],
    ['a file without WCS', smallFits({})],
  ])('refuses %s, and leaves nothing', async (_what, bytes) => {
    const done = await take('bad.fits', bytes)
    expect(done.at === 'refused' && done.problems.length).toBeGreaterThan(0)
    expect(await counts()).toEqual([0, 0, 0])
    expect(files.size).toBe(0)
  })

  it.each([
    ['a header of 100,000 cards', () => headerOf(100_000), /more than 20000 cards/u],
    ['the same as gzip, of a hundredth of the size', () => new Uint8Array(gzipSync(headerOf(100_000))), /more than 20000 cards/u],
    ['a header without end', () => headerOf(100_000).subarray(0, 2880 * 2000), /more than 20000 cards/u],
    ['a gzip that unpacks to more than a gigabyte', gzipBomb, /more than the limit of 1073741824/u],
    ['an image that promises 10¹⁸ pixels', () => promising(1e9), /beyond all bounds|cut off/u],
  ])('refuses %s, and leaves nothing', { timeout: 120_000 }, async (_what, make, why) => {
    const done = await take('hostile.fits', make())
    expect(done.at === 'refused' && done.problems.join(' ')).toMatch(why)
    expect(await counts()).toEqual([0, 0, 0])
    expect(files.size).toBe(0)
  })

  it('uses the file that a killed ingest left, unless it is damaged', async () => {
    const bytes = smallFits({ ra: 150, dec: 2 })
    await take('one.fits', bytes)
    const name = [...files.keys()].find((one) => !isManifestName(one)) ?? ''
    for (const left of [bytes, bytes.map((b, i) => (i === 2900 ? b ^ 1 : b)), bytes.slice(0, 100)]) {
      await db.exec(
        'TRUNCATE dax.image, dax.image_cell, dax.file, dax.prov_entity, dax.prov_activity, dax.prov_attempt, dax.prov_used, dax.prov_generated, dax.prov_associated, dax.prov_derived',
      )
      files.set(name, left)
      expect(await take('one.fits', bytes)).toMatchObject({ at: 'stored' })
      expect(files.get(name)).toEqual(bytes)
    }
  })

  it('keeps a file without metadata and provenance, and registers it later with its sidecar', async () => {
    const bytes = smallFits({ ra: 150, dec: 2 })
    const sidecar = new TextEncoder().encode(
      '{"activity": {"skydax:q": {"skydax:task": "isr"}}, "wasGeneratedBy": {"_:1": {"prov:entity": "skydax:image", "prov:activity": "skydax:q"}}}',
    )
    const ports = { db, store: memoryStore(files), config: { authority: 'ivo://t/a?', version: '1' } as never }
    expect(await ingestFile(ports, 'one.fits', bytes, { storeOnly: true, sidecar })).toMatchObject({ at: 'kept' })
    expect(await counts()).toEqual([0, 1, 0])
    expect((await db.rows('SELECT 1 FROM dax.prov_entity')).length).toBe(0)
    for await (const kept of keptFiles(ports))
      expect(await ingestFile(ports, kept.name, kept.input, kept.options)).toMatchObject({ at: 'stored', did: 'ivo://t/a?upload/one' })
    expect((await db.rows("SELECT 1 FROM prov.was_generated_by WHERE activity_id LIKE '%q'")).length).toBe(1)
    expect((await counts())?.slice(0, 2)).toEqual([1, 1])
  })

  it('takes a file once when two bring it at the same time', async () => {
    const bytes = smallFits({ ra: 150, dec: 2 })
    const ends = await Promise.all([take('a.fits', bytes), take('b.fits', bytes)])
    expect(ends.map((e) => e.at).sort()).toEqual(['known', 'stored'])
    expect((await counts())?.slice(0, 2)).toEqual([1, 1])
  })
})
