import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Fault } from '../../fault.ts'
import { faultOf, renderFault } from '../errors.ts'
import { testPorts, type TestPorts } from '../testing/test-ports.ts'
import { jobEngine } from './engine.ts'
import type { JobEngine, JobRunner } from './job-engine.ts'
import type { Job, Phase } from './job.ts'
import { insertJob, jobById } from './job-table.ts'
import { beatJobs, claimJob } from './job-turns.ts'
import { uwsRoutes } from './routes.ts'

let ports: TestPorts
let engine: JobEngine
let app: Hono
let open: () => void = () => {}

/** A runner that does what its parameter DO says. */
const runner: JobRunner = {
  service: 'test',
  async run(job, context) {
    const what = job.parameters.find(([name]) => name === 'DO')?.[1]
    if (what === 'fail') throw new Fault('usage', 'DO=fail <asked> & got')
    if (what === 'crash') throw new Error('secret /path of the server')
    if (what === 'wait')
      await new Promise<void>((resolve, reject) => {
        open = resolve
        context.signal.addEventListener('abort', () => reject(new Error('aborted')))
      })
    const upload = await context.upload('t1')
    await context.save({ id: 'result', contentType: 'text/plain', fileName: 'result.txt', bytes: upload ?? new TextEncoder().encode(`did ${what}`) })
  },
}

beforeAll(async () => {
  ports = await testPorts()
  engine = jobEngine(ports, runner)
  app = mount(engine)
})
afterAll(async () => {
  await engine.close()
  await ports.db.close()
})

function mount(on: JobEngine): Hono {
  const made = new Hono()
  made.route('/api/test/jobs', uwsRoutes(ports, on, '/api/test/jobs'))
  made.onError((error) => renderFault(faultOf(error, ports), 'votable'))
  return made
}

const call = async (path: string, form?: Record<string, string>, method = form === undefined ? 'GET' : 'POST') =>
  app.request(`http://dax.test/api/test/jobs${path}`, { method, ...(form === undefined ? {} : { body: new URLSearchParams(form) }) })

async function create(form: Record<string, string>): Promise<string> {
  const response = await call('', form)
  expect(response.status).toBe(303)
  const location = response.headers.get('location') ?? ''
  expect(location).toMatch(/^http:\/\/dax\.test\/api\/test\/jobs\/[0-9a-f]{32}$/)
  return location.slice('http://dax.test/api/test/jobs'.length)
}

const phase = async (job: string) => (await call(`${job}/phase`)).text()
const finished = async (job: string) => (await call(`${job}?WAIT=10&PHASE=QUEUED`), await call(`${job}?WAIT=10`), phase(job))

const list = async (query: string) => [...(await (await call(`?${query}`)).text()).matchAll(/<uws:phase>(\w+)/g)].map((found) => found[1])

const id = (digit: string) => digit.repeat(32)

