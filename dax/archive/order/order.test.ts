import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { Sql } from '../db.ts'
import { testDb } from '../testing/test-db.ts'
import { reckonOrder } from './reckon-order.ts'
import { cellOrder, objectOrder, storedAttempt, type Attempt, type Source, type Visit } from './testing/reference.ts'

/** Random nights to compare; SKYDAX_NIGHTS=5000 asks for more than the suite has time for. */
const nights = Number(process.env['SKYDAX_NIGHTS'] ?? 1000)
const batch = 200
/** Ids of one night lie apart from those of the next. */
const stride = 1000

interface Night {
  readonly sources: readonly Source[]
  readonly visits: readonly Visit[]
  readonly attempts: readonly Attempt[]
  /** What arrives afterwards: attempts anew, in place of those with the same number, or more of them. */
  readonly late: readonly Attempt[]
}

const db = await testDb()
afterAll(() => db.close())

/** A few whole days, so that times are equal, missing (null), and before the observation. */
const time = fc.option(fc.integer({ min: 0, max: 14 }), { freq: 5, nil: null })
const sources = fc.array(
  fc.record({
    diaObject: fc.option(fc.integer({ min: 1, max: 3 }), { freq: 8, nil: null }),
    ssObject: fc.option(fc.integer({ min: 1, max: 2 }), { freq: 1, nil: null }),
    observed: fc.integer({ min: 0, max: 9 }),
    made: time,
    stored: time,
    replicated: time,
    recorded: fc.option(fc.integer({ min: 1, max: 9 }), { freq: 9, nil: null }),
  }),
  { maxLength: 14 },
)
/** Clocks that some archives do not have at all. */
const lacking = fc.subarray(['made', 'stored', 'replicated', 'recorded'] as const)
const visit = fc.record({
  begin: fc.integer({ min: 0, max: 9 }),
  cells: fc.uniqueArray(fc.record({ cell: fc.integer({ min: 1, max: 4 }), detector: fc.integer({ min: 1, max: 2 }) }), {
    maxLength: 4,
    selector: ({ cell }) => cell,
  }),
})
const attempt = fc.record({
  visit: fc.integer({ min: 0, max: 9 }),
  detector: fc.integer({ min: 1, max: 2 }),
  attempt: fc.integer({ min: 1, max: 3 }),
  made: time,
  stored: time,
  replicated: time,
  delivered: fc.boolean(),
})
const attempts = fc.uniqueArray(attempt, { maxLength: 24, selector: (a) => `${a.visit} ${a.detector} ${a.attempt}` })

const night = fc.record({ sources, lacking, visits: fc.array(visit, { maxLength: 10 }), attempts, late: attempts }).map((made): Night => ({
  sources: made.sources.map((s, k) => ({ id: k, ...s, ...Object.fromEntries(made.lacking.map((name) => [name, null])) })),
  visits: made.visits.map((v, k) => ({ visit: k, begin: v.begin, end: v.begin + 0.5, cells: v.cells })),
  attempts: made.attempts,
  late: made.late,
}))

/** The same night with ids of its own. */
function apart(one: Night, k: number): Night {
  const shift = stride * (k + 1)
  const moved = (id: number | null): number | null => (id === null ? null : id + shift)
  const attemptsOf = (list: readonly Attempt[]): readonly Attempt[] => list.map((a) => ({ ...a, visit: a.visit + shift }))
  return {
    sources: one.sources.map((s) => ({ ...s, id: s.id + shift, diaObject: moved(s.diaObject), ssObject: moved(s.ssObject) })),
    visits: one.visits.map((v) => ({ ...v, visit: v.visit + shift, cells: v.cells.map((c) => ({ ...c, cell: c.cell + shift })) })),
    attempts: attemptsOf(one.attempts),
    late: attemptsOf(one.late),
  }
}

