import type { Result } from '../../vo/result.ts'
import { ok } from '../../vo/result.ts'
import { namesAnswer, namesSuggestions } from '../../dax/contract/names.ts'
import type { NamesAnswer, NamesSuggestions } from '../../dax/contract/names.ts'
import type { ApiError } from './api-error.ts'
import { ask } from './http.ts'
import { jsonOf } from './json-answer.ts'

/** Where a named object is; an unknown name is an http error 404 with the service's sentence. */
export async function resolveName(service: string, name: string, signal: AbortSignal): Promise<Result<NamesAnswer, ApiError>> {
  const url = `${service}?q=${encodeURIComponent(name)}`
  const answer = await ask({ url, signal, timeoutMs: 20_000 })
  return answer.ok ? jsonOf(answer.value, url, namesAnswer) : answer
}

/** Names that begin so, best known first. */
export async function suggestNames(service: string, start: string, signal: AbortSignal): Promise<Result<NamesSuggestions['objects'], ApiError>> {
  const url = `${service}?start=${encodeURIComponent(start)}`
  const answer = await ask({ url, signal, timeoutMs: 10_000 })
  if (!answer.ok) return answer
  const read = await jsonOf(answer.value, url, namesSuggestions)
  return read.ok ? ok(read.value.objects) : read
}
