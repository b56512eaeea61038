import type { Result } from '../../vo/result.ts'
import { ok } from '../../vo/result.ts'
import { coverageAnswer } from '../../dax/contract/coverage.ts'
import type { ApiError } from './api-error.ts'
import { ask } from './http.ts'
import { jsonOf } from './json-answer.ts'

/** Images per HEALPix cell (nested). */
export interface CoverageCounts {
  readonly order: number
  readonly images: number
  readonly cells: Uint32Array
  readonly counts: Uint32Array
}

/** Counts of the images that match SIA 2.0 parameters, per cell of an order from 0 to 8. */
export async function coverageCounts(
  service: string,
  order: number,
  filter: readonly (readonly [string, string])[],
  signal: AbortSignal,
): Promise<Result<CoverageCounts, ApiError>> {
  const url = `${service}?${new URLSearchParams([['order', String(order)], ...filter.map(([n, v]): [string, string] => [n, v])]).toString()}`
  const answer = await ask({ url, signal, timeoutMs: 30_000 })
  if (!answer.ok) return answer
  const read = await jsonOf(answer.value, url, coverageAnswer)
  return read.ok
    ? ok({
        order: read.value.order,
        images: read.value.images,
        cells: Uint32Array.from(read.value.cells),
        counts: Uint32Array.from(read.value.counts),
      })
    : read
}
