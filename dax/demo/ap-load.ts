import type { Sql, SqlValue } from '../archive/db.ts'
import { reckonOrder } from '../archive/order/reckon-order.ts'
import { batchSeconds, chunkSeconds, copySeconds, slowClock } from './ap-events.ts'
import { bandFacts } from './bands.ts'
import { detectors } from '../../vo/sky/lsstcam.ts'
import { taiMinusUtc } from './cadence.ts'
import { isoOf } from './header.ts'
import { diaObjectColumns, diaObjectRows, diaSourceColumns, diaSourceRows, diaSources } from './dia-sources.ts'
import { logOnly, longPairs } from './long-night.ts'
import type { DemoSize } from './plan.ts'
import type { ProvNumbers } from './prov-numbers.ts'
import { addPairs, type Pair } from './prov-pairs.ts'
import type { ProvNames } from './prov-small.ts'
import { config, software, storyExceptions } from './prov-stories.ts'
import type { SkyObject } from './sky.ts'

/** Tables of the processing log. */
export const apTables: readonly string[] = [
  'ap.visit',
  'ap.attempt',
  'ap.delivery',
  'ap.dia_source',
  'ap.dia_object',
  'ap.visit_cell',
  'ap.cell_inversion',
]

/** What the failures of tasks say where no quantum says it: task, class, message. */
const exceptions = [
  [1, storyExceptions.calibrate, 'Only 3 stars for the PSF were found; at least 4 are needed. Threshold was 50.0.'],
  [2, storyExceptions.subtract, 'Only 2 sources for the kernel were left after clipping; at least 6 are needed.'],
  [4, storyExceptions.associate, 'errors={}, last_host=apdb-03: no answer within 30 s'],
]
  .map(([task, type, said]) => `(${task}, '${type}', '${said}')`)
  .join(', ')
const longVersion = `pipelines-${software.mended}-config-${config.second}`
const tai = `${taiMinusUtc} / 86400.0`
const second = (seconds: number): string => `${seconds} / 86400.0`

/** What the log of processing is made from. */
export interface ProcessingInput {
  readonly pairs: readonly Pair[]
  readonly numbers: ProvNumbers
  readonly names: ProvNames
  /** Objects of the catalogue that vary. */
  readonly changing: readonly SkyObject[]
}

/**
 * Writes the processing log of the demo's nights: visits, attempts, deliveries, and what the difference images showed. Needs demo_pair and the
 * quanta of loadProvenance in the same transaction. The full survey has one night more, of which there is only this log (long-night.ts).
 */
export async function loadProcessing(tx: Sql, size: DemoSize, { pairs: known, numbers: n, names, changing }: ProcessingInput): Promise<void> {
  const long = size === 'full' ? longPairs(known.length) : []
  if (long.length > 0) {
    await addPairs(tx, long, size, names)
    await tx.exec('ANALYZE demo_pair')
  }
  const pairs = [...known, ...long]
  await tx.copyIn('ap.visit', visitColumns, visitRows(pairs))
  const sources = diaSources(size, pairs, changing)
  await tx.exec(`CREATE TEMPORARY TABLE demo_source (LIKE ap.dia_source INCLUDING DEFAULTS) ON COMMIT DROP`)
  await tx.copyIn('demo_source', diaSourceColumns, diaSourceRows(sources))
  await tx.exec(`INSERT INTO ap.dia_source (quantum_id, ${diaSourceColumns.join(', ')})
    SELECT a.activity_id, ${diaSourceColumns.map((name) => `s.${name}`).join(', ')}
    FROM demo_source s JOIN demo_pair p ON p.visit = s.visit AND p.detector = s.detector
    LEFT JOIN dax.prov_activity a ON p.v < ${n.pairs} AND a.activity_no = CASE WHEN p.redo <= 3 THEN ${n.second + 3} + 5 * p.w ELSE ${n.quantum + 3} + 5 * p.v END
    ORDER BY s.dia_source_id`)
  await tx.copyIn('ap.dia_object', diaObjectColumns, diaObjectRows(sources))
  const attemptId = `pg_get_serial_sequence('ap.attempt', 'attempt_id')`
  const [next] = await tx.rows<{ id: string }>(`SELECT nextval(${attemptId})::text AS id`)
  const first = Number(next!.id)
  // seen by all at once: what is reported meanwhile is numbered behind
  await tx.rows(`SELECT setval(${attemptId}, $1::bigint)`, [BigInt(first + 4 * pairs.length)])
  for (const statement of attemptStatements(n, first)) await tx.exec(statement)
  await tx.exec(deliveryStatement(n, first))
  await reckonOrder(tx)
}

