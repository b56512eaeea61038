import { fail, ok, type Result } from '../../../vo/result.ts'
import { reportItems, type ReportBatch } from '../../contract/reports.ts'
import { Fault } from '../../fault.ts'
import type { Db, Sql, SqlValue } from '../db.ts'
import { reckonOrder } from '../order/reckon-order.ts'
import { addReset, lockChanges } from '../processing/changes.ts'
import { takeReports } from '../processing/take-reports.ts'
import { readEvents } from './read-events.ts'
import { readExposures, type RealVisit } from './read-exposures.ts'
import { attemptColumns, deliveryColumns, synthesize } from './synthetic-processing.ts'
import type { TelescopeEvent } from './telescope-event.ts'

export interface NamedFile {
  readonly name: string
  readonly bytes: Uint8Array
}

export interface EventOptions {
  /** Make up processing for the visits of the files that have none, by this seed; null = do not. */
  readonly syntheticSeed: number | null
}

/** What became of one file. `known`: were there already, and stay as they are. */
export interface EventReport {
  readonly name: string
  readonly kind: 'events' | 'exposures'
  readonly taken: number
  readonly known: number
  readonly notes: readonly string[]
}

export interface EventsTaken {
  readonly files: readonly EventReport[]
  /** Attempts that were made up; 0 where none were asked for. */
  readonly synthetic: number
}

type Read = { readonly name: string; readonly notes: readonly string[] } & (
  { readonly kind: 'events'; readonly events: readonly TelescopeEvent[] } | { readonly kind: 'exposures'; readonly visits: readonly RealVisit[] }
)

/**
 * Takes files of events and lists of exposures into the processing log, all or none: one transaction, and a usage Fault with every problem of every file where one is
 * wrong. What is there already stays as it is, so that doing it again does no harm.
 */
export async function importEvents(db: Db, files: readonly NamedFile[], options: EventOptions): Promise<EventsTaken> {
  const read: Read[] = []
  const problems: string[] = []
  for (const file of files) {
    const one = readFile(file)
    if (one.ok) read.push(one.value)
    else problems.push(`${file.name}: ${one.error.message}`)
  }
  if (problems.length > 0) throw new Fault('usage', `${problems.join('\n')}\nNothing was taken in.`, ['FILE'])
  const taken = await db.transaction(async (tx) => {
    // what goes in is told to live readers; and of two imports at once each would miss the other's rows
    await lockChanges(tx)
    const reports: EventReport[] = []
    for (const one of read) {
      const rows = one.kind === 'events' ? one.events.length : one.visits.length
      const taken = one.kind === 'events' ? await writeEvents(tx, one.events, one.name) : await writeVisits(tx, one.visits)
      reports.push({ name: one.name, kind: one.kind, taken, known: rows - taken, notes: one.notes })
    }
    const visits = read.flatMap((one) => (one.kind === 'exposures' ? one.visits : []))
    const synthetic = options.syntheticSeed === null ? 0 : await makeUp(tx, visits, options.syntheticSeed)
    return { files: reports, synthetic }
  })
  // after the transaction, which keeps others from reporting for as long as it lasts
  await db.transaction((tx) => reckonOrder(tx))
  return taken
}

function readFile({ name, bytes }: NamedFile): Result<Read> {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return fail('it is not text in UTF-8; events are JSON, lists of exposures CSV')
  }
  const start = text.trimStart()
  if (start === '') return fail('it is empty')
  if (start.startsWith('{') || start.startsWith('[')) {
    const events = readEvents(text)
    return events.ok ? ok({ name, kind: 'events', ...events.value }) : events
  }
  const exposures = readExposures(text)
  return exposures.ok ? ok({ name, kind: 'exposures', ...exposures.value }) : exposures
}

const eventColumns =
  'event_key kind source sent_mjd_tai kafka_mjd_tai efd_mjd_utc event_mjd_utc begin_mjd_tai end_mjd_tai group_id obs_id visit day_obs detector instrument ra dec rotation filters n file content'

async function writeEvents(tx: Sql, events: readonly TelescopeEvent[], file: string): Promise<number> {
  let taken = 0
  for (const e of events) {
    const values: readonly SqlValue[] = [
      ...[e.key, e.kind, e.source, e.sent, e.kafka, e.efd, e.stored, e.begin, e.end, e.group, e.obsId, e.visit, e.dayObs, e.detector, e.instrument],
      ...[e.ra, e.dec, e.rotation, e.filters, e.count, file, JSON.stringify(e.content)],
    ]
    const written = await tx.query(
      `INSERT INTO ap.event (${eventColumns.split(' ').join(', ')}) VALUES (${values.map((_, k) => `$${k + 1}`).join(', ')})
       ON CONFLICT (event_key) DO NOTHING RETURNING event_id`,
      values,
    )
    const id = written.rows[0]?.[0]
    if (id === undefined || id === null) continue
    taken += 1
    await tx.copyIn(
      'ap.scheduled_target',
      ['event_id', 'target_no', 'mjd', 'ra', 'dec', 'rotation', 'exposure', 'exposures', 'filter'],
      e.targets.map((t, k) => [id, k + 1, t.mjd, t.ra, t.dec, t.rotation, t.exposure, t.exposures, t.filter]),
    )
  }
  return taken
}

async function writeVisits(tx: Sql, visits: readonly RealVisit[]): Promise<number> {
  const there = new Set(
    (await tx.query('SELECT visit FROM ap.visit WHERE visit = ANY($1::bigint[])', [visits.map(({ visit }) => visit)])).rows.map(([visit]) =>
      String(visit),
    ),
  )
  const fresh = visits.filter(({ visit }) => !there.has(String(visit)))
  for (let k = 0; k < fresh.length; k += reportItems) await takeReports(tx, { visits: fresh.slice(k, k + reportItems).map(reportOf) })
  return fresh.length
}

function reportOf(v: RealVisit): NonNullable<ReportBatch['visits']>[number] {
  return {
    visit: String(v.visit),
    day_obs: v.dayObs,
    seq_num: v.seq,
    group_id: v.group,
    band: v.band,
    physical_filter: v.filter,
    boresight_ra: v.ra,
    boresight_dec: v.dec,
    rotation: v.rotation,
    begin_mjd_tai: v.begin,
    end_mjd_tai: v.end,
    target: v.target,
  }
}

/** Makes up processing for the visits on the sky that nobody has tried. Hundreds of rows a visit: live readers read their nights anew. */
async function makeUp(tx: Sql, visits: readonly RealVisit[], seed: number): Promise<number> {
  const tried = new Set(
    (await tx.query('SELECT DISTINCT visit FROM ap.attempt WHERE visit = ANY($1::bigint[])', [visits.map(({ visit }) => visit)])).rows.map(
      ([visit]) => String(visit),
    ),
  )
  const fresh = visits.filter(({ visit, ra }) => ra !== null && !tried.has(String(visit)))
  const [next] = await tx.rows<{ id: string }>('SELECT (coalesce(max(attempt_id), 0) + 1)::text AS id FROM ap.attempt')
  const { attempts, deliveries } = synthesize(seed, fresh, Number(next?.id ?? 1))
  if (attempts.length === 0) return 0
  await tx.copyIn('ap.attempt', attemptColumns, attempts)
  await tx.copyIn('ap.delivery', deliveryColumns, deliveries)
  await tx.query(`SELECT setval(pg_get_serial_sequence('ap.attempt', 'attempt_id'), (SELECT max(attempt_id) FROM ap.attempt))`)
  for (const dayObs of new Set(fresh.map((visit) => visit.dayObs))) await addReset(tx, dayObs)
  return attempts.length
}
