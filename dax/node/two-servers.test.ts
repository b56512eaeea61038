import { createHash } from 'node:crypto'
import { request, type ClientRequest } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { smallFits } from '../archive/testing/small-fits.ts'
import { sseReader, type Sse } from '../services/testing/sse-reader.ts'
import { hasDebianPostgres } from './testing/debian-postgres.ts'
import { sendOn, type Sent } from './testing/fault-client.ts'
import { twoServers, type TwoServers } from './testing/two-servers.ts'

if (!hasDebianPostgres) console.log("skipped: several servers are tested with Debian's PostgreSQL 15 (apt-get install postgresql-15)")

const night = 20_260_402
const reports = 60

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(50)
}

/** Follows server-sent events, connecting again with the id of the last one, until `ends` says so; `connections` counts how often. */
async function follow(
  world: TwoServers,
  path: string,
  ends: (events: readonly Sse[]) => boolean,
): Promise<{ readonly events: readonly Sse[]; readonly connections: number }> {
  const events: Sse[] = []
  let connections = 0
  let last = ''
  for (;;) {
    try {
      const headers: Record<string, string> = { ...world.bearer, accept: 'text/event-stream', ...(last === '' ? {} : { 'last-event-id': last }) }
      const reader = await sseReader(await fetch(world.origin + path, { headers }))
      connections++
      while (!ends(events)) {
        const [event] = await reader.take(1)
        if (event === undefined) break
        events.push(event)
        if (!Number.isNaN(event.id)) last = String(event.id)
      }
      await reader.close()
      return { events, connections }
    } catch {
      await sleep(100)
    }
  }
}

/** Reports attempts one by one, each until it is taken. */
async function reportAll(world: TwoServers, sent: (n: number) => void): Promise<void> {
  for (let n = 1; n <= reports; n++) {
    const attempt = { visit: String(2_026_040_200_000 + n), detector: 1, attempt: 1, day_obs: night, reason: 'prompt', started_mjd_tai: 61_132 }
    const body = JSON.stringify({ attempts: [attempt] })
    while (!(await fetch(`${world.origin}/api/processing/reports`, { method: 'POST', body, headers: world.bearer }).catch(() => null))?.ok)
      await sleep(100)
    sent(n)
  }
}

/** Begins a PATCH with the first half of a chunk, which has reached the server that is to be killed; what comes before has been sent whole. */
async function halfOnVictim(world: TwoServers, one: Sent): Promise<ClientRequest> {
  const chunk = 50_000
  for (;;) {
    const path = one.url ?? ''
    const count = world.proxy.taken.length
    const half = request({
      port: world.proxy.port,
      host: '127.0.0.1',
      method: 'PATCH',
      path,
      headers: {
        ...world.bearer,
        'Tus-Resumable': '1.0.0',
        'Content-Type': 'application/offset+octet-stream',
        'Upload-Offset': String(one.acknowledged),
        'Content-Length': String(chunk),
      },
    })
    const answered = new Promise<number>((resolve) => half.once('response', (answer) => resolve(answer.resume().statusCode ?? 0)))
    half.on('error', () => undefined)
    half.write(one.bytes.subarray(one.acknowledged, one.acknowledged + chunk / 2))
    const mine = () => world.proxy.taken.slice(count).find(({ method, path: to }) => method === 'PATCH' && to === path)
    while (mine() === undefined) await sleep(10)
    if (mine()?.to === world.victim()) return half
    half.end(one.bytes.subarray(one.acknowledged + chunk / 2, one.acknowledged + chunk))
    expect(await answered).toBe(204)
    one.acknowledged += chunk
  }
}

