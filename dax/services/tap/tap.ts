import { Hono } from 'hono'
import { catalogue } from '../../archive/catalogue.ts'
import { Fault } from '../../fault.ts'
import type { DaxPorts } from '../../ports.ts'
import { asReader, principal } from '../auth/principal.ts'
import { baseUrl } from '../base-url.ts'
import { clip, daliParams, paramsOf } from '../dali.ts'
import { jobEngine } from '../uws/engine.ts'
import type { JobEngine, JobRunner } from '../uws/job-engine.ts'
import { uwsRoutes } from '../uws/routes.ts'
import { builtInTemplates } from '../templates/built-in-templates.ts'
import { templateExamples } from '../templates/template-examples.ts'
import { availabilityRoute } from '../vosi/availability.ts'
import { tableDocument, tablesetDocument } from '../vosi/tableset.ts'
import { tapCapabilities } from './capabilities.ts'
import { examplesDocument, tapExamples } from './examples.ts'
import { runQuery } from './query.ts'
import { tapRequest } from './request.ts'
import { uploadBytes } from './upload-source.ts'

/** TAP 1.1: sync, async, tables, capabilities, availability, examples. */
export function tapService(ports: DaxPorts): { readonly app: Hono; readonly close: () => Promise<void> } {
  const app = new Hono({ strict: false })
  const engine: JobEngine = jobEngine(
    ports,
    tapRunner(ports, () => engine),
  )
  void engine.recover().catch((error: unknown) => ports.log({ level: 'error', event: 'jobs not recovered', error: String(error) }))
  const url = (request: Request) => `${baseUrl(request, ports)}/api/tap`

  app.on(['GET', 'POST'], '/sync', async (c) => {
    const params = await daliParams(c.req.raw, ports.config.uploadLimitBytes)
    if (params.one('REQUEST')?.toLowerCase() === 'getcapabilities') return xml(tapCapabilities(url(c.req.raw), ports.config))
    const base = baseUrl(c.req.raw, ports)
    const who = await principal(ports, c.req.raw)
    const request = tapRequest(params, c.req.header('accept') ?? null, ports.config)
    const result = await runQuery(ports, request, {
      upload: (source) =>
        uploadBytes(source, {
          part: async (name) => params.files.get(name) ?? null,
          engine,
          who,
          baseUrl: base,
          limitBytes: ports.config.uploadLimitBytes,
        }),
      baseUrl: base,
      reader: asReader(who),
      timeoutMs: ports.config.syncTimeoutMs,
      signal: c.req.raw.signal,
    })
    return new Response(result.bytes, {
      headers: {
        'Content-Type': result.contentType,
        'Content-Disposition': `inline; filename="result.${result.extension}"`,
        'Cache-Control': 'no-store',
      },
    })
  })
  app.route('/async', uwsRoutes(ports, engine, '/api/tap/async'))
  app.get('/capabilities', (c) => xml(tapCapabilities(url(c.req.raw), ports.config)))
  app.route('/availability', availabilityRoute(ports))
  const library = builtInTemplates(ports)
  app.get('/examples', async (c) => {
    const examples = [...tapExamples, ...templateExamples(await library())]
    return new Response(examplesDocument(url(c.req.raw), examples), { headers: { 'Content-Type': 'application/xhtml+xml; charset=utf-8' } })
  })
  app.get('/tables', (c) => {
    const detail = c.req.query('detail') ?? 'max'
    if (detail !== 'min' && detail !== 'max') throw new Fault('usage', `detail=${clip(detail)} is not min or max.`, ['query', 'detail'])
    return xml(tablesetDocument(catalogue, detail))
  })
  app.get('/tables/:name', (c) => {
    const name = c.req.param('name')
    const table = catalogue.flatMap((schema) => schema.tables).find((one) => one.name.toLowerCase() === name.toLowerCase())
    if (table === undefined) throw new Fault('notFound', `There is no table ${clip(name)}; /api/tap/tables lists them.`, ['path', 'name'])
    return xml(tableDocument(table))
  })
  return { app, close: engine.close }
}

/** A TAP job: the query of its parameters, written to the result 'result'. */
function tapRunner(ports: DaxPorts, engine: () => JobEngine): JobRunner {
  return {
    service: 'tap',
    async run(job, context) {
      const request = tapRequest(paramsOf(job.parameters), null, ports.config)
      const result = await runQuery(ports, request, {
        upload: (source) =>
          uploadBytes(source, {
            part: context.upload,
            engine: engine(),
            who: { user: job.owner, isAdmin: false },
            baseUrl: job.baseUrl,
            limitBytes: ports.config.uploadLimitBytes,
          }),
        baseUrl: job.baseUrl,
        reader: job.reader,
        timeoutMs: job.durationS * 1000,
        signal: context.signal,
        failLoud: true,
      })
      await context.save({ id: 'result', contentType: result.contentType, fileName: `result.${result.extension}`, bytes: result.bytes })
    },
  }
}

function xml(body: string): Response {
  return new Response(body, { headers: { 'Content-Type': 'text/xml; charset=utf-8' } })
}
