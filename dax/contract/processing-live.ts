import * as z from 'zod/mini'

const mjd = z.nullable(z.number())
const word = z.nullable(z.string())
const at = { visit: z.string(), detector: z.number(), attempt: z.number() }

/** `data` of a live event, by its kind: the thing as it is since. Ids of visits are decimal strings. */
export const visitChange = z.object({
  visit: z.string(),
  seq_num: z.number(),
  band: word,
  begin_mjd_tai: mjd,
  end_mjd_tai: mjd,
  boresight_ra: mjd,
  boresight_dec: mjd,
  rotation: mjd,
  synthetic: z.nullable(z.number()),
})
export const attemptChange = z.object({
  ...at,
  reason: z.string(),
  status: z.number(),
  queued_mjd_tai: mjd,
  started_mjd_tai: mjd,
  stored_mjd_tai: mjd,
  ended_mjd_tai: mjd,
  node: word,
  pipeline: word,
  version: word,
  caveats: word,
  exception_type: word,
  synthetic: z.nullable(z.number()),
})
export const deliveryChange = z.object({ ...at, product: z.string(), state: z.string(), at_mjd_tai: mjd, n: mjd })
/** A note by its id; it is read anew. */
export const noteChange = z.object({ note_id: z.string(), deleted: z.boolean() })
/** The reader was away for too long, or comes from another archive, or too much was written at once to tell each: read the night anew. */
export const resetNotice = z.object({ change: z.number() })

/** Data of each kind of event. */
export const changeSchemas = { visit: visitChange, attempt: attemptChange, delivery: deliveryChange, note: noteChange } as const

/** A change of a night: `id` numbers them in the order of commit, with gaps. */
export type NightChange =
  | { readonly id: number; readonly kind: 'visit'; readonly data: z.infer<typeof visitChange> }
  | { readonly id: number; readonly kind: 'attempt'; readonly data: z.infer<typeof attemptChange> }
  | { readonly id: number; readonly kind: 'delivery'; readonly data: z.infer<typeof deliveryChange> }
  | { readonly id: number; readonly kind: 'note'; readonly data: z.infer<typeof noteChange> }
