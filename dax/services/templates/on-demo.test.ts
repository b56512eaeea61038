import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadDemo } from '../../demo/load.ts'
import { apTasks } from '../../demo/prov-fate.ts'
import { demoPairs, usedBadFlat } from '../../demo/prov-pairs.ts'
import { demoHistory } from '../../demo/prov-record.ts'
import { badFlatKey, badNode, badSha, stories, storyCoadd, storyDetectors, storyExceptions, storyNoWork } from '../../demo/prov-stories.ts'
import { testStars, testWorld } from '../../demo/testing/world.ts'
import { servedTemplate, templatesAnswer } from '../../contract/templates.ts'
import { cellOrder, type Attempt } from '../../archive/order/testing/reference.ts'
import { createDax, type Dax } from '../../dax.ts'
import { testPorts, type TestPorts } from '../testing/test-ports.ts'
import { askTemplate, told } from './testing/ask-template.ts'

const authority = 'ivo://skydax.local/archive?'
const story = stories.page
const pairs = demoPairs(testWorld().plan, 'page')
let ports: TestPorts
let dax: Dax

beforeAll(async () => {
  ports = await testPorts({ authority, hardMaxrec: 100_000 })
  await loadDemo(ports.db, 'page', { stars: testStars() })
  dax = createDax(ports)
})
afterAll(async () => {
  await dax.close()
  await ports.db.close()
})

const library = async () =>
  templatesAnswer.parse(await (await dax(new Request('http://dax.test/api/provenance/templates'))).json()).templates.filter((t) => t.owner === null)
const example = async (id: string) =>
  servedTemplate.parse(await (await dax(new Request(`http://dax.test/api/provenance/templates/${id}`))).json()).example
/** The answer to the example that the template carries. */
const exampleAnswer = async (id: string) => askTemplate(dax, id, await example(id), 100_000)
/** 'visit detector' of pairs. */
const places = (chosen: typeof pairs): readonly string[] => chosen.map(({ visit, detector }) => `${visit.visit} ${detector}`).sort()
const sorted = (texts: readonly string[]): readonly string[] => [...texts].sort()

function grouped<T>(list: readonly T[], by: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const one of list) {
    const group = groups.get(by(one))
    if (group === undefined) groups.set(by(one), [one])
    else group.push(one)
  }
  return groups
}

