import { Hono } from 'hono'
import * as z from 'zod/mini'
import type { ServedTemplate } from '../../../vo/templates/template.ts'
import { expandRequest, lookupRequest, runRequest, templateCopy, templateDraft } from '../../contract/templates.ts'
import { Fault } from '../../fault.ts'
import type { DaxPorts } from '../../ports.ts'
import { boundedBody, clip } from '../dali.ts'
import { expanded } from './expanded.ts'
import { Refusals } from './refusals.ts'
import { lookUp, runTemplate } from './run-template.ts'
import { templateStore } from './template-store.ts'
import { someone, whoAsks } from './who-asks.ts'

const bodyLimitBytes = 1024 * 1024

/**
 * /api/provenance/templates: list, read (?version=n), expand, run, create, copy, change (versions are kept; If-Match, or the version in the body, guards
 * against two editors), delete. Expanding and running a template needs no right but to see it.
 */
export function templatesService(ports: DaxPorts): Hono {
  const app = new Hono({ strict: false })
  const store = templateStore(ports)

  app.get('/', async (c) => json({ templates: await store.list(await whoAsks(ports, c.req.raw)) }))
  app.post('/', async (c) => {
    const who = await someone(ports, c.req.raw, 'save a template')
    const created = await store.create(who, await bodyOf(c.req.raw, templateDraft))
    return served(created, 201, { Location: `/api/provenance/templates/${encodeURIComponent(created.id)}` })
  })
  app.get('/:id', async (c) =>
    served(await store.read(await whoAsks(ports, c.req.raw), c.req.param('id'), versionAsked(c.req.query('version'))), 200),
  )
  app.put('/:id', async (c) => {
    const who = await someone(ports, c.req.raw, 'change a template')
    const draft = await bodyOf(c.req.raw, templateDraft)
    const replaces = matched(c.req.header('if-match')) ?? draft.version
    if (replaces === undefined)
      throw new Fault('usage', 'Say which version you change: If-Match with the ETag you read, or version in the body.', ['header', 'If-Match'])
    return served(await store.change(who, c.req.param('id'), draft, replaces), 200)
  })
  app.delete('/:id', async (c) => {
    const who = await someone(ports, c.req.raw, 'delete a template')
    await store.remove(who, c.req.param('id'), matched(c.req.header('if-match')) ?? null)
    return new Response(null, { status: 204 })
  })
  app.post('/:id/copy', async (c) => {
    const who = await someone(ports, c.req.raw, 'copy a template')
    const copy = await store.copy(who, c.req.param('id'), await bodyOf(c.req.raw, templateCopy, {}))
    return served(copy, 201, { Location: `/api/provenance/templates/${encodeURIComponent(copy.id)}` })
  })
  app.post('/:id/expand', async (c) => {
    const template = await store.read(await whoAsks(ports, c.req.raw), c.req.param('id'), versionAsked(c.req.query('version')))
    const { values } = await bodyOf(c.req.raw, expandRequest)
    return json(expanded(template, values))
  })
  app.post('/:id/run', async (c) => {
    const template = await store.read(await whoAsks(ports, c.req.raw), c.req.param('id'), versionAsked(c.req.query('version')))
    return runTemplate(ports, c.req.raw, template, await bodyOf(c.req.raw, runRequest))
  })
  app.post('/:id/lookup', async (c) => {
    const template = await store.read(await whoAsks(ports, c.req.raw), c.req.param('id'), versionAsked(c.req.query('version')))
    return lookUp(ports, c.req.raw, template, await bodyOf(c.req.raw, lookupRequest))
  })
  app.onError((error) => {
    if (error instanceof Refusals) return error.response()
    throw error
  })
  return app
}

function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache', ...headers } })
}

function served(template: ServedTemplate, status: number, headers: Readonly<Record<string, string>> = {}): Response {
  return json(template, status, { ETag: `"${template.version}"`, ...headers })
}

function versionAsked(text: string | undefined): number | null {
  if (text === undefined || text === '') return null
  if (!/^[1-9]\d{0,8}$/u.test(text)) throw new Fault('usage', `version=${clip(text)} is not a whole number of 1 or more.`, ['query', 'version'])
  return Number(text)
}

/** The version that If-Match names; undefined where it is absent or '*'. */
function matched(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '*') return undefined
  const version = /^(?:W\/)?"?([1-9]\d{0,8})"?$/u.exec(header.trim())?.[1]
  if (version === undefined) throw new Fault('usage', `If-Match: ${clip(header)} is not an ETag of a template, such as "3".`, ['header', 'If-Match'])
  return Number(version)
}

/** The body, as JSON of this shape; `empty` stands for an empty one. Throws Refusals with the place of everything that does not fit. */
async function bodyOf<T>(request: Request, schema: z.ZodMiniType<T>, empty?: T): Promise<T> {
  const text = new TextDecoder().decode(await boundedBody(request, bodyLimitBytes))
  if (text.trim() === '' && empty !== undefined) return empty
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw new Fault('usage', 'The body is not JSON.', ['body'])
  }
  const read = z.safeParse(schema, body)
  if (read.success) return read.data
  throw new Refusals(
    read.error.issues
      .slice(0, 20)
      .map((issue) => ({ message: `${issue.path.join('.') || 'The body'}: ${issue.message}`, loc: ['body', ...issue.path.map(String)] })),
  )
}
