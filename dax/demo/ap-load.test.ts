import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDb } from '../archive/testing/test-db.ts'
import { slowClock } from './ap-events.ts'
import { loadDemo } from './load.ts'
import { demoPairs } from './prov-pairs.ts'
import { stories, storyDetectors } from './prov-stories.ts'
import { testStars, testWorld } from './testing/world.ts'

const db = await testDb()
afterAll(() => db.close())
const pairs = demoPairs(testWorld().plan, 'page')
const { visit } = stories.page
const number = async (sql: string): Promise<number> => Number((await db.query(`SELECT (${sql})::text`, [])).rows[0]![0])
const story = (detector: number): Promise<readonly Record<string, unknown>[]> =>
  db.rows(`SELECT attempt, reason, status, caveats FROM ap.attempt WHERE visit = ${visit} AND detector = ${detector} ORDER BY attempt`)
const delivered = async (detector: number, attempt: number): Promise<string> =>
  (
    await db.rows<{ said: string }>(
      `SELECT d.product || ' ' || d.state AS said FROM ap.delivery d JOIN ap.attempt a USING (attempt_id)
       WHERE a.visit = ${visit} AND a.detector = ${detector} AND a.attempt = ${attempt} ORDER BY d.product`,
    )
  )
    .map(({ said }) => said)
    .join(', ')

beforeAll(async () => {
  await loadDemo(db, 'page', { stars: testStars() })
})

