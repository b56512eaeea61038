import * as z from 'zod/mini'

/** Steps of an ingest, in order. `phase` is the last one reached. */
export const ingestPhases = ['received', 'verified', 'read', 'stored', 'registered', 'preview', 'searchable'] as const
export type IngestPhase = (typeof ingestPhases)[number]

/**
 * receiving (bytes are missing; /api/uploads/{id} tells how many came) → waiting → running → done | refused (the file cannot be taken; `problems` says why, retry
 * with other options may help) | failed (ours: try again) | cancelled.
 */
export const ingestStates = ['receiving', 'waiting', 'running', 'done', 'refused', 'failed', 'cancelled'] as const
export type IngestState = (typeof ingestStates)[number]

/** One file on its way in. Only its owner and administrators see it. */
export const ingestAnswer = z.object({
  id: z.string(),
  /** 'upload', 'watch' or 'command'. */
  source: z.string(),
  owner: z.nullable(z.string()),
  name: z.string(),
  size: z.nullable(z.number()),
  /** Bytes that have come, of an upload; null for others. */
  received: z.nullable(z.number()),
  /** As announced, until the file is verified: by it a client finds an upload that it began before, also elsewhere. */
  sha256: z.nullable(z.string()),
  phase: z.enum(ingestPhases),
  state: z.enum(ingestStates),
  /** Of a done ingest: stored = a new image; known = the archive had it; kept = store only. */
  outcome: z.nullable(z.enum(['stored', 'known', 'kept'])),
  /** Publisher DID and number of the image. */
  did: z.nullable(z.string()),
  imageId: z.nullable(z.string()),
  /** All reasons of a refusal or failure, one sentence each. */
  problems: z.array(z.string()),
  /** What a search will miss, and other things worth knowing. */
  notes: z.array(z.string()),
  tries: z.number(),
  /** Whether its bytes are still there, so that retry can do something. */
  canRetry: z.boolean(),
  canCancel: z.boolean(),
  /** When an unfinished upload is given up, unless bytes come before; null for others. */
  expires: z.nullable(z.string()),
  created: z.string(),
  changed: z.string(),
  ended: z.nullable(z.string()),
})
export type IngestAnswer = z.infer<typeof ingestAnswer>

/** Answer of /api/ingests?id=…&id=…&state=open|done|failed…&last=100&before=<created of the last one seen>: newest first. */
export const ingestsAnswer = z.object({ ingests: z.array(ingestAnswer), more: z.boolean() })
export type IngestsAnswer = z.infer<typeof ingestsAnswer>

/**
 * One line of /api/ingests/{id}/log. As server-sent events (Accept: text/event-stream): `event: line` with this as data and its `no` as id (Last-Event-ID goes on
 * after it), `event: state` with an ingestAnswer whenever that changes, and `event: end` when nothing more will come. Otherwise {"lines": […]}.
 */
export const ingestLine = z.object({
  no: z.number(),
  at: z.string(),
  phase: z.enum(ingestPhases),
  level: z.enum(['info', 'warn', 'error']),
  message: z.string(),
})
export type IngestLine = z.infer<typeof ingestLine>
export const ingestLog = z.object({ lines: z.array(ingestLine) })

/** Body of POST /api/ingests/{id}/retry: what is to be different this time; {} = the same again. POST …/cancel has no body. */
export const ingestRetry = z.object({
  collection: z.optional(z.string()),
  visibility: z.optional(z.string()),
  group: z.optional(z.string()),
  storeOnly: z.optional(z.boolean()),
  /** Content of the sidecar; "" = none. */
  sidecar: z.optional(z.string().check(z.maxLength(2_000_000))),
})
export type IngestRetry = z.infer<typeof ingestRetry>