async function load(sql: Sql, all: readonly Night[]): Promise<void> {
  await sql.exec('TRUNCATE ap.dia_source, ap.visit, ap.visit_cell, ap.attempt, ap.delivery, ap.cell_inversion, dax.order_due')
  await sql.copyIn(
    'ap.dia_source',
    'dia_source_id dia_object_id ss_object_id visit detector ra dec midpoint_mjd_tai time_processed_mjd_tai time_stored_mjd_tai time_replicated_mjd_tai prv_proc_order hpx'.split(
      ' ',
    ),
    all.flatMap((n) => n.sources.map((s) => [s.id, s.diaObject, s.ssObject, 1, 1, 0, 0, s.observed, s.made, s.stored, s.replicated, s.recorded, 0])),
  )
  await sql.copyIn(
    'ap.visit',
    ['visit', 'day_obs', 'seq_num', 'begin_mjd_tai', 'end_mjd_tai'],
    all.flatMap((n) => n.visits.map((v) => [v.visit, 20260101, 1, v.begin, v.end])),
  )
  await sql.copyIn(
    'ap.visit_cell',
    ['visit', 'cell', 'detector'],
    all.flatMap((n) => n.visits.flatMap((v) => v.cells.map((c) => [v.visit, c.cell, c.detector]))),
  )
  await write(
    sql,
    all.flatMap((n) => n.attempts),
  )
}

/** Writes attempts, over those that are there. */
async function write(sql: Sql, attempts: readonly Attempt[]): Promise<void> {
  const column = (of: (a: Attempt) => unknown): string => JSON.stringify(attempts.map(of))
  await sql.query(
    `INSERT INTO ap.attempt (visit, detector, attempt, day_obs, reason, status, made_mjd_tai, stored_mjd_tai, replicated_mjd_tai)
     SELECT (x->>0)::bigint, (x->>1)::int, (x->>2)::int, 20260101, 'prompt', 1, (x->>3)::float8, (x->>4)::float8, (x->>5)::float8 FROM json_array_elements($1::json) AS x
     ON CONFLICT (visit, detector, attempt) DO UPDATE SET made_mjd_tai = excluded.made_mjd_tai, stored_mjd_tai = excluded.stored_mjd_tai, replicated_mjd_tai = excluded.replicated_mjd_tai`,
    [column((a) => [a.visit, a.detector, a.attempt, a.made, a.stored, a.replicated])],
  )
  await sql.query(
    `INSERT INTO ap.delivery (attempt_id, product, state)
     SELECT a.attempt_id, 'catalogue', x->>3 FROM json_array_elements($1::json) AS x JOIN ap.attempt a ON a.visit = (x->>0)::bigint AND a.detector = (x->>1)::int AND a.attempt = (x->>2)::int
     ON CONFLICT (attempt_id, product) DO UPDATE SET state = excluded.state`,
    [column((a) => [a.visit, a.detector, a.attempt, a.delivered ? 'delivered' : 'failed'])],
  )
}

type Row = Readonly<Record<string, unknown>>

/** Rows of a view by night, as numbers, sorted by their key. */
async function byNight(sql: Sql, query: string, of: string): Promise<ReadonlyMap<number, readonly Row[]>> {
  const found = new Map<number, Row[]>()
  for (const row of await sql.rows<Record<string, unknown>>(query)) {
    const plain = Object.fromEntries(Object.entries(row).map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value]))
    const k = Math.floor(Number(plain[of]) / stride) - 1
    found.set(k, [...(found.get(k) ?? []), plain])
  }
  return found
}

const key = (row: Row): string =>
  `${String(row['object_kind'] ?? row['cell'])} ${String(row['dia_source_id'] ?? row['visit'])} ${String(row['detector'])}`
const sorted = (rows: readonly Row[]): readonly Row[] => [...rows].sort((a, b) => (key(a) < key(b) ? -1 : 1))

const objectColumns =
  'object_kind, object_id, dia_source_id, clock, observed_rank, processed_rank, overtaken_by, overtook, is_tie, made_rank, stored_rank, replicated_rank, is_precovery, is_missing, is_impossible'
const cellColumns =
  'cell, visit, detector, attempt, observed_rank, processed_rank, overtaken_by, overtook, is_tie, made_rank, replicated_rank, late_seconds, is_precovery, is_missing, is_impossible'

/** The rows of cellOrder that ap.cell_inversion keeps, and the worst of each visit-detector. */
function inverted(rows: readonly Row[]): readonly Row[] {
  return rows
    .filter((r) => Number(r['overtaken_by']) > 0 || Number(r['overtook']) > 0 || r['is_tie'] === 1)
    .map((r) =>
      Object.fromEntries(['cell', 'visit', 'detector', 'attempt', 'overtaken_by', 'overtook', 'late_seconds', 'is_tie'].map((c) => [c, r[c]])),
    )
}