describe('the processing log of the page demo', () => {
  it('has every visit in the order of observation, and every visit-detector at least once', async () => {
    expect(await number('SELECT count(*) FROM ap.visit')).toBe(12)
    expect(
      await number(
        'SELECT count(*) FROM (SELECT begin_mjd_tai - lag(begin_mjd_tai) OVER (ORDER BY visit) AS step FROM ap.visit) AS x WHERE step <= 30 / 86400.0',
      ),
    ).toBe(0)
    expect(await number('SELECT count(DISTINCT (visit, detector)) FROM ap.attempt')).toBe(12 * 189)
    expect(await number('SELECT count(*) FROM ap.attempt WHERE synthetic <> 1')).toBe(0)
  })

  it('numbers the attempts of a visit-detector from 1 without a gap, and delivers four products of each', async () => {
    expect(
      await number(
        'SELECT count(*) FROM (SELECT FROM ap.attempt GROUP BY visit, detector HAVING max(attempt) <> count(*) OR min(attempt) <> 1) AS x',
      ),
    ).toBe(0)
    expect(await number('SELECT count(*) FROM (SELECT attempt_id FROM ap.delivery GROUP BY 1 HAVING count(*) = 4) AS x')).toBe(
      await number('SELECT count(*) FROM ap.attempt'),
    )
    expect(
      await number(
        `SELECT count(*) FROM ap.delivery WHERE (state = 'delivered') <> (at_mjd_tai IS NOT NULL) OR (state <> 'delivered') <> (why IS NOT NULL)`,
      ),
    ).toBe(pairs.filter(({ event }) => event.clock === 'missing').length * 4)
  })

  it('agrees with prov.quantum: visit, detector, node, exception, end, and software', async () => {
    const rows = await db.rows<Record<string, string>>(
      `SELECT count(*)::text AS n, count(*) FILTER (WHERE q.visit = a.visit AND q.detector = a.detector)::text AS same,
         count(*) FILTER (WHERE q.exception_type IS NOT DISTINCT FROM a.exception_type OR a.status = -4)::text AS exceptions,
         count(*) FILTER (WHERE q.status = a.status OR a.status = -4 OR a.pipeline = 'Export')::text AS status,
         count(*) FILTER (WHERE position(a.version IN q.run) > 0)::text AS version,
         count(*) FILTER (WHERE q.node = a.node OR a.status = -4 OR a.pipeline = 'Export')::text AS node
       FROM ap.attempt a JOIN prov.quantum q ON q.quantum_id = a.quantum_id`,
    )
    const n = String((await number('SELECT count(*) FROM ap.attempt')) - pairs.filter(({ event }) => event.twice !== null).length)
    expect(rows).toEqual([{ n, same: n, exceptions: n, status: n, version: n, node: n }])
    // times: TAI here, UTC there; but for a clock that was wrong, and for a reprocessing, which is stored in batches after its end
    expect(
      await number(
        `SELECT count(*) FROM ap.attempt a JOIN prov.quantum q ON q.quantum_id = a.quantum_id
         WHERE abs(a.ended_mjd_tai - 37 / 86400.0 - q.end_time) > 1e-8 AND a.status <> -4 AND a.pipeline <> 'Export'`,
      ),
    ).toBe(pairs.filter(({ event }) => event.clock === 'slow').length)
  })

  it('orders its clocks: observed, queued, started, ended, stored; but where one was wrong', async () => {
    expect(
      await number(
        `SELECT count(*) FROM ap.attempt a JOIN ap.visit v USING (visit)
         WHERE NOT (v.end_mjd_tai < a.queued_mjd_tai AND a.queued_mjd_tai <= a.started_mjd_tai AND a.started_mjd_tai < a.ended_mjd_tai)
           OR a.stored_mjd_tai < a.ended_mjd_tai - 1e-9`,
      ),
    ).toBe(pairs.filter(({ event }) => event.clock === 'slow').length)
  })

  it('stores a source when its attempt is stored, and ranks sources as the database took them in, whatever the worker’s clock showed', async () => {
    expect(
      await number(
        `SELECT count(*) FROM ap.dia_source s WHERE NOT EXISTS (SELECT FROM ap.attempt a WHERE a.visit = s.visit AND a.detector = s.detector
           AND (abs(a.stored_mjd_tai - s.time_stored_mjd_tai) < 1e-9 OR s.time_stored_mjd_tai IS NULL AND a.stored_mjd_tai IS NULL))`,
      ),
    ).toBe(0)
    expect(
      await number(
        `SELECT count(*) FROM (SELECT prv_proc_order AS rank, rank() OVER (PARTITION BY dia_object_id
           ORDER BY time_stored_mjd_tai + CASE WHEN time_stored_mjd_tai < midpoint_mjd_tai THEN ${slowClock} ELSE 0 END) AS place
         FROM ap.dia_source WHERE dia_object_id IS NOT NULL AND time_stored_mjd_tai IS NOT NULL) AS x WHERE rank <> place`,
      ),
    ).toBe(0)
    expect(await number('SELECT count(*) FROM ap.dia_source WHERE (prv_proc_order IS NULL) <> (time_stored_mjd_tai IS NULL)')).toBe(0)
  })

  it('has the same clocks in the sources and in the attempt that counts, and knows the order of both', async () => {
    expect(
      await number(
        `SELECT count(*) FROM ap.dia_source s LEFT JOIN ap.detector_order o ON o.visit = s.visit AND o.detector = s.detector
         WHERE o.attempt IS NULL OR (s.time_processed_mjd_tai, s.time_stored_mjd_tai, s.time_replicated_mjd_tai) IS DISTINCT FROM (o.made_mjd_tai, o.stored_mjd_tai, o.replicated_mjd_tai)
           AND abs(s.time_processed_mjd_tai - o.made_mjd_tai) + abs(s.time_stored_mjd_tai - o.stored_mjd_tai) + abs(s.time_replicated_mjd_tai - o.replicated_mjd_tai) > 1e-8`,
      ),
    ).toBe(0)
    expect(await number(`SELECT count(*) FROM ap.object_order WHERE clock <> 'explicit'`)).toBe(0)
    expect(await number('SELECT count(*) FROM dax.order_due')).toBe(0)
    expect(await number('SELECT count(*) FROM ap.detector_order WHERE is_precovery = 1')).toBeGreaterThan(20)
  })
})

