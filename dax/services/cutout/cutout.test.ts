import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { card } from '../../../vo/fits/card.ts'
import { readFits } from '../../../vo/fits/file.ts'
import { storedPixels } from '../../../vo/fits/pixels.ts'
import { realFits, realFitsFolder } from '../../../vo/fits/testing/real-data.ts'
import { writeFits } from '../../../vo/fits/write.ts'
import { separation, skyPos } from '../../../vo/sky/sky-pos.ts'
import { wcsOf } from '../../../vo/sky/wcs.ts'
import { createDax, type Dax } from '../../dax.ts'
import { drawHere } from '../../drawing/draw-here.ts'
import { testPorts, type TestPorts } from '../testing/test-ports.ts'

let ports: TestPorts
let dax: Dax
/** Previews drawn so far. */
let drawn = 0

const wcsCards = [
  ['CTYPE1', 'RA---TAN'],
  ['CTYPE2', 'DEC--TAN'],
  ['CRVAL1', 150],
  ['CRVAL2', 2],
  ['CRPIX1', 50.5],
  ['CRPIX2', 50.5],
  ['CDELT1', -0.001],
  ['CDELT2', 0.001],
] as const

async function addImage(name: string, bytes: Uint8Array | null, visibility = 'public') {
  const stored = `file/${name.toLowerCase().replaceAll(/[^a-z0-9-]/gu, '-')}`
  const source = bytes === null ? null : `store/${stored}`
  if (bytes !== null) ports.files.set(stored, bytes)
  await ports.db.query(
    `INSERT INTO dax.image (dataproduct_type, calib_level, obs_id, obs_collection, obs_publisher_did, em_min, em_max, t_min, t_max, source, visibility)
     VALUES ('image', 2, $1, 'TEST', $2, 5e-7, 6e-7, 60000, 60000.1, $3, $4)`,
    [name, did(name), source, visibility],
  )
}
const did = (name: string) => `ivo://skydax.test/archive?${name}`
const get = (query: Record<string, string | readonly string[]>, path = 'sync') => {
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : value.map((one) => [key, one]))),
  )
  return dax(new Request(`http://dax.test/api/cutout/${path}?${search}`))
}

beforeAll(async () => {
  ports = await testPorts()
  const draw = drawHere(ports)
  dax = createDax({
    ...ports,
    draw: (task, signal) => {
      if (task.kind === 'preview') drawn++
      return draw(task, signal)
    },
  })
  const cards = wcsCards.map(([keyword, value]) => card(keyword, value))
  await addImage('good', writeFits([{ axes: [100, 100], data: Int16Array.from({ length: 10_000 }, (_, i) => i), cards }]))
  await addImage('secret', writeFits([{ axes: [100, 100], data: new Int16Array(10_000), cards }]), 'private')
  await addImage('no-wcs', writeFits([{ axes: [10, 10], data: new Int16Array(100), cards: [] }]))
  await addImage('broken', new TextEncoder().encode('not a FITS file'))
  await addImage('known', null)
  await addImage('lost', null)
  await ports.db.query(`UPDATE dax.image SET source = 'store/file/gone' WHERE obs_id = 'lost'`)
})
afterAll(async () => {
  await dax.close()
  await ports.db.close()
})

