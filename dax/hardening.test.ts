import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ingestFile } from './archive/ingest/take-in.ts'
import { smallFits } from './archive/testing/small-fits.ts'
import { createDax, type Dax } from './dax.ts'
import { signIn } from './services/testing/sign-in.ts'
import { testPorts, type TestPorts } from './services/testing/test-ports.ts'

describe('every answer', () => {
  let ports: TestPorts
  let dax: Dax
  let tls: Dax
  let did = ''
  beforeAll(async () => {
    ports = await testPorts()
    dax = createDax(ports)
    tls = createDax({ ...ports, config: { ...ports.config, publicUrl: 'https://sky.example.org' } })
    const done = await ingestFile(ports, 'a.fits', smallFits({ ra: 150, dec: 2 }))
    if (done.at === 'stored') did = encodeURIComponent(done.did)
  })
  afterAll(async () => {
    await Promise.all([dax.close(), tls.close()])
    await ports.db.close()
  })

  it.each([
    ['JSON', 'GET', '/api/openapi.json', 200],
    ['a VOTable', 'GET', '/api/sia/query?POS=CIRCLE+150+2+1', 200],
    ['an image file', 'GET', '/api/files/DID', 200],
    ['a picture', 'GET', '/api/previews/DID', 200],
    ['a refusal of a service', 'GET', '/api/tap/sync?LANG=ADQL&QUERY=x', 400],
    ['nothing there', 'GET', '/api/<script>', 404],
    ['a wrong method', 'DELETE', '/api/sia/query', 405],
    ['a refusal of who comes', 'GET', '/auth/api/v1/user-info', 401],
    ['a HEAD', 'HEAD', '/api/files/DID', 200],
    ['a preflight', 'OPTIONS', '/api/tap/sync', 204],
  ])('cannot be taken for what it is not: %s', async (_what, method, path, status) => {
    const cors = method === 'OPTIONS' ? { origin: 'https://elsewhere.example', 'access-control-request-method': 'GET' } : {}
    const answer = await dax(new Request(`http://localhost${path.replace('DID', did)}`, { method, headers: cors }))
    expect(answer.status).toBe(status)
    const { headers } = answer
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('SAMEORIGIN')
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none';.*frame-ancestors 'self'/u)
    expect(headers.get('content-security-policy')).not.toContain('script-src')
    expect(headers.get('referrer-policy')).toBe('same-origin')
    expect(headers.get('strict-transport-security')).toBeNull()
    // answers are for pages of every origin, and no cookie goes with those
    expect(headers.get('access-control-allow-credentials')).toBeNull()
    expect(headers.get('content-type') ?? '').not.toContain('html')
    await answer.body?.cancel()
  })

  it('asks for TLS ever after, where it came by TLS', async () => {
    const answer = await tls(new Request('https://sky.example.org/api/openapi.json'))
    expect(answer.headers.get('strict-transport-security')).toMatch(/^max-age=31536000/u)
  })

  it('is kept by nobody between, where it is for one person', async () => {
    const ada = await signIn(ports, 'ada')
    for (const path of ['/auth/api/v1/user-info', '/api/uploads/limits', '/api/ingests', '/api/images']) {
      const answer = await dax(new Request(`http://localhost${path}`, { headers: ada }))
      expect([path, answer.status, answer.headers.get('cache-control')]).toEqual([path, 200, expect.stringContaining('no-store')])
    }
  })
})
