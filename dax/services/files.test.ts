import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDax, type Dax } from '../dax.ts'
import { testPorts, type TestPorts } from './testing/test-ports.ts'

let ports: TestPorts
let dax: Dax
const bytes = Uint8Array.from({ length: 5000 }, (_, i) => i % 251)
const sha256 = 'ab'.repeat(32)
const did = (name: string) => `ivo://skydax.test/archive?${name}`

async function addImage(name: string, more: Record<string, string | null>) {
  const row = { source: null, access_url: null, sha256: null, visibility: 'public', ...more }
  await ports.db.query(
    `INSERT INTO dax.image (dataproduct_type, calib_level, obs_id, obs_collection, obs_publisher_did, source, access_url, sha256, visibility) VALUES ('image', 2, $1, 'T', $2, $3, $4, $5, $6)`,
    [name, did(name), row.source, row.access_url, row.sha256, row.visibility],
  )
}

beforeAll(async () => {
  ports = await testPorts()
  dax = createDax(ports)
  ports.files.set('aa/bb', bytes)
  await ports.db.query(
    `INSERT INTO dax.file (sha256, name, size, original_name, content_type) VALUES ($1, 'aa/bb', 5000, '../my "image".fits', 'application/fits')`,
    [sha256],
  )
  await addImage('here', { source: 'store/aa/bb', sha256 })
  await addImage('secret', { source: 'store/aa/bb', visibility: 'private' })
  await addImage('lost', { source: 'store/aa/gone' })
  await addImage('elsewhere', { access_url: 'https://archive.example/x.fits' })
  await addImage('described', {})
})
afterAll(async () => {
  await dax.close()
  await ports.db.close()
})

const get = (name: string, headers: Record<string, string> = {}, method = 'GET') =>
  dax(new Request(`http://dax.test/api/files/${encodeURIComponent(did(name))}`, { headers, method }))
const body = async (response: Response) => new Uint8Array(await response.arrayBuffer())

describe('a file', () => {
  it('comes whole, with its digest, ETag and a harmless name', async () => {
    const response = await get('here')
    expect(await body(response)).toEqual(bytes)
    expect(response.headers.get('etag')).toBe(`"${sha256}"`)
    expect(response.headers.get('repr-digest')).toMatch(/^sha-256=:q6ur.*=:$/)
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="my_image_.fits"')
  })

  it('comes in parts', async () => {
    const response = await get('here', { Range: 'bytes=10-19' })
    expect([response.status, response.headers.get('content-range'), response.headers.get('content-length')]).toEqual([206, 'bytes 10-19/5000', '10'])
    expect(await body(response)).toEqual(bytes.slice(10, 20))
    const outside = await get('here', { Range: 'bytes=9000-' })
    expect([outside.status, outside.headers.get('content-range')]).toEqual([416, 'bytes */5000'])
  })

  it('comes in parts only of the version that If-Range names', async () => {
    expect((await get('here', { Range: 'bytes=0-1', 'If-Range': `"${sha256}"` })).status).toBe(206)
    expect((await get('here', { Range: 'bytes=0-1', 'If-Range': '"other"' })).status).toBe(200)
  })

  it('is not sent again to who has it', async () => {
    const response = await get('here', { 'If-None-Match': `W/"x", "${sha256}"` })
    expect([response.status, await response.text()]).toEqual([304, ''])
  })

  it('answers HEAD with its size', async () => {
    const response = await get('here', {}, 'HEAD')
    expect([response.status, response.headers.get('content-length'), await response.text()]).toEqual([200, '5000', ''])
  })

  it('is found by its number too', async () => {
    const [row] = await ports.db.rows<{ id: bigint }>(`SELECT image_id AS id FROM dax.image WHERE obs_id = 'here'`)
    expect((await dax(new Request(`http://dax.test/api/files/${String(row?.id)}`))).status).toBe(200)
  })

  it('that lies elsewhere is pointed to', async () => {
    const response = await get('elsewhere')
    expect([response.status, response.headers.get('location')]).toEqual([303, 'https://archive.example/x.fits'])
  })

  it.each([
    ['secret', /not an image/],
    ['nobody', /not an image/],
    ['lost', /missing from the store/],
    ['described', /description only/],
  ])('%s is refused with 404', async (name, message) => {
    const response = await get(name)
    expect(response.status).toBe(404)
    expect(((await response.json()) as { detail: { msg: string }[] }).detail[0]?.msg).toMatch(message)
  })
})
