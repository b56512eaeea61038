import { tableFromIPC, type Column, type Table } from '@uwdata/flechette'
import type { DeliveryColumns, Night, Product } from './night.ts'

/** What is wrong with the bytes of a night, as a sentence. */
export class NightDecodeError extends Error {}

/** A night from the bytes of /api/processing/nights/{day_obs}: three Arrow streams, one after the other. Throws NightDecodeError. */
export function decodeNight(bytes: Uint8Array<ArrayBuffer>): Night {
  const tables = tablesOf(bytes)
  const visits = named(tables, 'visits')
  const attempts = named(tables, 'attempts')
  const meta = visits.meta
  const change = meta.get('change')
  const seq = visits.values('seq_num', Int32Array)
  const visitIds = visits.values('visit', BigInt64Array)
  return {
    dayObs: Number(meta.get('day_obs') ?? 0),
    ...(change === undefined ? {} : { change: Number(change) }),
    visits: {
      n: visits.n,
      visit: visitIds,
      seq,
      band: visits.values('band', Uint8Array),
      begin: visits.values('begin_mjd_tai', Float64Array),
      end: visits.values('end_mjd_tai', Float64Array),
      ra: visits.values('boresight_ra', Float64Array),
      dec: visits.values('boresight_dec', Float64Array),
      rotation: visits.values('rotation', Float64Array),
      synthetic: visits.values('synthetic', Uint8Array),
    },
    attempts: {
      n: attempts.n,
      visit: rowsOf(attempts.values('visit', BigInt64Array), visitIds),
      detector: attempts.values('detector', Uint16Array),
      attempt: attempts.values('attempt', Uint8Array),
      reason: attempts.values('reason', Uint8Array),
      status: attempts.values('status', Int8Array),
      queued: attempts.values('queued_mjd_tai', Float64Array),
      started: attempts.values('started_mjd_tai', Float64Array),
      stored: attempts.values('stored_mjd_tai', Float64Array),
      ended: attempts.values('ended_mjd_tai', Float64Array),
      node: attempts.values('node', Uint16Array),
      version: attempts.values('version', Uint16Array),
      caveats: attempts.values('caveats', Uint16Array),
      exception: attempts.values('exception_type', Uint16Array),
      synthetic: attempts.values('synthetic', Uint8Array),
      deliveries: deliveriesOf(named(tables, 'deliveries'), attempts.values('attempt_id', BigInt64Array)),
      observedRank: attempts.values('observed_rank', Uint32Array),
      processedRank: attempts.values('processed_rank', Uint32Array),
    },
    dicts: {
      band: visits.words('band'),
      reason: attempts.words('reason'),
      node: attempts.words('node'),
      version: attempts.words('version'),
      caveats: attempts.words('caveats'),
      exception: attempts.words('exception_type'),
    },
  }
}

/** The rows of visits by their ids: attempts of one visit lie together mostly, so the last answer is tried first. */
function rowsOf(ids: BigInt64Array, visits: BigInt64Array): Uint32Array {
  const rows = new Map<bigint, number>()
  visits.forEach((visit, row) => rows.set(visit, row))
  const out = new Uint32Array(ids.length)
  const words = wordsOf(ids)
  for (let i = 0; i < ids.length; i++) {
    if (i > 0 && isSame(words, i, words, i - 1)) {
      out[i] = out[i - 1]!
      continue
    }
    const found = rows.get(ids[i]!)
    if (found === undefined) throw new NightDecodeError(`an attempt is of visit ${ids[i]}, which is not among the visits`)
    out[i] = found
  }
  return out
}

/** Ids as pairs of words: reading a bigint out of a column makes an object, and comparing a million of them takes a tenth of a second. */
function wordsOf(ids: BigInt64Array): Int32Array {
  return new Int32Array(ids.buffer, ids.byteOffset, 2 * ids.length)
}

function isSame(a: Int32Array, i: number, b: Int32Array, k: number): boolean {
  return a[2 * i] === b[2 * k] && a[2 * i + 1] === b[2 * k + 1]
}