describe.skipIf(!hasDebianPostgres)(
  "two servers on a PostgreSQL server of one's own and one store, behind a proxy; one is killed in the middle",
  () => {
    let world: TwoServers
    let cookie: string
    let job: string
    let upload: Sent
    let live: readonly Awaited<ReturnType<typeof follow>>[]
    let logs: readonly Awaited<ReturnType<typeof follow>>[]
    const get = (path: string, headers: Record<string, string> = { cookie }): Promise<Response> => fetch(world.origin + path, { headers })
    const phase = async (): Promise<string> => (await get(`${job}/phase`)).text().catch(() => '')
    const taken = (path: string): readonly number[] => world.proxy.taken.filter((one) => one.path.startsWith(path)).map(({ to }) => to)

    beforeAll(async () => {
      world = await twoServers()
      const signedIn = await fetch(`${world.origin}/auth/api/v1/login`, {
        method: 'POST',
        body: JSON.stringify({ token: world.bearer.Authorization.slice(7) }),
      })
      cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
      const { csrf } = (await (await get('/auth/api/v1/login')).json()) as { csrf: string }
      // a job that cannot end before the lock is given back
      const unlock = await world.lock('ap.note')
      const made = await fetch(`${world.origin}/api/tap/async`, {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie, 'x-csrf-token': csrf },
        body: new URLSearchParams({ LANG: 'ADQL', FORMAT: 'csv', PHASE: 'RUN', QUERY: 'SELECT COUNT(*) AS n FROM ap.note' }),
      })
      job = new URL(made.headers.get('location') ?? '').pathname
      world.setVictim(taken('/api/tap/async')[0] ?? 0)
      await until(async () => (await phase()) === 'EXECUTING')

      const small = smallFits({ ra: 10, dec: 20, object: 'on two servers' })
      const bytes = new Uint8Array(small.length + 2880 * 300)
      bytes.set(small)
      upload = { bytes, sha256: createHash('sha256').update(bytes).digest('hex'), name: 'two.fits', url: null, acknowledged: 0 }
      const begun = await fetch(`${world.origin}/api/uploads`, {
        method: 'POST',
        headers: {
          ...world.bearer,
          'Tus-Resumable': '1.0.0',
          'Upload-Length': String(bytes.length),
          'Upload-Metadata': `filename ${btoa(upload.name)},visibility ${btoa('public')}`,
        },
      })
      upload.url = new URL(begun.headers.get('location') ?? '').pathname
      const id = upload.url.split('/').at(-1) ?? ''

      const ended = (events: readonly Sse[]): boolean => events.at(-1)?.event === 'end'
      const [logA, logB] = [1, 2].map(async () => follow(world, `/api/ingests/${id}/log`, ended))
      const all = (events: readonly Sse[]): boolean => events.length >= reports
      const [liveA, liveB] = [1, 2].map(async () => follow(world, `/api/processing/nights/${night}/live?after=0`, all))
      await until(() => new Set(taken(`/api/processing/nights/${night}/live`)).size === 2)

      let sent = 0
      const reported = reportAll(world, (n) => void (sent = n))
      await until(() => sent > 5)
      await halfOnVictim(world, upload)
      await world.killVictim()
      await unlock()
      const options = { port: () => world.proxy.port, token: world.bearer.Authorization.slice(7), random: () => 0.5, part: 1 }
      let lost = 0
      for (let isWhole = false; !isWhole;) {
        const went = await sendOn(upload, options)
        lost += went.lostBytes
        isWhole = went.isWhole
        if (!isWhole) await sleep(200)
      }
      expect(lost).toBe(0)
      await reported
      live = await Promise.all([liveA!, liveB!])
      logs = await Promise.all([logA!, logB!])
    }, 240_000)
    afterAll(async () => world?.close())

    it('leaves who signed in signed in', async () => {
      expect(await (await get('/auth/api/v1/user-info')).json()).toMatchObject({ username: 'ada' })
    })

    it('ends the job that the killed one was running', { timeout: 60_000 }, async () => {
      await expect.poll(phase, { timeout: 50_000 }).toBe('COMPLETED')
      expect(await (await get(`${job}/results/result`)).text()).toBe('n\r\n0\r\n')
    })

    it('takes the upload in whose chunk it was receiving, byte for byte', async () => {
      const [image] = await world.rows<{ did: string }>('SELECT obs_publisher_did AS did FROM dax.image WHERE sha256 = $1', [upload.sha256])
      const file = await get(`/api/files/${encodeURIComponent(image?.did ?? '')}`, {})
      expect(
        createHash('sha256')
          .update(new Uint8Array(await file.arrayBuffer()))
          .digest('hex'),
      ).toBe(upload.sha256)
    })

    it('loses and doubles no event of a live night, on the reader that it served and on the other one', () => {
      for (const { events } of live) {
        expect(events.map(({ data }) => data['visit'])).toEqual(Array.from({ length: reports }, (_, i) => String(2_026_040_200_001 + i)))
        expect(events.map(({ id }) => id)).toEqual(events.map(({ id }) => id).toSorted((a, b) => a - b))
      }
      expect(live.map(({ connections }) => connections).toSorted()).toEqual([1, 2])
    })

    it('loses and doubles no line of the log of the ingest', () => {
      const [one, other] = logs.map(({ events }) => events.filter(({ event }) => event === 'line').map(({ id, data }) => [id, data['message']]))
      expect(one?.length).toBeGreaterThan(4)
      expect(one).toEqual(other)
      expect(new Set(one?.map(([id]) => id)).size).toBe(one?.length)
      expect(logs.map(({ connections }) => connections).toSorted()).toEqual([1, 2])
    })

    it('comes back, and then the other one may go', { timeout: 60_000 }, async () => {
      await world.swap()
      expect((await get('/auth/api/v1/user-info')).status).toBe(200)
      expect(await (await get(`${job}/results/result`)).text()).toBe('n\r\n0\r\n')
      expect(await world.findings()).toEqual([])
    })
  },
)
