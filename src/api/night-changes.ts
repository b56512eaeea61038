import type { NightChange } from '../../dax/contract/processing-live.ts'
import { nightRanks, observingOrder } from '../../vo/processing/ranks.ts'
import type { DeliveryColumns, Night, Product } from './night.ts'
import { deliveryWords, products } from './night.ts'

type Numbers = Uint8Array | Int8Array | Uint16Array | Int32Array | Uint32Array | Float64Array
type Visits = Night['visits']
type Attempts = Night['attempts']
type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/**
 * The night with these changes in it, as if it were read anew; the night given stays as it is. Changes may come in any order within a call, and again:
 * what the night holds already (up to `night.change`) is left out, so calls themselves must come in the order of the stream. Attempts keep their rows, new
 * ones come last. Rows of visits follow the order of observation, and change where a visit comes late.
 */
export function applyChanges(night: Night, changes: readonly NightChange[]): Night {
  const known = night.change ?? 0
  const fresh = [...new Map(changes.filter(({ id }) => id > known).map((change) => [change.id, change])).values()].sort((a, b) => a.id - b.id)
  if (fresh.length === 0) return night
  const change = fresh.at(-1)!.id
  if (fresh.every(({ kind }) => kind === 'note')) return { ...night, change }
  const edit = new NightEdit(night, fresh)
  for (const one of fresh) {
    if (one.kind === 'visit') edit.setVisit(one.data)
    else if (one.kind === 'attempt') edit.setAttempt(one.data)
    else if (one.kind === 'delivery') edit.setDelivery(one.data)
  }
  return { ...edit.finish(), change }
}

/** A copy of a night under way. Rows are found by a look through the visits that the changes are about: an index of all would cost more than that. */
class NightEdit {
  readonly #night: Night
  readonly #visits: Mutable<Visits>
  readonly #attempts: Mutable<Attempts>
  readonly #words: Record<keyof Night['dicts'], Words>
  readonly #visitRows = new Map<bigint, number>()
  readonly #attemptRows = new Map<string, number>()
  #isOrderOld = false
  #areRanksOld = false

  constructor(night: Night, changes: readonly NightChange[]) {
    this.#night = night
    const spareVisits = new Set(changes.flatMap((c) => (c.kind === 'note' ? [] : [c.data.visit]))).size
    this.#visits = visitsWithRoom(night.visits, spareVisits)
    this.#attempts = attemptsWithRoom(night.attempts, changes.filter(({ kind }) => kind === 'attempt').length)
    const { dicts } = night
    this.#words = {
      band: new Words(dicts.band),
      reason: new Words(dicts.reason),
      node: new Words(dicts.node),
      version: new Words(dicts.version),
      caveats: new Words(dicts.caveats),
      exception: new Words(dicts.exception),
    }
    night.visits.visit.forEach((visit, row) => this.#visitRows.set(visit, row))
    this.#index(changes)
  }

