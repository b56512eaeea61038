import { Hono, type Context } from 'hono'
import { Fault } from '../../fault.ts'
import type { DaxPorts } from '../../ports.ts'
import { asReader, isLocal, principal } from '../auth/principal.ts'
import { baseUrl } from '../base-url.ts'
import { clip, daliParams, wholeNumber, type DaliParams } from '../dali.ts'
import { renderFault } from '../errors.ts'
import type { JobEngine } from './job-engine.ts'
import { allPhases, type Job } from './job.ts'
import { jobDocument, jobListDocument, parametersDocument, resultsDocument } from './job-xml.ts'
import type { JobFilter } from './job-table.ts'
import { ownJob } from './own-job.ts'

/** Names that steer the job and are not parameters of the work. */
const steering = new Set(['PHASE', 'RUNID', 'ACTION', 'WAIT', 'DESTRUCTION', 'EXECUTIONDURATION'])

/** Longest that a blocking WAIT holds a request; a client simply asks again. */
export const maxWaitMs = 60_000

/** The UWS 1.1 resources of one engine, to be mounted where `path` says ('/api/tap/async'): addresses in answers are absolute and built from it. */
export function uwsRoutes(ports: DaxPorts, engine: JobEngine, path: string): Hono {
  const app = new Hono({ strict: false })
  const root = (c: Context) => `${baseUrl(c.req.raw, ports)}${path}`
  const seeJob = (c: Context, id: string) => c.body(null, 303, { Location: `${root(c)}/${id}` })
  const params = (c: Context) => daliParams(c.req.raw, ports.config.uploadLimitBytes)
  const jobOf = async (c: Context): Promise<Job> => ownJob(engine, c.req.param('job') ?? '', await principal(ports, c.req.raw))
  /** One's own jobs. Those of nobody known are listed on an archive for one machine only: elsewhere strangers would see each other's. */
  const jobsOf = async (c: Context): Promise<readonly Job[]> => {
    const filter = filterOf(await params(c))
    const who = await principal(ports, c.req.raw)
    const isListed = who.kind === 'user' || isLocal(ports.config)
    return isListed ? engine.list({ ...filter, owner: who.user }) : []
  }

  app.get('/', async (c) => xml(jobListDocument(await jobsOf(c), root(c))))
  app.post('/', async (c) => {
    const given = await params(c)
    const who = await principal(ports, c.req.raw)
    const job = await engine.create({
      owner: who.user,
      reader: asReader(who),
      runId: given.one('RUNID') ?? null,
      parameters: workParameters(given),
      files: given.files,
      baseUrl: baseUrl(c.req.raw, ports),
    })
    await steer(engine, job.id, given)
    return seeJob(c, job.id)
  })
  app.get('/:job', async (c) => {
    const given = await params(c)
    const wait = waitOf(given)
    const now = await jobOf(c)
    const job = wait === null ? now : await engine.wait(now.id, given.one('PHASE')?.toUpperCase() ?? null, wait, c.req.raw.signal)
    return xml(jobDocument(job, `${root(c)}/${job.id}`))
  })
  app.post('/:job', async (c) => {
    const given = await params(c)
    const job = await jobOf(c)
    const action = given.one('ACTION')
    if (action?.toUpperCase() === 'DELETE') {
      await engine.destroy(job.id)
      return c.body(null, 303, { Location: root(c) })
    }
    if (action !== undefined) throw new Fault('usage', `ACTION=${clip(action)} is not known; ACTION=DELETE is.`, ['query', 'ACTION'])
    await addParameters(engine, job, given)
    await steer(engine, job.id, given)
    return seeJob(c, job.id)
  })
  app.delete('/:job', async (c) => {
    await engine.destroy((await jobOf(c)).id)
    return c.body(null, 303, { Location: root(c) })
  })

  app.get('/:job/phase', async (c) => text((await jobOf(c)).phase))
  app.post('/:job/phase', async (c) => {
    const given = await params(c)
    if (given.one('PHASE') === undefined) throw new Fault('usage', 'PHASE is missing: send PHASE=RUN or PHASE=ABORT.', ['query', 'PHASE'])
    const job = await jobOf(c)
    await steer(engine, job.id, given)
    return seeJob(c, job.id)
  })
  app.get('/:job/executionduration', async (c) => text(String((await jobOf(c)).durationS)))
  app.get('/:job/destruction', async (c) => text((await jobOf(c)).destruction.toISOString()))
  for (const name of ['executionduration', 'destruction'] as const) {
    app.post(`/:job/${name}`, async (c) => {
      const given = await params(c)
      if (given.one(name) === undefined) throw new Fault('usage', `${name.toUpperCase()} is missing.`, ['query', name.toUpperCase()])
      const job = await jobOf(c)
      await steer(engine, job.id, given)
      return seeJob(c, job.id)
    })
  }
  app.get('/:job/quote', async (c) => text(await jobOf(c).then(() => '')))
  app.get('/:job/owner', async (c) => text((await jobOf(c)).owner ?? ''))
  app.get('/:job/parameters', async (c) => xml(parametersDocument(await jobOf(c))))
  app.post('/:job/parameters', async (c) => {
    const given = await params(c)
    const job = await jobOf(c)
    await addParameters(engine, job, given)
    return seeJob(c, job.id)
  })
  app.get('/:job/error', async (c) => {
    const job = await jobOf(c)
    if (job.error === null) throw new Fault('notFound', `The job is ${job.phase} and has no error.`, ['path', 'error'])
    const document = renderFault(new Fault('usage', job.error.message), 'votable')
    return new Response(document.body, { status: 200, headers: document.headers })
  })
  app.get('/:job/results', async (c) => {
    const job = await jobOf(c)
    return xml(resultsDocument(job, `${root(c)}/${job.id}`))
  })
  app.get('/:job/results/:result', async (c) => {
    const { result, bytes } = await engine.result(await jobOf(c), c.req.param('result'))
    return new Response(bytes, {
      headers: {
        'Content-Type': result.contentType,
        'Content-Length': String(result.size),
        'Content-Disposition': `inline; filename="${result.fileName}"`,
        'Cache-Control': 'private, no-cache',
      },
    })
  })
  return app
}

