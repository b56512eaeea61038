import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { smallFits } from '../../archive/testing/small-fits.ts'
import { createDax, type Dax } from '../../dax.ts'
import { memorySpool } from '../../store/memory-spool.ts'
import { signIn } from '../testing/sign-in.ts'
import { testPorts, type TestPorts } from '../testing/test-ports.ts'
import { sweepUploads } from './sweep.ts'

describe('what uploads leave behind', () => {
  const spooled = new Map<string, Uint8Array>()
  const spool = memorySpool(spooled)
  let ports: TestPorts
  let dax: Dax
  let ada: { readonly Authorization: string }
  beforeAll(async () => {
    ports = await testPorts()
    dax = createDax({ ...ports, spool })
    ada = await signIn(ports, 'ada')
  })
  afterAll(async () => {
    await dax.close()
    await ports.db.close()
  })

  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    dax(new Request(`http://dax.test/api${path}`, { ...init, headers: { 'Tus-Resumable': '1.0.0', ...ada, ...(init.headers as object) } }))
  async function begun(length: number): Promise<string> {
    const made = await ask('/uploads', {
      method: 'POST',
      headers: { 'Upload-Length': String(length), 'Upload-Metadata': `filename ${btoa('a.fits')}` },
    })
    expect(made.status).toBe(201)
    return (made.headers.get('location') ?? '').split('/').at(-1) ?? ''
  }
  const send = (id: string, bytes: Uint8Array): Promise<Response> =>
    ask(`/uploads/${id}`, {
      method: 'PATCH',
      body: bytes as BodyInit,
      headers: { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': '0' },
    })
  const none: ReadonlySet<string> = new Set()
  const later = (id: string): Promise<unknown> =>
    ports.db.query("UPDATE dax.upload SET expires_at = clock_timestamp() - interval '1 second' WHERE upload_id = $1", [id])

  it('goes when its time is over, bytes and all, and its ingest says why; what is within its time stays', async () => {
    const [old, young] = [await begun(100), await begun(100)]
    await later(old)
    await sweepUploads(ports, spool, none)
    expect([spooled.has(old), spooled.has(young)]).toEqual([false, true])
    expect(await (await ask(`/ingests/${old}`)).json()).toMatchObject({
      state: 'cancelled',
      problems: [expect.stringContaining('expired')],
      canRetry: false,
    })
    expect([(await ask(`/uploads/${old}`)).status, (await ask(`/uploads/${young}`)).status]).toEqual([404, 200])
  })

  it('stays while somebody sends it', async () => {
    const id = await begun(100)
    await later(id)
    await ports.db.query("UPDATE dax.upload SET holder = 'x', held_until = clock_timestamp() + interval '5 seconds' WHERE upload_id = $1", [id])
    await sweepUploads(ports, spool, none)
    expect(spooled.has(id)).toBe(true)
  })

  it('of a refused file stays as long as it can be tried again', async () => {
    const id = await begun(7)
    expect((await send(id, new TextEncoder().encode('no FITS'))).status).toBe(204)
    await (await ask(`/ingests/${id}/log`, { headers: { Accept: 'text/event-stream' } })).text()
    await sweepUploads(ports, spool, none)
    expect(await (await ask(`/ingests/${id}`)).json()).toMatchObject({ state: 'refused', canRetry: true })
    await later(id)
    await sweepUploads(ports, spool, none)
    expect(await (await ask(`/ingests/${id}`)).json()).toMatchObject({ state: 'refused', canRetry: false })
    expect(spooled.has(id)).toBe(false)
  })

  it('of a killed process, a file that belongs to no upload, goes the second time it is seen', async () => {
    await spool.create('0123456789abcdef')
    const stray = await sweepUploads(ports, spool, none)
    expect([[...stray], spooled.has('0123456789abcdef')]).toEqual([['0123456789abcdef'], true])
    await sweepUploads(ports, spool, stray)
    expect(spooled.has('0123456789abcdef')).toBe(false)
  })

  it('is forgotten in the end: an upload after 90 days, what the daemon took after a week; the image stays', async () => {
    const bytes = smallFits({ ra: 10, dec: 10, seed: 1 })
    const id = await begun(bytes.length)
    await send(id, bytes)
    await (await ask(`/ingests/${id}/log`, { headers: { Accept: 'text/event-stream' } })).text()
    await ports.db.exec(`INSERT INTO dax.ingest (ingest_id, source, name, state, outcome, created_at, ended_at)
      SELECT 'w' || n, 'watch', 'w.fits', 'done', CASE n WHEN 3 THEN 'kept' ELSE 'stored' END, now() - make_interval(days => n), now() - make_interval(days => n)
      FROM (VALUES (6), (8), (3)) AS v(n)`)
    const aged = async (days: number): Promise<readonly unknown[]> => {
      await ports.db.query(
        'UPDATE dax.ingest SET created_at = now() - make_interval(days => $2::int), ended_at = now() - make_interval(days => $2::int) WHERE ingest_id = $1',
        [id, days],
      )
      await sweepUploads(ports, spool, none)
      const rows = await ports.db.rows<{ id: string }>(
        "SELECT ingest_id AS id FROM dax.ingest WHERE ingest_id LIKE 'w%' OR ingest_id = $1 ORDER BY 1",
        [id],
      )
      return rows.map((row) => row.id)
    }
    expect(await aged(80)).toEqual([id, 'w3', 'w6'].sort())
    expect(await aged(91)).toEqual(['w3', 'w6'])
    expect((await ports.db.rows('SELECT 1 FROM dax.image')).length).toBe(1)
  })
})