describe('SODA sync', () => {
  it.each([
    ['CIRCLE', '150 2 0.01', 21],
    ['POLYGON', '149.99 1.99 150.01 1.99 150.01 2.01 149.99 2.01', 21],
    ['POS', 'CIRCLE 150 2 0.01', 21],
    ['POS', 'RANGE 149.99 150.01 1.99 2.01', 21],
    ['POS', 'POLYGON 149.99 1.99 150.01 1.99 150.01 2.01 149.99 2.01', 21],
  ])('%s=%s gives the pixels with a correct WCS', async (name, value, side) => {
    const response = await get({ ID: did('good'), [name]: value })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/fits')
    const file = readFits(new Uint8Array(await response.arrayBuffer()))
    if (!file.ok) throw new Error(file.error.message)
    const pixels = storedPixels(file.value.hdus[0]!)
    const wcs = wcsOf(file.value.hdus[0]!.header)
    if (!pixels.ok || !wcs.ok) throw new Error('not readable')
    expect(Math.abs(pixels.value.axes[0]! - side)).toBeLessThanOrEqual(1)
    expect(Math.abs(pixels.value.axes[1]! - side)).toBeLessThanOrEqual(1)
    const [x, y] = [Number(pixels.value.data[0]) % 100, Math.floor(Number(pixels.value.data[0]) / 100)]
    expect(
      separation(wcs.value.toSky(0, 0)!, skyPos(150 - ((x - 49.5) * 0.001) / Math.cos((2 * Math.PI) / 180), 2 + (y - 49.5) * 0.001)),
    ).toBeLessThan(1e-4)
  })

  it('gives the whole file without a filter', async () => {
    const response = await get({ ID: did('good') })
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(ports.files.get('file/good'))
  })

  it('says 204 where nothing overlaps', async () => {
    for (const filter of [{ CIRCLE: '10 2 0.01' }, { BAND: '1e-6 2e-6' }, { TIME: '50000 50001' }, { CIRCLE: '150.2 2 0.1' }]) {
      expect((await get({ ID: did('good'), ...filter })).status).toBe(204)
    }
    expect((await get({ ID: did('good'), CIRCLE: '150 2 0.01', BAND: '5.5e-7', TIME: '-Inf +Inf' })).status).toBe(200)
  })

  it.each([
    [{ CIRCLE: '1 2 3' }, 400, 'ID is missing'],
    [{ ID: did('good'), CIRCLE: '1 2' }, 400, 'CIRCLE=1 2 is not "ra dec radius"'],
    [{ ID: did('good'), CIRCLE: 'ICRS 1 2 3' }, 400, 'CIRCLE=ICRS 1 2 3'],
    [{ ID: did('good'), CIRCLE: '1 99 3' }, 400, '99'],
    [{ ID: did('good'), CIRCLE: '1 2 -3' }, 400, '-3'],
    [{ ID: did('good'), POLYGON: '1 2 3 4 5' }, 400, 'POLYGON=1 2 3 4 5'],
    [{ ID: did('good'), POS: 'SQUARE 1 2 3' }, 400, 'POS=SQUARE 1 2 3'],
    [{ ID: did('good'), BAND: 'red' }, 400, 'BAND=red'],
    [{ ID: did('good'), POL: 'I' }, 400, 'POL'],
    [{ ID: did('good'), RESPONSEFORMAT: 'image/png' }, 400, 'RESPONSEFORMAT=image/png'],
    [{ ID: [did('good'), did('known')] }, 400, 'MultiValuedParamNotSupported'],
    [{ ID: did('good'), CIRCLE: ['1 2 3', '4 5 6'] }, 400, 'MultiValuedParamNotSupported'],
    [{ ID: 'ivo://nobody/nothing' }, 404, 'ID=ivo://nobody/nothing is not an image'],
    [{ ID: did('secret') }, 404, 'is not an image'],
    [{ ID: did('known') }, 404, 'description only'],
    [{ ID: did('lost'), CIRCLE: '1 2 3' }, 404, 'missing from the store'],
    [{ ID: did('broken'), CIRCLE: '1 2 3' }, 400, 'not FITS'],
    [{ ID: did('no-wcs'), CIRCLE: '1 2 3' }, 400, 'no WCS: RA---TAN expected in CTYPE1'],
  ])('refuses %j with %d', async (query, status, words) => {
    const response = await get(query)
    const text = await response.text()
    expect([response.status, text.includes(words) ? words : text]).toEqual([status, words])
    expect(response.headers.get('content-type')).toContain('text/plain')
  })

  it('describes itself when called without parameters', async () => {
    const response = await dax(new Request('http://dax.test/api/cutout/sync'))
    const text = await response.text()
    expect(response.status).toBe(200)
    for (const word of ['ivo://ivoa.net/std/SODA#sync-1.0', 'http://dax.test/api/cutout/sync', 'name="CIRCLE"', 'name="BAND"'])
      expect(text).toContain(word)
  })

  it('has VOSI resources', async () => {
    expect(await (await dax(new Request('http://dax.test/api/cutout/capabilities'))).text()).toContain('SODA#async-1.0')
    expect(await (await dax(new Request('http://dax.test/api/cutout/availability'))).text()).toContain('true')
  })
})