/** The worst of each visit-detector over its cells. */
function worst(rows: readonly Row[], visits: readonly Visit[], attempts: readonly Attempt[]): readonly Row[] {
  const most = (list: readonly Row[], column: string): number => Math.max(0, ...list.map((r) => Number(r[column] ?? 0)))
  return visits.flatMap((v) =>
    [1, 2].flatMap((detector) => {
      const counts = storedAttempt(attempts, v.visit, detector)
      const mine = rows.filter((r) => r['visit'] === v.visit && r['detector'] === detector)
      return counts === null
        ? []
        : [
            {
              visit: v.visit,
              detector,
              attempt: counts.attempt,
              overtaken_by: most(mine, 'overtaken_by'),
              overtook: most(mine, 'overtook'),
              late_seconds: most(mine, 'late_seconds') || null,
            },
          ]
    }),
  )
}

async function compareCells(all: readonly Night[], attemptsOf: (n: Night) => readonly Attempt[]): Promise<void> {
  await reckonOrder(db)
  const cells = await byNight(db, `SELECT ${cellColumns} FROM ap.cell_order`, 'visit')
  const kept = await byNight(
    db,
    'SELECT cell, visit, detector, attempt, overtaken_by, overtook, late_seconds, is_tie FROM ap.cell_inversion',
    'visit',
  )
  const detectors = await byNight(db, 'SELECT visit, detector, attempt, overtaken_by, overtook, late_seconds FROM ap.detector_order', 'visit')
  for (const [k, one] of all.entries()) {
    const expected = cellOrder(one.visits, attemptsOf(one))
    expect(sorted(cells.get(k) ?? []), JSON.stringify(one)).toEqual(sorted(expected))
    expect(sorted(kept.get(k) ?? []), JSON.stringify(one)).toEqual(sorted(inverted(expected)))
    expect(sorted(detectors.get(k) ?? []), JSON.stringify(one)).toEqual(sorted(worst(expected, one.visits, attemptsOf(one))))
  }
}

/** Attempts of a night after the late ones have arrived. */
function afterwards({ attempts, late }: Night): readonly Attempt[] {
  const same = (a: Attempt, b: Attempt): boolean => a.visit === b.visit && a.detector === b.detector && a.attempt === b.attempt
  return [...attempts.filter((a) => !late.some((b) => same(a, b))), ...late]
}

describe(`the order of processing, beside every pair looked at, on ${nights} random nights`, () => {
  it.each(Array.from({ length: Math.ceil(nights / batch) }, (_, k) => k))('nights %i × 200 and on', { timeout: 120_000 }, async (k) => {
    const all = fc.sample(night, { numRuns: Math.min(batch, nights - k * batch), seed: 4000 + k }).map(apart)
    await load(db, all)
    const objects = await byNight(db, `SELECT ${objectColumns} FROM ap.object_order`, 'dia_source_id')
    for (const [n, one] of all.entries()) expect(sorted(objects.get(n) ?? []), JSON.stringify(one)).toEqual(sorted(objectOrder(one.sources)))
    await compareCells(all, ({ attempts }) => attempts)
    await write(
      db,
      all.flatMap(({ late }) => late),
    )
    await compareCells(all, afterwards)
  })
})

describe('inversions of a long scope', () => {
  it('are those of every pair looked at, in a shuffled, a reversed and a kept order with ties', async () => {
    const n = 1500
    const observed = Array.from({ length: n }, (_, k) => k - (k % 3))
    const orders = [
      fc.sample(fc.array(fc.integer({ min: 0, max: n - 1 }), { minLength: n, maxLength: n, size: 'max' }), { numRuns: 1, seed: 9 })[0]!,
      observed.map((at) => n - at),
      observed,
    ]
    for (const at of orders) {
      const rank = (list: readonly number[]): readonly number[] => {
        const before = new Map<number, number>()
        for (const [k, x] of [...list].sort((a, b) => a - b).entries()) if (!before.has(x)) before.set(x, k + 1)
        return list.map((x) => before.get(x)!)
      }
      const [row] = await db.rows<{ overtook: number[]; overtaken_by: number[] }>('SELECT * FROM dax.inversions($1::int[], $2::int[])', [
        rank(observed),
        rank(at),
      ])
      expect(row!.overtook).toEqual(at.map((x, i) => at.filter((y, j) => observed[j]! < observed[i]! && y > x).length))
      expect(row!.overtaken_by).toEqual(at.map((x, i) => at.filter((y, j) => observed[j]! > observed[i]! && y < x).length))
    }
  })
})
