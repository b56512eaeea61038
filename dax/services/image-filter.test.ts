import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CoverageAnswer } from '../contract/coverage.ts'
import { cellOf } from '../../vo/sky/healpix.ts'
import { skyPos } from '../../vo/sky/sky-pos.ts'
import { coverageService, countsOf } from './coverage.ts'
import { paramsOf } from './dali.ts'
import { faultOf, renderFault } from './errors.ts'
import { imageFilter } from './image-filter.ts'
import { loadFewImages } from './testing/few-images.ts'
import { testPorts, type TestPorts } from './testing/test-ports.ts'

let ports: TestPorts
beforeAll(async () => {
  ports = await testPorts()
  await loadFewImages(ports.db)
})
afterAll(() => ports.db.close())

async function found(...pairs: (readonly [string, string])[]): Promise<string[]> {
  const filter = imageFilter(paramsOf(pairs))
  const rows = await ports.db.rows<{ obs_id: string }>(`SELECT o.obs_id FROM ivoa.obscore AS o WHERE ${filter.where} ORDER BY o.t_min`, filter.params)
  return rows.map((row) => row.obs_id)
}

const ask = async (query: string) => {
  const app = coverageService(ports)
  app.onError((error) => renderFault(faultOf(error, ports), 'json'))
  const response = await app.request(`http://x/?${query}`)
  return { status: response.status, body: (await response.json()) as CoverageAnswer }
}

describe('SIA parameters', () => {
  it('find footprints that meet a circle, not only centres', async () => {
    expect(await found(['POS', 'CIRCLE 149.95 2.2 0.1'])).toEqual(['square-r', 'square-g'])
    expect(await found(['POS', 'CIRCLE 149.95 2.2 0.04'])).toEqual([])
  })
  it('hold at RA 0 and at the pole', async () => {
    expect(await found(['POS', 'RANGE 359.95 0.05 -0.05 0.05'])).toEqual(['wrap'])
    expect(await found(['POS', 'CIRCLE 180 89.9 0.01'])).toEqual(['pole'])
  })
  it('find wide footprints indexed at coarser orders', async () => {
    expect(await found(['POS', 'POLYGON 190 -40 191 -40 191 -41'])).toEqual(['wide'])
  })
  it('take values of one parameter as alternatives, and several parameters together', async () => {
    expect(await found(['POS', 'CIRCLE 150.2 2.2 0.1'], ['POS', 'CIRCLE 0 0 0.1'], ['BAND', '6e-7'])).toEqual(['square-r', 'wrap'])
    expect(await found(['TIME', '60001.5 +Inf'], ['COLLECTION', 'TEST'], ['CALIB', '2'])).toEqual(['wrap', 'pole', 'wide'])
    expect(await found(['BAND', '-Inf 5e-7'])).toEqual(['square-g'])
    expect(await found(['EXPTIME', '29 31'], ['ID', 'ivo://skydax.test/archive?pole'])).toEqual(['pole'])
  })
  it.each([
    ['POS', 'SPLAT 1 2'],
    ['POS', 'CIRCLE 10 20'],
    ['POS', 'CIRCLE 10 95 1'],
    ['POS', 'CIRCLE a b c'],
    ['BAND', 'red'],
    ['BAND', '2 1'],
    ['BAND', '1 2 3'],
    ['TIME', 'NaN'],
    ['CALIB', '9'],
    ['DPTYPE', 'spectrum'],
    ['POL', 'W'],
  ])('refuse %s=%s', (name, value) => {
    expect(() => imageFilter(paramsOf([[name, value]]))).toThrow(name)
  })
})

describe('coverage', () => {
  it('counts the images that touch a cell', async () => {
    const { body } = await ask('order=6')
    expect(body.images).toBe(5)
    const at = (ra: number, dec: number) => body.counts[body.cells.indexOf(cellOf(6, skyPos(ra, dec)))] ?? 0
    expect([at(150.2, 2.2), at(0, 0), at(200, -40), at(190, -45), at(300, 50)]).toEqual([2, 1, 1, 1, 0])
    expect(body.cells).toEqual([...body.cells].sort((a, b) => a - b))
  })
  it('counts only what matches', async () => {
    const { body } = await ask('order=8&BAND=6e-7&POS=CIRCLE+150.2+2.2+0.1')
    expect([body.images, Math.max(...body.counts)]).toEqual([1, 1])
  })
  it('spreads a coarse key over its children and adds up', () => {
    expect(
      countsOf(
        [
          [4, 2],
          [4 * 16 + 3, 1],
          [-1, 3],
        ],
        2,
      ),
    ).toEqual({
      order: 2,
      images: 3,
      cells: Array.from({ length: 16 }, (_, i) => i),
      counts: Array.from({ length: 16 }, (_, i) => (i === 3 ? 3 : 2)),
    })
  })
  it('refuses an order deeper than the index', async () => {
    expect((await ask('order=9')).status).toBe(400)
  })
})
