import { afterAll, describe, expect, it } from 'vitest'
import { parseProperties } from '../../vo/hips/properties.ts'
import { tilePath, tilePlace, tileSkyInto, tileWidth } from '../../vo/hips/tile.ts'
import { readFits } from '../../vo/fits/file.ts'
import { readMocFits } from '../../vo/sky/moc-fits.ts'
import { mocFraction } from '../../vo/sky/moc.ts'
import { cellOf } from '../../vo/sky/healpix.ts'
import { separation, skyPos } from '../../vo/sky/sky-pos.ts'
import { testStars, testWorld } from '../demo/testing/world.ts'
import { deepTile } from '../demo/tiles.ts'
import { createDax } from '../dax.ts'
import { testPorts } from './testing/test-ports.ts'

const text = new TextEncoder()
const files = new Map([
  ['demo/stars.bin', testStars()],
  ['base/properties', text.encode('creator_did = ivo://x/base\nobs_title = Base\nhips_order = 2\nhips_tile_format = jpeg\n')],
  ['base/Norder0/Dir0/Npix4.jpg', Uint8Array.of(0xff, 0xd8, 0xff)],
])
const ports = { ...(await testPorts()), hipsFile: (tree: string, path: string) => Promise.resolve(files.get(`${tree}/${path}`) ?? null) }
const dax = createDax(ports)
afterAll(async () => {
  await dax.close()
  await ports.db.close()
})
const get = (path: string, init: RequestInit = {}): Promise<Response> => dax(new Request(`http://dax.test${path}`, init))
const center = skyPos(150.11, 2.23)
const tile9 = cellOf(9, center)

describe('/api/hips', () => {
  it('lists the base map and the demo HiPS with their addresses', async () => {
    const records = (await (await get('/api/hips/list')).text()).split(/\n\s*\n/).map(parseProperties)
    expect(records.map(({ hips_service_url }) => hips_service_url)).toContain('http://dax.test/api/hips/base')
    expect(records.map(({ hips_service_url }) => hips_service_url)).toContain('http://dax.test/api/hips/demo-cosmos-color')
    for (const record of records.slice(1)) expect(record.obs_title).toContain('synthetic')
  })

  it('gives properties that a viewer needs', async () => {
    const answer = await get('/api/hips/demo-cosmos-r/properties')
    expect(answer.headers.get('content-type')).toContain('text/plain')
    const properties = parseProperties(await answer.text())
    expect(properties).toMatchObject({
      hips_tile_width: '512',
      hips_tile_format: 'png fits',
      hips_frame: 'equatorial',
      hips_order: '10',
      hips_version: '1.4',
    })
  })

  it('gives a MOC of the field: a circle of 1.6°', async () => {
    const moc = readMocFits(new Uint8Array(await (await get('/api/hips/demo-cosmos-color/Moc.fits')).arrayBuffer()))
    if (!moc.ok) throw new Error(moc.error.message)
    expect(mocFraction(moc.value) * 41253).toBeGreaterThan(Math.PI * 1.6 ** 2)
    expect(mocFraction(moc.value) * 41253).toBeLessThan(Math.PI * 1.8 ** 2)
  })

  it('draws tiles as PNG of 512 pixels, with an ETag that answers 304, for HEAD too', async () => {
    const path = `/api/hips/demo-cosmos-color/${tilePath(9, tile9, 'png')}`
    const answer = await get(path)
    const bytes = new Uint8Array(await answer.arrayBuffer())
    expect(answer.headers.get('content-type')).toBe('image/png')
    expect(new DataView(bytes.buffer).getUint32(16)).toBe(512)
    const etag = answer.headers.get('etag')!
    expect((await get(path, { headers: { 'If-None-Match': etag } })).status).toBe(304)
    const head = await get(path, { method: 'HEAD' })
    expect([head.status, head.headers.get('etag'), head.headers.get('content-length'), (await head.arrayBuffer()).byteLength]).toEqual([
      200,
      etag,
      String(bytes.length),
      0,
    ])
  })

  it('draws FITS tiles bottom up from the same pixels', async () => {
    const file = readFits(new Uint8Array(await (await get(`/api/hips/demo-cosmos-r/${tilePath(9, tile9, 'fits')}`)).arrayBuffer()))
    expect(file.ok && file.value.hdus[0]?.header.number('NAXIS1')).toBe(512)
  })

  it.each([
    'demo-cosmos-color/Norder9/Dir0/Npix1.png',
    'demo-cosmos-color/Norder3/Allsky.png',
    `demo-cosmos-color/${tilePath(9, tile9, 'jpg')}`,
    'demo-cosmos-color/Norder11/Dir0/Npix0.png',
    'demo-cosmos-color/Norder0/Dir0/Npix12.png',
    'demo-cosmos-color/index.html',
    'base/Moc.fits',
    'base/../demo/stars.bin',
    'base/.hidden',
    'nothing/properties',
    'demo/stars.bin',
    'demo-cosmos-color/Norder9/Dir10000/Npix5.png',
  ])('answers 404 as JSON for %s', async (path) => {
    const answer = await get(`/api/hips/${path}`)
    expect(answer.status).toBe(404)
    expect(answer.headers.get('content-type')).toContain('application/json')
  })

  it('gives base map tiles as JPEG', async () => {
    const answer = await get('/api/hips/base/Norder0/Dir0/Npix4.jpg')
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
  })
})

it('a tile has its stars where the HEALPix grid says', () => {
  const world = testWorld()
  const [plane] = deepTile(world, 9, tile9, ['r'])!
  const place = tilePlace(9, tile9)
  const at = new Float64Array(2)
  // every bright lonely star is the brightest pixel within 3 pixels of its place
  tileSkyInto(place, 256, 256, at, 0)
  const near = world.sky.objectsNear(skyPos(at[0]!, at[1]!), 0.05, 21)
  const stars = near.filter(
    (one) => one.type === 'star' && one.mags[2]! < 19 && !near.some((other) => other !== one && separation(other.pos, one.pos) < 6 / 3600),
  )
  let seen = 0
  for (const star of stars) {
    let best = { away: Infinity, k: 0 }
    for (let k = 0; k < tileWidth * tileWidth; k += 1) {
      tileSkyInto(place, (k % tileWidth) + 0.5, Math.floor(k / tileWidth) + 0.5, at, 0)
      if (Math.abs(at[1]! - star.pos.dec) > 0.0004) continue
      const away = separation(skyPos(at[0]!, at[1]!), star.pos) * 3600
      if (away < best.away) best = { away, k }
    }
    const column = best.k % tileWidth
    const row = Math.floor(best.k / tileWidth)
    if (best.away > 0.8 || Math.min(column, row) < 5 || Math.max(column, row) > 506) continue
    seen++
    for (let dy = -4; dy <= 4; dy++)
      for (let dx = -4; dx <= 4; dx++)
        if (Math.max(Math.abs(dx), Math.abs(dy)) > 1) expect(plane![best.k]!).toBeGreaterThan(plane![best.k + dy * tileWidth + dx]!)
  }
  expect(seen).toBeGreaterThan(3)
})
