import type { Result } from '../../vo/result.ts'
import type { ServedTemplate, TemplateValue } from '../../vo/templates/template.ts'
import type { VotableDoc } from '../../vo/votable/document.ts'
import type { ApiError } from './api-error.ts'
import { ask } from './http.ts'
import type { HttpPorts } from './http.ts'
import { binary2, numberOf, plainVotable } from './tap.ts'
import { votableOf } from './votable-answer.ts'

/** A filled template of a template service: its address, the version that was filled, and the values. */
export interface TemplateRun {
  readonly url: string
  readonly version: number
  readonly values: Readonly<Record<string, TemplateValue>>
}

/** The template as its service runs it; `base` is the archive's provenance address. */
export function templateRun(
  base: string,
  template: Pick<ServedTemplate, 'id' | 'version' | 'parameters'>,
  values: TemplateRun['values'],
): TemplateRun {
  // what is empty is empty on purpose: the service would take the default
  const all = Object.fromEntries(template.parameters.map((p) => [p.name, values[p.name] ?? '']))
  return { url: templateUrl(base, template.id), version: template.version, values: all }
}

/** What a run needs besides its template. */
export interface RunAsk {
  readonly maxrec?: number
  readonly format?: string
  readonly signal?: AbortSignal
  readonly timeoutMs?: number
  readonly onProgress?: (rows: number) => void
}

/** Runs a filled template by its service. */
export async function runTemplate(run: TemplateRun, query: RunAsk): Promise<Result<VotableDoc, ApiError>> {
  return posted(
    `${run.url}/run?version=${run.version}`,
    { values: run.values, ...given({ maxrec: query.maxrec }), format: query.format ?? binary2 },
    query,
  )
}

/** The answer as the service spelled it, for saving. */
export async function runTemplateBytes(run: TemplateRun, query: RunAsk): Promise<Result<Response, ApiError>> {
  const url = `${run.url}/run?version=${run.version}`
  return ask({ url, json: { values: run.values, ...given({ maxrec: query.maxrec, format: query.format }) }, ...callOf(query) })
}

/** How many rows a filled template would give. */
export async function countTemplate(
  run: TemplateRun,
  query: Pick<RunAsk, 'signal' | 'timeoutMs'>,
  ports?: HttpPorts,
): Promise<Result<number, ApiError>> {
  const url = `${run.url}/run?version=${run.version}`
  const doc = await posted(url, { values: run.values, count: true, format: plainVotable }, query, ports)
  return doc.ok ? numberOf(doc.value, url) : doc
}

/** What the service offers for a parameter while one types. */
export async function lookUpByTemplate(
  run: Pick<TemplateRun, 'url' | 'version'>,
  parameter: string,
  typed: string,
  query: Pick<RunAsk, 'signal' | 'timeoutMs'>,
  ports?: HttpPorts,
): Promise<Result<VotableDoc, ApiError>> {
  return posted(`${run.url}/lookup?version=${run.version}`, { parameter, typed, format: plainVotable }, query, ports)
}

async function posted(url: string, json: object, query: RunAsk, ports?: HttpPorts): Promise<Result<VotableDoc, ApiError>> {
  const answer = await ask({ url, json, ...callOf(query) }, ports)
  if (!answer.ok) return answer
  return votableOf(answer.value, url, given({ signal: query.signal, onProgress: query.onProgress }))
}

function callOf({ signal, timeoutMs }: RunAsk): { signal?: AbortSignal; timeoutMs?: number } {
  return given({ signal, timeoutMs })
}

function given<T extends object>(all: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> }
}

/** Address of a template; `base` is the archive's provenance address. */
export function templateUrl(base: string, id: string): string {
  return `${base}/templates/${encodeURIComponent(id)}`
}
