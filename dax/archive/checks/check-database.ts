import { footprintCells, regionOf } from '../../../vo/sky/footprint-index.ts'
import type { Db } from '../db.ts'
import type { CheckWatch } from './check-watch.ts'
import type { Finding } from './finding.ts'
import type { Looked } from './check-files.ts'

/** No more of one kind is told: what is wrong a million times has one cause. */
const most = 1000

/** What the tables of the archive say of each other: images and provenance, deliveries and images, catalogue and images, the index of footprints, ingests that stand still. */
export async function* checkDatabase(db: Db, deep: boolean, looked: Looked, watch: CheckWatch): AsyncGenerator<Finding> {
  const [count] = await db.rows<{ images: bigint; deliveries: bigint }>(
    'SELECT (SELECT count(*) FROM dax.image) AS images, (SELECT count(*) FROM ap.delivery) AS deliveries',
  )
  looked['images'] = Number(count?.images ?? 0n)
  looked['deliveries'] = Number(count?.deliveries ?? 0n)
  for (const [i, { kind, sql, message, repairs }] of questions.entries()) {
    await watch.tell('tables', i, questions.length)
    // a transaction of its own: it can be stopped in the middle
    const found = await db.transaction((tx) => tx.rows<{ subject: string; fact: string | null }>(`${sql} LIMIT ${most}`), { signal: watch.signal })
    for (const { subject, fact } of found) yield { kind, subject, message: message(subject, fact ?? ''), repairs }
  }
  if (deep) yield* checkCells(db, looked['images'], watch)
}

interface Question extends Pick<Finding, 'kind' | 'repairs'> {
  /** Gives `subject` and `fact` of each that is wrong. */
  readonly sql: string
  readonly message: (subject: string, fact: string) => string
}

