import type { ReportAnswer, ReportBatch } from '../../contract/reports.ts'
import type { Sql } from '../db.ts'
import { lastChange, lockChanges } from './changes.ts'

/** An item that does not fit what is known: where it stands in its list, and why. */
export interface Misfit {
  readonly list: 'visits' | 'attempts' | 'deliveries'
  readonly index: number
  readonly why: string
}

/** A batch that was refused as a whole. */
export class MisfitBatch extends Error {
  readonly misfits: readonly Misfit[]
  constructor(misfits: readonly Misfit[]) {
    super(`${misfits.length} items do not fit`)
    this.misfits = misfits
  }
}

type Counts = ReportAnswer['visits']
type Item = Readonly<Record<string, unknown>>

/** How one kind of report is written. */
interface Kind {
  readonly table: string
  readonly kind: string
  /** Column and its SQL type, in reports and in the table alike; the key first. */
  readonly columns: readonly (readonly [name: string, type: string])[]
  readonly key: readonly string[]
  /** Reports as they go into the table, FROM r. */
  readonly source: string
  /** Key of the table. */
  readonly conflict: string
  /** Night of an upserted row u, reported as r. */
  readonly night: string
  /** Of the JSON that live readers get. */
  readonly told: readonly string[]
}

const times = ['queued', 'started', 'stored', 'ended', 'made', 'replicated'].map((clock) => [`${clock}_mjd_tai`, 'float8'] as const)
const texts = (...names: string[]): (readonly [string, string])[] => names.map((name) => [name, 'text'] as const)
const angles = (...names: string[]): (readonly [string, string])[] => names.map((name) => [name, 'float8'] as const)

const visits: Kind = {
  table: 'ap.visit',
  kind: 'visit',
  columns: [
    ['visit', 'int8'],
    ['day_obs', 'int4'],
    ['seq_num', 'int4'],
    ...texts('group_id', 'band', 'physical_filter'),
    ...angles('boresight_ra', 'boresight_dec', 'rotation', 'begin_mjd_tai', 'end_mjd_tai'),
    ['target', 'text'],
    ['synthetic', 'int4'],
    ['revision', 'int8'],
  ],
  key: ['visit'],
  source: 'r',
  conflict: 'visit',
  night: 'u.day_obs',
  told: ['seq_num', 'band', 'begin_mjd_tai', 'end_mjd_tai', 'boresight_ra', 'boresight_dec', 'rotation', 'synthetic'],
}

const attempts: Kind = {
  table: 'ap.attempt',
  kind: 'attempt',
  columns: [
    ['visit', 'int8'],
    ['detector', 'int4'],
    ['attempt', 'int4'],
    ['day_obs', 'int4'],
    ['reason', 'text'],
    ...times,
    ...texts('node', 'pipeline', 'version'),
    ['status', 'int4'],
    ...texts('caveats', 'exception_type', 'exception_message', 'quantum_id'),
    ['synthetic', 'int4'],
    ['revision', 'int8'],
  ],
  key: ['visit', 'detector', 'attempt'],
  source: 'r',
  conflict: 'visit, detector, attempt',
  night: 'u.day_obs',
  told: [
    'reason',
    'status',
    'queued_mjd_tai',
    'started_mjd_tai',
    'stored_mjd_tai',
    'ended_mjd_tai',
    'node',
    'pipeline',
    'version',
    'caveats',
    'exception_type',
    'synthetic',
  ],
}

const deliveries: Kind = {
  table: 'ap.delivery',
  kind: 'delivery',
  columns: [
    ['attempt_id', 'int8'],
    ['product', 'text'],
    ['state', 'text'],
    ['at_mjd_tai', 'float8'],
    ['n', 'int4'],
    ['why', 'text'],
    ['revision', 'int8'],
  ],
  key: ['visit', 'detector', 'attempt', 'product'],
  source: 'r JOIN ap.attempt a USING (visit, detector, attempt)',
  conflict: 'attempt_id, product',
  night: 'a.day_obs',
  told: ['state', 'at_mjd_tai', 'n'],
}

