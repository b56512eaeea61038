import * as z from 'zod/mini'
import type { Result } from '../../vo/result.ts'
import { ok } from '../../vo/result.ts'
import type { ApiError } from './api-error.ts'
import { configSchema } from './archive.ts'
import type { Config } from './archive.ts'
import { ask } from './http.ts'

/** Reads config.json beside the page; says in which field it is wrong. */
export async function loadConfig(url: string, signal?: AbortSignal): Promise<Result<Config, ApiError>> {
  const answer = await ask({ url, timeoutMs: 15_000, ...(signal === undefined ? {} : { signal }) })
  if (!answer.ok) return answer
  let json: unknown
  try {
    json = await answer.value.json()
  } catch {
    return { ok: false, error: { kind: 'malformed', url, message: 'config.json is not JSON' } }
  }
  const read = configSchema.safeParse(json)
  if (read.success) return ok(read.data)
  const [first] = read.error.issues
  return {
    ok: false,
    error: { kind: 'malformed', url, message: `config.json, ${first?.path.join('.') ?? ''}: ${first?.message ?? z.prettifyError(read.error)}` },
  }
}
