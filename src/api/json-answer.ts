import type * as z from 'zod/mini'
import type { Result } from '../../vo/result.ts'
import { ok } from '../../vo/result.ts'
import type { ApiError } from './api-error.ts'
import { ask, type Ask, type HttpPorts } from './http.ts'

/** A JSON answer, checked against the schema that dax itself answers by. */
export async function jsonOf<S extends z.ZodMiniType>(response: Response, url: string, schema: S): Promise<Result<z.infer<S>, ApiError>> {
  let json: unknown
  try {
    json = await response.json()
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') throw error
    return { ok: false, error: { kind: 'malformed', url, message: 'it is not JSON' } }
  }
  const read = schema.safeParse(json)
  if (read.success) return ok(read.data)
  const [issue] = read.error?.issues ?? []
  return { ok: false, error: { kind: 'malformed', url, message: `${issue?.path.join('.') ?? 'answer'}: ${issue?.message ?? 'not what was agreed'}` } }
}

/** Asks a service of dax for JSON, for half a minute unless the request says otherwise. */
export async function answered<S extends z.ZodMiniType>(request: Ask, schema: S, ports?: HttpPorts): Promise<Result<z.infer<S>, ApiError>> {
  const answer = await ask({ timeoutMs: 30_000, ...request }, ports)
  return answer.ok ? jsonOf(answer.value, request.url, schema) : answer
}
