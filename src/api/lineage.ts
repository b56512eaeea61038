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

/** The lineage as a document to keep. */
export async function lineageDocument(
  service: string,
  wanted: LineageAsk,
  format: 'PROV-JSON' | 'PROV-N',
  signal: AbortSignal,
): Promise<Result<Blob, ApiError>> {
  const answer = await ask({ url: service, form: form(wanted, format), signal, timeoutMs: 60_000 })
  return answer.ok ? { ok: true, value: await answer.value.blob() } : answer
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