const visitColumns = [
  'visit',
  'day_obs',
  'seq_num',
  'group_id',
  'band',
  'physical_filter',
  'boresight_ra',
  'boresight_dec',
  'rotation',
  'begin_mjd_tai',
  'end_mjd_tai',
  'target',
  'synthetic',
]

function* visitRows(pairs: readonly Pair[]): Generator<readonly SqlValue[]> {
  for (let k = 0; k < pairs.length; k += detectors.length) {
    const { visit } = pairs[k]!
    yield [
      visit.visit,
      visit.dayObs,
      visit.seq,
      isoOf(visit.mjdTai - 25 / 86400),
      visit.band,
      bandFacts(visit.band).filter,
      visit.ra,
      visit.dec,
      visit.rotation,
      visit.mjdTai,
      visit.mjdTai + visit.exposure / 86400,
      visit.target,
      1,
    ]
  }
}

/**
 * Attempts: attempt_id is `first` + 4v + attempt − 1. The last task of an attempt names its quantum and its exception; pairs from n.pairs on are of
 * the night that has no provenance.
 */
function attemptStatements(n: ProvNumbers, first: number): readonly string[] {
  const columns = `INSERT INTO ap.attempt (attempt_id, visit, detector, attempt, day_obs, reason, queued_mjd_tai, started_mjd_tai, stored_mjd_tai, ended_mjd_tai,
    made_mjd_tai, replicated_mjd_tai, node, pipeline, version, status, caveats, exception_type, exception_message, quantum_id, synthetic)`
  const version = `coalesce(substring(r.name FROM 'pipelines-.*$'), '${longVersion}')`
  const retried = `p.aborted_node_no IS NOT NULL`
  const quantum = (number: string): string => `LEFT JOIN dax.prov_activity a ON p.v < ${n.pairs} AND a.activity_no = ${number}`
  const shift = `(${tai} - CASE WHEN p.clock = 'slow' THEN ${slowClock}::double precision ELSE 0 END)`
  const queued = `CASE WHEN p.late THEN p.at[1] - ${second(2)} ELSE p.begin_utc + ${second(37)} END + ${tai}`
  const nothing = `NULL::text, NULL::text, NULL::text`
  const replica = (mjd: string): string => `ceil((${mjd}) * ${86400 / chunkSeconds}) / ${86400 / chunkSeconds} + ${copySeconds} / 86400.0`
  const batch = (mjd: string): string => `ceil((${mjd}) * ${86400 / batchSeconds}) / ${86400 / batchSeconds}`
  const again = `CASE WHEN p.kind = 'superseded' THEN ${batch(`p.again_at[6] + ${tai}`)} ELSE p.again_at[6] + ${tai} END`
  return [
    `${columns} SELECT ${first} + 4 * p.v + CASE WHEN ${retried} THEN 1 ELSE 0 END, p.visit, p.detector, CASE WHEN ${retried} THEN 2 ELSE 1 END, p.day_obs,
       CASE WHEN ${retried} THEN 'retry' ELSE 'prompt' END, CASE WHEN ${retried} THEN p.aborted_end + ${tai} ELSE ${queued} END,
       CASE WHEN ${retried} THEN p.at[2] ELSE p.at[1] END + ${shift}, CASE WHEN p.fail > 4 AND p.clock IS DISTINCT FROM 'missing' THEN p.at[6] + ${shift} END,
       CASE WHEN p.clock IS DISTINCT FROM 'missing' THEN p.at[least(p.fail, 4) + 2] + ${shift} END,
       CASE WHEN p.fail > 3 AND p.clock IS DISTINCT FROM 'missing' THEN p.at[5] + ${shift} END, CASE WHEN p.fail > 4 THEN ${replica(`p.at[6] + ${tai}`)} END, node.name, 'ApPipe', ${version},
       CASE WHEN p.fail > 4 THEN 1 ELSE -1 END, NULL, coalesce(a.exception_type, e.type), coalesce(a.exception_message, e.said), a.activity_id, 1
     FROM demo_pair p ${quantum(`${n.quantum} + 5 * p.v + least(p.fail, 4)`)} LEFT JOIN dax.prov_run r ON r.run_no = p.run_no
     LEFT JOIN (VALUES ${exceptions}) AS e(fail, type, said) ON e.fail = p.fail JOIN dax.prov_node node ON node.node_no = p.node_no ORDER BY p.v`,
    `${columns} SELECT ${first} + 4 * p.v, p.visit, p.detector, 1, p.day_obs, 'prompt', ${queued}, p.at[1] + ${tai}, NULL,
       p.aborted_end + ${tai}, NULL, NULL, node.name, 'ApPipe', ${version}, -4, NULL, coalesce(t.exception_type, '${storyExceptions.retry}'),
       coalesce(t.exception_message, 'Worker was told to stop: its node is being drained'), a.activity_id, 1
     FROM demo_pair p ${quantum(`${n.quantum + 1} + 5 * p.v`)} LEFT JOIN dax.prov_run r ON r.run_no = p.run_no
     LEFT JOIN dax.prov_attempt t ON t.activity_no = a.activity_no AND t.attempt = 1 JOIN dax.prov_node node ON node.node_no = p.aborted_node_no ORDER BY p.v`,
    `${columns} SELECT ${first} + 4 * p.v + 1, p.visit, p.detector, 2, p.day_obs, CASE WHEN p.kind = 'superseded' THEN 'reprocess' ELSE 'catch-up' END,
       p.again_at[1] - ${second(900)} + ${tai}, p.again_at[1] + ${tai}, ${again},
       p.again_at[6] + ${tai}, CASE WHEN p.redo <= 3 THEN p.again_at[5] ELSE p.at[5] END + ${tai}, ${replica(again)}, node.name, 'ApPipe', ${version}, 1, ${nothing}, a.activity_id, 1
     FROM demo_pair p ${quantum(`${n.second + 4} + 5 * p.w`)} LEFT JOIN dax.prov_run r ON r.run_no = p.again_run_no
     JOIN dax.prov_node node ON node.node_no = p.again_node_no ORDER BY p.v`,
    // Images whose transfer failed are exported in the daytime: nothing is processed again
    `${columns} SELECT ${first} + 4 * p.v + 1, p.visit, p.detector, 2, p.day_obs, 'catch-up', floor(p.begin_utc) + 17 / 24.0 + ${tai},
       floor(p.begin_utc) + 17.5 / 24 + mod(p.v, 3000) * ${second(1)} + ${tai}, NULL, floor(p.begin_utc) + 17.5 / 24 + mod(p.v, 3000) * ${second(1)} + ${second(4)} + ${tai}, NULL, NULL,
       'batch-node-01', 'Export', ${version}, 1, ${nothing}, a.activity_id, 1
     FROM demo_pair p ${quantum(`${n.quantum + 4} + 5 * p.v`)} LEFT JOIN dax.prov_run r ON r.run_no = p.run_no WHERE p.kind = 'alertsOnly' ORDER BY p.v`,
    // An event that came again: its worker finds the visit and detector in the database, and has no work
    `${columns} SELECT ${first} + 4 * p.v + 1, p.visit, p.detector, 2, p.day_obs, 'prompt', ${queued} + p.twice / 86400.0, p.at[6] + (p.twice + 1) / 86400.0 + ${tai}, NULL,
       p.at[6] + (p.twice + 2) / 86400.0 + ${tai}, NULL, NULL, node.name, 'ApPipe', ${version}, 1, '*N', NULL, 'The event came twice; attempt 1 did all of it', NULL, 1
     FROM demo_pair p LEFT JOIN dax.prov_run r ON r.run_no = p.run_no JOIN dax.prov_node node ON node.name = 'ap-node-' || lpad((1 + mod(p.v, 16))::text, 2, '0')
     WHERE p.twice IS NOT NULL ORDER BY p.v`,
  ]
}