/** What a report names: the columns, with the key of a delivery in the place of its attempt's id. */
function reported(kind: Kind): readonly (readonly [string, string])[] {
  return kind === deliveries ? [['visit', 'int8'], ['detector', 'int4'], ['attempt', 'int4'], ...deliveries.columns.slice(1)] : kind.columns
}

const recordset = (kind: Kind): string =>
  `jsonb_to_recordset($1::jsonb) AS r(ord int4, ${reported(kind)
    .map(([name, type]) => `${name} ${type}`)
    .join(', ')})`

/** Takes one report of each key: writes what is new or later, and tells it to live readers. */
function upsert(kind: Kind): string {
  const names = kind.columns.map(([name]) => name)
  const set = names.filter((name) => !kind.conflict.split(', ').includes(name))
  const value = (of: string, name: string): string => (name === 'revision' ? `coalesce(${of}.revision, t.revision)` : `${of}.${name}`)
  const key = kind.key.map((name) => `'${name}', ${name === 'visit' ? 'r.visit::text' : `r.${name}`}`)
  const back =
    kind === deliveries
      ? 'u JOIN ap.attempt a USING (attempt_id) JOIN r ON r.visit = a.visit AND r.detector = a.detector AND r.attempt = a.attempt AND r.product = u.product'
      : `u JOIN r USING (${kind.key.join(', ')})`
  return `WITH r AS MATERIALIZED (SELECT * FROM ${recordset(kind)}),
    u AS (INSERT INTO ${kind.table} AS t (${names.join(', ')}) SELECT ${names.map((name) => (name === 'attempt_id' ? 'a.attempt_id' : `r.${name}`)).join(', ')} FROM ${kind.source} ORDER BY r.ord
      ON CONFLICT (${kind.conflict}) DO UPDATE SET ${set.map((name) => `${name} = ${value('excluded', name)}`).join(', ')}
      WHERE (excluded.revision > t.revision) IS NOT FALSE AND ROW(${set.map((name) => `t.${name}`).join(', ')}) IS DISTINCT FROM ROW(${set.map((name) => value('excluded', name)).join(', ')})
      RETURNING t.*, t.xmax = 0 AS is_new),
    told AS (INSERT INTO dax.ap_change (day_obs, kind, body)
      SELECT ${kind.night}, '${kind.kind}', json_build_object(${[...key, ...kind.told.map((name) => `'${name}', u.${name}`)].join(', ')})::text FROM ${back} ORDER BY r.ord)
    SELECT count(*) FILTER (WHERE is_new) AS new, count(*) FILTER (WHERE NOT is_new) AS changed FROM u`
}

/**
 * Writes a batch and tells it to live readers, in this transaction. The same batch twice changes nothing; states of one thing in one batch are taken one
 * after the other. Throws MisfitBatch where an item does not fit what is known: a delivery of an attempt nobody reported, or a thing of another night.
 */
export async function takeReports(tx: Sql, batch: ReportBatch): Promise<ReportAnswer> {
  await lockChanges(tx)
  const lists = {
    visits: rowsOf(batch.visits ?? [], { synthetic: false }),
    attempts: rowsOf(batch.attempts ?? [], { synthetic: false, status: -3 }),
    deliveries: rowsOf(batch.deliveries ?? [], {}),
  }
  await refuseOtherNights(tx, 'visits', visits, lists.visits)
  await refuseOtherNights(tx, 'attempts', attempts, lists.attempts)
  const done = {
    visits: await takeAll(tx, visits, lists.visits),
    attempts: await takeAll(tx, attempts, lists.attempts),
    deliveries: await takeDeliveries(tx, lists.deliveries),
  }
  return { ...done, change: await lastChange(tx) }
}

/** Items as rows for the database, each with its place in the list. */
function rowsOf(items: readonly Item[], defaults: Item): readonly Item[] {
  return items.map((item, ord) => {
    const row: Record<string, unknown> = { ord, ...defaults, ...item }
    if ('synthetic' in row) row.synthetic = row.synthetic === true ? 1 : 0
    return row
  })
}

