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
const tap = (query: string, more: Record<string, string> = {}) =>
  ask('/api/tap/sync', { method: 'POST', body: new URLSearchParams({ LANG: 'ADQL', QUERY: query, ...more }) })

const rows = (text: string) => text.split('<TR>').length - 1

const table = (fields: string, rows: string) =>
  `<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE><TABLE>${fields}<DATA><TABLEDATA>${rows}</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>`

const upload = (query: string, bytes: string, more: Record<string, string> = {}, path = '/api/tap/sync') => {
  const form = new FormData()
  for (const [name, value] of Object.entries({ LANG: 'ADQL', QUERY: query, UPLOAD: 'mine,param:t1', ...more })) form.append(name, value)
  form.append('t1', new File([bytes], 't.xml'))
  return ask(path, { method: 'POST', body: form })
}

describe('dax', () => {
  it('lets pages of every origin in, refusals too', async () => {
    for (const path of ['/api/names?q=M31', '/api/nowhere', '/api/tap/sync']) {
      const response = await ask(path, { headers: { Origin: 'http://a.page' } })
      expect(response.headers.get('access-control-allow-origin')).toBe('*')
      expect(response.headers.get('access-control-expose-headers')).toMatch(/Location.*Content-Range.*ETag/)
    }
  })

  it('answers preflights with Authorization, for every method', async () => {
    const response = await ask('/api/tap/async/x', {
      method: 'OPTIONS',
      headers: { Origin: 'http://a.page', 'Access-Control-Request-Method': 'DELETE', 'Access-Control-Request-Headers': 'authorization, x-run' },
    })
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

  it('tells a wrong method from a wrong path, and says which methods go', async () => {
    for (const [method, path, allowed] of [
      ['DELETE', '/api/tap/sync', 'GET, POST, HEAD, OPTIONS'],
      ['PUT', '/api/tap/capabilities', 'GET, HEAD, OPTIONS'],
      ['POST', '/api/names', 'GET, HEAD, OPTIONS'],
      ['PATCH', '/api/files/1', 'GET, HEAD, OPTIONS'],
      ['GET', '/api/provenance/templates/x/expand', 'POST, OPTIONS'],
    ] as const) {
      const response = await ask(path, { method })
      expect([path, response.status, response.headers.get('allow')]).toEqual([path, 405, allowed])
      expect(await response.text()).toContain(`${method} does not go at ${path}`)
    }
    const options = await ask('/api/coverage', { method: 'OPTIONS' })
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, POST, HEAD, OPTIONS'])
    expect((await ask('/api/nowhere', { method: 'DELETE' })).status).toBe(404)
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
    expect(((await (await tap(query, { RESPONSEFORMAT: 'json' })).json()) as { data: unknown[] }).data).toEqual([
      ['square-r', 2, 60000],
      ['square-g', 2, 60001],
    ])
    const votable = await (await tap(query)).text()
    expect(votable).toContain('<TR><TD>square-r</TD><TD>2</TD><TD>60000</TD></TR>')
    expect(votable).toMatch(/<FIELD [^>]*name="t_min"[^>]*unit="d"/)
  })

  it('marks overflow: by MAXREC, by its own default, and for metadata only', async () => {
    const overflow = '<INFO name="QUERY_STATUS" value="OVERFLOW"'
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
    const text = await (
      await tap("SELECT obs_id FROM ivoa.obscore WHERE 1=INTERSECTS(s_region, CIRCLE('ICRS', 149.95, 2.2, 0.1)) ORDER BY obs_id", {
        RESPONSEFORMAT: 'csv',
      })
    ).text()
    expect(text.split('\r\n').slice(1, -1)).toEqual(['square-g', 'square-r'])
  })

  it('refuses, where a query cannot be stopped, one that would run for minutes', async () => {
    const response = await tap(`SELECT COUNT(*) FROM ${['a', 'b', 'c', 'd', 'e', 'f'].map((x) => `tap_schema.columns ${x}`).join(', ')}`)
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('cannot stop a query once it runs. Narrow it')])
  })

  it('links to DataLink at the address that the client used', async () => {
    const text = await (await tap("SELECT access_url FROM ivoa.obscore WHERE obs_id = 'square-r'", { RESPONSEFORMAT: 'csv' })).text()
    expect(text).toContain('http://dax.test/api/datalink/links?ID=ivo://skydax.test/archive%3Fsquare-r')
  })

  it.each([
    ['SELECT obs_idd FROM ivoa.obscore', /obs_idd/],
    ['SELEKT 1', /SELEKT/],
    ['SELECT * FROM dax.image', /dax\.image/],
    ['SELECT * FROM pg_catalog.pg_user', /pg_user/],
    ['SELECT 1/0 AS x FROM ivoa.obscore', /divides by zero/],
    ['SELECT CIRCLE(1,2) FROM ivoa.obscore', /CIRCLE/],
  ])('refuses %s and says where', async (query, message) => {
    const response = await tap(query)
    expect(response.status).toBe(400)
    const text = await response.text()
    expect(text).toMatch(message)
    expect(text).not.toMatch(/\$1|cursor|at \/|stack/i)
  })

  it.each([
    [{ LANG: 'PQL' }, /LANG=PQL/],
    [{ MAXREC: 'many' }, /MAXREC=many/],
    [{ RESPONSEFORMAT: 'avro' }, /avro/],
    [{ REQUEST: 'dropTables' }, /dropTables/],
    [{ UPLOAD: 'mine' }, /UPLOAD/],
    [{ UPLOAD: 'mine,http://x.example/t.xml' }, /fetches no tables from elsewhere/],
    [{ UPLOAD: 'mine,param:t' }, /no part named t/],
  ])('refuses %j', async (more, message) => {
    const response = await tap('SELECT 1 AS one FROM ivoa.obscore', more as Record<string, string>)
    expect(response.status).toBe(400)
    expect(await response.text()).toMatch(message)
  })
})

