import type * as z from 'zod/mini'
import type { Result } from '../../vo/result.ts'
import { ok } from '../../vo/result.ts'
import type { ApiError } from './api-error.ts'

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
