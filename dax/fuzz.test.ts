import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDax, type Dax } from './dax.ts'
import { loadFewImages } from './services/testing/few-images.ts'
import { testPorts, type TestPorts } from './services/testing/test-ports.ts'

/** More runs on demand: SKYDAX_FUZZ=20000 npx vitest run dax/fuzz.test.ts */
const numRuns = Number(process.env['SKYDAX_FUZZ'] ?? 150)

let ports: TestPorts
let dax: Dax
beforeAll(async () => {
  ports = await testPorts()
  await loadFewImages(ports.db)
  dax = createDax(ports)
})
afterAll(async () => {
  await dax.close()
  await ports.db.close()
})

const junk = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.double().map(String),
  fc.bigInt().map(String),
  fc.constantFrom('', ' ', '-1', '1e400', 'NaN', '+Inf', "'", '"', ';', '--', '%00', '\0', '../..', '9'.repeat(40)),
  fc
    .array(
      fc.oneof(fc.constantFrom('CIRCLE', 'POLYGON', 'RANGE', 'BOX', 'ICRS', 'UNION', '(', ')'), fc.double({ min: -720, max: 720 }).map(String)),
      { maxLength: 9 },
    )
    .map((words) => words.join(' ')),
  fc
    .array(
      fc.constantFrom(
        'SELECT',
        '*',
        'FROM',
        'ivoa.obscore',
        'WHERE',
        's_ra',
        '=',
        '1',
        "'x'",
        'CONTAINS',
        '(',
        ')',
        ',',
        'POINT',
        'TOP',
        'ORDER BY',
        'GROUP BY',
        'COUNT',
        'CAST',
        'AS',
        'JOIN',
        'cat.object',
        'ON',
        '/',
        's_region',
        'NULL',
        'WITH',
        'UNION',
        'LIKE',
        'dax.job',
      ),
      { maxLength: 16 },
    )
    .map((words) => words.join(' ')),
)
const paths = [
  '/api/tap/sync',
  '/api/tap/async',
  '/api/tap/async/x/phase',
  '/api/tap/tables',
  '/api/tap/tables/x',
  '/api/sia/query',
  '/api/datalink/links',
  '/api/cutout/sync',
  '/api/coverage',
  '/api/names',
  '/api/files/x',
  '/api/previews/1',
  '/api/hips/list',
  '/api/nowhere',
]
const names = [
  'QUERY',
  'LANG',
  'MAXREC',
  'RESPONSEFORMAT',
  'UPLOAD',
  'POS',
  'BAND',
  'TIME',
  'ID',
  'CIRCLE',
  'POLYGON',
  'order',
  'q',
  'start',
  'CALIB',
  'POL',
  'DPTYPE',
  'PHASE',
  'WAIT',
  'LAST',
  'AFTER',
  'RUNID',
  'detail',
  'size',
]

describe('whatever is sent', () => {
  it('is answered, refused in a sentence, and never shows the inside', { timeout: 600_000 }, async () => {
    const request = fc.record({
      path: fc.constantFrom(...paths),
      more: fc.oneof(
        fc.constant(''),
        junk.map((text) => `/${encodeURIComponent(text)}`),
      ),
      post: fc.boolean(),
      params: fc.array(fc.tuple(fc.constantFrom(...names), junk), { maxLength: 4 }),
      tap: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(request, async ({ path, more, post, params, tap }) => {
        const form = new URLSearchParams(params.map(([name, value]) => [name, value.replace(/[\ud800-\udfff]/g, '?')]))
        if (form.has('WAIT')) form.set('WAIT', '0')
        if (tap && !form.has('LANG')) form.set('LANG', 'ADQL')
        const url = `http://dax.test${path}${more}`
        const response = await dax(post ? new Request(url, { method: 'POST', body: form }) : new Request(`${url}?${form.toString()}`))
        const text = await response.text()
        expect(response.status, `${url}?${form.toString()}\n${text}`).toBeLessThan(500)
        if (response.status >= 400)
          expect(text).not.toMatch(/node_modules|\.ts:\d|at async|relation "|syntax error at or near|operator does not exist/)
      }),
      { numRuns },
    )
    expect(ports.logged.filter((event) => event.event === 'unexpected error')).toEqual([])
  })
})
