import * as z from 'zod/mini'

const count = z.number()

/**
 * One night of the processing log. `detectors` counts visits × detectors of which there is an attempt: of those `done` have a successful one, `failed`
 * have none although one ended, and `waiting` wait for a first end; `owed` are failed and waiting together. `statuses` counts attempts by status code.
 * Times are MJD (TAI): of the first exposure, and of the last that happened. `synthetic_…`: simulated,
 * at least in part: of the exposures, and of what became of them.
 */
export const nightSummary = z.object({
  day_obs: z.number(),
  visits: count,
  attempts: count,
  statuses: z.record(z.string(), count),
  detectors: count,
  done: count,
  failed: count,
  waiting: count,
  owed: count,
  first_mjd_tai: z.nullable(z.number()),
  last_mjd_tai: z.nullable(z.number()),
  synthetic_visits: z.boolean(),
  synthetic_attempts: z.boolean(),
})
export type NightSummary = z.infer<typeof nightSummary>

/** Answer of /api/processing/nights, newest night first. */
export const nightsAnswer = z.object({ nights: z.array(nightSummary) })
export type NightsAnswer = z.infer<typeof nightsAnswer>

/** Media type of a night's columns: Arrow IPC streams. */
export const arrowMedia = 'application/vnd.apache.arrow.stream'

/** Type of a column as Arrow names it; `words8` and `words16` are dictionaries of utf8 with uint8 or uint16 codes. */
export type ColumnType = 'int64' | 'int32' | 'uint32' | 'uint16' | 'uint8' | 'int8' | 'float64' | 'words8' | 'words16'

/** A column of a night: its name (as in schema ap, where it is there) and type. What is missing is null; under a null of a float64 lies NaN, else 0. */
export interface NightColumn {
  readonly name: string
  readonly type: ColumnType
  /** Which value means missing, and is told as null: of numbers that cannot be NaN. Dictionaries have '' for it. */
  readonly missing?: 'zero' | 'negative'
}

/**
 * The tables of a night, in the order in which they follow each other: each is a whole Arrow stream. Visits are in observing order, those known by an
 * attempt only at the end; attempts and deliveries are in the order of attempt_id. Ranks: see vo/processing/ranks.ts.
 */
export const nightTables = {
  visits: [
    { name: 'visit', type: 'int64' },
    { name: 'seq_num', type: 'int32', missing: 'zero' },
    { name: 'band', type: 'words8' },
    { name: 'begin_mjd_tai', type: 'float64' },
    { name: 'end_mjd_tai', type: 'float64' },
    { name: 'boresight_ra', type: 'float64' },
    { name: 'boresight_dec', type: 'float64' },
    { name: 'rotation', type: 'float64' },
    { name: 'synthetic', type: 'uint8' },
  ],
  attempts: [
    { name: 'attempt_id', type: 'int64' },
    { name: 'visit', type: 'int64' },
    { name: 'detector', type: 'uint16' },
    { name: 'attempt', type: 'uint8' },
    { name: 'reason', type: 'words8' },
    { name: 'status', type: 'int8' },
    { name: 'queued_mjd_tai', type: 'float64' },
    { name: 'started_mjd_tai', type: 'float64' },
    { name: 'stored_mjd_tai', type: 'float64' },
    { name: 'ended_mjd_tai', type: 'float64' },
    { name: 'node', type: 'words16' },
    { name: 'pipeline', type: 'words16' },
    { name: 'version', type: 'words16' },
    { name: 'caveats', type: 'words16' },
    { name: 'exception_type', type: 'words16' },
    { name: 'synthetic', type: 'uint8' },
    { name: 'observed_rank', type: 'uint32', missing: 'zero' },
    { name: 'processed_rank', type: 'uint32', missing: 'zero' },
  ],
  deliveries: [
    { name: 'attempt_id', type: 'int64' },
    { name: 'product', type: 'words8' },
    { name: 'state', type: 'words8' },
    { name: 'at_mjd_tai', type: 'float64' },
    { name: 'n', type: 'int32', missing: 'negative' },
  ],
} as const satisfies Readonly<Record<string, readonly NightColumn[]>>
export type NightTable = keyof typeof nightTables
export const nightTableNames = Object.keys(nightTables) as readonly NightTable[]

/** Products of an attempt, and what can become of each; the codes of the columns are the places in these lists. */
export const productWords = ['alerts', 'images', 'catalogue', 'provenance', 'other'] as const
export const deliveryStates = ['', 'delivered', 'failed', 'pending', 'withheld'] as const