async function takeAll(tx: Sql, kind: Kind, rows: readonly Item[]): Promise<Counts> {
  const counts = { new: 0, changed: 0 }
  for (const round of roundsOf(kind, await notTakenBefore(tx, kind, rows))) {
    const [row] = await tx.rows<{ new: bigint; changed: bigint }>(upsert(kind), [JSON.stringify(round)])
    counts.new += Number(row?.new ?? 0)
    counts.changed += Number(row?.changed ?? 0)
  }
  return { ...counts, unchanged: rows.length - counts.new - counts.changed }
}

const keyOf = (kind: Kind, row: Item): string => kind.key.map((name) => String(row[name])).join(' ')

/** Without things of several states of which the last one is what is known: the batch was taken before, and they do not go through their earlier states again. */
async function notTakenBefore(tx: Sql, kind: Kind, rows: readonly Item[]): Promise<readonly Item[]> {
  const last = new Map(rows.map((row) => [keyOf(kind, row), row]))
  if (last.size === rows.length) return rows
  const first = new Map(rows.toReversed().map((row) => [keyOf(kind, row), row]))
  const several = [...last].filter(([key, row]) => first.get(key) !== row).map(([, row]) => row)
  const names = kind.columns.map(([name]) => name).filter((name) => !kind.conflict.split(', ').includes(name))
  const there =
    kind === deliveries
      ? 'JOIN ap.attempt a USING (visit, detector, attempt) JOIN ap.delivery t USING (attempt_id, product)'
      : `JOIN ${kind.table} t USING (${kind.key.join(', ')})`
  const same = await tx.rows<{ ord: number }>(
    `SELECT r.ord FROM ${recordset(kind)} ${there}
     WHERE ROW(${names.map((name) => `t.${name}`).join(', ')}) IS NOT DISTINCT FROM ROW(${names.map((name) => (name === 'revision' ? 'coalesce(r.revision, t.revision)' : `r.${name}`)).join(', ')})`,
    [JSON.stringify(several)],
  )
  const taken = new Set(same.map(({ ord }) => ord))
  return rows.filter((row) => !taken.has(Number(last.get(keyOf(kind, row))?.['ord'])))
}

/** One statement takes one state of a thing: the second state of the same thing comes in the second round, and so on. */
function roundsOf(kind: Kind, rows: readonly Item[]): readonly (readonly Item[])[] {
  const rounds: Item[][] = []
  const seen = new Map<string, number>()
  for (const row of rows) {
    const key = keyOf(kind, row)
    const round = seen.get(key) ?? 0
    seen.set(key, round + 1)
    ;(rounds[round] ??= []).push(row)
  }
  return rounds
}

async function takeDeliveries(tx: Sql, rows: readonly Item[]): Promise<Counts> {
  if (rows.length > 0) {
    const lost = await tx.rows<{ ord: number }>(
      `SELECT r.ord FROM ${recordset(deliveries)} WHERE NOT EXISTS (SELECT FROM ap.attempt a WHERE a.visit = r.visit AND a.detector = r.detector AND a.attempt = r.attempt)
       ORDER BY r.ord LIMIT 20`,
      [JSON.stringify(rows)],
    )
    if (lost.length > 0)
      throw new MisfitBatch(
        lost.map(({ ord }) => {
          const { visit, detector, attempt } = rows[ord]!
          return {
            list: 'deliveries',
            index: ord,
            why: `there is no attempt ${String(attempt)} at detector ${String(detector)} of visit ${String(visit)}; report the attempt before, or in the same batch`,
          }
        }),
      )
  }
  return takeAll(tx, deliveries, rows)
}

async function refuseOtherNights(tx: Sql, list: 'visits' | 'attempts', kind: Kind, rows: readonly Item[]): Promise<void> {
  if (rows.length === 0) return
  const found = await tx.rows<{ ord: number; known: number }>(
    `SELECT r.ord, t.day_obs AS known FROM ${recordset(kind)} JOIN ${kind.table} t USING (${kind.key.join(', ')}) WHERE t.day_obs <> r.day_obs ORDER BY r.ord LIMIT 20`,
    [JSON.stringify(rows)],
  )
  if (found.length === 0) return
  throw new MisfitBatch(
    found.map(({ ord, known }) => ({
      list,
      index: ord,
      why: `it is of night ${known} in the log, and cannot move to ${String(rows[ord]!.day_obs)}`,
    })),
  )
}