/** Deliveries beside their attempts: both come in the order of attempt_id. */
function deliveriesOf(table: Named, attemptIds: BigInt64Array): Readonly<Record<Product, DeliveryColumns>> {
  const n = attemptIds.length
  const made = (): DeliveryColumns => ({ state: new Uint8Array(n), at: new Float64Array(n).fill(NaN), n: new Int32Array(n) })
  const out = { alerts: made(), images: made(), catalogue: made(), provenance: made() }
  const columns = table
    .words('product')
    .map((word) => (word === 'alerts' || word === 'images' || word === 'catalogue' || word === 'provenance' ? out[word] : null))
  const ids = table.values('attempt_id', BigInt64Array)
  const product = table.values('product', Uint8Array)
  const state = table.values('state', Uint8Array)
  const at = table.values('at_mjd_tai', Float64Array)
  const many = table.values('n', Int32Array)
  const [words, attemptWords] = [wordsOf(ids), wordsOf(attemptIds)]
  let row = 0
  for (let i = 0; i < table.n; i++) {
    while (row < n && !isSame(attemptWords, row, words, i)) row++
    if (row === n) throw new NightDecodeError(`a delivery is of attempt ${ids[i]}, which is not among the attempts`)
    const column = columns[product[i]!]
    if (column === null || column === undefined) continue
    column.state[row] = state[i]!
    column.at[row] = at[i]!
    column.n[row] = Math.max(0, many[i]!)
  }
  return out
}

/** A table by the names of its columns. */
interface Named {
  readonly n: number
  readonly meta: ReadonlyMap<string, string>
  readonly values: <A extends Values>(name: string, type: new (n: number) => A) => A
  readonly words: (name: string) => readonly string[]
}
type Values = Uint8Array | Int8Array | Uint16Array | Int32Array | Uint32Array | Float64Array | BigInt64Array

function named(tables: readonly Table[], name: string): Named {
  const table = tables.find((one) => one.schema.metadata?.get('table') === name)
  if (table === undefined) throw new NightDecodeError(`the table of ${name} is missing`)
  const column = (of: string): Column<unknown> => {
    const found = table.getChild(of) as Column<unknown> | undefined
    if (found === undefined) throw new NightDecodeError(`column ${of} of ${name} is missing`)
    return found
  }
  return {
    n: table.numRows,
    meta: table.schema.metadata ?? new Map<string, string>(),
    values(of, type) {
      const from = column(of)
      const out = new type(from.length)
      let at = 0
      for (const batch of from.data) {
        if (!(batch.values instanceof type)) throw new NightDecodeError(`column ${of} of ${name} has another type than was agreed`)
        // a buffer may be padded beyond its batch
        ;(out as Float64Array).set((batch.values as unknown as Float64Array).subarray(0, batch.length), at)
        at += batch.length
      }
      return out
    },
    words(of) {
      const [first] = column(of).data
      const dictionary = (first as { readonly dictionary?: Column<string> } | undefined)?.dictionary
      if (dictionary === undefined) throw new NightDecodeError(`column ${of} of ${name} has no dictionary`)
      return Array.from(dictionary.toArray(), (word) => word ?? '')
    },
  }
}

/** The Arrow streams that follow each other in these bytes. */
function tablesOf(bytes: Uint8Array<ArrayBuffer>): readonly Table[] {
  const tables: Table[] = []
  let start = 0
  while (start < bytes.length) {
    const end = endOfStream(bytes, start)
    tables.push(tableFromIPC(bytes.subarray(start, end), { useBigInt: true }))
    start = end
  }
  return tables
}

/** Where the Arrow stream that begins at `start` ends. Its messages tell the length of their bodies, which is all that is read of them here. */
function endOfStream(bytes: Uint8Array<ArrayBuffer>, start: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = start
  try {
    for (;;) {
      if (view.getInt32(at, true) !== -1) throw new NightDecodeError('it is not an Arrow stream')
      const length = view.getInt32(at + 4, true)
      if (length === 0) return at + 8
      // a flatbuffer: root table, its vtable, and in that the field bodyLength (the fourth)
      const root = at + 8 + view.getInt32(at + 8, true)
      const vtable = root - view.getInt32(root, true)
      const field = view.getUint16(vtable, true) > 10 ? view.getUint16(vtable + 10, true) : 0
      const body = field === 0 ? 0 : Number(view.getBigInt64(root + field, true))
      at += 8 + length + body
    }
  } catch (error) {
    if (error instanceof RangeError) throw new NightDecodeError('it ends in the middle')
    throw error
  }
}
