import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Fault } from '../../fault.ts'
import { faultOf, renderFault } from '../errors.ts'
import { testPorts, type TestPorts } from '../testing/test-ports.ts'
import { jobEngine } from './engine.ts'
import type { JobEngine, JobRunner } from './job-engine.ts'
import { beatJobs, insertJob, jobById } from './job-table.ts'
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

describe('after a restart', () => {
  it('marks what was running as failed, runs what was queued, forgets what has expired', async () => {
    const base = {
      service: 'other',
      owner: null,
      reader: { settings: {} },
      runId: null,
      parameters: [['DO', 'again']] as [string, string][],
      uploads: [],
      baseUrl: 'http://x',
      started: null,
      ended: null,
      durationS: 10,
      results: [],
      error: null,
    }
    const created = new Date()
    const destruction = new Date(Date.now() + 100_000)
    await insertJob(ports.db, { ...base, id: id('a'), phase: 'EXECUTING', created, destruction })
    await insertJob(ports.db, { ...base, id: id('b'), phase: 'QUEUED', created, destruction })
    await insertJob(ports.db, { ...base, id: id('c'), phase: 'COMPLETED', created, destruction: new Date(0) })
    await insertJob(ports.db, { ...base, id: id('d'), phase: 'EXECUTING', created, destruction })
    expect(await beatJobs(ports.db, [id('d'), id('c')], new Date())).toEqual([id('c')])
    const next = jobEngine(ports, { ...runner, service: 'other' })
    await next.recover()
    expect((await next.get(id('a'))).error?.message).toContain('stopped while this job was running')
    // another server said a moment ago that it is at work on this one
    expect((await next.get(id('d'))).phase).toBe('EXECUTING')
    await next.wait(id('b'), null, 5000, new AbortController().signal)
    await next.wait(id('b'), null, 5000, new AbortController().signal)
    expect((await next.get(id('b'))).phase).toBe('COMPLETED')
    expect(await jobById(ports.db, 'other', id('c'))).toBeNull()
    await next.close()
  })
})