const questions: readonly Question[] = [
  {
    kind: 'no-provenance',
    sql: `SELECT i.obs_publisher_did AS subject, NULL::text AS fact FROM dax.image i
      WHERE i.source LIKE 'store/%' AND NOT EXISTS (SELECT FROM dax.prov_entity e WHERE e.entity_id = i.obs_publisher_did AND (
        EXISTS (SELECT FROM dax.prov_generated g WHERE g.entity_no = e.entity_no) OR EXISTS (SELECT FROM dax.prov_used u WHERE u.entity_no = e.entity_no)))`,
    message: (did) =>
      `The image ${did} has no provenance: not even the ingest that brought it is recorded. Read it from the file and its manifest again.`,
    repairs: ['regenerate'],
  },
  {
    kind: 'no-image',
    // an ingest made the image known, or used it where a sidecar tells what made it
    sql: `SELECT e.entity_id AS subject, a.activity_id AS fact FROM dax.prov_activity a
        CROSS JOIN LATERAL (SELECT g.entity_no FROM dax.prov_generated g WHERE g.activity_no = a.activity_no UNION SELECT u.entity_no FROM dax.prov_used u WHERE u.activity_no = a.activity_no) g
        JOIN dax.prov_entity e ON e.entity_no = g.entity_no
      WHERE a.kind = 'ingest' AND e.kind <> 'placeholder' AND NOT EXISTS (SELECT FROM dax.image i WHERE i.obs_publisher_did = e.entity_id)
        AND NOT EXISTS (SELECT FROM dax.tombstone t WHERE t.did = e.entity_id)`,
    message: (did, activity) =>
      `Provenance tells that ${activity} brought the image ${did}, and the archive has no such image. Where its manifest is in the store still, take it in by that; restore it from a backup; else forget it (a tombstone stays).`,
    repairs: ['forget'],
  },
  {
    kind: 'broken-delivery',
    sql: `SELECT DISTINCT t.visit || '/' || t.detector AS subject, d.product AS fact FROM ap.delivery d JOIN ap.attempt t ON t.attempt_id = d.attempt_id
      WHERE d.state = 'delivered' AND ((d.product = 'images' AND d.why IS NULL AND NOT EXISTS (SELECT FROM dax.image i WHERE i.lsst_visit = t.visit AND i.lsst_detector = t.detector))
        OR (d.product = 'catalogue' AND d.n > 0 AND NOT EXISTS (SELECT FROM ap.dia_source s WHERE s.visit = t.visit AND s.detector = t.detector)))
      ORDER BY 1`,
    message: (subject, product) =>
      `The processing log says that the product ${product} of visit/detector ${subject} was delivered, and the archive has none. Deliver it again.`,
    repairs: [],
  },
  {
    kind: 'no-catalogue-image',
    sql: `SELECT k.visit || '/' || k.detector AS subject, NULL::text AS fact FROM (SELECT DISTINCT s.visit, s.detector FROM ap.dia_source s) k
      WHERE NOT EXISTS (SELECT FROM dax.image i WHERE i.lsst_visit = k.visit AND (i.lsst_detector = k.detector OR i.lsst_detector IS NULL))
        AND NOT EXISTS (SELECT FROM ap.delivery d JOIN ap.attempt t ON t.attempt_id = d.attempt_id
          WHERE t.visit = k.visit AND t.detector = k.detector AND d.product = 'images' AND (d.state <> 'delivered' OR d.why IS NOT NULL))
      ORDER BY k.visit, k.detector`,
    message: (subject) =>
      `The catalogue has sources of visit/detector ${subject}, the archive has no image of it, and no delivery says that one failed. Take the image in.`,
    repairs: [],
  },
  {
    kind: 'stale-coverage',
    sql: `SELECT i.obs_publisher_did AS subject, NULL::text AS fact FROM dax.image i WHERE i.s_shape IS NOT NULL AND NOT EXISTS (SELECT FROM dax.image_cell c WHERE c.image_id = i.image_id)`,
    message: (did) =>
      `The image ${did} has a footprint and no cells in the index: searches by region and the coverage map miss it. Make its cells anew.`,
    repairs: ['regenerate'],
  },
  {
    kind: 'stale-coverage',
    sql: `SELECT 'image ' || c.image_id AS subject, count(*)::text AS fact FROM dax.image_cell c WHERE NOT EXISTS (SELECT FROM dax.image i WHERE i.image_id = c.image_id) GROUP BY c.image_id`,
    message: (subject, cells) => `The index has ${cells} cells of ${subject}, which is not there: the coverage map counts it. Remove them.`,
    repairs: ['regenerate'],
  },
  {
    kind: 'stuck-ingest',
    sql: `SELECT ingest_id AS subject, name AS fact FROM dax.ingest WHERE state IN ('waiting', 'running') AND changed_at < clock_timestamp() - interval '1 hour'
        AND (lease_until IS NULL OR lease_until < clock_timestamp() - interval '5 minutes')`,
    message: (subject, name) => `The ingest ${subject} of ${name.slice(0, 100)} has stood still for an hour. Try it again.`,
    repairs: ['retry'],
  },
]

/** The cells of every footprint, made anew and compared. */
async function* checkCells(db: Db, images: number, watch: CheckWatch): AsyncGenerator<Finding> {
  let after = 0n
  let seen = 0
  for (let told = 0; told < most;) {
    const rows = await db.rows<{ imageId: bigint; did: string; shape: readonly number[]; cells: readonly bigint[] | null }>(
      `SELECT i.image_id AS "imageId", i.obs_publisher_did AS did, i.s_shape AS shape, (SELECT array_agg(c.cell ORDER BY c.cell) FROM dax.image_cell c WHERE c.image_id = i.image_id) AS cells
       FROM dax.image i WHERE i.s_shape IS NOT NULL AND i.image_id > $1::bigint ORDER BY i.image_id LIMIT 5000`,
      [after],
    )
    for (const { imageId, did, shape, cells } of rows) {
      after = imageId
      if (seen++ % 100 === 0) await watch.tell('cells', seen, images)
      if (cells === null) continue
      const right = [...footprintCells(regionOf(shape))].map(BigInt).sort((a, b) => (a < b ? -1 : 1))
      if (right.length === cells.length && right.every((cell, i) => cell === cells[i])) continue
      told += 1
      yield {
        kind: 'stale-coverage',
        subject: did,
        message: `The index has other cells for ${did} than its footprint: regions and the coverage map are wrong there. Make its cells anew.`,
        repairs: ['regenerate'],
      }
    }
    if (rows.length < 5000) return
  }
}
