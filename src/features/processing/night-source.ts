import { queryOptions } from '@tanstack/react-query'
import type { Result } from '../../../vo/result.ts'
import { ok } from '../../../vo/result.ts'
import type { Table } from '../../../vo/table/columns.ts'
import type { ApiError } from '../../api/api-error.ts'
import type { Archive } from '../../api/archive.ts'
import { tapWhole } from '../../api/tap.ts'
import { cellOf } from '../../api/votable-answer.ts'
import { unwrap } from '../../api/unwrap.ts'
import { products } from '../../engine/timeline/night.ts'
import type { DeliveryColumns, Night } from '../../engine/timeline/night.ts'

/** One night of the list. */
export interface NightEntry {
  readonly dayObs: number
  readonly visits: number
  /** Visit-detectors whose last attempt was successful, failed, or is not known. */
  readonly done: number
  readonly failed: number
  readonly owed: number
}

/** All nights of the log, newest first. */
export const nightsQuery = (archive: Archive) =>
  queryOptions({ queryKey: ['processing', 'nights', archive.tap], queryFn: ({ signal }) => unwrap(readNights(archive, signal)) })

/** One night of the log. */
export const nightQuery = (archive: Archive, dayObs: number) =>
  queryOptions({
    queryKey: ['processing', 'night', archive.tap, dayObs],
    queryFn: ({ signal }) => unwrap(readNight(archive, dayObs, signal)),
    structuralSharing: false,
    gcTime: 60_000,
  })

async function readNights(archive: Archive, signal: AbortSignal): Promise<Result<readonly NightEntry[], ApiError>> {
  const table = await tapWhole({
    tap: archive.tap,
    adql: 'SELECT day_obs, COUNT(DISTINCT visit) AS visits, SUM(status) AS done, COUNT(*) AS n FROM ap.attempt GROUP BY day_obs ORDER BY day_obs DESC',
    signal,
  })
  if (!table.ok) return table
  const number = (name: string, i: number): number => Number(cellOf(table.value, name, i) ?? 0)
  return ok(
    Array.from({ length: table.value.length }, (_, i) => ({
      dayObs: number('day_obs', i),
      visits: number('visits', i),
      done: number('done', i),
      failed: 0,
      owed: 0,
    })),
  )
}

const deliveryStates = ['none', 'delivered', 'failed', 'pending', 'withheld']

async function readNight(archive: Archive, dayObs: number, signal: AbortSignal): Promise<Result<Night, ApiError>> {
  const ask = (adql: string): Promise<Result<Table, ApiError>> => tapWhole({ tap: archive.tap, adql, signal, maxrec: 2_000_000 })
  const visits = await ask(`SELECT * FROM ap.visit WHERE day_obs = ${dayObs} ORDER BY begin_mjd_tai, visit`)
  if (!visits.ok) return visits
  const attempts = await ask(`SELECT * FROM ap.attempt WHERE day_obs = ${dayObs} ORDER BY visit, detector, attempt`)
  if (!attempts.ok) return attempts
  const deliveries = await ask(`SELECT d.* FROM ap.delivery AS d JOIN ap.attempt AS a ON d.attempt_id = a.attempt_id WHERE a.day_obs = ${dayObs}`)
  if (!deliveries.ok) return deliveries
  return ok(nightOf(dayObs, visits.value, attempts.value, deliveries.value))
}

function nightOf(dayObs: number, v: Table, a: Table, d: Table): Night {
  const number = (table: Table, name: string, length = table.length): Float64Array =>
    Float64Array.from({ length }, (_, i) => Number(cellOf(table, name, i) ?? NaN))
  const dicts = { band: [], reason: [], node: [], version: [], caveats: [], exception: [] } as Record<keyof Night['dicts'], string[]>
  const codes = (table: Table, name: string, dict: string[]): number[] =>
    Array.from({ length: table.length }, (_, i) => {
      const text = String(cellOf(table, name, i) ?? '')
      const at = dict.indexOf(text)
      return at >= 0 ? at : dict.push(text) - 1
    })
  const ids = Array.from({ length: v.length }, (_, i) => BigInt(String(cellOf(v, 'visit', i))))
  const rowOf = new Map(ids.map((id, i) => [id, i]))
  const n = a.length
  const attemptRow = new Map(Array.from({ length: n }, (_, i) => [String(cellOf(a, 'attempt_id', i)), i]))
  const made = Object.fromEntries(
    products.map((p) => [p, { state: new Uint8Array(n), at: new Float64Array(n).fill(NaN), n: new Int32Array(n) }]),
  ) as unknown as Record<(typeof products)[number], DeliveryColumns>
  for (let i = 0; i < d.length; i++) {
    const to = made[String(cellOf(d, 'product', i)) as 'alerts']
    const row = attemptRow.get(String(cellOf(d, 'attempt_id', i)))!
    to.state[row] = deliveryStates.indexOf(String(cellOf(d, 'state', i)))
    to.at[row] = Number(cellOf(d, 'at_mjd_tai', i) ?? NaN)
    to.n[row] = Number(cellOf(d, 'n', i) ?? 0)
  }
  const visit = Uint32Array.from({ length: n }, (_, i) => rowOf.get(BigInt(String(cellOf(a, 'visit', i)))) ?? 0)
  const stored = number(a, 'stored_mjd_tai')
  const detector = Uint16Array.from(number(a, 'detector'))
  return {
    dayObs,
    visits: {
      n: v.length,
      visit: BigInt64Array.from(ids),
      seq: Int32Array.from(number(v, 'seq_num')),
      band: Uint8Array.from(codes(v, 'band', dicts.band)),
      begin: number(v, 'begin_mjd_tai'),
      end: number(v, 'end_mjd_tai'),
      ra: number(v, 'boresight_ra'),
      dec: number(v, 'boresight_dec'),
      rotation: number(v, 'rotation'),
      synthetic: Uint8Array.from(number(v, 'synthetic')),
    },
    attempts: {
      n,
      visit,
      detector,
      attempt: Uint8Array.from(number(a, 'attempt')),
      reason: Uint8Array.from(codes(a, 'reason', dicts.reason)),
      status: Int8Array.from(number(a, 'status')),
      queued: number(a, 'queued_mjd_tai'),
      started: number(a, 'started_mjd_tai'),
      stored,
      ended: number(a, 'ended_mjd_tai'),
      node: Uint16Array.from(codes(a, 'node', dicts.node)),
      version: Uint16Array.from(codes(a, 'version', dicts.version)),
      caveats: Uint16Array.from(codes(a, 'caveats', dicts.caveats)),
      exception: Uint16Array.from(codes(a, 'exception_type', dicts.exception)),
      deliveries: made,
      ...ranksOf(visit, detector, stored),
    },
    dicts,
  }
}

function ranksOf(visit: Uint32Array, detector: Uint16Array, stored: Float64Array): { observedRank: Uint32Array; processedRank: Uint32Array } {
  const n = visit.length
  const observedRank = new Uint32Array(n)
  const processedRank = new Uint32Array(n)
  const order = Array.from({ length: n }, (_, i) => i).filter((i) => !Number.isNaN(stored[i]!))
  const seen = new Map<number, number>()
  const rank = (into: Uint32Array): void => {
    seen.clear()
    for (const i of order) {
      const r = (seen.get(detector[i]!) ?? 0) + 1
      seen.set(detector[i]!, r)
      into[i] = r
    }
  }
  order.sort((x, y) => visit[x]! - visit[y]!)
  rank(observedRank)
  order.sort((x, y) => stored[x]! - stored[y]!)
  rank(processedRank)
  return { observedRank, processedRank }
}