describe('TAP uploads', () => {
  const places = table(
    '<FIELD name="Name" datatype="char" arraysize="*"/><FIELD name="ra" datatype="double" unit="deg"/><FIELD name="dec" datatype="double"/><FIELD name="n.x" datatype="long"/><FIELD name="flag" datatype="boolean"/><FIELD name="v" datatype="int" arraysize="2"/>',
    '<TR><TD>one &amp; ü</TD><TD>150.2</TD><TD>2.2</TD><TD>9007199254740993</TD><TD>true</TD><TD>1 2</TD></TR><TR><TD></TD><TD>10</TD><TD>-50</TD><TD/><TD>F</TD><TD>3 4</TD></TR>',
  )

  it('joins a table that came inline', async () => {
    const query =
      'SELECT m.name, m."n.x", m.flag, o.obs_id FROM TAP_UPLOAD.mine AS m JOIN ivoa.obscore AS o ON 1=CONTAINS(POINT(m.ra, m.dec), o.s_region) ORDER BY o.obs_id'
    const response = await upload(query, places, { RESPONSEFORMAT: 'csv' })
    expect((await response.text()).replace(/^Name/, 'name')).toBe(
      'name,n.x,flag,obs_id\r\none & ü,9007199254740993,true,square-g\r\none & ü,9007199254740993,true,square-r\r\n',
    )
  })

  it('gives the upload back as it came, with its units', async () => {
    const text = await (await upload('SELECT * FROM tap_upload.MINE', places)).text()
    expect(text).toMatch(/<FIELD [^>]*name="ra"[^>]*unit="deg"/)
    expect(text).toContain('<TR><TD/><TD>10</TD><TD>-50</TD><TD/><TD>false</TD><TD>3 4</TD></TR>')
  })

  it('keeps uploads of requests apart', async () => {
    const [one, two] = await Promise.all([
      upload('SELECT ra FROM tap_upload.mine', places, { RESPONSEFORMAT: 'csv' }),
      upload('SELECT a FROM tap_upload.mine', table('<FIELD name="a" datatype="int"/>', '<TR><TD>7</TD></TR>'), { RESPONSEFORMAT: 'csv' }),
    ])
    expect([await one.text(), await two.text()]).toEqual(['ra\r\n150.2\r\n10\r\n', 'a\r\n7\r\n'])
  })

  it('takes the result of one of its own jobs by its address', async () => {
    const made = await upload('SELECT ra FROM tap_upload.mine', places, { PHASE: 'RUN' }, '/api/tap/async')
    const job = made.headers.get('location') ?? ''
    for (let i = 0; i < 3; i++) await dax(new Request(`${job}?WAIT=5`))
    const text = await (
      await tap('SELECT COUNT(*) AS n FROM tap_upload.earlier', { UPLOAD: `earlier,${job}/results/result`, RESPONSEFORMAT: 'csv' })
    ).text()
    expect(text).toBe('n\r\n2\r\n')
  })

  it.each([
    ['not xml', /cannot be read/],
    ['<html/>', /no VOTable/],
    [table('<FIELD name="a" datatype="int"/>', '<TR><TD>x</TD></TR>'), /row 1, field a/],
    [table('<FIELD name="a" datatype="int"/><FIELD name="A" datatype="int"/>', ''), /two columns named A/],
    [table('', ''), /no columns/],
  ])('refuses %s', async (bytes, message) => {
    const response = await upload('SELECT 1 AS one FROM tap_upload.mine', bytes)
    expect(response.status).toBe(400)
    expect(await response.text()).toMatch(message)
  })
})
