import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { changesAfter } from '../dax/archive/processing/changes.ts'
import { takeReports } from '../dax/archive/processing/take-reports.ts'
import { changeSchemas, type NightChange } from '../dax/contract/processing-live.ts'
import type { ReportBatch } from '../dax/contract/reports.ts'
import { createDax, type Dax } from '../dax/dax.ts'
import { testPorts, type TestPorts } from '../dax/services/testing/test-ports.ts'
import { applyChanges } from '../src/api/night-changes.ts'
import { decodeNight } from '../src/api/night-decode.ts'
import { products, type Night } from '../src/api/night.ts'

// the page and the service together: the night that live changes make is the night that is read anew
let ports: TestPorts
let dax: Dax
const night = 20_260_401

beforeAll(async () => {
  ports = await testPorts()
  dax = createDax(ports)
})
afterAll(async () => {
  await dax.close()
  await ports.db.close()
})

const read = async (): Promise<Night> =>
  decodeNight(new Uint8Array(await (await dax(new Request(`http://dax.test/api/processing/nights/${night}`))).arrayBuffer()))

const stream = async (after: number): Promise<readonly NightChange[]> =>
  (await changesAfter(ports.db, night, after, 10_000)).map(({ id, kind, body }) => {
    if (kind === 'reset') throw new Error('reports reset nothing')
    return { id, kind, data: changeSchemas[kind].parse(JSON.parse(body)) } as NightChange
  })

/** A night in words: codes depend on the order in which words came. */
function told(n: Night): unknown {
  const { visits: v, attempts: a, dicts } = n
  return {
    change: n.change,
    visits: Array.from(v.visit, (visit, i) => [
      visit,
      v.seq[i],
      dicts.band[v.band[i]!],
      v.begin[i],
      v.end[i],
      v.ra[i],
      v.dec[i],
      v.rotation[i],
      v.synthetic[i],
    ]),
    attempts: Array.from(a.detector, (detector, i) => [
      v.visit[a.visit[i]!],
      detector,
      a.attempt[i],
      dicts.reason[a.reason[i]!],
      a.status[i],
      [a.queued[i], a.started[i], a.stored[i], a.ended[i]],
      [dicts.node[a.node[i]!], dicts.version[a.version[i]!], dicts.caveats[a.caveats[i]!], dicts.exception[a.exception[i]!]],
      products.map((p) => [a.deliveries[p].state[i], a.deliveries[p].at[i], a.deliveries[p].n[i]]),
      [a.observedRank[i], a.processedRank[i], a.synthetic[i]],
    ]),
  }
}

const mjd = fc.option(fc.integer({ min: 0, max: 40 }).map((t) => 61_131 + t / 64))
const word = (...words: string[]) => fc.option(fc.constantFrom(...words))
const pair = {
  visit: fc.integer({ min: 1, max: 4 }).map((k) => `202604010000${k}`),
  detector: fc.integer({ min: 0, max: 2 }),
  attempt: fc.integer({ min: 1, max: 2 }),
}
const visit = fc.record({
  visit: pair.visit,
  day_obs: fc.constant(night),
  seq_num: fc.integer({ min: 1, max: 9 }),
  band: word('g', 'r'),
  begin_mjd_tai: fc.integer({ min: 0, max: 9 }).map((t) => 61_131 + t / 64),
  end_mjd_tai: fc.constant(61_132),
  boresight_ra: fc.constantFrom(null, 150.5),
})
const attempt = fc.record({
  ...pair,
  day_obs: fc.constant(night),
  reason: fc.constantFrom('prompt' as const, 'retry' as const),
  started_mjd_tai: mjd,
  stored_mjd_tai: mjd,
  node: word('n1', 'n2'),
  version: word('w1'),
  status: fc.constantFrom(-3, -1, 1),
  caveats: word('*N'),
  exception_type: word('TooFewStars'),
  synthetic: fc.boolean(),
})
const delivery = fc.record({
  ...pair,
  product: fc.constantFrom(...products),
  state: fc.constantFrom('delivered' as const, 'failed' as const, 'pending' as const),
  at_mjd_tai: mjd,
  n: fc.option(fc.integer({ min: 0, max: 9 })),
})
const batch = fc.record({
  visits: fc.array(visit, { maxLength: 2 }),
  attempts: fc.array(attempt, { minLength: 1, maxLength: 5 }),
  deliveries: fc.array(delivery, { maxLength: 4 }),
})

/** Without deliveries of attempts that nobody reported, which the service refuses. */
function fitting(batches: readonly ReportBatch[]): readonly ReportBatch[] {
  const known = new Set<string>()
  const key = (x: { visit: unknown; detector: number; attempt: number }): string => `${String(x.visit)} ${x.detector} ${x.attempt}`
  return batches.map((one) => {
    for (const a of one.attempts ?? []) known.add(key(a))
    return { ...one, deliveries: (one.deliveries ?? []).filter((d) => known.has(key(d))) }
  })
}

it('is the same night, however the changes are split, shuffled within a call, and repeated', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(batch, { minLength: 2, maxLength: 5 }), fc.nat(), fc.infiniteStream(fc.nat()), async (made, from, draws) => {
      await ports.db.exec('TRUNCATE ap.visit, ap.attempt, ap.delivery')
      const draw = (n: number): number => draws.next().value! % n
      const batches = fitting(made)
      const start = 1 + (from % (batches.length - 1))
      for (const one of batches.slice(0, start)) await ports.db.transaction((tx) => takeReports(tx, one))
      let live = await read()
      const before = told(live)
      const kept = live
      for (const one of batches.slice(start)) await ports.db.transaction((tx) => takeReports(tx, one))
      const changes = await stream(live.change!)
      for (let i = 0; i < changes.length;) {
        const n = 1 + draw(changes.length - i)
        const part = changes.slice(Math.max(0, i - draw(3)), i + n)
        live = applyChanges(
          live,
          [...part, ...part.slice(0, draw(2))].sort(() => draw(3) - 1),
        )
        i += n
      }
      expect(told(live)).toEqual({ ...(told(await read()) as object), change: live.change })
      expect(live.change).toBe(changes.at(-1)?.id ?? kept.change)
      expect(told(kept)).toEqual(before)
    }),
    { numRuns: 12, seed: 4, endOnFailure: true },
  )
})
