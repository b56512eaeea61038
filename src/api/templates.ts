import type { Result } from '../../vo/result.ts'
import { ok } from '../../vo/result.ts'
import { servedTemplate, templatesAnswer } from '../../dax/contract/templates.ts'
import type { ServedTemplate, Template } from '../../vo/templates/template.ts'
import type { ApiError } from './api-error.ts'
import { ask } from './http.ts'
import { jsonOf } from './json-answer.ts'
import { templateUrl } from './run-template.ts'

/** What a person saves: a template, and who may see it. */
export interface TemplateDraft extends Omit<Template, 'author' | 'version'> {
  readonly share: ServedTemplate['share']
  readonly shareGroup?: string
}

/** The templates that the caller may see. `base` is the archive's provenance address. */
export async function listTemplates(base: string, signal: AbortSignal): Promise<Result<readonly ServedTemplate[], ApiError>> {
  const url = `${base}/templates`
  const answer = await ask({ url, signal, timeoutMs: 30_000 })
  if (!answer.ok) return answer
  const read = await jsonOf(answer.value, url, templatesAnswer)
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

/** Saves a new version in place of `version`; the versions before are kept. Refused (412) where someone else was first. */
export async function changeTemplate(base: string, id: string, draft: TemplateDraft, version: number): Promise<Result<ServedTemplate, ApiError>> {
  return one(templateUrl(base, id), { method: 'PUT', json: { ...draft, version } })
}

/** Removes a template of one's own. */
export async function deleteTemplate(base: string, id: string): Promise<Result<Response, ApiError>> {
  return ask({ url: templateUrl(base, id), method: 'DELETE' })
}

async function one(
  url: string,
  request: { readonly signal?: AbortSignal; readonly method?: 'POST' | 'PUT'; readonly json?: unknown },
): Promise<Result<ServedTemplate, ApiError>> {
  const answer = await ask({ url, timeoutMs: 30_000, ...request })
  if (!answer.ok) return answer
  const read = await jsonOf(answer.value, url, servedTemplate)
  return read.ok ? ok(read.value as unknown as ServedTemplate) : read
}
