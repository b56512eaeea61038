import { Hono } from 'hono'
import { openapiDocument } from './contract/openapi.ts'
import { sidecarSchema } from './contract/prov-sidecar.ts'
import { preflight, withCors } from './cors.ts'
import { hardening } from './hardening.ts'
import { drawnMemoryBytes, startDrawing } from './drawing/drawing.ts'
import { memoryCache } from './drawing/drawn-cache.ts'
import { Fault } from './fault.ts'
import type { DaxPorts } from './ports.ts'
import { noteAddress } from './services/auth/address.ts'
import { authService } from './services/auth/auth-service.ts'
import { guard } from './services/auth/guard.ts'
import { AuthRefusal, renderRefusal } from './services/auth/refusal.ts'
import { sharedLimits } from './services/auth/shared-limits.ts'
import { signInPages } from './services/auth/sign-in-pages.ts'
import { baseUrl } from './services/base-url.ts'
import { coverageService } from './services/coverage.ts'
import { checksService } from './services/checks/checks.ts'
import { cutoutService } from './services/cutout/cutout.ts'
import { datalinkService } from './services/datalink.ts'
import { faultOf, renderFault, type ErrorForm } from './services/errors.ts'
import { filesService } from './services/files.ts'
import { healthCheck, healthRoute } from './services/health.ts'
import { hipsService } from './services/hips.ts'
import { imagesService } from './services/images/images.ts'
import { ingestEngine } from './services/ingests/ingest-engine.ts'
import { ingestsService } from './services/ingests/ingests.ts'
import { lineageService } from './services/lineage.ts'
import { metrics, metricsRoute } from './services/metrics.ts'
import { namesService } from './services/names.ts'
import { keptPreviews, previewsService } from './services/previews.ts'
import { processingService } from './services/processing/processing.ts'
import { siaService } from './services/sia.ts'
import { tapService } from './services/tap/tap.ts'
import { templatesService } from './services/templates/templates.ts'
import { startSweeping } from './services/uploads/sweep.ts'
import { uploadsService } from './services/uploads/uploads.ts'
import { memorySpool } from './store/memory-spool.ts'

/** The whole service as one function of a web-standard request. */
export interface Dax {
  /** `from` = the network address of the client, where the host knows it. */
  (request: Request, from?: string): Promise<Response>
  /** Stops running jobs; the database and the store stay open, they belong to the host. */
  readonly close: () => Promise<void>
  /** Every route there is, for the test that holds each to the rules of who may see what. */
  readonly routes: readonly { readonly method: string; readonly path: string }[]
}

/** How each service spells its refusals, by the path it is mounted at; elsewhere JSON. */
const forms: readonly (readonly [path: string, form: ErrorForm])[] = [
  ['/api/tap', 'votable'],
  ['/api/sia', 'votable-fault'],
  ['/api/datalink', 'votable-fault'],
  ['/api/cutout', 'soda'],
]

