import type { Result } from '../../vo/result.ts'
import { ApiFailure } from './api-error.ts'
import type { ApiError } from './api-error.ts'

/** For react-query, which wants throwing functions: the value, or an ApiFailure. */
export async function unwrap<T>(answer: Promise<Result<T, ApiError>>): Promise<T> {
  const result = await answer
  if (result.ok) return result.value
  throw new ApiFailure(result.error)
}

/** What react-query caught, as an ApiError; a bug of ours becomes 'malformed' with its message, so that it is shown and not swallowed. */
export function apiErrorOf(error: unknown): ApiError {
  if (error instanceof ApiFailure) return error.error
  return { kind: 'malformed', url: '', message: error instanceof Error ? error.message : String(error) }
}