describe('a UWS job', () => {
  it('waits in PENDING, then runs by PHASE=RUN and shows its result', async () => {
    const job = await create({ DO: 'this', RUNID: 'mine' })
    expect(await phase(job)).toBe('PENDING')
    expect((await call(`${job}/phase`, { PHASE: 'RUN' })).status).toBe(303)
    expect(await finished(job)).toBe('COMPLETED')
    const xml = await (await call(job)).text()
    expect(xml).toContain('<uws:runId>mine</uws:runId>')
    expect(xml).toContain(`xlink:href="http://dax.test/api/test/jobs${job}/results/result"`)
    const result = await call(`${job}/results/result`)
    expect([result.headers.get('content-type'), await result.text()]).toEqual(['text/plain', 'did this'])
  })

  it('runs at once with PHASE=RUN in the creating POST', async () => {
    expect(await finished(await create({ DO: 'x', PHASE: 'RUN' }))).toBe('COMPLETED')
  })

  it('ends in ERROR with the sentence of a refusal, in a VOTable', async () => {
    const job = await create({ DO: 'fail', PHASE: 'RUN' })
    expect(await finished(job)).toBe('ERROR')
    expect(await (await call(job)).text()).toContain('<uws:message>DO=fail &lt;asked&gt; &amp; got</uws:message>')
    const error = await call(`${job}/error`)
    expect(error.status).toBe(200)
    expect(await error.text()).toContain('value="ERROR">DO=fail &lt;asked&gt; &amp; got</INFO>')
    expect((await call(`${job}/phase`, { PHASE: 'RUN' })).status).toBe(400)
  })

  it('tells nothing of the inside when it crashes', async () => {
    const job = await create({ DO: 'crash', PHASE: 'RUN' })
    expect(await finished(job)).toBe('ERROR')
    const text = await (await call(`${job}/error`)).text()
    expect(text).not.toContain('secret')
    expect(ports.logged.some((event) => String(event['error']).includes('secret'))).toBe(true)
  })

  it('is aborted while it runs', async () => {
    const job = await create({ DO: 'wait', PHASE: 'RUN' })
    await call(`${job}?WAIT=5&PHASE=QUEUED`)
    expect(await phase(job)).toBe('EXECUTING')
    await call(`${job}/phase`, { PHASE: 'ABORT' })
    expect(await phase(job)).toBe('ABORTED')
  })

  it('is stopped when its EXECUTIONDURATION is over', async () => {
    const job = await create({ DO: 'wait', EXECUTIONDURATION: '1', PHASE: 'RUN' })
    expect(await finished(job)).toBe('ERROR')
    expect(await (await call(`${job}/error`)).text()).toContain('EXECUTIONDURATION')
  })

  it('blocks a WAIT until the phase changes, and not for one that has ended', async () => {
    const job = await create({ DO: 'wait', PHASE: 'RUN' })
    await call(`${job}?WAIT=5&PHASE=QUEUED`)
    const before = Date.now()
    const waiting = call(`${job}?WAIT=20`)
    setTimeout(() => open(), 200)
    expect(await (await waiting).text()).toContain('<uws:phase>COMPLETED')
    await call(`${job}?WAIT=20`)
    expect(Date.now() - before).toBeLessThan(5000)
  })

  it('keeps the files that came with it, and loses all with DELETE', async () => {
    const form = new FormData()
    form.append('UPLOAD', 'a,param:t1')
    form.append('t1', new File(['table'], 't.xml'))
    const made = await app.request('http://dax.test/api/test/jobs', { method: 'POST', body: form })
    const job = (made.headers.get('location') ?? '').slice('http://dax.test/api/test/jobs'.length)
    await call(`${job}/phase`, { PHASE: 'RUN' })
    expect(await finished(job)).toBe('COMPLETED')
    expect(await (await call(`${job}/results/result`)).text()).toBe('table')
    const mine = () => [...ports.files.keys()].filter((name) => name.includes(job.slice(1)))
    expect(mine()).toHaveLength(2)
    expect((await call(job, { ACTION: 'DELETE' })).status).toBe(303)
    expect((await call(job)).status).toBe(404)
    expect(mine()).toHaveLength(0)
  })

  it('takes parameters and destruction while PENDING, and refuses parameters afterwards', async () => {
    const job = await create({ DO: 'a' })
    await call(`${job}/parameters`, { DO: 'b' })
    await call(`${job}/destruction`, { DESTRUCTION: '2099-01-02T03:04:05Z' })
    expect(await (await call(`${job}/destruction`)).text()).toBe('2099-01-02T03:04:05.000Z')
    await call(`${job}/phase`, { PHASE: 'RUN' })
    expect(await finished(job)).toBe('COMPLETED')
    expect(await (await call(`${job}/results/result`)).text()).toBe('did b')
    expect((await call(`${job}/parameters`, { DO: 'c' })).status).toBe(400)
  })

  it('is listed by phase, newest first, the last few', async () => {
    expect(new Set(await list('PHASE=ERROR'))).toEqual(new Set(['ERROR']))
    expect(await list('LAST=2')).toHaveLength(2)
    expect(await list('AFTER=2099-01-01T00:00:00')).toEqual([])
  })

  it.each([['?PHASE=DONE'], ['?LAST=0'], ['?LAST=x'], ['?AFTER=yesterday'], ['?LAST=1&LAST=2']])('refuses the list %s', async (query) => {
    expect((await call(query)).status).toBe(400)
  })

  it.each([[{ DO: 'x', PHASE: 'GO' }], [{ DO: 'x', DESTRUCTION: 'soon' }], [{ DO: 'x', EXECUTIONDURATION: '-3' }]])(
    'refuses to be steered by %j',
    async (form) => {
      expect((await call('', form as Record<string, string>)).status).toBe(400)
    },
  )
})