/** Assembles dax. The database must be migrated. Work at start (recovery of jobs) runs in the background. */
export function createDax(ports: DaxPorts): Dax {
  const app = new Hono({ strict: false })
  const server = `Skydax/${ports.config.version}`
  const closers: (() => Promise<void>)[] = []

  const limits = sharedLimits(ports)
  closers.push(limits.close)
  const admit = guard(ports, limits.count)
  app.use('*', async (c, next) => {
    const headers = await admit(c.req.raw)
    await next()
    for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value)
    // where all must sign in, a shared cache keeps nothing for those who have not
    const kept = c.res.headers.get('cache-control')
    if (ports.config.auth?.anonymous === 'none' && kept?.startsWith('public') === true)
      c.res.headers.set('cache-control', kept.replace('public', 'private'))
  })
  const check = healthCheck(ports)
  const counted = metrics(ports.config.version)
  app.route('/healthz', healthRoute(ports, check))
  app.route('/metrics', metricsRoute(ports, counted, check))
  app.route('/auth', authService(ports))
  app.route('/', signInPages(ports))

  const drawn = ports.drawn ?? memoryCache(drawnMemoryBytes)
  const drawing = startDrawing({ ...ports, drawn })
  const tap = tapService(ports)
  app.route('/api/tap', tap.app)
  closers.push(tap.close)
  const cutout = cutoutService(ports, drawing)
  app.route('/api/cutout', cutout.app)
  closers.push(cutout.close)
  app.route('/api/sia', siaService(ports))
  app.route('/api/datalink', datalinkService(ports))
  app.route('/api/previews', previewsService(ports, drawing))
  app.route('/api/files', filesService(ports, drawing))
  app.route('/api/coverage', coverageService(ports))
  app.route('/api/hips', hipsService(ports, drawing))
  app.route('/api/names', namesService(ports))
  app.route('/api/provenance/lineage', lineageService(ports))
  app.get('/api/provenance/sidecar.schema.json', (c) => c.json(sidecarSchema(), 200, { 'content-type': 'application/schema+json' }))
  app.route('/api/provenance/templates', templatesService(ports))
  const processing = processingService(ports)
  app.route('/api/processing', processing.app)
  closers.push(processing.close)
  const spool = ports.spool ?? memorySpool()
  const ingests = ingestEngine(ports, spool, drawing)
  closers.push(ingests.close, startSweeping(ports, spool).close)
  app.route('/api/uploads', uploadsService(ports, spool, ingests))
  app.route('/api/ingests', ingestsService(ports, ingests))
  app.route('/api/images', imagesService(ports))
  const checks = checksService({ ...ports, previews: keptPreviews(ports, drawn) })
  app.route('/api/checks', checks.app)
  closers.push(checks.close)
  app.get('/api/openapi.json', (c) => c.json(openapiDocument(ports.config.version, baseUrl(c.req.raw, ports))))

  app.notFound((c) => {
    const allowed = methodsAt(app, c.req.path)
    if (allowed !== '') return wrongMethod(c.req.method, c.req.path, allowed)
    throw new Fault(
      'notFound',
      `There is nothing at ${c.req.path.slice(0, 200)}; the services are listed at /api/openapi.json and in the capabilities of each.`,
      ['path'],
    )
  })
  app.onError((error, c) => {
    // a client that went away needs no answer, and its cancelled query is no failure
    if (c.req.raw.signal.aborted) return new Response(null, { status: 499 })
    if (error instanceof AuthRefusal) return renderRefusal(error, c.req.raw)
    return renderFault(faultOf(error, ports, { method: c.req.method, path: c.req.path }), formOf(c.req.path))
  })

  async function handle(request: Request, from?: string): Promise<Response> {
    const began = performance.now()
    const response = await answered(request, from)
    counted.count(request, response.status, (performance.now() - began) / 1000)
    for (const [name, value] of Object.entries(hardening(ports.config))) if (!response.headers.has(name)) response.headers.set(name, value)
    return response
  }

  async function answered(request: Request, from?: string): Promise<Response> {
    noteAddress(request, from, ports.config)
    const asked = preflight(request)
    if (asked !== null) return asked
    if (request.method !== 'HEAD') return withCors(await app.fetch(request), server)
    // a HEAD is its GET without the body; the body's source (a query, a file) is told to stop
    const get = new Request(request.url, { headers: request.headers, signal: request.signal })
    noteAddress(get, from, ports.config)
    const response = await app.fetch(get)
    await response.body?.cancel()
    return withCors(new Response(null, response), server)
  }
  return Object.assign(handle, {
    routes: app.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => ({ method, path })),
    close: async () => void (await Promise.all(closers.map((close) => close()))),
  })
}

/** What may be done at a path, as an Allow header; '' where there is nothing. */
function methodsAt(app: Hono, path: string): string {
  const known = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((method) =>
    app.router.match(method, path)[0].some(([[, route]]) => route.method === method),
  )
  return [...known, ...(known.includes('GET') ? ['HEAD'] : []), ...(known.length > 0 ? ['OPTIONS'] : [])].join(', ')
}

function wrongMethod(method: string, path: string, allowed: string): Response {
  if (method === 'OPTIONS') return new Response(null, { status: 204, headers: { Allow: allowed } })
  const refusal = renderFault(
    new Fault('method', `${method} does not go at ${path.slice(0, 200)}: use ${allowed.replaceAll(', ', ' or ')}.`, ['method']),
    formOf(path),
  )
  refusal.headers.set('Allow', allowed)
  return refusal
}

function formOf(path: string): ErrorForm {
  return forms.find(([start]) => path === start || path.startsWith(`${start}/`))?.[1] ?? 'json'
}
