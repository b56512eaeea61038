import * as z from 'zod/mini'
import { id64 } from './reports.ts'

/** Characters of a note, at most. */
export const noteLength = 2000

const mjd = z.number().check(z.minimum(0), z.maximum(200_000))
const maybe = <T extends z.ZodMiniType>(schema: T) => z.optional(z.nullable(schema))

/**
 * A note as it is written. It is about a visit, a detector of it, an attempt at that, or else a time range (from < to) of the night.
 * `version` is the version that it replaces, where it replaces one.
 */
export const noteDraft = z.strictObject({
  day_obs: z.int().check(z.minimum(19_000_101), z.maximum(99_991_231)),
  visit: maybe(id64),
  detector: maybe(z.int().check(z.minimum(0), z.maximum(65_535))),
  attempt: maybe(z.int().check(z.minimum(1), z.maximum(255))),
  from_mjd_tai: maybe(mjd),
  to_mjd_tai: maybe(mjd),
  text: z.string().check(z.minLength(1), z.maxLength(noteLength), z.regex(/^[^\0]*\S[^\0]*$/u)),
  version: z.optional(z.int().check(z.minimum(1))),
})
export type NoteDraft = z.infer<typeof noteDraft>

const number = z.nullable(z.number())

/** A note as it is told. `may_change`: whether the one who asks may. Times are MJD (TAI). */
export const servedNote = z.object({
  note_id: z.string(),
  day_obs: z.number(),
  visit: z.nullable(z.string()),
  detector: number,
  attempt: number,
  from_mjd_tai: number,
  to_mjd_tai: number,
  text: z.string(),
  author: z.string(),
  version: z.number(),
  made_mjd_tai: z.number(),
  changed_mjd_tai: z.number(),
  may_change: z.boolean(),
})
export type ServedNote = z.infer<typeof servedNote>

/** The notes of a night, oldest first. */
export const notesAnswer = z.object({ notes: z.array(servedNote) })

/** Every version of a note, oldest first; `text` null = it was deleted then. */
export const noteHistory = z.object({
  versions: z.array(z.object({ version: z.number(), author: z.string(), at_mjd_tai: z.number(), text: z.nullable(z.string()) })),
})
