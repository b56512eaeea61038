import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createDax, type Dax } from '../../dax.ts'
import type { ReportAnswer, ReportBatch } from '../../contract/reports.ts'
import { signIn } from '../testing/sign-in.ts'
import { testPorts, type TestPorts } from '../testing/test-ports.ts'
import { sseReader } from '../testing/sse-reader.ts'

let ports: TestPorts
let dax: Dax
let pipeline: Record<string, string>
const night = 20260401
const visit = '2026040100001'
const attempt = { visit, detector: 3, attempt: 1, day_obs: night, reason: 'prompt' } as const

beforeAll(async () => {
  ports = await testPorts()
  dax = createDax(ports)
  pipeline = await signIn(ports, 'pipeline', { scopes: ['write:processing'] })
})
beforeEach(() => ports.db.exec('TRUNCATE ap.visit, ap.attempt, ap.delivery, dax.ap_change'))
afterAll(async () => {
  await dax.close()
  await ports.db.close()
})

const send = (body: unknown, headers: Record<string, string> = pipeline): Promise<Response> =>
  dax(
    new Request('http://dax.test/api/processing/reports', { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body), headers }),
  )
const taken = async (batch: ReportBatch): Promise<ReportAnswer> => {
  const answer = await send(batch)
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
  return (await answer.json()) as ReportAnswer
}
const refusals = async (body: unknown): Promise<readonly [number, readonly { msg: string; loc: string[] }[]]> => {
  const answer = await send(body)
  return [answer.status, ((await answer.json()) as { detail: { msg: string; loc: string[] }[] }).detail]
}
const changes = async (): Promise<unknown[]> =>
  (await ports.db.query('SELECT kind, body::jsonb->>$1, body::jsonb->>$2 FROM dax.ap_change ORDER BY change_id', ['status', 'state']))
    .rows as unknown[]

describe('a batch of reports', () => {
  const batch: ReportBatch = {
    visits: [{ visit, day_obs: night, seq_num: 1, band: 'r', begin_mjd_tai: 61_131.1, end_mjd_tai: 61_131.1004 }],
    attempts: [{ ...attempt, queued_mjd_tai: 61_131.101 }],
    deliveries: [{ visit, detector: 3, attempt: 1, product: 'alerts', state: 'delivered', at_mjd_tai: 61_131.102, n: 7 }],
  }

  it('is in the log at once, and sending it again changes nothing', async () => {
    expect(await taken(batch)).toMatchObject({ visits: { new: 1 }, attempts: { new: 1 }, deliveries: { new: 1 } })
    expect(await taken(batch)).toMatchObject({
      visits: { new: 0, changed: 0, unchanged: 1 },
      attempts: { unchanged: 1 },
      deliveries: { unchanged: 1 },
    })
    expect(await changes()).toEqual([
      ['visit', null, null],
      ['attempt', '-3', null],
      ['delivery', null, 'delivered'],
    ])
    expect((await ports.db.query('SELECT product, state, n FROM ap.attempt JOIN ap.delivery USING (attempt_id)')).rows).toEqual([
      ['alerts', 'delivered', 7],
    ])
  })

  it('with several states of one thing, sent again, does not take it through them again', async () => {
    const delivery = { visit, detector: 3, attempt: 1, product: 'alerts' } as const
    const other = { ...attempt, detector: 4 }
    const states: ReportBatch = {
      attempts: [
        attempt,
        { ...other, status: -3 },
        { ...attempt, started_mjd_tai: 61_131.2, status: 1, revision: 2 },
        { ...attempt, started_mjd_tai: 61_131.2, status: 1 },
      ],
      deliveries: [
        { ...delivery, state: 'pending' },
        { ...delivery, state: 'delivered', at_mjd_tai: 61_131.3, n: 7 },
      ],
    }
    await taken(states)
    const told = await changes()
    expect(await taken(states)).toMatchObject({ attempts: { new: 0, changed: 0, unchanged: 4 }, deliveries: { new: 0, changed: 0, unchanged: 2 } })
    expect(await changes()).toEqual(told)
    // with one thing that went on it is taken, and the others stay as they are
    const on = { ...states, attempts: [...(states.attempts ?? []), { ...other, status: 1 }] }
    expect(await taken(on)).toMatchObject({ attempts: { new: 0, changed: 1, unchanged: 4 }, deliveries: { unchanged: 2 } })
    expect(await changes()).toEqual([...told, ['attempt', '1', null]])
  })

  it('replaces an attempt by its later states, in the order of the batch', async () => {
    expect(
      await taken({ attempts: [attempt, { ...attempt, started_mjd_tai: 61_131.2 }, { ...attempt, started_mjd_tai: 61_131.2, status: 1 }] }),
    ).toMatchObject({
      attempts: { new: 1, changed: 2, unchanged: 0 },
    })
    expect(await changes()).toHaveLength(3)
    expect((await ports.db.query('SELECT status, started_mjd_tai FROM ap.attempt')).rows).toEqual([[1, 61_131.2]])
  })

  it('leaves a state alone that has a greater revision than the one reported', async () => {
    await taken({ attempts: [{ ...attempt, status: 1, revision: 5 }] })
    expect(await taken({ attempts: [{ ...attempt, status: -3, revision: 4 }] })).toMatchObject({ attempts: { new: 0, changed: 0, unchanged: 1 } })
    expect(await taken({ attempts: [{ ...attempt, status: -1, revision: 6 }] })).toMatchObject({ attempts: { changed: 1 } })
    expect((await ports.db.query('SELECT status, revision FROM ap.attempt')).rows).toEqual([[-1, 6n]])
  })

  it('is refused as a whole where one item is wrong, with its place and value', async () => {
    expect(await refusals({ attempts: [attempt, { ...attempt, detector: -4, reason: 'soon' }] })).toEqual([
      400,
      [
        expect.objectContaining({ loc: ['body', 'attempts', '1', 'detector'], msg: expect.stringContaining('-4') as string }),
        expect.objectContaining({ loc: ['body', 'attempts', '1', 'reason'], msg: expect.stringContaining('soon') as string }),
      ],
    ])
    expect(await refusals({ attempts: [attempt, { ...attempt, detector: 4, day_obs: 20260431 }] })).toMatchObject([
      400,
      [{ loc: ['body', 'attempts', '1', 'day_obs'] }],
    ])
    expect(
      await refusals({ attempts: [attempt], deliveries: [{ visit, detector: 9, attempt: 1, product: 'images', state: 'failed' }] }),
    ).toMatchObject([400, [{ loc: ['body', 'deliveries', '0'] }]])
    expect(await changes()).toEqual([])
    expect((await ports.db.query('SELECT FROM ap.attempt')).rows).toHaveLength(0)
  })

  it('cannot move an attempt to another night', async () => {
    await taken({ attempts: [attempt] })
    expect(await refusals({ attempts: [{ ...attempt, day_obs: 20260402 }] })).toMatchObject([400, [{ loc: ['body', 'attempts', '0'] }]])
  })

  it('is refused where it is no JSON, too large, or from nobody who may', async () => {
    expect(await refusals('{"attempts": [')).toMatchObject([400, [{ loc: ['body'] }]])
    expect(await refusals({ attempts: Array.from({ length: 5001 }, (_, detector) => ({ ...attempt, detector })) })).toMatchObject([
      413,
      [{ loc: ['body'] }],
    ])
    expect((await send(batch, {})).status).toBe(401)
    expect((await send(batch, await signIn(ports, 'reader', { scopes: ['read:tap'] }))).status).toBe(403)
  })
})

