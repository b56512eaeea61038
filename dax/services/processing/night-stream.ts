import {
  attemptWords,
  deliveryKeys,
  nightAttempts,
  nightDeliveries,
  nightIndex,
  nightVisits,
  wordsOfKeys,
  type NightIndex,
  type PackedAttempts,
  type PackedVisits,
} from '../../archive/processing/night-pack.ts'
import { lastChange } from '../../archive/processing/changes.ts'
import type { Sql } from '../../archive/db.ts'
import { deliveryStates, nightTables, productWords, type NightTable } from '../../contract/processing.ts'
import { nightRanks, observingOrder } from '../../../vo/processing/ranks.ts'
import { arrowWriter, type ArrowValues } from './arrow-stream.ts'

/** Attempts of one batch: some 0.5 MB of columns, and 0.7 MB of their deliveries. */
const batchRows = 8192

/** The night's tables as Arrow streams, one after the other, piece by piece; all pieces are of one snapshot if `tx` is. */
export async function* nightBytes(tx: Sql, dayObs: number, tables: readonly NightTable[]): AsyncGenerator<Uint8Array> {
  const meta = { day_obs: String(dayObs), change: String(await lastChange(tx)) }
  const visits = await nightVisits(tx, dayObs)
  if (tables.includes('visits')) yield visitsBytes(visits, meta)
  if (!tables.includes('attempts') && !tables.includes('deliveries')) return
  const index = await nightIndex(tx, dayObs)
  if (tables.includes('attempts')) yield* attemptsBytes(tx, dayObs, visits, index, meta)
  if (tables.includes('deliveries')) yield* deliveriesBytes(tx, dayObs, index, meta)
}

/** Whether anything is known of a night. */
export async function nightKnown(tx: Sql, dayObs: number): Promise<boolean> {
  const [row] = await tx.rows<{ known: boolean }>(
    'SELECT EXISTS (SELECT FROM ap.visit WHERE day_obs = $1) OR EXISTS (SELECT FROM ap.attempt WHERE day_obs = $1) AS known',
    [dayObs],
  )
  return row?.known === true
}

/** A product or a state that the contract has no word for. */
const unknownDelivery = { product: productWords.indexOf('other'), state: 0 }

type Meta = Readonly<Record<string, string>>

function visitsBytes(v: PackedVisits, meta: Meta): Uint8Array {
  const order = observingOrder(v.begin, v.seq, v.visit)
  const bands = dictionaryOf(v.band)
  const doubles = (values: Float64Array): Float64Array => Float64Array.from(order, (row) => values[row]!)
  const ids = new BigInt64Array(order.length)
  order.forEach((row, i) => (ids[i] = v.visit[row]!))
  const writer = arrowWriter(nightTables.visits, { band: bands.words }, { ...meta, table: 'visits' })
  const batch = writer.batch([
    ids,
    Int32Array.from(order, (row) => v.seq[row]!),
    Uint8Array.from(order, (row) => bands.codeOf(v.band[row] ?? null)),
    doubles(v.begin),
    doubles(v.end),
    doubles(v.ra),
    doubles(v.dec),
    doubles(v.rotation),
    Uint8Array.from(order, (row) => v.synthetic[row]!),
  ])
  return joined([writer.head(), batch, writer.end()])
}

async function* attemptsBytes(tx: Sql, dayObs: number, visits: PackedVisits, index: NightIndex, meta: Meta): AsyncGenerator<Uint8Array> {
  const combinations = await wordsOfKeys(tx, index)
  const dictionaries = attemptWords.map((_, i) => dictionaryOf([...combinations.values()].map((words) => words[i] ?? null)))
  const codes = new Map([...combinations].map(([key, words]) => [key, words.map((word, i) => dictionaries[i]!.codeOf(word))] as const))
  const ranks = nightRanks(ofVisits(index.visit, visits, visits.begin), ofVisits(index.visit, visits, visits.end), index.stored)
  const words = Object.fromEntries(attemptWords.map((name, i) => [name, dictionaries[i]!.words]))
  const writer = arrowWriter(nightTables.attempts, words, { ...meta, table: 'attempts' })
  yield writer.head()
  for await (const { from, to, it } of ahead(index.id, (first, last) => nightAttempts(tx, dayObs, first, last)))
    yield writer.batch(
      attemptValues(
        it,
        {
          id: index.id.subarray(from, to),
          visit: index.visit.subarray(from, to),
          stored: index.stored.subarray(from, to),
          words: index.words.subarray(from, to),
        },
        codes,
        { observed: ranks.observed.subarray(from, to), processed: ranks.processed.subarray(from, to) },
      ),
    )
  yield writer.end()
}

