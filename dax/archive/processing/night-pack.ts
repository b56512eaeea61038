import type { Sql, SqlValue } from '../db.ts'
import { doublesOf, halvesOf, keyOf, longsOf, packedDoubles as f8, packedLongs as i8 } from './packed.ts'

/** What a night's attempts are called by. */
export const attemptWords = ['reason', 'node', 'pipeline', 'version', 'caveats', 'exception_type'] as const
export type AttemptWord = (typeof attemptWords)[number]

/** Visits of a night, in no order; those that only attempts know have no times. */
export interface PackedVisits {
  readonly visit: BigInt64Array
  readonly seq: Int32Array
  readonly band: readonly (string | null)[]
  readonly begin: Float64Array
  readonly end: Float64Array
  readonly ra: Float64Array
  readonly dec: Float64Array
  readonly rotation: Float64Array
  readonly synthetic: Uint8Array
}

/** What must be known of all attempts of a night before the first is told, by attempt_id. `words` are keys: equal for attempts with the same words. */
export interface NightIndex {
  readonly id: BigInt64Array
  readonly visit: BigInt64Array
  readonly stored: Float64Array
  readonly words: Float64Array
}

/** The rest of some attempts, by attempt_id. */
export interface PackedAttempts {
  readonly detector: Uint16Array
  readonly attempt: Uint8Array
  readonly status: Int8Array
  readonly queued: Float64Array
  readonly started: Float64Array
  readonly ended: Float64Array
  /** 1 = simulated. */
  readonly synthetic: Uint8Array
}

/** Deliveries by the id of their attempt. `words` tells product and state, as deliveryWords has it; `n` −1 = not told. */
export interface PackedDeliveries {
  readonly id: BigInt64Array
  readonly words: Int32Array
  readonly at: Float64Array
  readonly n: Int32Array
}

/** The one row of a query whose columns are all packed. */
async function packedRow(tx: Sql, sql: string, params: readonly SqlValue[]): Promise<readonly (Uint8Array | null)[]> {
  return ((await tx.query(sql, params)).rows[0] ?? []) as (Uint8Array | null)[]
}
const wordsKey = `hash_record_extended(ROW(${attemptWords.join(', ')}), 0)`

/** The visits of a night, and those that attempts of the night name although they are not recorded. */
export async function nightVisits(tx: Sql, dayObs: number): Promise<PackedVisits> {
  const { rows } = await tx.query(
    `SELECT visit, seq_num, band, begin_mjd_tai, end_mjd_tai, boresight_ra, boresight_dec, rotation, synthetic FROM ap.visit WHERE day_obs = $1
     UNION ALL
     SELECT DISTINCT visit, 0, NULL, NULL::float8, NULL::float8, NULL::float8, NULL::float8, NULL::float8, 0 FROM ap.attempt a
     WHERE day_obs = $1 AND NOT EXISTS (SELECT FROM ap.visit v WHERE v.visit = a.visit AND v.day_obs = $1)`,
    [dayObs],
  )
  const doubles = (i: number): Float64Array => Float64Array.from(rows, (row) => (row[i] as number | null) ?? NaN)
  return {
    visit: BigInt64Array.from(rows, (row) => row[0] as bigint),
    seq: Int32Array.from(rows, (row) => row[1] as number),
    band: rows.map((row) => row[2] as string | null),
    begin: doubles(3),
    end: doubles(4),
    ra: doubles(5),
    dec: doubles(6),
    rotation: doubles(7),
    synthetic: Uint8Array.from(rows, (row) => (row[8] as number | null) ?? 0),
  }
}

/** Reads all of a night's attempts once, 32 bytes of each. The database packs: one row comes, not thousands. */
export async function nightIndex(tx: Sql, dayObs: number): Promise<NightIndex> {
  const row = await packedRow(
    tx,
    `SELECT ${i8('attempt_id')}, ${i8('visit')}, ${f8('stored_mjd_tai')}, ${i8(wordsKey)}
     FROM (SELECT * FROM ap.attempt WHERE day_obs = $1 ORDER BY attempt_id) AS x`,
    [dayObs],
  )
  const { high, low } = halvesOf(row[3])
  return {
    id: longsOf(row[0]),
    visit: longsOf(row[1]),
    stored: doublesOf(row[2]),
    words: Float64Array.from(high, (upper, i) => keyOf(upper, low[i]!)),
  }
}