/** PHASE, DESTRUCTION and EXECUTIONDURATION of a request, obeyed in that order of harmlessness: times first, then the start. */
async function steer(engine: JobEngine, id: string, given: DaliParams): Promise<void> {
  const destruction = given.one('DESTRUCTION')
  const durationS = wholeNumber(given, 'EXECUTIONDURATION')
  if (destruction !== undefined) await engine.change(id, { destruction: dateOf(destruction, 'DESTRUCTION') })
  if (durationS !== undefined) await engine.change(id, { durationS: Math.min(durationS, 2_000_000_000) })
  const phase = given.one('PHASE')
  switch (phase?.toUpperCase()) {
    case undefined:
      return
    case 'RUN':
      return engine.start(id)
    case 'ABORT':
      return engine.abort(id)
    default:
      throw new Fault('usage', `PHASE=${clip(phase ?? '')} cannot be set: send PHASE=RUN or PHASE=ABORT.`, ['query', 'PHASE'])
  }
}

function workParameters(given: DaliParams): readonly (readonly [string, string])[] {
  return given.entries.filter(([name]) => !steering.has(name))
}

/** New values replace the old ones of the same name. Only while PENDING (UWS 1.1 §2.2.2.6). */
async function addParameters(engine: JobEngine, job: Job, given: DaliParams): Promise<void> {
  const added = workParameters(given)
  const runId = given.one('RUNID')
  if (added.length === 0 && runId === undefined) return
  if (job.phase !== 'PENDING')
    throw new Fault('usage', `The job is ${job.phase}; its parameters can be set only while it is PENDING.`, ['path', 'parameters'])
  if (given.files.size > 0) throw new Fault('usage', 'Files can only come with the request that makes the job.', ['body'])
  const names = new Set(added.map(([name]) => name))
  await engine.change(job.id, {
    parameters: [...job.parameters.filter(([name]) => !names.has(name)), ...added],
    ...(runId === undefined ? {} : { runId }),
  })
}

function filterOf(given: DaliParams): Omit<JobFilter, 'owner'> {
  const phases = given.all('PHASE').map((phase) => phase.toUpperCase())
  for (const phase of phases) {
    if (!allPhases.includes(phase))
      throw new Fault('usage', `PHASE=${clip(phase)} is not a phase of UWS: ${allPhases.join(', ')}.`, ['query', 'PHASE'])
  }
  const after = given.one('AFTER')
  const last = wholeNumber(given, 'LAST')
  if (last === 0) throw new Fault('usage', 'LAST=0 would list nothing: it must be 1 or more.', ['query', 'LAST'])
  return { phases, after: after === undefined ? null : dateOf(after, 'AFTER'), last: last ?? null }
}

function waitOf(given: DaliParams): number | null {
  const value = given.one('WAIT')?.trim()
  if (value === undefined) return null
  if (value === '' || value === '-1') return maxWaitMs
  if (!/^\d{1,9}$/.test(value)) throw new Fault('usage', `WAIT=${clip(value)} is not a number of seconds (or -1).`, ['query', 'WAIT'])
  return Math.min(Number(value) * 1000, maxWaitMs)
}

/** ISO 8601 as UWS has it: UTC, with or without Z; a date alone is its midnight. */
function dateOf(value: string, name: string): Date {
  const text = value.trim()
  const date = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z?)?$/.test(text)
    ? new Date(text.endsWith('Z') || !text.includes('T') ? text : `${text}Z`)
    : null
  if (date === null || Number.isNaN(date.getTime()))
    throw new Fault('usage', `${name}=${clip(value)} is not a UTC time such as 2026-11-24T05:30:00Z.`, ['query', name])
  return date
}

function xml(body: string): Response {
  return new Response(body, { headers: { 'Content-Type': 'text/xml; charset=utf-8', 'Cache-Control': 'no-store' } })
}

function text(body: string): Response {
  return new Response(body, { headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' } })
}
