import * as z from 'zod/mini'

/**
 * Uploads are tus 1.0 at /api/uploads (creation, creation-with-upload, checksum, termination, expiration). What a client of ours needs to know beyond tus:
 *
 * - `GET /api/uploads/limits` tells limits and quota before a byte is sent.
 * - `POST /api/uploads/known` tells which contents the archive has already.
 * - `POST /api/uploads` with `Upload-Length` and `Upload-Metadata`: comma-separated `key base64(value)`. Keys: see `uploadKeys`. A wrong value is refused there (400),
 *   a file above the limit or the quota too (413), before a byte is sent.
 * - Location is `/api/uploads/{id}`. **The ingest of an upload has the same id**: `/api/ingests/{id}` exists from the creation on, in state `receiving`.
 * - `PATCH` with `Upload-Offset`, and per chunk `Upload-Checksum: sha256 <base64>` (or sha1): a chunk that fails it is refused with 460 and leaves no byte. An answer
 *   (204) means that the bytes are on disk. Without a checksum, bytes of a broken chunk are kept: HEAD tells how many.
 * - 423 = another client is sending this upload right now: try again later. 410 = it expired or was cancelled. 409 = wrong offset: ask HEAD.
 * - HEAD tells `Upload-Offset`, `Upload-Length`, `Upload-Expires`. DELETE cancels.
 * - A header that lacks a card is mended before it is sent: new Blob([mended header, file.slice(…)]), so that the file in the archive is whole by itself.
 * - The last byte starts the ingest; what becomes of it is told by `/api/ingests/{id}` and live by `/api/ingests/{id}/log`.
 */
export const uploadKeys = {
  /** Name of the file, for people: it becomes part of the image's id, never a path. Required. */
  filename: 'filename',
  /** Content of `<image>.prov.json` (contract/prov-sidecar.ts), as UTF-8 JSON. */
  sidecar: 'sidecar',
  /** Collection of a file whose header names none: 1 to 64 letters, digits, spaces or . : / + - _ */
  collection: 'collection',
  /** 'private' (default) or 'public'; 'group' with `group`. */
  visibility: 'visibility',
  /** Name of the group that may see it, where visibility is 'group'. */
  group: 'group',
  /** 'true': keep the file and nothing more; it can be registered later (POST /api/ingests/{id}/retry with storeOnly false). */
  storeOnly: 'storeOnly',
  /** Lower-case hex SHA-256 of the whole file: checked before it is taken in. */
  sha256: 'sha256',
} as const

/** Answer of /api/uploads/limits: what the one who asks may send. */
export const uploadLimits = z.object({
  /** Bytes of one file, packed or not. */
  maxFileBytes: z.number(),
  /** Bytes that a gzip file may unpack to. */
  maxUnpackedBytes: z.number(),
  /** Cards of one header, HDUs of one file. */
  maxHeaderCards: z.number(),
  maxHdus: z.number(),
  /** Bytes of a sidecar; of all Upload-Metadata together. */
  maxSidecarBytes: z.number(),
  maxMetadataBytes: z.number(),
  /** Bytes of a chunk that carries a checksum; without one there is no limit. */
  maxChecksummedBytes: z.number(),
  checksums: z.array(z.string()),
  /** Seconds that an unfinished upload is kept after its last byte. */
  keptS: z.number(),
  /** What one may have in all, what is used (files, and unfinished uploads at their full length), what is left; null = no quota. */
  quota: z.nullable(z.object({ bytes: z.number(), usedBytes: z.number(), leftBytes: z.number() })),
  /** Uploads that one may have open at a time. */
  maxOpen: z.number(),
  visibilities: z.array(z.string()),
})
export type UploadLimits = z.infer<typeof uploadLimits>

/** Body of POST /api/uploads/known: contents, by lower-case hex SHA-256. */
export const knownRequest = z.strictObject({ sha256: z.array(z.string().check(z.regex(/^[0-9a-f]{64}$/u))).check(z.maxLength(1000)) })

/** Those of them that the archive has as an image that the one who asks may see (public, of a group of theirs, their own): sending them again brings nothing new. */
export const knownAnswer = z.object({ known: z.array(z.object({ sha256: z.string(), did: z.string(), imageId: z.string() })) })
export type KnownAnswer = z.infer<typeof knownAnswer>

/** Answer of GET /api/uploads/{id} (HEAD tells the same in headers). */
export const uploadStatus = z.object({
  id: z.string(),
  name: z.string(),
  length: z.number(),
  offset: z.number(),
  /** ISO time; null once it is complete. */
  expires: z.nullable(z.string()),
})
export type UploadStatus = z.infer<typeof uploadStatus>
