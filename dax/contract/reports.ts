import * as z from 'zod/mini'
import { deliveryStates, productWords } from './processing.ts'

/** Items of one batch, at most. */
export const reportItems = 5000
/** Bytes of one batch, at most. */
export const reportBytes = 8 * 1024 * 1024

/** A 64-bit id: decimal digits, or a number that a double keeps exactly. */
export const id64 = z.union([z.string().check(z.regex(/^(?:0|[1-9]\d{0,17})$/u)), z.int().check(z.minimum(0))])
/** MJD (TAI). What is outside of this is in another unit or on another scale. */
const mjd = z.number().check(z.minimum(0), z.maximum(200_000))
const text = (most: number) => z.string().check(z.minLength(1), z.maxLength(most), z.regex(/^[^\0]*$/u))
const maybe = <T extends z.ZodMiniType>(schema: T) => z.optional(z.nullable(schema))
const int = (least: number, most: number) => z.int().check(z.minimum(least), z.maximum(most))
const degrees = z.number().check(z.minimum(-360), z.maximum(360))

/** Numbers the states of a thing: a state is replaced by a later one only. Without it the order of arrival decides. */
const revision = maybe(z.int().check(z.minimum(0)))
const day = z.int().check(z.minimum(19_000_101), z.maximum(99_991_231))
const pair = { visit: id64, detector: int(0, 65_535) }

/** A visit as it stands. What is absent is not known. */
export const visitReport = z.strictObject({
  visit: id64,
  day_obs: day,
  seq_num: int(0, 2_147_483_647),
  group_id: maybe(text(200)),
  band: maybe(text(20)),
  physical_filter: maybe(text(100)),
  boresight_ra: maybe(degrees),
  boresight_dec: maybe(z.number().check(z.minimum(-90), z.maximum(90))),
  rotation: maybe(degrees),
  begin_mjd_tai: mjd,
  end_mjd_tai: mjd,
  target: maybe(text(200)),
  synthetic: z.optional(z.boolean()),
  revision,
})

/** An attempt as it stands: queued, started, stored, ended. `status` is −3 (unknown) until it is told. */
export const attemptReport = z.strictObject({
  ...pair,
  attempt: int(1, 255),
  day_obs: day,
  reason: z.enum(['prompt', 'retry', 'catch-up', 'reprocess']),
  queued_mjd_tai: maybe(mjd),
  started_mjd_tai: maybe(mjd),
  stored_mjd_tai: maybe(mjd),
  ended_mjd_tai: maybe(mjd),
  made_mjd_tai: maybe(mjd),
  replicated_mjd_tai: maybe(mjd),
  node: maybe(text(200)),
  pipeline: maybe(text(200)),
  version: maybe(text(200)),
  status: z.optional(int(-4, 1)),
  caveats: maybe(text(20)),
  exception_type: maybe(text(300)),
  exception_message: maybe(text(4000)),
  quantum_id: maybe(text(300)),
  synthetic: z.optional(z.boolean()),
  revision,
})

/** What became of one product of an attempt. */
export const deliveryReport = z.strictObject({
  ...pair,
  attempt: int(1, 255),
  product: z.enum(productWords.slice(0, 4) as ['alerts', 'images', 'catalogue', 'provenance']),
  state: z.enum(deliveryStates.slice(1) as ['delivered', 'failed', 'pending', 'withheld']),
  at_mjd_tai: maybe(mjd),
  n: maybe(int(0, 2_147_483_647)),
  why: maybe(text(1000)),
  revision,
})

/** A batch of what happened. All of it is taken, or none. */
export const reportBatch = z.strictObject({
  visits: z.optional(z.array(visitReport)),
  attempts: z.optional(z.array(attemptReport)),
  deliveries: z.optional(z.array(deliveryReport)),
})
export type ReportBatch = z.infer<typeof reportBatch>

const counts = z.object({ new: z.number(), changed: z.number(), unchanged: z.number() })

/** What a batch did. `unchanged`: known already, or older than what is known. `change` is the number of the last change of the log. */
export const reportAnswer = z.object({ visits: counts, attempts: counts, deliveries: counts, change: z.number() })
export type ReportAnswer = z.infer<typeof reportAnswer>