describe('the live changes of a night', () => {
  const live = async (query = '', headers: Record<string, string> = {}): ReturnType<typeof sseReader> =>
    sseReader(await dax(new Request(`http://dax.test/api/processing/nights/${night}/live${query}`, { headers })))

  it('show what is reported, and go on from the last event without loss or double', async () => {
    const before = (await taken({ attempts: [attempt] })).change
    const first = await live()
    await taken({ attempts: [{ ...attempt, status: 1 }] })
    const [seen] = await first.take(1)
    expect(seen).toMatchObject({ event: 'attempt', data: { visit, detector: 3, attempt: 1, status: 1 } })
    await first.close()
    await taken({ attempts: [{ ...attempt, detector: 4 }], deliveries: [{ visit, detector: 4, attempt: 1, product: 'images', state: 'failed' }] })
    const again = await live('', { 'Last-Event-ID': String(seen!.id) })
    expect((await again.take(2)).map((event) => [event.event, event.data.detector])).toEqual([
      ['attempt', 4],
      ['delivery', 4],
    ])
    await again.close()
    const all = await live(`?after=${before}`)
    expect((await all.take(3)).map((event) => event.id)).toEqual([before + 1, before + 2, before + 3])
    await all.close()
  })

  it('of another night are not told', async () => {
    const reader = await live()
    await taken({
      attempts: [
        { ...attempt, day_obs: 20260402, detector: 8 },
        { ...attempt, detector: 9 },
      ],
    })
    expect((await reader.take(1))[0]).toMatchObject({ data: { detector: 9 } })
    await reader.close()
  })

  it('say so when they cannot go on from there', async () => {
    const { change } = await taken({ attempts: [attempt] })
    const reader = await live(`?after=${change + 1000}`)
    expect((await reader.take(1))[0]).toMatchObject({ event: 'reset', data: { change } })
    expect((await dax(new Request(`http://dax.test/api/processing/nights/${night}/live?after=x`))).status).toBe(400)
  })

  it('begin where the columns of the night end', async () => {
    const { change } = await taken({ attempts: [attempt] })
    const { tableFromIPC } = await import('@uwdata/flechette')
    const bytes = await (await dax(new Request(`http://dax.test/api/processing/nights/${night}?table=visits`))).arrayBuffer()
    expect(tableFromIPC(new Uint8Array(bytes)).schema.metadata?.get('change')).toBe(String(change))
  })
})
