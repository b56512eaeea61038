import { Hono } from 'hono'
import type { ServedTemplate } from '../../../vo/templates/template.ts'
import { expandRequest, lookupRequest, runRequest, templateCopy, templateDraft } from '../../contract/templates.ts'
import { Fault } from '../../fault.ts'
import type { DaxPorts } from '../../ports.ts'
import { clip } from '../dali.ts'
import { jsonBody } from '../json-body.ts'
import { expanded } from './expanded.ts'
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
    const created = await store.create(who, await jsonBody(c.req.raw, templateDraft, bodyLimitBytes))
    return served(created, 201, { Location: `/api/provenance/templates/${encodeURIComponent(created.id)}` })
  })
  app.get('/:id', async (c) =>
    served(await store.read(await whoAsks(ports, c.req.raw), c.req.param('id'), versionAsked(c.req.query('version'))), 200),
  )
  app.put('/:id', async (c) => {
    const who = await someone(ports, c.req.raw, 'change a template')
    const draft = await jsonBody(c.req.raw, templateDraft, bodyLimitBytes)
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
    const copy = await store.copy(who, c.req.param('id'), await jsonBody(c.req.raw, templateCopy, bodyLimitBytes, {}))
    return served(copy, 201, { Location: `/api/provenance/templates/${encodeURIComponent(copy.id)}` })
  })
  app.post('/:id/expand', async (c) => {
    const template = await store.read(await whoAsks(ports, c.req.raw), c.req.param('id'), versionAsked(c.req.query('version')))
    const { values } = await jsonBody(c.req.raw, expandRequest, bodyLimitBytes)
    return json(expanded(template, values))
  })
  app.post('/:id/run', async (c) => {
    const template = await store.read(await whoAsks(ports, c.req.raw), c.req.param('id'), versionAsked(c.req.query('version')))
    return runTemplate(ports, c.req.raw, template, await jsonBody(c.req.raw, runRequest, bodyLimitBytes))
  })
  app.post('/:id/lookup', async (c) => {
    const template = await store.read(await whoAsks(ports, c.req.raw), c.req.param('id'), versionAsked(c.req.query('version')))
    return lookUp(ports, c.req.raw, template, await jsonBody(c.req.raw, lookupRequest, bodyLimitBytes))
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
