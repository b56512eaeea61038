import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDax, type Dax } from './dax.ts'
import { loadFewImages } from './services/testing/few-images.ts'
import { testPorts, type TestPorts } from './services/testing/test-ports.ts'

let ports: TestPorts
let dax: Dax
beforeAll(async () => {
  ports = await testPorts({ defaultMaxrec: 3, hardMaxrec: 4 })
  await loadFewImages(ports.db)
  dax = createDax(ports)
})
afterAll(async () => {
  await dax.close()
  await ports.db.close()
})

const ask = (path: string, init?: RequestInit) => dax(new Request(`http://dax.test${path}`, init))
const tap = (query: string, more: Record<string, string> = {}) => ask('/api/tap/sync', { method: 'POST', body: new URLSearchParams({ LANG: 'ADQL', QUERY: query, ...more }) })

describe('dax', () => {
  it('lets pages of every origin in, refusals too', async () => {
    for (const path of ['/api/names?q=M31', '/api/nowhere', '/api/tap/sync']) {
      const response = await ask(path, { headers: { Origin: 'http://a.page' } })
      expect(response.headers.get('access-control-allow-origin')).toBe('*')
      expect(response.headers.get('access-control-expose-headers')).toMatch(/Location.*Content-Range.*ETag/)
    }
  })

  it('answers preflights with Authorization, for every method', async () => {
    const response = await ask('/api/tap/async/x', { method: 'OPTIONS', headers: { Origin: 'http://a.page', 'Access-Control-Request-Method': 'DELETE', 'Access-Control-Request-Headers': 'authorization, x-run' } })
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-headers')).toBe('authorization, x-run')
    expect(response.headers.get('access-control-allow-methods')).toContain('DELETE')
  })

  it('refuses in the form of each protocol', async () => {
    const votable = await ask('/api/tap/sync?LANG=ADQL')
    expect([votable.status, votable.headers.get('content-type')]).toEqual([400, 'application/x-votable+xml'])
    expect(await votable.text()).toContain('value="ERROR">QUERY is missing')
    const json = await ask('/api/names')
    expect(json.status).toBe(400)
    expect(await json.json()).toEqual({ detail: [{ msg: 'q is missing: send a name, e.g. q=M31.', type: 'usage', loc: ['query', 'q'] }] })
    expect((await ask('/api/nowhere')).status).toBe(404)
  })

  it('describes its own REST parts by OpenAPI', async () => {
    const document = (await (await ask('/api/openapi.json')).json()) as { openapi: string; paths: Record<string, object> }
    expect(document.openapi).toBe('3.1.0')
    expect(Object.keys(document.paths)).toContain('/api/coverage')
  })

  it('answers HEAD as GET without a body', async () => {
    const response = await ask('/api/names?q=M31', { method: 'HEAD' })
    expect([response.status, await response.text()]).toEqual([200, ''])
  })
})

describe('TAP sync', () => {
  it('streams a table in every text format', async () => {
    const query = 'SELECT obs_id, calib_level, t_min FROM ivoa.obscore WHERE t_min < 60002 ORDER BY t_min'
    expect(await (await tap(query, { RESPONSEFORMAT: 'csv' })).text()).toBe('obs_id,calib_level,t_min\r\nsquare-r,2,60000\r\nsquare-g,2,60001\r\n')
    expect(await (await tap(query, { RESPONSEFORMAT: 'tsv' })).text()).toBe('obs_id\tcalib_level\tt_min\nsquare-r\t2\t60000\nsquare-g\t2\t60001\n')
    expect(((await (await tap(query, { RESPONSEFORMAT: 'json' })).json()) as { data: unknown[] }).data).toEqual([['square-r', 2, 60000], ['square-g', 2, 60001]])
    const votable = await (await tap(query)).text()
    expect(votable).toContain('<TR><TD>square-r</TD><TD>2</TD><TD>60000</TD></TR>')
    expect(votable).toMatch(/<FIELD [^>]*name="t_min"[^>]*unit="d"/)
  })

  it('marks overflow: by MAXREC, by its own default, and for metadata only', async () => {
    const overflow = '<INFO name="QUERY_STATUS" value="OVERFLOW"'
    const rows = (text: string) => text.split('<TR>').length - 1
    const all = 'SELECT obs_id FROM ivoa.obscore'
    const cut = await (await tap(all, { MAXREC: '2' })).text()
    expect([rows(cut), cut.includes(overflow)]).toEqual([2, true])
    const own = await (await tap(all)).text()
    expect([rows(own), own.includes(overflow)]).toEqual([3, true])
    const hard = await (await tap(all, { MAXREC: '100' })).text()
    expect([rows(hard), hard.includes(overflow)]).toEqual([4, true])
    const top = await (await tap('SELECT TOP 2 obs_id FROM ivoa.obscore', { MAXREC: '2' })).text()
    expect([rows(top), top.includes(overflow)]).toEqual([2, false])
    const none = await (await tap(all, { MAXREC: '0' })).text()
    expect([rows(none), none.includes(overflow), none.includes('name="obs_id"')]).toEqual([0, true, true])
  })

  it('finds footprints by geometry', async () => {
    const text = await (await tap("SELECT obs_id FROM ivoa.obscore WHERE 1=INTERSECTS(s_region, CIRCLE('ICRS', 149.95, 2.2, 0.1)) ORDER BY obs_id", { RESPONSEFORMAT: 'csv' })).text()
    expect(text.split('\r\n').slice(1, -1)).toEqual(['square-g', 'square-r'])
  })

  it('links to DataLink at the address that the client used', async () => {
    const text = await (await tap("SELECT access_url FROM ivoa.obscore WHERE obs_id = 'square-r'", { RESPONSEFORMAT: 'csv' })).text()
    expect(text).toContain('http://dax.test/api/datalink/links?ID=ivo://skydax.test/archive%3Fsquare-r')
  })

  it.each([
    ['SELECT obs_idd FROM ivoa.obscore', /obs_idd/], ['SELEKT 1', /SELEKT/], ['SELECT * FROM dax.image', /dax\.image/], ['SELECT * FROM pg_catalog.pg_user', /pg_user/], ['SELECT 1/0 AS x FROM ivoa.obscore', /divides by zero/],
    ["SELECT CIRCLE(1,2) FROM ivoa.obscore", /CIRCLE/],
  ])('refuses %s and says where', async (query, message) => {
    const response = await tap(query)
    expect(response.status).toBe(400)
    const text = await response.text()
    expect(text).toMatch(message)
    expect(text).not.toMatch(/\$1|cursor|at \/|stack/i)
  })

  it.each([
    [{ LANG: 'PQL' }, /LANG=PQL/], [{ MAXREC: 'many' }, /MAXREC=many/], [{ RESPONSEFORMAT: 'avro' }, /avro/], [{ REQUEST: 'dropTables' }, /dropTables/], [{ UPLOAD: 'mine' }, /UPLOAD/],
    [{ UPLOAD: 'mine,http://x.example/t.xml' }, /inline only/], [{ UPLOAD: 'mine,param:t' }, /no part named t/],
  ])('refuses %j', async (more, message) => {
    const response = await tap('SELECT 1 AS one FROM ivoa.obscore', more as Record<string, string>)
    expect(response.status).toBe(400)
    expect(await response.text()).toMatch(message)
  })
})
