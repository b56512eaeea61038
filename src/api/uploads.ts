import { ingestAnswer, ingestsAnswer, type IngestAnswer } from '../../dax/contract/ingests.ts'
import { knownAnswer, uploadKeys, uploadLimits, type KnownAnswer, type UploadLimits } from '../../dax/contract/uploads.ts'
import type { Result } from '../../vo/result.ts'
import { ok } from '../../vo/result.ts'
import type { ApiError } from './api-error.ts'
import { ask, quietHttp } from './http.ts'
import { answered } from './json-answer.ts'

/** What became of an upload. `base` of all functions here = the archive's `ingest` address. */
export type Ingest = IngestAnswer

type Answer<T> = Promise<Result<T, ApiError>>

const ingestAt = (base: string, id: string): string => `${base}/ingests/${encodeURIComponent(id)}`

/** What one may send, before a byte is sent. Asks nobody to sign in. */
export const readLimits = (base: string, signal: AbortSignal): Answer<UploadLimits> =>
  answered({ url: `${base}/uploads/limits`, signal }, uploadLimits, quietHttp)

/** Which of these contents (SHA-256, at most 1,000) the archive has already. Asks nobody to sign in. */
export const readKnown = (base: string, sha256: readonly string[], signal: AbortSignal): Answer<KnownAnswer> =>
  answered({ url: `${base}/uploads/known`, json: { sha256 }, signal }, knownAnswer, quietHttp)

/** One's uploads of which bytes are missing, in whatever browser they were begun; the newest 1,000. Asks nobody to sign in. */
export async function readUnfinished(base: string, signal?: AbortSignal): Answer<readonly Ingest[]> {
  const url = `${base}/ingests?state=receiving&last=1000`
  const answer = await answered({ url, ...(signal === undefined ? {} : { signal }) }, ingestsAnswer, quietHttp)
  return answer.ok ? ok(answer.value.ingests) : answer
}

/** What became of these uploads, at most 200. */
export async function readIngests(base: string, ids: readonly string[], signal: AbortSignal): Answer<readonly Ingest[]> {
  const asked = new URLSearchParams([['last', '200'], ...ids.map((id) => ['id', id])])
  const answer = await answered({ url: `${base}/ingests?${asked.toString()}`, signal }, ingestsAnswer)
  return answer.ok ? ok(answer.value.ingests) : answer
}

export const readIngest = (base: string, id: string): Answer<Ingest> => answered({ url: ingestAt(base, id) }, ingestAnswer)

/** Tries an ingest again as it is. */
export const retryIngest = (base: string, id: string): Answer<Ingest> => answered({ url: `${ingestAt(base, id)}/retry`, json: {} }, ingestAnswer)

/** Stops an upload, or its ingest that has not registered the image yet, and forgets its bytes. */
export const cancelUpload = (base: string, id: string): Answer<Response> =>
  ask({ url: `${base}/uploads/${encodeURIComponent(id)}`, method: 'DELETE', timeoutMs: 30_000 })

/** Upload-Metadata of a file. */
export function uploadMetadata(
  order: { readonly visibility: string; readonly group: string; readonly collection: string; readonly storeOnly: boolean },
  file: { readonly name: string; readonly sha256: string | null; readonly sidecar: string },
): Readonly<Record<string, string>> {
  return {
    [uploadKeys.filename]: file.name,
    [uploadKeys.visibility]: order.visibility,
    ...(order.visibility === 'group' ? { [uploadKeys.group]: order.group } : {}),
    ...(order.collection === '' ? {} : { [uploadKeys.collection]: order.collection }),
    ...(file.sidecar === '' ? {} : { [uploadKeys.sidecar]: file.sidecar }),
    ...(order.storeOnly ? { [uploadKeys.storeOnly]: 'true' } : {}),
    ...(file.sha256 === null ? {} : { [uploadKeys.sha256]: file.sha256 }),
  }
}