describe('answers on the demo survey, beside what its fates say', () => {
  it('every example gives rows', async () => {
    const empty: string[] = []
    for (const { id, example: values } of await library()) if ((await askTemplate(dax, id, values)).length === 0) empty.push(id)
    expect(empty).toEqual([])
  })

  it('a bad node: every quantum that began on it in its bad time', async () => {
    const { from, to } = story.badNode
    const expected = pairs.flatMap(({ visit, detector, fate: { prompt, failed, aborted } }) =>
      apTasks.flatMap((task, t) => {
        const node = t === 0 ? (aborted?.node ?? prompt.node) : prompt.node
        const at = prompt.at[t]!
        return t <= (failed ?? 4) && node === badNode && at >= from && at < to ? [`${visit.visit} ${detector} ${task}`] : []
      }),
    )
    expect(expected.length).toBeGreaterThan(20)
    expect(sorted(told(await exampleAnswer('affected-by-node'), 'visit', 'detector', 'task'))).toEqual(sorted(expected))
  })

  it('a bad version: the first difference images of its visits', async () => {
    const rows = await exampleAnswer('affected-by-sha')
    expect(sorted(told(rows, 'visit', 'detector'))).toEqual(places(pairs.filter(({ fate }) => fate.kind === 'superseded')))
    expect(rows.every((row) => row['entity_id']!.includes('superseded/difference_image') && row['run'] === story.runs.bad)).toBe(true)
    expect(await askTemplate(dax, 'affected-by-sha', { sha: badSha })).not.toHaveLength(0)
  })

  it('a bad flat: all that was flattened with it, and all made from that', async () => {
    const rows = await exampleAnswer('affected-by-input')
    const of = (type: string) => rows.filter((row) => row['dataset_type'] === type)
    const hit = pairs.filter(({ visit, detector }) => usedBadFlat('page', visit, detector))
    expect(hit).toHaveLength(story.badFlat.visits)
    expect(sorted(told(of('post_isr_image'), 'visit', 'detector', 'depth'))).toEqual(places(hit).map((p) => `${p} 1`))
    expect(sorted(told(of('visit_image'), 'visit', 'detector', 'depth'))).toEqual(places(hit).map((p) => `${p} 2`))
    expect(new Set(told(of('difference_image'), 'visit', 'detector'))).toEqual(new Set(places(hit)))
    expect((await example('affected-by-input'))['input']).toBe(`${authority}demo/${badFlatKey}`)
  })

  it('failures of a run', async () => {
    const failed = pairs.filter(({ fate }) => fate.failed !== null && fate.prompt.run === story.runs.prompt)
    expect(sorted(told(await exampleAnswer('failed-quanta'), 'visit', 'detector', 'task'))).toEqual(
      sorted(failed.map(({ visit, detector, fate }) => `${visit.visit} ${detector} ${apTasks[fate.failed!]}`)),
    )
  })

  it('why a difference image is missing, and a coadd', async () => {
    const rows = await exampleAnswer('why-missing')
    expect(sorted(told(rows, 'verdict', 'task', 'exception_type'))).toEqual([
      'blocked: something before it failed subtractImages ',
      'it exists subtractImages ',
      `this failed before it calibrateImage ${storyExceptions.calibrate}`,
    ])
    const { tract, patch, band, type } = storyNoWork
    const coadd = await askTemplate(dax, 'why-missing', { dataset_type: type, tract: String(tract), patch: String(patch), band })
    expect(told(coadd, 'verdict', 'caveats')).toEqual(['its execution ended well and had no work for it *N'])
  })

  it('retries', async () => {
    const retried = pairs.filter(({ fate }) => fate.aborted !== null && fate.prompt.run === story.runs.prompt)
    const rows = await exampleAnswer('retries')
    expect(rows).toHaveLength(2 * retried.length)
    expect(sorted([...new Set(told(rows, 'visit', 'detector'))])).toEqual(places(retried))
  })

  it('what two runs subtracted', async () => {
    const again = pairs.filter(({ fate }) => fate.again !== null && fate.again.first <= 2)
    expect(sorted(told(await exampleAnswer('reprocessed'), 'visit', 'detector'))).toEqual(places(again))
  })

  it('patched configurations, by hand and by parameter', async () => {
    const patched = places(pairs.filter(({ fate }) => fate.kind === 'calibrateFailed'))
    expect(sorted(told(await exampleAnswer('manual-interventions'), 'visit', 'detector'))).toEqual(patched)
    expect(sorted(told(await exampleAnswer('param-used'), 'visit', 'detector'))).toEqual(patched)
  })

  it('the configuration before and after it changed', async () => {
    const rows = await exampleAnswer('config-diff')
    expect(
      told(
        rows.filter((r) => r['task'] === 'detectAndMeasureDiaSource'),
        'name',
        'first_value',
        'second_value',
      ),
    ).toContain('detection.thresholdValue 5.0 5.5')
    expect(rows.some((r) => r['first_value'] === r['second_value'])).toBe(false)
    expect(told(await exampleAnswer('config-at-time'), 'name', 'value')).toContain('makeKernel.kernel.spatialKernelOrder 2')
    expect(told(await exampleAnswer('config-diff-runs'), 'name', 'value', 'other_value')).toContain('makeKernel.kernel.spatialKernelOrder 2 3')
  })

  it('versions, writers of a column, and the history', async () => {
    const versions = await exampleAnswer('versions-in-run')
    expect(
      told(
        versions.filter((r) => r['differs'] === '1'),
        'package',
      ),
    ).toEqual(['ap_association', 'ip_diffim'])
    expect(told(await exampleAnswer('who-writes-column'), 'task')).toEqual(['detectAndMeasureDiaSource', 'associateApdb'])
    const told_ = demoHistory('page').filter(([time]) => time >= 61116 && time < 61124)
    expect(told(await exampleAnswer('changes-since'), 'description')).toEqual(told_.map(([, , text]) => text))
  })

  it('one execution', async () => {
    const id = `${story.visit}/${storyDetectors.retried}`
    expect(told(await exampleAnswer('execution-detail'), 'way', 'entity_id', 'task', 'cores')).toEqual([
      `input ${authority}demo/post_isr_image/${id} calibrateImage 32`,
      `output ${authority}demo/visit_image/${id} calibrateImage 32`,
    ])
  })

  it('what made a coadd, and what an exposure became', async () => {
    const rows = await exampleAnswer('inputs-of-coadd')
    const wanted = testWorld()
      .plan.visits('full')
      .filter(({ band, target }) => band === storyCoadd.band && target === 'COSMOS')
    expect(sorted([...new Set(told(rows, 'visit'))])).toEqual(sorted(wanted.map(({ visit }) => String(visit))))
    const made = told(await exampleAnswer('outputs-from-exposure'), 'depth', 'dataset_type')
    for (const [depth, type] of ['post_isr_image', 'visit_image', 'difference_image', 'dia_source_detector', 'dia_source_apdb'].entries())
      expect(made).toContain(`${depth + 1} ${type}`)
    const lineage = await exampleAnswer('lineage')
    expect(lineage.filter((r) => r['depth'] === '1')).toHaveLength(rows.length)
  })

  it('quality beyond its thresholds: what the sick node calibrated', async () => {
    const { from, to } = story.badNode
    const sick = pairs.filter(
      ({ fate: { prompt, again } }) => (again === null || again.first > 1) && prompt.node === badNode && prompt.at[1]! >= from && prompt.at[1]! < to,
    )
    expect(sorted(told(await exampleAnswer('qa-threshold-failures'), 'visit', 'detector'))).toEqual(places(sick))
  })

  it('alerts without images, of the night', async () => {
    const lost = pairs.filter(({ fate, visit }) => fate.kind === 'alertsOnly' && visit.dayObs === story.night)
    const rows = await askTemplate(dax, 'alerts-without', { day_obs: String(story.night), product: 'images' })
    expect(sorted(told(rows, 'visit', 'detector'))).toEqual(places(lost))
  })

  it('order: sources of an object, images overtaken, and sources moved, beside a reckoning row by row', async () => {
    const all = (
      await ports.db.rows<{
        id: string
        object: string | null
        visit: string
        detector: number
        day: number
        seen: number
        stored: number | null
        moved: number | null
      }>(
        `SELECT s.dia_source_id::text AS id, s.dia_object_id::text AS object, s.visit::text AS visit, s.detector, v.day_obs AS day, s.midpoint_mjd_tai AS seen,
           s.time_stored_mjd_tai AS stored, s.ss_object_reassoc_time_mjd_tai AS moved FROM ap.dia_source s JOIN ap.visit v USING (visit)`,
      )
    ).map((s) => ({ ...s, seen: Number(s.seen), stored: s.stored === null ? null : Number(s.stored) }))
    const object = (await example('proc-order-of-object'))['object']
    const mine = all.filter((s) => s.object === object)
    expect(mine.length).toBeGreaterThan(1)
    const rank = (of: (s: (typeof mine)[number]) => number, s: (typeof mine)[number]) => 1 + mine.filter((o) => of(o) < of(s)).length
    expect(sorted(told(await exampleAnswer('proc-order-of-object'), 'dia_source_id', 'observed_rank', 'processed_rank'))).toEqual(
      sorted(mine.map((s) => `${s.id} ${rank((o) => o.seen, s)} ${rank((o) => o.stored!, s)}`)),
    )
    const byObject = new Map<string, typeof all>()
    for (const one of all) if (one.object !== null && one.stored !== null) byObject.set(one.object, [...(byObject.get(one.object) ?? []), one])
    const overtaken = new Set<string>()
    for (const group of byObject.values())
      for (const a of group)
        for (const b of group)
          // stored before it was seen: the worker’s clock was behind, which is no order
          if (a.day === story.night && b.seen > a.seen && b.stored! < a.stored! && b.stored! > b.seen)
            overtaken.add(`${a.visit} ${a.detector} ${b.visit} ${b.detector}`)
    expect(sorted(told(await exampleAnswer('out-of-order'), 'visit', 'detector', 'overtaken_by_visit', 'overtaken_by_detector'))).toEqual(
      sorted([...overtaken]),
    )
    expect(sorted(told(await exampleAnswer('reassociated-sources'), 'dia_source_id'))).toEqual(
      sorted(all.filter((s) => s.moved !== null).map((s) => s.id)),
    )
  })

  it('an object: nodes that processed it, versions behind it and behind one of its sources, beside a reckoning row by row', async () => {
    type Place = { readonly place: string }
    const [values, one] = [await example('task-version-for-object-sources'), await example('task-version-for-source')]
    const sources = await ports.db.rows<Place & { id: string; object: string | null }>(
      "SELECT dia_source_id::text AS id, dia_object_id::text AS object, visit || ' ' || detector AS place FROM ap.dia_source",
    )
    const quanta = await ports.db.rows<Place & { id: string; task: string }>(
      "SELECT quantum_id AS id, task, visit || ' ' || detector AS place FROM prov.quantum WHERE start_time IS NOT NULL AND visit IS NOT NULL",
    )
    const attempts = await ports.db.rows<Place & { node: string; task: string }>(
      "SELECT node, task, visit || ' ' || detector AS place FROM prov.quantum_attempt WHERE node IS NOT NULL AND visit IS NOT NULL",
    )
    const made = (of: readonly (Place & { readonly id: string })[], task: unknown): readonly string[] =>
      sorted(of.flatMap(({ id, place }) => quanta.filter((q) => q.task === task && q.place === place).map((q) => `${id} ${q.id}`)))
    const mine = sources.filter(({ object }) => object === values['object'])
    expect(mine.length).toBeGreaterThan(1)
    expect(sorted(told(await exampleAnswer('task-version-for-object-sources'), 'dia_source_id', 'quantum_id'))).toEqual(made(mine, values['task']))
    const rows = await exampleAnswer('task-version-for-source')
    expect(sorted(told(rows, 'dia_source_id', 'quantum_id'))).toEqual(
      made(
        sources.filter(({ id }) => id === one['source']),
        one['task'],
      ),
    )
    expect(rows.every((row) => /^[0-9a-f]{40}$/u.test(row['git_sha'] ?? ''))).toBe(true)
    const object = (await example('nodes-for-object'))['object']
    const there = new Set(sources.filter((s) => s.object === object).map(({ place }) => place))
    const counts = grouped(
      attempts.filter(({ place }) => there.has(place)),
      ({ node, task }) => `${node} ${task}`,
    )
    expect(sorted(told(await exampleAnswer('nodes-for-object'), 'node', 'task', 'attempts'))).toEqual(
      sorted([...counts].map(([who, list]) => `${who} ${list.length}`)),
    )
  })

  it('what failed and nobody tried again, and what that owes', async () => {
    const owed = pairs.filter(({ fate, visit }) => fate.kind === 'associateOwed' && visit.dayObs === story.night)
    expect(owed.length).toBeGreaterThan(0)
    expect(sorted(told(await exampleAnswer('never-retried'), 'visit', 'detector'))).toEqual(places(owed))
    expect(sorted(told(await exampleAnswer('still-owed'), 'visit', 'detector', 'product'))).toEqual(
      sorted(places(owed).flatMap((place) => [`${place} alerts`, `${place} catalogue`])),
    )
  })

  it('what catch-up mended: the failures of the night, and images whose transfer had failed', async () => {
    const mended = pairs.filter(
      ({ fate, visit }) => (fate.again !== null && fate.kind !== 'superseded') || (fate.kind === 'alertsOnly' && visit.dayObs === story.night),
    )
    expect(sorted([...new Set(told(await exampleAnswer('mended'), 'visit', 'detector'))])).toEqual(places(mended))
    const images = await askTemplate(dax, 'mended', { product: 'images', reason: 'catch-up' })
    expect(sorted(told(images, 'visit', 'detector'))).toEqual(places(mended.filter(({ fate }) => fate.kind !== 'associateFailed')))
  })

  it('the slowest first, none below the latency asked for', async () => {
    const rows = await exampleAnswer('slowest')
    const latencies = rows.map((row) => Number(row['latency_seconds']))
    expect(latencies).toEqual([...latencies].sort((a, b) => b - a))
    expect(latencies.at(-1)).toBeGreaterThanOrEqual(300)
    expect(told(rows, 'visit', 'detector')).toContain(`${story.visit} ${storyDetectors.lateEvent}`)
  })

  it('images overtaken, where and by how much, beside every pair looked at', async () => {
    const cells = await ports.db.rows<{ visit: string; cell: number; detector: number; begin: number; end: number }>(
      'SELECT c.visit::text AS visit, c.cell, c.detector, v.begin_mjd_tai AS begin, v.end_mjd_tai AS "end" FROM ap.visit_cell c JOIN ap.visit v USING (visit)',
    )
    const visits = [...grouped(cells, ({ visit }) => visit).values()].map((list) => ({
      visit: Number(list[0]!.visit),
      begin: list[0]!.begin,
      end: list[0]!.end,
      cells: list,
    }))
    const attempts = (
      await ports.db.rows<Attempt & { visit: string }>(
        `SELECT a.visit::text AS visit, a.detector, a.attempt, a.made_mjd_tai AS made, a.stored_mjd_tai AS stored, a.replicated_mjd_tai AS replicated, d.state = 'delivered' AS delivered
         FROM ap.attempt a JOIN ap.delivery d ON d.attempt_id = a.attempt_id AND d.product = 'catalogue'`,
      )
    ).map((a) => ({ ...a, visit: Number(a.visit) }))
    const expected = cellOrder(visits, attempts).filter((row) => Number(row['overtaken_by']) > 0)
    const worst = [...grouped(expected, (row) => `${String(row['visit'])} ${String(row['detector'])}`)].map(
      ([place, rows]) =>
        `${place} ${String(Math.max(...rows.map((r) => Number(r['overtaken_by']))))} ${Math.max(...rows.map((r) => Number(r['late_seconds']))).toFixed(3)} ${rows.length}`,
    )
    const rows = await exampleAnswer('overtaken')
    expect(rows.length).toBeGreaterThan(20)
    expect(
      sorted(rows.map((r) => `${r['visit']} ${r['detector']} ${r['overtaken_by']} ${Number(r['late_seconds']).toFixed(3)} ${r['places']}`)),
    ).toEqual(sorted(worst))
    const at = await exampleAnswer('places-out-of-order')
    const inversions = expected.reduce((sum, row) => sum + Number(row['overtaken_by']), 0)
    expect(at.reduce((sum, row) => sum + Number(row['inversions']), 0)).toBe(inversions)
    const [place] = at
    const there = await askTemplate(dax, 'order-at-place', { cell: place!['cell']! })
    expect(there.reduce((sum, row) => sum + Number(row['overtook']), 0)).toBe(Number(place!['inversions']))
  })
})
