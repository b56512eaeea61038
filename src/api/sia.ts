import type { Result } from '../../vo/result.ts'
import type { VotableDoc } from '../../vo/votable/document.ts'
import type { ApiError } from './api-error.ts'
import { ask } from './http.ts'
import { votableOf } from './votable-answer.ts'

/** Asks a SIA 2.0 service: `parameters` as the standard names them (POS, BAND, TIME …), repeated where several are meant. `sia` is the address of its query. */
export async function siaQuery(
  sia: string,
  parameters: readonly (readonly [name: string, value: string])[],
  maxrec: number,
  signal?: AbortSignal,
): Promise<Result<VotableDoc, ApiError>> {
  const stop = signal === undefined ? {} : { signal }
  const query = new URLSearchParams([...parameters.map(([n, v]): [string, string] => [n, v]), ['MAXREC', String(maxrec)]]).toString()
  const url = `${sia}${sia.includes('?') ? '&' : '?'}${query}`
  const answer = await ask({ url, ...stop })
  return answer.ok ? votableOf(answer.value, url, stop) : answer
}