  #index(changes: readonly NightChange[]): void {
    const touched = new Set(changes.flatMap((c) => (c.kind === 'note' ? [] : [this.#visitRows.get(BigInt(c.data.visit)) ?? -1])))
    const { n, visit, detector, attempt } = this.#night.attempts
    for (let row = 0; row < n; row++)
      if (touched.has(visit[row]!)) this.#attemptRows.set(keyOf(this.#night.visits.visit[visit[row]!]!, detector[row]!, attempt[row]!), row)
  }

  setVisit(data: Extract<NightChange, { kind: 'visit' }>['data']): void {
    const row = this.#visitRow(BigInt(data.visit))
    const v = this.#visits
    const begin = data.begin_mjd_tai ?? NaN
    const end = data.end_mjd_tai ?? NaN
    if (!Object.is(v.begin[row], begin) || !Object.is(v.end[row], end)) this.#areRanksOld = true
    if (!Object.is(v.begin[row], begin) || v.seq[row] !== data.seq_num) this.#isOrderOld = true
    v.seq[row] = data.seq_num
    v.band[row] = this.#words.band.code(data.band)
    v.begin[row] = begin
    v.end[row] = end
    v.ra[row] = data.boresight_ra ?? NaN
    v.dec[row] = data.boresight_dec ?? NaN
    v.rotation[row] = data.rotation ?? NaN
    v.synthetic[row] = data.synthetic ?? 0
  }

  setAttempt(data: Extract<NightChange, { kind: 'attempt' }>['data']): void {
    const a = this.#attempts
    const visit = BigInt(data.visit)
    const key = keyOf(visit, data.detector, data.attempt)
    let row = this.#attemptRows.get(key)
    if (row === undefined) {
      row = a.n++
      this.#attemptRows.set(key, row)
      a.visit[row] = this.#visitRow(visit)
      a.detector[row] = data.detector
      a.attempt[row] = data.attempt
      a.stored[row] = NaN
      this.#areRanksOld = true
    }
    const stored = data.stored_mjd_tai ?? NaN
    if (!Object.is(a.stored[row], stored)) this.#areRanksOld = true
    a.reason[row] = this.#words.reason.code(data.reason)
    a.status[row] = data.status
    a.queued[row] = data.queued_mjd_tai ?? NaN
    a.started[row] = data.started_mjd_tai ?? NaN
    a.stored[row] = stored
    a.ended[row] = data.ended_mjd_tai ?? NaN
    a.node[row] = this.#words.node.code(data.node)
    a.version[row] = this.#words.version.code(data.version)
    a.caveats[row] = this.#words.caveats.code(data.caveats)
    a.exception[row] = this.#words.exception.code(data.exception_type)
    a.synthetic[row] = data.synthetic ?? 0
  }

  setDelivery(data: Extract<NightChange, { kind: 'delivery' }>['data']): void {
    const row = this.#attemptRows.get(keyOf(BigInt(data.visit), data.detector, data.attempt))
    const product = products.find((one) => one === data.product)
    if (row === undefined || product === undefined) return
    const column = this.#attempts.deliveries[product]
    column.state[row] = Math.max(0, (deliveryWords as readonly string[]).indexOf(data.state))
    column.at[row] = data.at_mjd_tai ?? NaN
    column.n[row] = data.n ?? 0
  }

  /** The row of a visit; one that is not known yet is added, without times. */
  #visitRow(visit: bigint): number {
    const found = this.#visitRows.get(visit)
    if (found !== undefined) return found
    const v = this.#visits
    const row = v.n++
    this.#visitRows.set(visit, row)
    v.visit[row] = visit
    v.band[row] = this.#words.band.code(null)
    for (const column of [v.begin, v.end, v.ra, v.dec, v.rotation]) column[row] = NaN
    this.#isOrderOld = true
    return row
  }

  finish(): Night {
    const visits = cutVisits(this.#visits)
    const attempts = cutAttempts(this.#attempts)
    const words = Object.fromEntries(Object.entries(this.#words).map(([name, one]) => [name, one.list])) as unknown as Mutable<Night['dicts']>
    const night: Night = { ...this.#night, visits, attempts, dicts: words }
    const ordered = this.#isOrderOld ? inObservingOrder(night) : night
    return this.#areRanksOld ? withRanks(ordered) : ordered
  }
}

const keyOf = (visit: bigint, detector: number, attempt: number): string => `${visit}/${detector}/${attempt}`

/** A dictionary that grows. */
class Words {
  list: readonly string[]
  #codes: Map<string, number> | null = null
  constructor(list: readonly string[]) {
    this.list = list
  }
  code(word: string | null): number {
    this.#codes ??= new Map(this.list.map((one, i) => [one, i]))
    const found = this.#codes.get(word ?? '')
    if (found !== undefined) return found
    this.#codes.set(word ?? '', this.list.length)
    this.list = [...this.list, word ?? '']
    return this.list.length - 1
  }
}

function withRoom<A extends Numbers | BigInt64Array>(column: A, n: number): A {
  const wide = new (column.constructor as new (n: number) => A)(n)
  ;(wide as Float64Array).set(column as unknown as Float64Array)
  return wide
}

function visitsWithRoom(v: Visits, more: number): Mutable<Visits> {
  const n = v.n + more
  const { visit, seq, band, begin, end, ra, dec, rotation, synthetic } = v
  return {
    n: v.n,
    visit: withRoom(visit, n),
    seq: withRoom(seq, n),
    band: withRoom(band, n),
    begin: withRoom(begin, n),
    end: withRoom(end, n),
    ra: withRoom(ra, n),
    dec: withRoom(dec, n),
    rotation: withRoom(rotation, n),
    synthetic: withRoom(synthetic, n),
  }
}

/** Applies to every column of the attempts, those of deliveries included. */
function mapAttempts(a: Attempts, n: number, each: <A extends Numbers>(column: A) => A): Mutable<Attempts> {
  const delivery = (d: DeliveryColumns): DeliveryColumns => ({ state: each(d.state), at: each(d.at), n: each(d.n) })
  return {
    n,
    visit: each(a.visit),
    detector: each(a.detector),
    attempt: each(a.attempt),
    reason: each(a.reason),
    status: each(a.status),
    queued: each(a.queued),
    started: each(a.started),
    stored: each(a.stored),
    ended: each(a.ended),
    node: each(a.node),
    version: each(a.version),
    caveats: each(a.caveats),
    exception: each(a.exception),
    synthetic: each(a.synthetic),
    deliveries: Object.fromEntries(products.map((product) => [product, delivery(a.deliveries[product])])) as Record<Product, DeliveryColumns>,
    observedRank: each(a.observedRank),
    processedRank: each(a.processedRank),
  }
}

function attemptsWithRoom(a: Attempts, more: number): Mutable<Attempts> {
  const wide = mapAttempts(a, a.n, (column) => withRoom(column, a.n + more))
  for (const product of products) wide.deliveries[product].at.fill(NaN, a.n)
  return wide
}

function cutVisits(v: Visits): Visits {
  const { n, visit, seq, band, begin, end, ra, dec, rotation, synthetic } = v
  const cut = <A extends Numbers | BigInt64Array>(column: A): A => column.subarray(0, n) as A
  return {
    n,
    visit: cut(visit),
    seq: cut(seq),
    band: cut(band),
    begin: cut(begin),
    end: cut(end),
    ra: cut(ra),
    dec: cut(dec),
    rotation: cut(rotation),
    synthetic: cut(synthetic),
  }
}

function cutAttempts(a: Attempts): Attempts {
  return mapAttempts(a, a.n, <A extends Numbers>(column: A): A => column.subarray(0, a.n) as A)
}

function inObservingOrder(night: Night): Night {
  const { visits: v, attempts: a } = night
  const order = observingOrder(v.begin, v.seq, v.visit)
  const place = new Uint32Array(v.n)
  order.forEach((row, i) => (place[row] = i))
  if (place.every((to, from) => to === from)) return night
  const sorted = <A extends Numbers | BigInt64Array>(column: A): A => {
    const out = column.slice() as A
    order.forEach((row, i) => (out[i] = column[row]!))
    return out
  }
  return {
    ...night,
    visits: {
      n: v.n,
      visit: sorted(v.visit),
      seq: sorted(v.seq),
      band: sorted(v.band),
      begin: sorted(v.begin),
      end: sorted(v.end),
      ra: sorted(v.ra),
      dec: sorted(v.dec),
      rotation: sorted(v.rotation),
      synthetic: sorted(v.synthetic),
    },
    attempts: { ...a, visit: a.visit.map((row) => place[row]!) },
  }
}

function withRanks(night: Night): Night {
  const ofVisit = (times: Float64Array): Float64Array => Float64Array.from(night.attempts.visit, (row) => times[row]!)
  const { observed, processed } = nightRanks(ofVisit(night.visits.begin), ofVisit(night.visits.end), night.attempts.stored)
  return { ...night, attempts: { ...night.attempts, observedRank: observed, processedRank: processed } }
}
