import { queryOptions } from '@tanstack/react-query'
import { notesAnswer, servedNote, type NoteDraft, type ServedNote } from '../../dax/contract/notes.ts'
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

/** The notes of a night, oldest first. */
export async function fetchNotes(service: string, dayObs: number, signal: AbortSignal): Promise<Result<readonly ServedNote[], ApiError>> {
  const url = `${service}/notes?day_obs=${dayObs}`
  const answer = await ask({ url, signal })
  if (!answer.ok) return answer
  const read = await jsonOf(answer.value, url, notesAnswer)
  return read.ok ? ok(read.value.notes) : read
}

/** Writes a note: a new one, or instead of the one with this id. */
export async function saveNote(service: string, draft: NoteDraft, id: string | null, signal?: AbortSignal): Promise<Result<ServedNote, ApiError>> {
  const url = id === null ? `${service}/notes` : `${service}/notes/${id}`
  const answer = await ask({ url, json: draft, method: id === null ? 'POST' : 'PUT', ...(signal === undefined ? {} : { signal }) })
  return answer.ok ? jsonOf(answer.value, url, servedNote) : answer
}

/** Takes a note away. */
export async function deleteNote(service: string, id: string, signal?: AbortSignal): Promise<Result<null, ApiError>> {
  const answer = await ask({ url: `${service}/notes/${id}`, method: 'DELETE', ...(signal === undefined ? {} : { signal }) })
  return answer.ok ? ok(null) : answer
}

/** Fails with ApiFailure. */
export const notesQuery = (service: string, dayObs: number) =>
  queryOptions({ queryKey: ['processing', service, 'notes', dayObs] as const, queryFn: ({ signal }) => unwrap(fetchNotes(service, dayObs, signal)) })

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