/** What each attempt delivered. An attempt that was aborted or failed delivers its provenance all the same. */
function deliveryStatement(n: ProvNumbers, first: number): string {
  const whyNot = `coalesce(a.exception_type, 'nothing new')`
  const later = `a.reason IN ('catch-up', 'reprocess')`
  const again = `a.caveats = '*N'`
  return `INSERT INTO ap.delivery (attempt_id, product, state, at_mjd_tai, n, why)
    SELECT a.attempt_id, d.product, CASE WHEN ${again} THEN 'withheld' ELSE d.state END,
      CASE WHEN d.state = 'delivered' AND ${again} IS NOT TRUE THEN d.at + d.after / 86400.0 END,
      CASE WHEN d.state = 'delivered' AND ${again} IS NOT TRUE THEN d.n ELSE 0 END,
      CASE WHEN ${again} THEN 'delivered by attempt 1: the event came twice' WHEN d.state <> 'delivered' THEN d.why
        WHEN p.v >= ${n.pairs} AND d.product IN ('images', 'provenance') THEN '${logOnly}' END
    FROM ap.attempt a JOIN demo_pair p ON a.attempt_id >= ${first} AND p.v = (a.attempt_id - ${first}) / 4
    LEFT JOIN (SELECT visit, detector, count(*)::int AS n FROM ap.dia_source GROUP BY 1, 2) s ON s.visit = p.visit AND s.detector = p.detector
    CROSS JOIN LATERAL (VALUES
      ('alerts', CASE WHEN a.status <> 1 THEN 'failed' WHEN ${later} OR p.kind = 'alertsWithheld' THEN 'withheld' ELSE 'delivered' END, a.ended_mjd_tai, 1.5, coalesce(s.n, 0),
        CASE WHEN a.status <> 1 THEN ${whyNot} WHEN a.pipeline = 'Export' THEN 'sent by the first attempt' WHEN ${later} THEN 'the night is over' ELSE 'a satellite passed: alerts are held for a day' END),
      ('images', CASE WHEN a.status <> 1 AND p.fail <= 2 OR a.status = -4 OR p.kind = 'alertsOnly' AND a.pipeline <> 'Export' THEN 'failed' ELSE 'delivered' END, a.ended_mjd_tai, 7.0, 2,
        CASE WHEN p.kind = 'alertsOnly' THEN 'transfer to the archive timed out after 120 s' ELSE ${whyNot} END),
      ('catalogue', CASE WHEN a.status <> 1 THEN 'failed' WHEN a.pipeline = 'Export' THEN 'withheld' ELSE 'delivered' END, coalesce(a.stored_mjd_tai, a.ended_mjd_tai), 0.5,
        coalesce(s.n, 0), CASE WHEN a.pipeline = 'Export' THEN 'stored by the first attempt' ELSE ${whyNot} END),
      ('provenance', CASE WHEN p.kind = 'alertsOnly' AND a.pipeline <> 'Export' THEN 'pending' ELSE 'delivered' END, a.ended_mjd_tai, 9.0, 1, 'waits for the images')
    ) AS d(product, state, at, after, n, why)
    ORDER BY a.attempt_id, d.product`
}
