import type { Result } from '../../vo/result.ts'
import type { Region } from '../../vo/sky/region.ts'
import { formatPos } from '../../vo/sky/region-text.ts'
import type { ApiError } from './api-error.ts'
import { ask } from './http.ts'

/** A cut-out by SODA 1.0 sync: the FITS file as the service sends it. No overlap (204) is an error with a word. */
export async function sodaCutout(sync: string, id: string, region: Region, signal?: AbortSignal): Promise<Result<Response, ApiError>> {
  const url = `${sync}${sync.includes('?') ? '&' : '?'}${new URLSearchParams({ ID: id, POS: formatPos(region) }).toString()}`
  const answer = await ask({ url, timeoutMs: 120_000, ...(signal === undefined ? {} : { signal }) })
  if (answer.ok && answer.value.status === 204) return { ok: false, error: { kind: 'protocol', url, message: 'the region does not meet the image' } }
  return answer
}
