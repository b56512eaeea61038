import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cell } from '../../vo/table/build.ts'
import { readVotable } from '../../vo/votable/read.ts'
import { createDax, type Dax } from '../dax.ts'
import { loadFewImages } from './testing/few-images.ts'
import { testPorts, type TestPorts } from './testing/test-ports.ts'

let ports: TestPorts
let dax: Dax
beforeAll(async () => {
  ports = await testPorts()
  await loadFewImages(ports.db)
  // square-r is the raw image of square-g, and wrap is another archive's
  await ports.db.query("UPDATE dax.image SET lsst_visit = 7, lsst_detector = 3 WHERE obs_id IN ('square-r', 'square-g')")
  await ports.db.query("UPDATE dax.image SET calib_level = 1 WHERE obs_id = 'square-r'")
  await ports.db.query("UPDATE dax.image SET access_url = 'https://elsewhere.example/wrap.fits', access_format = 'image/fits' WHERE obs_id = 'wrap'")
  dax = createDax(ports)
})
afterAll(async () => {
  await dax.close()
  await ports.db.close()
})

const did = (name: string) => `ivo://skydax.test/archive?${name}`
const ask = (ids: readonly string[], more = '') =>
  dax(new Request(`http://dax.test/api/datalink/links?${ids.map((id) => `ID=${encodeURIComponent(id)}`).join('&')}${more}`))

async function links(...ids: string[]) {
  const response = await ask(ids)
  expect(response.status).toBe(200)
  const read = await readVotable(await response.text())
  if (!read.ok) throw new Error(read.error.message)
  const { table, services } = read.value
  const rows = Array.from({ length: table.length }, (_, row) =>
    Object.fromEntries(table.fields.map((field, i) => [field.name, cell(table.columns[i]!, row)])),
  )
  return { rows, services, type: response.headers.get('content-type') }
}

describe('DataLink 1.1', () => {
  it('leads to the file, previews and cut-outs of an image', async () => {
    const { rows, services, type } = await links(did('square-r'))
    expect(type).toContain('content=datalink')
    expect(rows.map((row) => row['semantics'])).toEqual(['#this', '#preview', '#preview-image', '#cutout', '#cutout', '#derivation'])
    expect(rows[0]?.['access_url']).toBe(`http://dax.test/api/files/${encodeURIComponent(did('square-r'))}`)
    for (const row of rows) expect([row['access_url'], row['service_def'], row['error_message']].filter((value) => value !== null)).toHaveLength(1)
    expect(services.map((service) => [service.id, service.accessUrl, service.input[0]?.value])).toEqual([
      ['soda-sync', 'http://dax.test/api/cutout/sync', did('square-r')],
      ['soda-async', 'http://dax.test/api/cutout/jobs', did('square-r')],
    ])
    expect(rows.filter((row) => row['semantics'] === '#cutout').map((row) => row['service_def'])).toEqual(services.map((service) => service.id))
  })

  it('tells what an image was made from', async () => {
    const { rows } = await links(did('square-g'))
    expect(rows.at(-1)).toMatchObject({
      semantics: '#progenitor',
      access_url: `http://dax.test/api/datalink/links?ID=${encodeURIComponent(did('square-r'))}`,
    })
  })

  it('leads to the archive that keeps the file, or says that nobody does', async () => {
    const { rows } = await links(did('wrap'), did('pole'))
    expect(rows).toMatchObject([
      { ID: did('wrap'), access_url: 'https://elsewhere.example/wrap.fits', content_type: 'image/fits', error_message: null },
      { ID: did('pole'), access_url: null, error_message: expect.stringMatching(/^NotFoundFault: /) },
    ])
  })

  it('answers many IDs in their order, faults row by row', async () => {
    const { rows, services } = await links(did('square-r'), did('nothing'), 'not an identifier', did('square-r'))
    expect(
      rows.filter((row) => row['error_message'] !== null).map((row) => [row['ID'], String(row['error_message']).split(':')[0], row['semantics']]),
    ).toEqual([
      [did('nothing'), 'NotFoundFault', '#this'],
      ['not an identifier', 'UsageFault', '#this'],
    ])
    expect(new Set(services.map((service) => service.id)).size).toBe(services.length)
  })

  it('gives no rows for no ID, and takes a private image for none', async () => {
    expect((await links()).rows).toEqual([])
    await ports.db.query("UPDATE dax.image SET visibility = 'private', owner = 'ada' WHERE obs_id = 'square-r'")
    expect((await links(did('square-r'))).rows).toMatchObject([{ error_message: expect.stringMatching(/^NotFoundFault/) }])
    expect((await links(did('square-g'))).rows.some((row) => row['semantics'] === '#progenitor')).toBe(false)
    await ports.db.query("UPDATE dax.image SET visibility = 'public' WHERE obs_id = 'square-r'")
  })

  it('refuses too many IDs, and formats that there are not', async () => {
    const many = await ask(Array.from({ length: 1001 }, (_, i) => did(String(i))))
    expect([many.status, await many.text()]).toEqual([400, expect.stringMatching(/UsageFault: 1001 IDs/)])
    expect((await ask([did('pole')], '&RESPONSEFORMAT=gif')).status).toBe(400)
  })
})
