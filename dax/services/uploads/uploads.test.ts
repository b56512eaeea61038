import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { smallFits } from '../../archive/testing/small-fits.ts'
import type { IngestAnswer } from '../../contract/ingests.ts'
import { uploadLimits } from '../../contract/uploads.ts'
import { createDax, type Dax } from '../../dax.ts'
import { memorySpool } from '../../store/memory-spool.ts'
import { signIn } from '../testing/sign-in.ts'
import { testPorts, type TestPorts } from '../testing/test-ports.ts'

const base = 'http://dax.test/api'
const tus = { 'Tus-Resumable': '1.0.0' }
const b64 = (text: string): string => Buffer.from(text).toString('base64')
const metadata = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([key, value]) => `${key} ${b64(value)}`)
    .join(',')

describe('uploads', () => {
  let ports: TestPorts & { readonly spooled: Map<string, Uint8Array> }
  let dax: Dax
  let ada: { readonly Authorization: string }
  let bob: { readonly Authorization: string }
  beforeAll(async () => {
    const spooled = new Map<string, Uint8Array>()
    const some = await testPorts({ ingest: { fileBytes: 1_000_000, quotaBytes: 5_000_000, openUploads: 20 } })
    ports = { ...some, spool: memorySpool(spooled), spooled }
    dax = createDax(ports)
    ada = await signIn(ports, 'ada')
    bob = await signIn(ports, 'bob')
  })
  afterAll(async () => {
    await dax.close()
    await ports.db.close()
  })

  const ask = (path: string, init: RequestInit & { readonly as?: Record<string, string> } = {}): Promise<Response> =>
    dax(
      new Request(path.startsWith('http') ? path : base + path, {
        ...init,
        headers: { ...tus, ...(init.as ?? ada), ...(init.headers as object) },
        duplex: 'half',
      } as RequestInit),
    )
  const begin = async (length: number, values: Readonly<Record<string, string>> = { filename: 'a.fits' }, as = ada): Promise<Response> =>
    ask('/uploads', { method: 'POST', as, headers: { 'Upload-Length': String(length), 'Upload-Metadata': metadata(values) } })
  const patch = (
    url: string,
    offset: number,
    body: Uint8Array | ReadableStream<Uint8Array>,
    headers: Record<string, string> = {},
  ): Promise<Response> =>
    ask(url, {
      method: 'PATCH',
      body: body as BodyInit,
      headers: { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': String(offset), ...headers },
    })
  const send = async (bytes: Uint8Array, values: Readonly<Record<string, string>> = { filename: 'a.fits' }): Promise<string> => {
    const made = await begin(bytes.length, values)
    expect(made.status).toBe(201)
    const url = made.headers.get('location') ?? ''
    expect((await patch(url, 0, bytes)).status).toBe(204)
    return url.split('/').at(-1) ?? ''
  }
  const msg = async (response: Response): Promise<string> => ((await response.json()) as { detail: { msg: string }[] }).detail[0]?.msg ?? ''
  async function over(id: string): Promise<IngestAnswer> {
    const log = await ask(`/ingests/${id}/log`, { headers: { Accept: 'text/event-stream' } })
    const text = await log.text()
    expect(text).toMatch(/event: end/u)
    return (await (await ask(`/ingests/${id}`)).json()) as IngestAnswer
  }

  it('tells what it can do before anything is sent', async () => {
    const options = await ask('/uploads', { method: 'OPTIONS' })
    expect(options.status).toBe(204)
    expect(Object.fromEntries(options.headers)).toMatchObject({
      'tus-version': '1.0.0',
      'tus-extension': 'creation,creation-with-upload,checksum,termination,expiration',
      'tus-max-size': '1000000',
      'tus-checksum-algorithm': 'sha256,sha1',
    })
    const limits = await ask('/uploads/limits')
    expect(uploadLimits.parse(await limits.json())).toMatchObject({ maxFileBytes: 1_000_000, quota: { bytes: 5_000_000 } })
  })

  it('takes a file in pieces, and makes it a full member of the archive, live', async () => {
    const bytes = smallFits({ ra: 150, dec: 2, object: 'NGC 1', seed: 3 })
    const made = await begin(bytes.length, { filename: '../../etc/one.fits', visibility: 'public', collection: 'Mine' })
    const url = made.headers.get('location') ?? ''
    const id = url.split('/').at(-1) ?? ''
    expect(await (await ask(`/ingests/${id}`)).json()).toMatchObject({ state: 'receiving', received: 0, size: bytes.length, name: 'one.fits' })
    expect((await patch(url, 0, bytes.subarray(0, 1000))).headers.get('upload-offset')).toBe('1000')
    const head = await ask(url, { method: 'HEAD' })
    expect(Object.fromEntries(head.headers)).toMatchObject({
      'upload-offset': '1000',
      'upload-length': String(bytes.length),
      'cache-control': 'no-store',
      'tus-resumable': '1.0.0',
    })
    expect(head.headers.get('upload-expires')).toMatch(/GMT$/u)
    const digest = createHash('sha256').update(bytes.subarray(1000)).digest('base64')
    expect((await patch(url, 1000, bytes.subarray(1000), { 'Upload-Checksum': `sha256 ${digest}` })).status).toBe(204)
    const done = await over(id)
    expect(done).toMatchObject({ state: 'done', phase: 'searchable', outcome: 'stored', did: 'ivo://skydax.test/archive?Mine/one', problems: [] })
    const lines = ((await (await ask(`/ingests/${id}/log`)).json()) as { lines: { phase: string }[] }).lines.map((line) => line.phase)
    expect([...new Set(lines)]).toEqual(['received', 'verified', 'read', 'stored', 'registered', 'preview', 'searchable'])
    const found = await dax(
      new Request(
        `${base}/tap/sync?LANG=ADQL&FORMAT=csv&QUERY=${encodeURIComponent("SELECT target_name FROM ivoa.obscore WHERE obs_collection = 'Mine'")}`,
      ),
    )
    expect(await found.text()).toContain('NGC 1')
    expect(new Uint8Array(await (await ask(`/files/${done.imageId ?? ''}`)).arrayBuffer())).toEqual(bytes)
    // nothing is left of the upload
    expect((await ask(url, { method: 'HEAD' })).status).toBe(404)
    expect(ports.spooled.size).toBe(0)
  })

  it('tells which contents the archive has, of public images and of one’s own', async () => {
    const sum = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
    const [open, own, absent] = [51, 52, 53].map((seed) => smallFits({ ra: 20, dec: 20, seed }))
    const did = (await over(await send(open!, { filename: 'known-open.fits', visibility: 'public' }))).did
    await over(await send(own!, { filename: 'known-own.fits' }))
    const asked = async (as: Record<string, string>): Promise<{ known: { sha256: string; did: string }[] }> => {
      const body = JSON.stringify({ sha256: [sum(open!), sum(own!), sum(absent!)] })
      return (await ask('/uploads/known', { method: 'POST', as, body, headers: { 'Content-Type': 'application/json' } })).json()
    }
    expect((await asked(ada)).known.map(({ sha256 }) => sha256).toSorted()).toEqual([sum(open!), sum(own!)].toSorted())
    expect((await asked(bob)).known).toMatchObject([{ sha256: sum(open!), did }])
    expect((await asked({})).known).toBeUndefined()
    const wrong = await ask('/uploads/known', { method: 'POST', body: '{"sha256":["x"]}', headers: { 'Content-Type': 'application/json' } })
    expect([wrong.status, await msg(wrong)]).toEqual([400, expect.stringContaining('sha256')])
  })

  it('tells of unfinished uploads by the digest that was announced, so that they can be gone on with from anywhere', async () => {
    const bytes = smallFits({ ra: 21, dec: 21, seed: 54 })
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const url = (await begin(bytes.length, { filename: 'half.fits', sha256 })).headers.get('location') ?? ''
    await patch(url, 0, bytes.subarray(0, 1000))
    const { ingests } = (await (await ask('/ingests?state=receiving')).json()) as { ingests: IngestAnswer[] }
    expect(ingests.find((one) => one.sha256 === sha256)).toMatchObject({ name: 'half.fits', received: 1000, size: bytes.length })
    expect((await ask(url, { method: 'DELETE' })).status).toBe(204)
  })

  it('keeps the bytes of a request that broke off, and goes on from there', async () => {
    const bytes = smallFits({ ra: 151, dec: 2, seed: 4 })
    const url = (await begin(bytes.length)).headers.get('location') ?? ''
    let given = false
    const broken = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (given) controller.error(new Error('line cut'))
        else controller.enqueue(bytes.slice(0, 2000))
        given = true
      },
    })
    await patch(url, 0, broken)
    const at = Number((await ask(url, { method: 'HEAD' })).headers.get('upload-offset'))
    expect(at).toBe(2000)
    expect((await patch(url, at, bytes.subarray(at))).status).toBe(204)
    expect(await over(url.split('/').at(-1) ?? '')).toMatchObject({ state: 'done' })
  })

  it('leaves no byte of a chunk whose checksum is wrong, or that is not whole', async () => {
    const bytes = smallFits({ ra: 152, dec: 2, seed: 5 })
    const url = (await begin(bytes.length)).headers.get('location') ?? ''
    const wrong = await patch(url, 0, bytes.subarray(0, 500), { 'Upload-Checksum': `sha1 ${createHash('sha1').update('other').digest('base64')}` })
    expect(wrong.status).toBe(460)
    expect((await ask(url, { method: 'HEAD' })).headers.get('upload-offset')).toBe('0')
    expect((await patch(url, 0, bytes.subarray(0, 500), { 'Upload-Checksum': 'md5 AAAA' })).status).toBe(400)
    // what came of the wrong chunk is not there when the right one comes
    const half = bytes.subarray(0, 300)
    expect((await patch(url, 0, half, { 'Upload-Checksum': `sha1 ${createHash('sha1').update(half).digest('base64')}` })).status).toBe(204)
    expect((await patch(url, 300, bytes.subarray(300))).status).toBe(204)
    expect(await over(url.split('/').at(-1) ?? '')).toMatchObject({ state: 'done', sha256: createHash('sha256').update(bytes).digest('hex') })
  })

  it('refuses a wrong offset, too many bytes, a wrong type, a version it does not know', async () => {
    const url = (await begin(100)).headers.get('location') ?? ''
    expect(await msg(await patch(url, 7, new Uint8Array(3)))).toMatch(/Upload-Offset is 7, and 0 bytes are here/u)
    expect((await patch(url, 0, new Uint8Array(101))).status).toBe(413)
    expect((await ask(url, { method: 'HEAD' })).headers.get('upload-offset')).toBe('0')
    expect((await ask(url, { method: 'PATCH', body: 'x', headers: { 'Content-Type': 'text/plain', 'Upload-Offset': '0' } })).status).toBe(415)
    const old = await ask(url, { method: 'HEAD', headers: { 'Tus-Resumable': '0.2.2' } })
    expect([old.status, old.headers.get('tus-version')]).toEqual([412, '1.0.0'])
  })

  it('locks an upload that is being sent, and lets the next one in when its sender has gone', async () => {
    const bytes = smallFits({ ra: 153, dec: 2, seed: 6 })
    const url = (await begin(bytes.length)).headers.get('location') ?? ''
    let go: () => void = () => undefined
    const slow = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(bytes.slice(0, 10))
        go = () => (controller.enqueue(bytes.slice(10)), controller.close())
      },
    })
    const first = patch(url, 0, slow)
    await new Promise((resolve) => setTimeout(resolve, 100))
    const second = await patch(url, 0, bytes)
    expect([second.status, second.headers.get('retry-after')]).toEqual([423, '3'])
    go()
    expect((await first).status).toBe(204)
    expect((await ask(url, { method: 'HEAD' })).status).not.toBe(423)
  })

  it('is not locked for hours by a lock of before the clock was set back', async () => {
    const bytes = smallFits({ ra: 153, dec: 3, seed: 61 })
    const url = (await begin(bytes.length)).headers.get('location') ?? ''
    await ports.db.exec("UPDATE dax.upload SET holder = 'gone', held_until = clock_timestamp() + interval '3 hours'")
    expect((await patch(url, 0, bytes)).status).toBe(204)
  })

  it('says of a file that cannot be taken why, and takes it when it is told to keep it only', async () => {
    const id = await send(new TextEncoder().encode('no FITS'), { filename: 'x.fits', visibility: 'public' })
    const refused = await over(id)
    expect(refused).toMatchObject({ state: 'refused', canRetry: true })
    expect(refused.problems[0]).toMatch(/not FITS/u)
    expect((await ask(`/ingests/${id}/retry`, { method: 'POST', body: JSON.stringify({ storeOnly: true }) })).status).toBe(200)
    expect(await over(id)).toMatchObject({ state: 'done', outcome: 'kept' })
  })

  it('registers a file that was kept, when its owner asks for it', async () => {
    const id = await send(smallFits({ ra: 154, dec: 2, seed: 7 }), { filename: 'kept.fits', storeOnly: 'true' })
    expect(await over(id)).toMatchObject({ state: 'done', outcome: 'kept', canRetry: true, phase: 'stored' })
    await ask(`/ingests/${id}/retry`, { method: 'POST', body: JSON.stringify({ storeOnly: false, visibility: 'public' }) })
    expect(await over(id)).toMatchObject({ state: 'done', outcome: 'stored', did: 'ivo://skydax.test/archive?upload/kept' })
  })

  it('refuses what was announced with another digest, gzip bombs, and header floods', async () => {
    const bytes = smallFits({ ra: 155, dec: 2, seed: 8 })
    expect((await over(await send(bytes, { filename: 'a.fits', sha256: '0'.repeat(64) }))).problems[0]).toMatch(/was announced/u)
    const flood = new TextEncoder().encode(`${'SIMPLE  =                    T'.padEnd(80)}${'COMMENT'.padEnd(80).repeat(5000)}`.padEnd(2880 * 140))
    expect((await over(await send(flood))).problems[0]).toMatch(/END has not come|more than/u)
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(900_000_00)))
    expect((await over(await send(bomb))).state).toBe('refused')
  })

  it.each([
    '../../../etc/passwd',
    '/etc/cron.d/x.fits',
    'C:\\Windows\\x.fits',
    '..\\..\\x.fits',
    'a/../../b.fits',
    '%2e%2e%2fx.fits',
    '-rf x.fits',
    'x\u0000.fits',
  ])('makes no path of the name %j', async (filename) => {
    const before = new Set(ports.files.keys())
    const begun = await begin(5760, { filename })
    if (begun.status === 400) return
    const url = begun.headers.get('location') ?? ''
    expect([...ports.spooled.keys()].every((name) => /^[0-9a-f]{32}$/u.test(name))).toBe(true)
    await patch(url, 0, smallFits({ ra: 157, dec: 2, object: filename.replaceAll(/[^ -~]/gu, '') }))
    const done = await over(url.split('/').at(-1) ?? '')
    expect(done.state).toBe('done')
    for (const name of ports.files.keys())
      if (!before.has(name)) expect(name).toMatch(/^(?:[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f]{64}|.*manifest.*|[0-9a-z/-]+)$/u)
    const file = await ask(`/files/${encodeURIComponent(done.did ?? '')}`)
    expect([file.status, file.headers.get('content-disposition') ?? '']).toEqual([200, expect.not.stringMatching(/[/\\\u0000]/u)])
  })

  it('tells others nothing of it: not the upload, not the ingest, not that the archive has a private file', async () => {
    const bytes = smallFits({ ra: 156, dec: 2, seed: 9 })
    const url = (await begin(bytes.length, { filename: 'secret.fits' })).headers.get('location') ?? ''
    const id = url.split('/').at(-1) ?? ''
    for (const path of [url, `/ingests/${id}`, `/ingests/${id}/log`]) expect((await ask(path, { as: bob })).status).toBe(404)
    expect((await ask(url, { method: 'DELETE', as: bob })).status).toBe(404)
    expect((await dax(new Request(url, { headers: tus }))).status).toBe(401)
    await patch(url, 0, bytes)
    expect(await over(id)).toMatchObject({ state: 'done', outcome: 'stored' })
    const again = (await begin(bytes.length, { filename: 'mine.fits' }, bob)).headers.get('location') ?? ''
    await ask(again, {
      method: 'PATCH',
      as: bob,
      body: bytes as BodyInit,
      headers: { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': '0' },
    })
    await expect
      .poll(async () => ((await (await ask(again.replace('uploads', 'ingests'), { as: bob })).json()) as IngestAnswer).outcome)
      .toBe('stored')
  })

  it('cancels, and forgets the bytes', async () => {
    const url = (await begin(100)).headers.get('location') ?? ''
    expect((await ask(url, { method: 'DELETE' })).status).toBe(204)
    expect((await ask(url, { method: 'HEAD' })).status).toBe(404)
    expect(await (await ask(url.replace('uploads', 'ingests'))).json()).toMatchObject({ state: 'cancelled', canRetry: false })
  })

  it('holds everyone to limits and quota, before a byte is sent', async () => {
    expect(await msg(await begin(1_000_001))).toMatch(/files up to 1000000 can be taken in/u)
    const made: string[] = []
    let last = await begin(1_000_000)
    while (last.status === 201) {
      made.push(last.headers.get('location') ?? '')
      last = await begin(1_000_000)
    }
    expect(made.length).toBe(4)
    expect(await msg(last)).toMatch(/of your quota of 5000000 are left/u)
    for (const url of made) await ask(url, { method: 'DELETE' })
    expect((await begin(1_000_000)).status).toBe(201)
  })

  it('counts what another dax process let begin, and what went away again', async () => {
    const cleo = await signIn(ports, 'cleo')
    const other = createDax(ports)
    const at = (one: Dax, path: string, init: RequestInit): Promise<Response> =>
      one(new Request(path, { ...init, headers: { ...tus, ...cleo, ...(init.headers as object) } }))
    const beginAt = (one: Dax): Promise<Response> =>
      at(one, `${base}/uploads`, { method: 'POST', headers: { 'Upload-Length': '1000000', 'Upload-Metadata': metadata({ filename: 'a.fits' }) } })
    // five fit, whichever process is asked; each remembers what it counted before the other one's came
    const made = [await beginAt(dax), await beginAt(other), await beginAt(dax), await beginAt(other), await beginAt(other)]
    expect(made.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201])
    for (const one of [dax, other]) expect(await msg(await beginAt(one))).toMatch(/0 of your quota of 5000000 are left/u)
    await at(other, made[0]?.headers.get('location') ?? '', { method: 'DELETE' })
    expect((await beginAt(dax)).status).toBe(201)
    expect((await beginAt(other)).status).toBe(413)
    await other.close()
  })

  it.each([
    [{}, /filename in Upload-Metadata is missing/u],
    [{ filename: '..' }, /filename in Upload-Metadata is missing/u],
    [{ filename: 'a', visibility: 'secret' }, /visibility in Upload-Metadata is secret; private, group or public expected/u],
    [{ filename: 'a', visibility: 'group', group: 'g_none' }, /not in the group g_none/u],
    [{ filename: 'a', sha256: 'abc' }, /64 hexadecimal digits/u],
    [{ filename: 'a', collection: 'a;b' }, /collection in Upload-Metadata is a;b/u],
  ])('refuses the metadata %j', async (values, why) => {
    const refused = await begin(10, values as Record<string, string>)
    expect([400, 403]).toContain(refused.status)
    expect(await msg(refused)).toMatch(why)
  })

  it('lists one’s own, newest first, and asks for a scope', async () => {
    const list = (await (await ask('/ingests?state=done&last=2')).json()) as { ingests: IngestAnswer[]; more: boolean }
    expect(list.ingests.length).toBe(2)
    expect(list.more).toBe(true)
    const next = (await (await ask(`/ingests?state=done&last=2&before=${encodeURIComponent(list.ingests[1]?.created ?? '')}`)).json()) as {
      ingests: IngestAnswer[]
    }
    expect(next.ingests.map(({ id }) => id)).not.toContain(list.ingests[0]?.id)
    // those that are named, and of them one's own only
    const named = async (as: Record<string, string>): Promise<readonly string[]> => {
      const answer = await ask(`/ingests?${[...list.ingests, { id: 'nobodys' }].map(({ id }) => `id=${id}`).join('&')}`, { as })
      return ((await answer.json()) as { ingests: IngestAnswer[] }).ingests.map(({ id }) => id)
    }
    expect([await named(ada), await named(bob)]).toEqual([list.ingests.map(({ id }) => id), []])
    expect((await ask(`/ingests?${'id=x&'.repeat(201)}`)).status).toBe(400)
    const reader = await signIn(ports, 'eve', { scopes: ['read:image'] })
    expect((await ask('/ingests', { as: reader })).status).toBe(403)
  })
})