describe('the stories, row by row', () => {
  it('a failure that catch-up mended', async () => {
    for (const detector of [storyDetectors.calibrateFailed, storyDetectors.subtractFailed, storyDetectors.associateFailed])
      expect(await story(detector)).toEqual([
        { attempt: 1, reason: 'prompt', status: -1, caveats: null },
        { attempt: 2, reason: 'catch-up', status: 1, caveats: null },
      ])
    expect(await delivered(storyDetectors.associateFailed, 1)).toBe('alerts failed, catalogue failed, images delivered, provenance delivered')
    expect(await delivered(storyDetectors.associateFailed, 2)).toBe('alerts withheld, catalogue delivered, images delivered, provenance delivered')
  })

  it('a failure that nobody tried again', async () => {
    expect(await story(storyDetectors.associateOwed)).toEqual([{ attempt: 1, reason: 'prompt', status: -1, caveats: null }])
  })

  it('a retry', async () => {
    expect(await story(storyDetectors.retried)).toEqual([
      { attempt: 1, reason: 'prompt', status: -4, caveats: null },
      { attempt: 2, reason: 'retry', status: 1, caveats: null },
    ])
  })

  it('alerts without images, mended by an export in the daytime', async () => {
    expect(await delivered(storyDetectors.alertsWithoutImages, 1)).toBe('alerts delivered, catalogue delivered, images failed, provenance pending')
    expect(await delivered(storyDetectors.alertsWithoutImages, 2)).toBe('alerts withheld, catalogue withheld, images delivered, provenance delivered')
  })

  it('an event that came twice', async () => {
    expect(await story(storyDetectors.eventTwice)).toEqual([
      { attempt: 1, reason: 'prompt', status: 1, caveats: null },
      { attempt: 2, reason: 'prompt', status: 1, caveats: '*N' },
    ])
    expect(await delivered(storyDetectors.eventTwice, 2)).toBe('alerts withheld, catalogue withheld, images withheld, provenance withheld')
  })

  it('an event that came 26 minutes late: queued late, started at once', async () => {
    const [row] = await db.rows<{ late: number; wait: number }>(
      `SELECT (a.queued_mjd_tai - v.end_mjd_tai) * 1440 AS late, (a.started_mjd_tai - a.queued_mjd_tai) * 86400 AS wait
       FROM ap.attempt a JOIN ap.visit v USING (visit) WHERE a.visit = ${visit} AND a.detector = ${storyDetectors.lateEvent}`,
    )
    expect(row!.late).toBeCloseTo(26, 0)
    expect(row!.wait).toBeCloseTo(2, 3)
  })

  it('a time that is missing, and one that cannot be', async () => {
    const times = (detector: number): Promise<readonly Record<string, unknown>[]> =>
      db.rows(
        `SELECT a.status, a.stored_mjd_tai IS NULL AS missing, a.stored_mjd_tai < v.begin_mjd_tai AS impossible
         FROM ap.attempt a JOIN ap.visit v USING (visit) WHERE a.visit = ${visit} AND a.detector = ${detector}`,
      )
    expect(await times(storyDetectors.timeMissing)).toEqual([{ status: 1, missing: true, impossible: null }])
    expect(await times(storyDetectors.timeImpossible)).toEqual([{ status: 1, missing: false, impossible: true }])
  })

  it('sources out of order, precoveries, and ties', async () => {
    const pairsOf = (condition: string): Promise<number> =>
      number(
        `SELECT count(*) FROM ap.dia_source a JOIN ap.dia_source b ON b.dia_object_id = a.dia_object_id AND b.midpoint_mjd_tai > a.midpoint_mjd_tai WHERE ${condition}`,
      )
    expect(await pairsOf('b.time_stored_mjd_tai < a.time_stored_mjd_tai')).toBeGreaterThan(20)
    expect(await pairsOf('b.time_stored_mjd_tai = a.time_stored_mjd_tai')).toBeGreaterThan(3)
    // seen first in a later image, found afterwards in an earlier one
    expect(await pairsOf('b.prv_proc_order = 1 AND a.prv_proc_order > 1')).toBeGreaterThan(10)
  })
})
