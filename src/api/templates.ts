import * as z from 'zod/mini'
import type { Result } from '../../vo/result.ts'
import { ok } from '../../vo/result.ts'
import type { ServedTemplate, Template } from '../../vo/templates/template.ts'
import type { ApiError } from './api-error.ts'
import { ask } from './http.ts'
import { jsonOf } from './json-answer.ts'

/** What a person saves: a template, and who may see it. */
export interface TemplateDraft extends Omit<Template, 'author' | 'version'> {
  readonly share: ServedTemplate['share']
  readonly shareGroup?: string
}

const value = z.union([z.string(), z.array(z.string())])
const parameter = z.looseObject({
  name: z.string(),
  type: z.string(),
  label: z.string(),
  options: z.optional(z.array(z.looseObject({ value: z.string(), label: z.optional(z.string()) }))),
})
const served = z.looseObject({
  id: z.string(),
  title: z.string(),
  question: z.string(),
  group: z.string(),
  parameters: z.array(parameter),
  adql: z.string(),
  tables: z.array(z.string()),
  show: z.enum(['table', 'sky', 'graph']),
  example: z.record(z.string(), value),
  author: z.string(),
  version: z.number(),
  owner: z.nullable(z.string()),
  share: z.enum(['private', 'group', 'public']),
})
const listAnswer = z.object({ templates: z.array(served) })

/** The templates that the caller may see. `base` is the archive's provenance address. */
export async function listTemplates(base: string, signal: AbortSignal): Promise<Result<readonly ServedTemplate[], ApiError>> {
  const url = `${base}/templates`
  const answer = await ask({ url, signal, timeoutMs: 30_000 })
  if (!answer.ok) return answer
  const read = await jsonOf(answer.value, url, listAnswer)
  return read.ok ? ok(read.value.templates as unknown as readonly ServedTemplate[]) : read
}

/** One template, in its newest version or the one named. */
export async function readTemplate(base: string, id: string, version: number | null, signal: AbortSignal): Promise<Result<ServedTemplate, ApiError>> {
  return one(`${templateUrl(base, id)}${version === null ? '' : `?version=${version}`}`, { signal })
}

/** Makes a new template of one's own. */
export async function createTemplate(base: string, draft: TemplateDraft): Promise<Result<ServedTemplate, ApiError>> {
  return one(`${base}/templates`, { method: 'POST', json: draft })
}

/** Saves a new version; the versions before are kept. */
export async function changeTemplate(base: string, id: string, draft: TemplateDraft): Promise<Result<ServedTemplate, ApiError>> {
  return one(templateUrl(base, id), { method: 'PUT', json: draft })
}

/** Removes a template of one's own. */
export async function deleteTemplate(base: string, id: string): Promise<Result<Response, ApiError>> {
  return ask({ url: templateUrl(base, id), method: 'DELETE' })
}

function templateUrl(base: string, id: string): string {
  return `${base}/templates/${encodeURIComponent(id)}`
}

async function one(
  url: string,
  request: { readonly signal?: AbortSignal; readonly method?: 'POST' | 'PUT'; readonly json?: unknown },
): Promise<Result<ServedTemplate, ApiError>> {
  const answer = await ask({ url, timeoutMs: 30_000, ...request })
  if (!answer.ok) return answer
  const read = await jsonOf(answer.value, url, served)
  return read.ok ? ok(read.value as unknown as ServedTemplate) : read
}
