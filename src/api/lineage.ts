import { lineageAnswer, type LineageAnswer } from '../../dax/contract/lineage.ts'
import type { Result } from '../../vo/result.ts'
import type { ApiError } from './api-error.ts'
import type { Archive } from './archive.ts'
import { ask } from './http.ts'
import { jsonOf } from './json-answer.ts'

/** What a lineage is asked for; `ids` are publisher DIDs, or ids of entities and activities. */
export interface LineageAsk {
  readonly ids: readonly string[]
  readonly depth: number | 'ALL'
  readonly direction: 'BACK' | 'FORTH' | 'BOTH'
  /** Nodes at most, 1 to 5000. */
  readonly limit: number
  readonly agents: boolean
}

/** Where an archive serves lineage; null where it does not. */
export function lineageService(archive: Archive): string | null {
  return archive.provenance === undefined ? null : `${archive.provenance}/lineage`
}

/** The lineage as a graph. Fails with 404 where nobody knows an id. */
export async function lineageGraph(service: string, wanted: LineageAsk, signal: AbortSignal): Promise<Result<LineageAnswer, ApiError>> {
  const answer = await ask({ url: service, form: form(wanted, 'GRAPH'), signal, timeoutMs: 60_000 })
  return answer.ok ? jsonOf(answer.value, service, lineageAnswer) : answer
}

/** The lineage as a document to keep. `cutAt` = so many things are told and there are more; null = it tells all that was asked for. */
export interface LineageFile {
  readonly blob: Blob
  readonly cutAt: number | null
}

/** Asks for the lineage as a document. */
export async function lineageDocument(
  service: string,
  wanted: LineageAsk,
  format: 'PROV-JSON' | 'PROV-N',
  signal: AbortSignal,
): Promise<Result<LineageFile, ApiError>> {
  const answer = await ask({ url: service, form: form(wanted, format), signal, timeoutMs: 120_000 })
  if (!answer.ok) return answer
  const cut = Number(answer.value.headers.get('X-Dax-Truncated') ?? 0)
  return { ok: true, value: { blob: await answer.value.blob(), cutAt: cut > 0 ? cut : null } }
}

/** What is said of a document that does not tell all; null where it does. */
export function cutWords({ cutAt }: LineageFile): string | null {
  return cutAt === null ? null : `It tells the nearest ${cutAt.toLocaleString('en')} things; there are more: a smaller depth asks for less.`
}

function form(wanted: LineageAsk, format: string): (readonly [string, string])[] {
  return [
    ...wanted.ids.map((id) => ['ID', id] as const),
    ['DEPTH', String(wanted.depth)],
    ['DIRECTION', wanted.direction],
    ['LIMIT', String(wanted.limit)],
    ['AGENT', wanted.agents ? 'TRUE' : 'FALSE'],
    ['RESPONSEFORMAT', format],
  ]
}
