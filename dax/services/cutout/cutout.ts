import { Hono } from 'hono'
import type { Reader } from '../../archive/reader.ts'
import type { Drawing } from '../../drawing/drawing.ts'
import type { DaxPorts } from '../../ports.ts'
import { asReader, principal } from '../auth/principal.ts'
import { baseUrl } from '../base-url.ts'
import { daliParams, paramsOf } from '../dali.ts'
import { gate } from '../gate.ts'
import { jobEngine } from '../uws/engine.ts'
import type { JobRunner } from '../uws/job-engine.ts'
import { uwsRoutes } from '../uws/routes.ts'
import { availabilityRoute } from '../vosi/availability.ts'
import { capabilitiesDocument } from '../vosi/capabilities.ts'
import { cutOne, type CutResult } from './cut.ts'
import { descriptorDocument } from './descriptor.ts'
import { cutoutTasks, type CutoutTask } from './request.ts'

type Cut = (task: CutoutTask, reader: Reader, signal: AbortSignal) => Promise<CutResult>

/** Images that are opened at the same time, by requests and jobs together: each may take a gigabyte. */
const openImages = 2

/** SODA 1.0: /sync, /jobs (UWS), /capabilities, /availability. */
export function cutoutService(ports: DaxPorts, drawing: Drawing): { readonly app: Hono; readonly close: () => Promise<void> } {
  const app = new Hono({ strict: false })
  const opening = gate(openImages)
  const cut: Cut = (task, reader, signal) => opening(() => cutOne(ports, drawing, task, reader, signal))
  const engine = jobEngine(ports, cutoutRunner(cut))
  void engine.recover().catch((error: unknown) => ports.log({ level: 'error', event: 'jobs not recovered', error: String(error) }))

  app.on(['GET', 'POST'], '/sync', async (c) => {
    const params = await daliParams(c.req.raw, ports.config.uploadLimitBytes)
    if (params.entries.length === 0) return votable(descriptorDocument(baseUrl(c.req.raw, ports)))
    const tasks = cutoutTasks(params)
    if (tasks.length > 1) {
      // SODA 1.0 §4.3 has this word of its own
      return new Response(
        `MultiValuedParamNotSupported: this request asks for ${tasks.length} cut-outs; /sync makes one. Send it to /api/cutout/jobs.\n`,
        {
          status: 400,
          headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' },
        },
      )
    }
    const result = await cut(tasks[0]!, asReader(await principal(ports, c.req.raw)), c.req.raw.signal)
    if (result.kind === 'nothing') return new Response(null, { status: 204 })
    return new Response(result.bytes as BodyInit, {
      headers: {
        'Content-Type': 'application/fits',
        'Content-Disposition': `attachment; filename="${result.fileName}"`,
        'Cache-Control': 'no-store',
        ...(result.bytes instanceof Uint8Array ? { 'Content-Length': String(result.bytes.length) } : {}),
      },
    })
  })
  app.route('/jobs', uwsRoutes(ports, engine, '/api/cutout/jobs'))
  app.get('/capabilities', (c) => {
    const url = `${baseUrl(c.req.raw, ports)}/api/cutout`
    return new Response(
      capabilitiesDocument(url, [
        { standardId: 'ivo://ivoa.net/std/SODA#sync-1.0', url: `${url}/sync`, use: 'full', version: '1.0' },
        { standardId: 'ivo://ivoa.net/std/SODA#async-1.0', url: `${url}/jobs`, use: 'full', version: '1.0' },
      ]),
      { headers: { 'Content-Type': 'text/xml; charset=utf-8' } },
    )
  })
  app.route('/availability', availabilityRoute(ports))
  return { app, close: engine.close }
}

/** A SODA job: one result for each combination of its parameters, 'cutout' or 'cutout-1' … in the order given; where nothing is cut, a line of text. */
function cutoutRunner(cut: Cut): JobRunner {
  return {
    service: 'cutout',
    async run(job, context) {
      const tasks = cutoutTasks(paramsOf(job.parameters))
      for (const [i, task] of tasks.entries()) {
        if (context.signal.aborted) return
        const id = tasks.length === 1 ? 'cutout' : `cutout-${i + 1}`
        const result = await cut(task, job.reader, context.signal)
        if (result.kind === 'file') await context.save({ id, contentType: 'application/fits', fileName: result.fileName, bytes: result.bytes })
        else
          await context.save({
            id,
            contentType: 'text/plain',
            fileName: `${id}.txt`,
            bytes: new TextEncoder().encode(`NoContent: ${result.reason}\n`),
          })
      }
    },
  }
}

function votable(body: string): Response {
  return new Response(body, { headers: { 'Content-Type': 'application/x-votable+xml;content=datalink' } })
}
