import { queryOptions } from '@tanstack/react-query'
import { nightsAnswer, type NightSummary } from '../../dax/contract/processing.ts'
import type { Result } from '../../vo/result.ts'
import { ok } from '../../vo/result.ts'
import type { ApiError } from './api-error.ts'
import type { Archive } from './archive.ts'
import { ask } from './http.ts'
import { jsonOf } from './json-answer.ts'
import { decodeNight, NightDecodeError } from './night-decode.ts'
import type { Night } from './night.ts'
import { unwrap } from './unwrap.ts'

/** Where an archive serves its log of processing; null where it does not. */
export function processingService(archive: Archive): string | null {
  return archive.processing ?? null
}

/** The nights of the log, newest first. */
export async function fetchNights(service: string, signal: AbortSignal): Promise<Result<readonly NightSummary[], ApiError>> {
  const url = `${service}/nights`
  const answer = await ask({ url, signal })
  if (!answer.ok) return answer
  const read = await jsonOf(answer.value, url, nightsAnswer)
  return read.ok ? ok(read.value.nights) : read
}

/** One night in columns; 404 where the log knows nothing of it. Decoding 189,000 attempts takes a tenth of a second, so it needs no worker. */
export async function fetchNight(service: string, dayObs: number, signal: AbortSignal): Promise<Result<Night, ApiError>> {
  const url = `${service}/nights/${dayObs}`
  const answer = await ask({ url, signal })
  if (!answer.ok) return answer
  try {
    return ok(decodeNight(new Uint8Array(await answer.value.arrayBuffer())))
  } catch (error) {
    if (signal.aborted) throw error
    if (error instanceof NightDecodeError) return { ok: false, error: { kind: 'malformed', url, message: error.message } }
    if (error instanceof TypeError) return { ok: false, error: { kind: 'network', url, message: 'the connection broke while the night was read' } }
    throw error
  }
}

/** Fails with ApiFailure. */
export const nightsQuery = (service: string) =>
  queryOptions({ queryKey: ['processing', service, 'nights'] as const, queryFn: ({ signal }) => unwrap(fetchNights(service, signal)) })

/** Fails with ApiFailure. Columns are not compared with those of the last answer: that would take longer than drawing them. */
export const nightQuery = (service: string, dayObs: number) =>
  queryOptions({
    queryKey: ['processing', service, 'night', dayObs] as const,
    queryFn: ({ signal }) => unwrap(fetchNight(service, dayObs, signal)),
    structuralSharing: false,
  })