/** The words behind the keys of an index, in the order of attemptWords; null = missing. */
export async function wordsOfKeys(tx: Sql, index: NightIndex): Promise<ReadonlyMap<number, readonly (string | null)[]>> {
  const examples = new Map<number, bigint>()
  let last = NaN
  index.words.forEach((key, i) => {
    if (key !== last) examples.set(key, index.id[i]!)
    last = key
  })
  const keys = new Map([...examples].map(([key, id]) => [id, key] as const))
  const { rows } = await tx.query(`SELECT attempt_id, ${attemptWords.join(', ')} FROM ap.attempt WHERE attempt_id = ANY ($1::int8[])`, [
    [...examples.values()],
  ])
  return new Map(rows.map(([id, ...words]) => [keys.get(id as bigint)!, words as (string | null)[]] as const))
}

/** The attempts of the ids from first to last. */
export async function nightAttempts(tx: Sql, dayObs: number, first: bigint, last: bigint): Promise<PackedAttempts> {
  const row = await packedRow(
    tx,
    `SELECT ${i8('(detector::int8 << 32) | (coalesce(synthetic, 0)::int8 << 16) | ((attempt & 255)::int8 << 8) | (status & 255)::int8')}, ${f8('queued_mjd_tai')}, ${f8('started_mjd_tai')}, ${f8('ended_mjd_tai')}
     FROM (SELECT * FROM ap.attempt WHERE day_obs = $1 AND attempt_id BETWEEN $2 AND $3 ORDER BY attempt_id) AS x`,
    [dayObs, first, last],
  )
  const small = halvesOf(row[0])
  return {
    detector: Uint16Array.from(small.high),
    attempt: Uint8Array.from(small.low, (x) => x >> 8),
    synthetic: Uint8Array.from(small.low, (x) => (x >> 16) & 1),
    status: Int8Array.from(small.low),
    queued: doublesOf(row[1]),
    started: doublesOf(row[2]),
    ended: doublesOf(row[3]),
  }
}

/** A number for a product and a state, as cheap as the database can make one (measured: comparing with every word takes as long as all the rest). */
const deliveryKey = '(hashtextextended(product, hashtextextended(state, 0)) & 4294967295)'

/** The numbers that stand for products and states in PackedDeliveries, with their places in the lists. */
export async function deliveryKeys(
  tx: Sql,
  products: readonly string[],
  states: readonly string[],
): Promise<ReadonlyMap<number, { readonly product: number; readonly state: number }>> {
  const { rows } = await tx.query(
    `SELECT ${deliveryKey}, p.i - 1, s.i - 1 FROM unnest($1::text[]) WITH ORDINALITY AS p(product, i), unnest($2::text[]) WITH ORDINALITY AS s(state, i)`,
    [products, states],
  )
  return new Map(rows.map(([key, product, state]) => [Number(BigInt.asIntN(32, key as bigint)), { product: Number(product), state: Number(state) }]))
}

/** The deliveries of the attempts of the ids from first to last. */
export async function nightDeliveries(tx: Sql, dayObs: number, first: bigint, last: bigint): Promise<PackedDeliveries> {
  // the range is told for both tables: an inequality does not follow through a join
  const row = await packedRow(
    tx,
    `SELECT ${i8('attempt_id')}, ${i8(`(${deliveryKey} << 32) | (coalesce(n, -1)::int8 & 4294967295)`)}, ${f8('at_mjd_tai')}
     FROM (SELECT d.* FROM ap.attempt a JOIN ap.delivery d USING (attempt_id)
       WHERE a.day_obs = $1 AND a.attempt_id BETWEEN $2 AND $3 AND d.attempt_id BETWEEN $2 AND $3 ORDER BY attempt_id) AS x`,
    [dayObs, first, last],
  )
  const { high, low } = halvesOf(row[1])
  return { id: longsOf(row[0]), words: high, at: doublesOf(row[2]), n: low }
}
