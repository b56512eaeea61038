import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dueCheck } from '../../archive/checks/check-schedule.ts'
import { ingestFile } from '../../archive/ingest/take-in.ts'
import { smallFits } from '../../archive/testing/small-fits.ts'
import { checkRun, checksAnswer, findingsAnswer, repairAnswer, type CheckRun } from '../../contract/checks.ts'
import { createDax, type Dax } from '../../dax.ts'
import { memoryCache } from '../../drawing/drawn-cache.ts'
import { memoryStore } from '../../store/memory-store.ts'
import type { DaxPorts } from '../../ports.ts'
import { signIn } from '../testing/sign-in.ts'
import { testPorts, type TestPorts } from '../testing/test-ports.ts'

/** A check may take its time where many things run. */
const slow = { timeout: 60_000 }

/** A door that is open until it is shut. */
function door(): { readonly pass: () => Promise<void>; readonly shut: () => void; readonly open: () => void } {
  let waiting: Promise<void> = Promise.resolve()
  let open = (): void => undefined
  return { pass: () => waiting, shut: () => void (waiting = new Promise((resolve) => (open = resolve))), open: () => open() }
}

describe('checks', { timeout: 120_000 }, () => {
  let test: TestPorts
  let ports: DaxPorts
  let dax: Dax
  let other: Dax
  let root: { readonly Authorization: string }
  let name: string
  let did: string
  const gate = door()
  const replica = new Map<string, Uint8Array>()

  beforeAll(async () => {
    test = await testPorts({ checkEveryH: 24 })
    const store = {
      ...test.store,
      async *list(prefix: string) {
        await gate.pass()
        yield* test.store.list(prefix)
      },
    }
    ports = { ...test, store, drawn: memoryCache(1e7), replica: memoryStore(replica) }
    const done = await ingestFile(ports, 'm1.fits', smallFits({ ra: 10, dec: 5 }))
    if (done.at !== 'stored') throw new Error('not stored')
    did = done.did
    name = [...test.files.keys()].find((one) => /[0-9a-f]{64}$/u.test(one)) ?? ''
    replica.set(name, test.files.get(name)!)
    dax = createDax(ports)
    // another process on the same database
    other = createDax(ports)
    root = await signIn(ports, 'root', { isAdmin: true })
  })
  afterAll(async () => {
    await dax.close()
    await other.close()
    await test.db.close()
  })
  const ask = (path: string, init: RequestInit = {}, at = dax): Promise<Response> =>
    at(new Request(`http://dax.test/api/checks${path}`, { ...init, headers: { ...root, 'Content-Type': 'application/json' } }))
  const post = (path: string, body: object = {}, at = dax): Promise<Response> => ask(path, { method: 'POST', body: JSON.stringify(body) }, at)
  const runNow = async (id: string): Promise<CheckRun> => checkRun.parse(await (await ask(`/${id}`)).json())
  async function check(deep: boolean): Promise<CheckRun> {
    const { id } = checkRun.parse(await (await post('', { deep })).json())
    await expect.poll(async () => (await runNow(id)).state, slow).toBe('done')
    return runNow(id)
  }
  const findings = async (run: string) => findingsAnswer.parse(await (await ask(`/${run}/findings`)).json()).findings

  it('says what comes by itself, and what can be repaired from', async () => {
    const answer = checksAnswer.parse(await (await ask('')).json())
    expect(answer).toMatchObject({ canRestore: true, canQuarantine: false, schedule: { everyH: 24, deepEvery: 7, isNextDeep: true } })
    expect(Date.parse(answer.schedule?.nextAt ?? '')).toBeGreaterThan(Date.now())
  })

  it('is due a day after the last that was done, an hour after one that failed, not while one runs; each seventh is a full one', async () => {
    const run = (id: string, state: string, hoursAgo: number, deep = false): Promise<unknown> =>
      test.db.query(
        `INSERT INTO dax.check_run (run_id, state, started_at, deep, lease_until) VALUES ($1, $2, now() - $3::float8 * interval '1 hour', $4, now() + interval '1 minute')`,
        [id, state, hoursAgo, deep],
      )
    await run('a', 'done', 150, true)
    await run('b', 'done', 30)
    expect(await dueCheck(test.db, 24)).toMatchObject({ isDue: true, deep: false })
    await run('c', 'failed', 0.5)
    expect(await dueCheck(test.db, 24)).toMatchObject({ isDue: false })
    expect(await dueCheck(test.db, 20)).toMatchObject({ deep: true })
    await test.db.query(`UPDATE dax.check_run SET started_at = now() - interval '2 hours' WHERE run_id = 'c'`)
    expect(await dueCheck(test.db, 24)).toMatchObject({ isDue: true })
    await run('d', 'running', 2)
    expect(await dueCheck(test.db, 24)).toMatchObject({ isDue: false })
    await test.db.exec('DELETE FROM dax.check_run')
  })

  it('tells where it is, runs alone, and stops when told to', async () => {
    gate.shut()
    const { id } = checkRun.parse(await (await post('')).json())
    expect((await post('')).status).toBe(409)
    const stopped = post(`/${id}/cancel`)
    await expect.poll(() => test.db.rows(`SELECT 1 FROM dax.check_run WHERE stop_wanted`), slow).toHaveLength(1)
    gate.open()
    expect(checkRun.parse(await (await stopped).json())).toMatchObject({ state: 'cancelled', progress: null })
    expect((await post(`/${id}/cancel`)).status).toBe(409)
  })

  it('stops when another process is told to', async () => {
    gate.shut()
    const { id } = checkRun.parse(await (await post('')).json())
    expect(checkRun.parse(await (await post(`/${id}/cancel`, {}, other)).json())).toMatchObject({ state: 'running' })
    gate.open()
    await expect.poll(async () => (await runNow(id)).state, slow).toBe('cancelled')
  })

  it('takes a run whose process died for failed, and begins another', async () => {
    await test.db.query(
      `INSERT INTO dax.check_run (run_id, state, lease_until, progress) VALUES ($1, 'running', now() - interval '1 minute', '{"step": "bytes", "done": 5, "total": 9}')`,
      ['e'.repeat(32)],
    )
    expect((await runNow('e'.repeat(32))).progress).toEqual({ step: 'bytes', done: 5, total: 9 })
    expect(await check(false)).toMatchObject({ findings: {} })
    expect(await runNow('e'.repeat(32))).toMatchObject({ state: 'failed', progress: null })
  })

  it('finds previews drawn of damaged bytes; what brings the file back draws them anew', async () => {
    const good = test.files.get(name)!
    const bad = good.slice().fill(200, 2880, 3000)
    const preview = async (): Promise<Uint8Array> =>
      new Uint8Array(await (await dax(new Request(`http://dax.test/api/previews/${encodeURIComponent(did)}`, { headers: root }))).arrayBuffer())
    test.files.set(name, bad)
    const wrong = await preview()
    test.files.set(name, good)
    expect(await check(false)).toMatchObject({ findings: {} })
    const run = await check(true)
    expect(await findings(run.id)).toMatchObject([{ kind: 'stale-preview', subject: did, repairs: ['regenerate'] }])
    const [stale] = await findings(run.id)
    expect(await preview()).toEqual(wrong)
    const repaired = await post(`/${run.id}/findings/${stale!.no}/repair`, { repair: 'regenerate' })
    expect(repairAnswer.parse(await repaired.json())).toMatchObject({ outcome: 'done', message: '1 previews drawn anew' })
    expect(await preview()).not.toEqual(wrong)
    expect(await runNow(run.id)).toMatchObject({ findings: {}, repaired: { 'stale-preview': 1 } })
    const right = await preview()

    test.files.set(name, bad)
    await ports.drawn!.put([...(await tags())][0]!, wrong.slice())
    expect(await preview()).toEqual(wrong)
    const again = await check(true)
    const damaged = (await findings(again.id)).find(({ kind }) => kind === 'damaged-file')
    const restored = repairAnswer.parse(await (await post(`/${again.id}/findings/${damaged!.no}/repair`, { repair: 'from-replica' })).json())
    expect(restored.message).toMatch(/1 previews of it were drawn anew/u)
    expect(await preview()).toEqual(right)
    expect(await check(true)).toMatchObject({ findings: {} })
  })

  /** The tag of the kept preview, as its ETag tells it. */
  async function tags(): Promise<readonly string[]> {
    const answer = await dax(new Request(`http://dax.test/api/previews/${encodeURIComponent(did)}`, { headers: root }))
    return [answer.headers.get('etag')?.replaceAll('"', '') ?? '']
  }
})