describe('when a server is gone', () => {
  const job = (digit: string, phase: Phase, destruction = new Date(Date.now() + 100_000)): Job => ({
    id: id(digit),
    service: 'other',
    owner: null,
    reader: { settings: {} },
    runId: null,
    parameters: [['DO', 'again']],
    uploads: [],
    baseUrl: 'http://x',
    created: new Date(),
    started: null,
    ended: null,
    durationS: 10,
    results: [],
    error: null,
    phase,
    destruction,
  })
  const ended = async (on: JobEngine, digit: string): Promise<Job> => {
    const signal = new AbortController().signal
    for (let i = 0; i < 3; i++) await on.wait(id(digit), null, 5000, signal)
    return on.get(id(digit))
  }

  it('runs what it was running and what was queued, leaves alone what another server runs, forgets what has expired', async () => {
    await insertJob(ports.db, job('a', 'QUEUED'))
    await claimJob(ports.db, id('a'), 'gone', new Date())
    await ports.db.query("UPDATE dax.job SET beat_ms = beat_ms - 60000 WHERE service = 'other'")
    await ports.store.write(`job/aa/${id('a')}/1-0`, new TextEncoder().encode('half of it'))
    await insertJob(ports.db, job('b', 'QUEUED'))
    await insertJob(ports.db, job('c', 'COMPLETED', new Date(0)))
    await insertJob(ports.db, job('d', 'QUEUED'))
    await claimJob(ports.db, id('d'), 'alive', new Date())
    expect(await beatJobs(ports.db, [id('d'), id('c')], 'alive')).toEqual([id('c')])
    const next = jobEngine(ports, { ...runner, service: 'other' })
    await next.recover()
    const taken = await ended(next, 'a')
    expect([taken.phase, taken.results.map(({ stored }) => stored)]).toEqual(['COMPLETED', [`job/aa/${id('a')}/2-0`]])
    expect([...ports.files.keys()].filter((name) => name.includes(id('a')))).toEqual([`job/aa/${id('a')}/2-0`])
    expect((await ended(next, 'b')).phase).toBe('COMPLETED')
    expect((await next.get(id('d'))).phase).toBe('EXECUTING')
    expect(await jobById(ports.db, 'other', id('c'))).toBeNull()
    await next.close()
  })

  it('gives a job up that ended three servers', async () => {
    await insertJob(ports.db, job('e', 'QUEUED'))
    await claimJob(ports.db, id('e'), 'gone', new Date())
    await ports.db.query('UPDATE dax.job SET beat_ms = 0, tries = 3 WHERE job_id = $1', [id('e')])
    const next = jobEngine(ports, { ...runner, service: 'other' })
    await next.recover()
    expect((await next.get(id('e'))).error?.message).toContain('stopped 3 times in the middle of this job')
    await next.close()
  })

  it('is no end of a job when the server is stopped: the next one runs it, and what the old one still does counts for nothing', async () => {
    const first = jobEngine(ports, { ...runner, service: 'other' })
    await insertJob(ports.db, { ...job('f', 'QUEUED'), parameters: [['DO', 'wait']] })
    await first.recover()
    await expect.poll(async () => (await first.get(id('f'))).phase, { timeout: 20_000 }).toBe('EXECUTING')
    await first.close()
    expect((await jobById(ports.db, 'other', id('f')))?.phase).toBe('QUEUED')
    await ports.db.query('UPDATE dax.job SET parameters = $2 WHERE job_id = $1', [id('f'), JSON.stringify([['DO', 'now']])])
    const second = jobEngine(ports, { ...runner, service: 'other' })
    await second.recover()
    expect((await ended(second, 'f')).phase).toBe('COMPLETED')
    await second.close()
  })

  it('is found out by a server that runs, which takes the job over', { timeout: 30_000 }, async () => {
    const alive = jobEngine(ports, { ...runner, service: 'other' })
    await alive.recover()
    await insertJob(ports.db, job('9', 'QUEUED'))
    await expect.poll(async () => (await alive.get(id('9'))).phase, { timeout: 20_000 }).toBe('COMPLETED')
    await alive.close()
  })
})
