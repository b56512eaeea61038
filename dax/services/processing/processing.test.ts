import { tableFromIPC } from '@uwdata/flechette'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDax, type Dax } from '../../dax.ts'
import { nightsAnswer } from '../../contract/processing.ts'
import { testPorts, type TestPorts } from '../testing/test-ports.ts'
import { loadFewAttempts } from '../testing/few-attempts.ts'

let ports: TestPorts
let dax: Dax
const get = (path: string): Promise<Response> => dax(new Request(`http://dax.test/api/processing/${path}`))

beforeAll(async () => {
  ports = await testPorts()
  await loadFewAttempts(ports.db)
  dax = createDax(ports)
})
afterAll(async () => {
  await dax.close()
  await ports.db.close()
})

describe('the list of nights', () => {
  it('counts visits, attempts and what is owed, newest night first', async () => {
    const { nights } = nightsAnswer.parse(await (await get('nights')).json())
    expect(nights.map((night) => night.day_obs)).toEqual([20260319, 20260318])
    expect(nights[1]).toEqual({
      day_obs: 20260318,
      visits: 2,
      attempts: 5,
      statuses: { 1: 3, '-1': 1, '-3': 1 },
      detectors: 4,
      done: 3,
      failed: 0,
      waiting: 1,
      owed: 1,
      first_mjd_tai: 61_117.1,
      last_mjd_tai: 61_117.5,
      synthetic_visits: true,
      synthetic_attempts: true,
    })
  })
})

describe('a night', () => {
  const rows = async (table: string): Promise<Record<string, unknown>[]> => {
    const answer = await get(`nights/20260318?table=${table}`)
    expect(answer.headers.get('content-type')).toBe('application/vnd.apache.arrow.stream')
    return tableFromIPC(new Uint8Array(await answer.arrayBuffer()), { useBigInt: true }).toArray() as Record<string, unknown>[]
  }

  it('tells visits in observing order, and last those that only an attempt knows', async () => {
    const visits = await rows('visits')
    expect(visits.map((v) => [v.visit, v.seq_num, v.band, v.begin_mjd_tai])).toEqual([
      [2026031800002n, 2, 'g', 61_117.1],
      [2026031800001n, 1, 'r', 61_117.2],
      [2026031800009n, null, null, null],
    ])
  })

  it('tells attempts with words, times and ranks, null where nothing is known', async () => {
    const attempts = await rows('attempts')
    expect(attempts.map((a) => [a.visit, a.detector, a.attempt, a.reason, a.status, a.stored_mjd_tai, a.observed_rank, a.processed_rank])).toEqual([
      [2026031800001n, 3, 1, 'prompt', 1, 61_117.3, 3, 1],
      [2026031800002n, 3, 1, 'prompt', -1, null, 1, null],
      [2026031800002n, 3, 2, 'catch-up', 1, 61_117.4, 1, 2],
      [2026031800002n, 4, 1, 'prompt', 1, 61_117.4, 1, 2],
      [2026031800009n, 5, 1, 'prompt', -3, null, null, null],
    ])
    expect(attempts.map((a) => a.synthetic)).toEqual([1, 1, 1, 0, 1])
    expect(attempts.map((a) => [a.node, a.exception_type])).toEqual([
      ['n1', null],
      ['n1', 'TooFewStars'],
      ['n2', null],
      [null, null],
      [null, null],
    ])
  })

  it('tells deliveries by their attempts, and products that it does not know as other', async () => {
    const deliveries = await rows('deliveries')
    expect(deliveries.map((d) => [d.attempt_id, d.product, d.state, d.at_mjd_tai, d.n]).sort()).toEqual([
      [1n, 'alerts', 'delivered', 61_117.31, 12],
      [1n, 'images', 'failed', null, null],
      [1n, 'other', null, null, null],
      [4n, 'catalogue', 'withheld', null, 0],
    ])
  })

  it('is one body of three streams when no table is named', async () => {
    const parts = await Promise.all(
      ['visits', 'attempts', 'deliveries'].map(async (table) => (await get(`nights/20260318?table=${table}`)).arrayBuffer()),
    )
    const whole = await (await get('nights/20260318')).arrayBuffer()
    expect(whole.byteLength).toBe(parts.reduce((sum, part) => sum + part.byteLength, 0))
  })

  it('is refused with a sentence where it is no date, not known, or the table is none', async () => {
    const refusal = async (path: string): Promise<unknown> => {
      const answer = await get(path)
      return [answer.status, ((await answer.json()) as { detail: { msg: string; loc: string[] }[] }).detail[0]]
    }
    expect(await refusal('nights/20260231')).toMatchObject([400, { loc: ['path', 'day_obs'] }])
    expect(await refusal('nights/20250101')).toMatchObject([404, { loc: ['path', 'day_obs'] }])
    expect(await refusal('nights/20260318?table=alerts')).toMatchObject([400, { loc: ['query', 'table'] }])
  })
})