describe('SODA jobs', () => {
  it('cut every ID with every region, and say where there is nothing', async () => {
    const body = new URLSearchParams([
      ['ID', did('good')],
      ['CIRCLE', '150 2 0.01'],
      ['CIRCLE', '10 2 0.01'],
      ['PHASE', 'RUN'],
    ])
    const made = await dax(new Request('http://dax.test/api/cutout/jobs', { method: 'POST', body }))
    expect(made.status).toBe(303)
    const url = made.headers.get('location')!
    const done = await (await dax(new Request(`${url}?WAIT=10`))).text()
    const text = done.includes('COMPLETED') ? done : await (await dax(new Request(`${url}?WAIT=10`))).text()
    expect(text).toContain('COMPLETED')
    const file = readFits(new Uint8Array(await (await dax(new Request(`${url}/results/cutout-1`))).arrayBuffer()))
    expect(file.ok).toBe(true)
    expect(await (await dax(new Request(`${url}/results/cutout-2`))).text()).toContain('NoContent')
  })

  it('fail with the sentence that sync gives', async () => {
    const body = new URLSearchParams([
      ['ID', did('nothing')],
      ['PHASE', 'RUN'],
    ])
    const url = (await dax(new Request('http://dax.test/api/cutout/jobs', { method: 'POST', body }))).headers.get('location')!
    let text = ''
    for (let i = 0; i < 5 && !text.includes('>ERROR<'); i++) text = await (await dax(new Request(`${url}?WAIT=5`))).text()
    expect(text).toContain('is not an image of this archive')
  })
})

const preview = (path: string, init: RequestInit = {}) => dax(new Request(`http://dax.test/api/previews/${path}`, init))

describe('previews', () => {
  it('are PNG, kept, and known again by their ETag', async () => {
    const first = await preview(`${encodeURIComponent(did('good'))}?size=50`)
    expect([first.status, first.headers.get('content-type')]).toEqual([200, 'image/png'])
    const png = new Uint8Array(await first.arrayBuffer())
    expect(new DataView(png.buffer).getUint32(16)).toBe(50)
    const etag = first.headers.get('etag')!
    expect(drawn).toBe(1)
    const again = await preview(`${encodeURIComponent(did('good'))}?size=64`)
    expect(new Uint8Array(await again.arrayBuffer())).toEqual(png)
    expect((await preview(`${encodeURIComponent(did('good'))}?size=64`, { headers: { 'If-None-Match': etag } })).status).toBe(304)
    const [row] = await ports.db.rows<{ id: bigint }>(`SELECT image_id AS id FROM dax.image WHERE obs_id = 'good'`)
    expect((await preview(`${row!.id}?stretch=log&colours=viridis&invert=true&cuts=99`)).status).toBe(200)
    expect(drawn).toBe(2)
  })

  it('are drawn anew when the image changes', async () => {
    const ask = async () => {
      const answer = await preview(`${encodeURIComponent(did('good'))}?size=64`)
      return { etag: answer.headers.get('etag'), png: new Uint8Array(await answer.arrayBuffer()) }
    }
    const before = await ask()
    const old = ports.files.get('file/good')!
    const cards = wcsCards.map(([keyword, value]) => card(keyword, value))
    ports.files.set('file/good', writeFits([{ axes: [100, 100], data: Int16Array.from({ length: 10_000 }, (_, i) => -(i % 97)), cards }]))
    await ports.db.query("INSERT INTO dax.file (sha256, name, size, content_type) VALUES ('changed', 'file/good', 1, 'application/fits')")
    await ports.db.query("UPDATE dax.image SET sha256 = 'changed' WHERE obs_id = 'good'")
    const after = await ask()
    expect(after.etag).not.toBe(before.etag)
    expect(after.png).not.toEqual(before.png)
    ports.files.set('file/good', old)
    await ports.db.query("UPDATE dax.image SET sha256 = NULL WHERE obs_id = 'good'")
    expect(await ask()).toEqual(before)
  })

  it.each([
    ['?size=7', 400],
    ['?size=many', 400],
    ['?stretch=hard', 400],
    ['?cuts=200', 400],
    ['?colours=brown', 400],
  ])('refuse %s', async (query, status) => expect((await preview(encodeURIComponent(did('good')) + query)).status).toBe(status))

  it('refuse what is private, unknown, without pixels or broken', async () => {
    const statuses = await Promise.all(
      ['secret', 'nobody', 'known', 'lost', 'broken'].map(async (name) => (await preview(encodeURIComponent(did(name)))).status),
    )
    expect(statuses).toEqual([404, 404, 404, 404, 400])
  })

  it.skipIf(realFitsFolder() === null)('of real files (skipped: no ../shared/data)', async () => {
    for (const name of [
      'HorseHead.fits',
      'obs_lsst_CC_S_20240404_000780_R22_S01.fits.gz',
      'ztf_739260766315010006_cutoutScience.fits',
      'gc_msx_e.fits',
    ]) {
      await addImage(name, realFits(name))
      expect([name, (await preview(encodeURIComponent(did(name)))).status]).toEqual([name, 200])
    }
  })
})