function attemptValues(
  a: PackedAttempts,
  index: NightIndex,
  codes: ReadonlyMap<number, readonly number[]>,
  ranks: { readonly observed: Uint32Array; readonly processed: Uint32Array },
): readonly ArrowValues[] {
  const n = index.id.length
  const [reason, node, pipeline, version, caveats, exception] = [
    new Uint8Array(n),
    new Uint16Array(n),
    new Uint16Array(n),
    new Uint16Array(n),
    new Uint16Array(n),
    new Uint16Array(n),
  ] as const
  const columns = [reason, node, pipeline, version, caveats, exception]
  for (let i = 0; i < n; i++) {
    const code = codes.get(index.words[i]!)!
    for (let c = 0; c < columns.length; c++) columns[c]![i] = code[c]!
  }
  const { id, visit, stored } = index
  const { detector, attempt, status, queued, started, ended, synthetic } = a
  return [
    id,
    visit,
    detector,
    attempt,
    reason,
    status,
    queued,
    started,
    stored,
    ended,
    node,
    pipeline,
    version,
    caveats,
    exception,
    synthetic,
    ranks.observed,
    ranks.processed,
  ]
}

async function* deliveriesBytes(tx: Sql, dayObs: number, index: NightIndex, meta: Meta): AsyncGenerator<Uint8Array> {
  const keys = await deliveryKeys(tx, productWords, deliveryStates)
  const writer = arrowWriter(nightTables.deliveries, { product: productWords, state: deliveryStates }, { ...meta, table: 'deliveries' })
  yield writer.head()
  for await (const { it: d } of ahead(index.id, (first, last) => nightDeliveries(tx, dayObs, first, last))) {
    const n = d.id.length
    const product = new Uint8Array(n)
    const state = new Uint8Array(n)
    for (let i = 0; i < n; i++) {
      const known = keys.get(d.words[i]!) ?? unknownDelivery
      product[i] = known.product
      state[i] = known.state
    }
    yield writer.batch([d.id, product, state, d.at, d.n])
  }
  yield writer.end()
}

/** Reads of a night's attempts in batches; the next one is asked for before the last is used, so that the database works meanwhile. */
async function* ahead<T>(
  ids: BigInt64Array,
  read: (first: bigint, last: bigint) => Promise<T>,
): AsyncGenerator<{ readonly from: number; readonly to: number; readonly it: T }> {
  const ask = (from: number): Promise<T> | null => {
    if (from >= ids.length) return null
    const asked = read(ids[from]!, ids[Math.min(from + batchRows, ids.length) - 1]!)
    // awaited later, if at all
    asked.catch(() => {})
    return asked
  }
  let next = ask(0)
  for (let from = 0; next !== null; from += batchRows) {
    const it = await next
    next = ask(from + batchRows)
    yield { from, to: Math.min(from + batchRows, ids.length), it }
  }
}

/** A time of each attempt's visit. */
function ofVisits(ids: BigInt64Array, visits: PackedVisits, times: Float64Array): Float64Array {
  const known = new Map<bigint, number>()
  visits.visit.forEach((visit, row) => known.set(visit, times[row]!))
  const out = new Float64Array(ids.length)
  let last = -1n
  let time = NaN
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!
    if (id !== last) time = known.get(id) ?? NaN
    last = id
    out[i] = time
  }
  return out
}

interface Dictionary {
  readonly words: readonly string[]
  readonly codeOf: (word: string | null) => number
}

/** Distinct words in order; '' first where some are missing. */
function dictionaryOf(values: readonly (string | null)[]): Dictionary {
  const words = [...new Set(values.map((value) => value ?? ''))].sort()
  const codes = new Map(words.map((word, i) => [word, i]))
  return { words, codeOf: (word) => codes.get(word ?? '') ?? 0 }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
