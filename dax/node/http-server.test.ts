import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, brotliDecompressSync } from 'node:zlib'
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Db } from '../archive/db.ts'
import { testPorts, type TestPorts } from '../services/testing/test-ports.ts'
import { listen, type RunningServer } from './http-server.ts'
import { testPostgres } from './testing/test-postgres.ts'

/** A GET as it goes over the wire: fetch would undo the compression. */
function raw(url: string, headers: Record<string, string> = {}): Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }))
    })
      .on('error', reject)
      .end()
  })
}

describe('the server on this machine', () => {
  let db: Db
  let server: RunningServer
  let ports: TestPorts
  let app: string
  const script = `export const long = '${'skydax '.repeat(1000)}'\n`
  beforeAll(async () => {
    app = await mkdtemp(join(tmpdir(), 'skydax-app-'))
    await mkdir(join(app, 'assets'))
    await writeFile(join(app, 'index.html'), '<!doctype html><title>Skydax</title>')
    await writeFile(join(app, 'assets', 'main-abc123.js'), script)
    await writeFile(join(app, '.secret'), 'no')
    db = await testPostgres()
    ports = await testPorts()
    server = await listen({ ...ports, db }, { port: 0, app })
  })
  afterAll(async () => {
    await server.close(100)
    await db.close()
    await ports.db.close()
    await rm(app, { recursive: true, force: true })
  })

  it('gives the page at its own address and at any route of it, with a policy that lets no foreign script run', async () => {
    for (const path of ['/', '/images/17', '/images/ivo%3A%2F%2Fan.archive%2F~%3Fdata%2Fm04_r.fits', '/processing/20260923']) {
      const page = await fetch(server.origin + path, { headers: { accept: 'text/html' } })
      expect(page.status).toBe(200)
      expect(await page.text()).toContain('<title>Skydax</title>')
      const policy = page.headers.get('content-security-policy') ?? ''
      expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'")
      expect(policy).not.toMatch(/script-src[^;]*unsafe-inline/u)
      expect(page.headers.get('cache-control')).toBe('no-cache')
    }
  })

  it.each(['/nothing.js', '/assets/gone-1.js', '/.secret', '/%2e%2e/package.json', '/..%2f..%2fetc/passwd', '/a%00b', '/%'])(
    'has nothing at %s',
    async (path) => {
      expect((await raw(server.origin + path, { accept: 'text/html' })).status).toBe(404)
    },
  )

  it('compresses what gains by it, once the client asks', async () => {
    const url = `${server.origin}/assets/main-abc123.js`
    const [br, gz, plain] = await Promise.all([raw(url, { 'accept-encoding': 'gzip, br' }), raw(url, { 'accept-encoding': 'gzip' }), raw(url)])
    expect(brotliDecompressSync(br.body).toString()).toBe(script)
    expect(gunzipSync(gz.body).toString()).toBe(script)
    expect(plain.body.toString()).toBe(script)
    expect(br.body.length).toBeLessThan(500)
    expect(new Set([br, gz, plain].map((r) => r.headers['etag'])).size).toBe(3)
    expect(plain.headers['cache-control']).toMatch(/immutable/u)
    expect(plain.headers['vary']).toMatch(/accept-encoding/iu)
  })

  it('says when nothing has changed, and gives parts', async () => {
    const url = `${server.origin}/assets/main-abc123.js`
    const first = await fetch(url)
    const etag = first.headers.get('etag') ?? ''
    expect((await fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(304)
    const part = await raw(url, { range: 'bytes=7-11' })
    expect([part.status, part.body.toString(), part.headers['content-range']]).toEqual([206, script.slice(7, 12), `bytes 7-11/${script.length}`])
    expect((await raw(url, { range: `bytes=${script.length}-` })).status).toBe(416)
    const head = await fetch(url, { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
  })

  it('serves dax under /api, and tells the reason where there is nothing', async () => {
    expect((await fetch(`${server.origin}/api/tap/availability`)).status).toBe(200)
    const none = await fetch(`${server.origin}/api/nothing`, { headers: { accept: 'text/html' } })
    expect([none.status, none.headers.get('content-type')]).toEqual([404, expect.stringContaining('json')])
  })

  it('cancels the query of a client that goes away', async () => {
    const leaving = new AbortController()
    const columns = 'tap_schema.columns'
    const query = `SELECT COUNT(*) AS n FROM ${columns} AS a, ${columns} AS b, ${columns} AS c, ${columns} AS d WHERE a.principal + b.principal + c.principal + d.principal = 9`
    const asked = fetch(`${server.origin}/api/tap/sync?${new URLSearchParams({ LANG: 'ADQL', QUERY: query })}`, { signal: leaving.signal }).catch(
      () => 'gone',
    )
    const running = async () =>
      (
        await db.query(
          "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND backend_type = 'client backend' AND query LIKE '%dax_cursor' AND pid <> pg_backend_pid()",
        )
      ).rows.length
    await expect.poll(running, { timeout: 10_000 }).toBe(1)
    leaving.abort()
    expect(await asked).toBe('gone')
    await expect.poll(running, { timeout: 5000 }).toBe(0)
  })

  it('outlives requests that are no HTTP', async () => {
    const { port } = new URL(server.origin)
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.write('\u0000\u0001 nonsense\r\n\r\n'))
      socket.on('data', () => undefined)
      socket.on('error', () => resolve())
      socket.on('close', () => resolve())
    })
    expect((await fetch(`${server.origin}/api/tap/availability`)).status).toBe(200)
  })

  it('shows its page in no frame of another site, and shares no window with one', async () => {
    const { headers } = await fetch(server.origin, { headers: { accept: 'text/html' } })
    expect(headers.get('content-security-policy')).toMatch(/frame-ancestors 'self'/u)
    expect(headers.get('content-security-policy')).toMatch(/object-src 'none'; base-uri 'self'; form-action 'self'/u)
    expect(
      [...['x-content-type-options', 'x-frame-options', 'cross-origin-opener-policy', 'cross-origin-resource-policy', 'referrer-policy']].map(
        (name) => headers.get(name),
      ),
    ).toEqual(['nosniff', 'SAMEORIGIN', 'same-origin-allow-popups', 'same-origin', 'same-origin'])
    expect(headers.get('x-powered-by')).toBeNull()
  })

  it('refuses a flood of headers, and goes on', async () => {
    const { port } = new URL(server.origin)
    const said = await new Promise<string>((resolve) => {
      let text = ''
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write('GET /api/tap/availability HTTP/1.1\r\nHost: localhost\r\n')
        for (let i = 0; i < 100_000 && socket.writable; i += 1000) socket.write(Array.from({ length: 1000 }, (_, k) => `X-${i + k}: 1\r\n`).join(''))
      })
      socket.on('data', (part: Buffer) => (text += part.toString()))
      socket.on('error', () => undefined)
      socket.on('close', () => resolve(text))
    })
    expect(said).toMatch(/^(?:HTTP\/1\.1 431|$)/u)
    expect((await fetch(`${server.origin}/api/tap/availability`)).status).toBe(200)
  })

  it('says that a port is taken, and what to do', async () => {
    const port = Number(new URL(server.origin).port)
    await expect(listen({ ...ports, db }, { port })).rejects.toThrow(new RegExp(`Port ${port} is taken.*--port ${port + 1}`, 'u'))
  })
})
