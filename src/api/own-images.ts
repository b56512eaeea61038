import { queryOptions } from '@tanstack/react-query'
import {
  deletedImages,
  imageHistory,
  ownImages,
  ownImageWhole,
  type DeletedImages,
  type ImageHistory,
  type ImagePatch,
  type OwnImages,
  type OwnImageWhole,
} from '../../dax/contract/images.ts'
import { uploadLimits, type UploadLimits } from '../../dax/contract/uploads.ts'
import type { Result } from '../../vo/result.ts'
import { ok } from '../../vo/result.ts'
import type { ApiError } from './api-error.ts'
import { ask, quietHttp } from './http.ts'
import { answered, jsonOf } from './json-answer.ts'
import { unwrap } from './unwrap.ts'

// `base` of all these = the archive's `ingest` address

const imageAt = (base: string, id: string): string => `${base}/images/${encodeURIComponent(id)}`

/** Images of one's own whose name, title, target, collection or id holds `text`, newest first, at most 1,000 after the image numbered `after`. */
export function readOwnImages(
  base: string,
  of: { readonly text: string; readonly visibility: string | null; readonly after: string | null },
  signal: AbortSignal,
): Promise<Result<OwnImages, ApiError>> {
  const { text, visibility, after } = of
  const query = new URLSearchParams({
    last: '1000',
    ...(text === '' ? {} : { q: text }),
    ...(visibility === null ? {} : { visibility }),
    ...(after === null ? {} : { after }),
  })
  return answered({ url: `${base}/images?${query.toString()}`, signal }, ownImages)
}

/** Changes when images come or go; asks nobody to sign in. '' where it cannot be told. */
export async function pulseOfImages(base: string, signal: AbortSignal): Promise<string> {
  const url = `${base}/images?last=1`
  const answer = await ask({ url, signal, timeoutMs: 30_000 }, quietHttp)
  const read = answer.ok ? await jsonOf(answer.value, url, ownImages) : answer
  return read.ok ? `${read.value.total} ${read.value.images[0]?.imageId ?? ''}` : ''
}

/** An image with all that can be changed of it, and the version that a change names. */
export interface Editable {
  readonly image: OwnImageWhole
  /** Null where the service told none: the change goes without it. */
  readonly version: string | null
}

export async function readOwnImage(base: string, id: string, signal: AbortSignal): Promise<Result<Editable, ApiError>> {
  const url = imageAt(base, id)
  const answer = await ask({ url, signal, timeoutMs: 30_000 })
  if (!answer.ok) return answer
  const read = await jsonOf(answer.value, url, ownImageWhole)
  return read.ok ? ok({ image: read.value, version: answer.value.headers.get('etag') }) : read
}

/** Changes an image; `version` = the one that was read: refused (412) where somebody changed it since. */
export const changeOwnImage = (
  base: string,
  id: string,
  patch: ImagePatch,
  version: string | null,
  signal: AbortSignal,
): Promise<Result<OwnImageWhole, ApiError>> =>
  answered({ url: imageAt(base, id), method: 'PATCH', json: patch, ...(version === null ? {} : { ifMatch: version }), signal }, ownImageWhole)

/** Deletes an image: a tombstone stays, and its id is never given again. */
export const deleteOwnImage = (base: string, id: string, reason: string, signal: AbortSignal): Promise<Result<Response, ApiError>> =>
  ask({ url: imageAt(base, id), method: 'DELETE', json: reason === '' ? {} : { reason }, timeoutMs: 30_000, signal })

export const readHistory = (base: string, id: string, signal: AbortSignal): Promise<Result<ImageHistory, ApiError>> =>
  answered({ url: `${imageAt(base, id)}/history`, signal }, imageHistory)

export const readDeleted = (base: string, signal: AbortSignal): Promise<Result<DeletedImages, ApiError>> =>
  answered({ url: `${base}/images/deleted`, signal }, deletedImages)

/** Where the file of an image is. */
export const fileAddress = (base: string, id: string): string => `${base}/files/${encodeURIComponent(id)}`

/** Limits and quota of the one who asks. Fails with ApiFailure. */
export const limitsQuery = (base: string, user: string) =>
  queryOptions({
    queryKey: ['own images', base, user, 'limits'] as const,
    queryFn: ({ signal }): Promise<UploadLimits> => unwrap(answered({ url: `${base}/uploads/limits`, signal }, uploadLimits)),
    staleTime: 0,
  })
