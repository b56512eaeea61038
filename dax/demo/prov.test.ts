import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { intersects } from '../../vo/sky/geometry.ts'
import { testDb } from '../archive/testing/test-db.ts'
import { coaddKey, demoImage, visitKey } from './image.ts'
import { loadDemo } from './load.ts'
import { coaddsOf, patchImage } from './plan.ts'
import { demoPairs } from './prov-pairs.ts'
import { wasSick } from './prov-fate.ts'
import { badFlatKey, badNode, badSha, stories, storyCoadd, storyDetectors, storyNoWork, storyExceptions } from './prov-stories.ts'
import { demoCount } from './survey.ts'
import { footprint } from './tan.ts'
import { testStars, testWorld } from './testing/world.ts'

const db = await testDb()
afterAll(() => db.close())
const { plan } = testWorld()
const story = stories.page
const pairs = demoPairs(plan, 'page')
const did = (key: string): string => `ivo://skydax.local/archive?demo/${key}`
const number = async (sql: string, params: readonly string[] = []): Promise<number> =>
  Number((await db.query(`SELECT (${sql})::text`, params)).rows[0]![0])
const kinds = (kind: string): number => pairs.filter(({ fate }) => fate.kind === kind).length

beforeAll(async () => {
  await loadDemo(db, 'page', { stars: testStars() })
})

describe('the provenance of the page demo', () => {
  it('knows every image as an entity that was made by one activity', async () => {
    const rows = await db.rows<{ n: string }>(
      `SELECT count(*)::text AS n FROM dax.image i JOIN dax.prov_entity e ON e.entity_id = i.obs_publisher_did AND e.produced
         AND e.visit IS NOT DISTINCT FROM i.lsst_visit AND e.detector IS NOT DISTINCT FROM i.lsst_detector AND e.band = i.lsst_band
         AND e.tract IS NOT DISTINCT FROM i.lsst_tract AND e.patch IS NOT DISTINCT FROM i.lsst_patch
       WHERE (SELECT count(*) FROM dax.prov_generated g WHERE g.entity_no = e.entity_no) = 1`,
    )
    expect(Number(rows[0]!.n)).toBe(demoCount(plan, 'page'))
  })

  it('has no entity that two activities made, and none that was made by nothing but what came from outside', async () => {
    expect(await number('SELECT count(*) FROM (SELECT FROM dax.prov_generated GROUP BY entity_no HAVING count(*) > 1) AS x')).toBe(0)
    const orphans = await db.rows<{ type: string }>(
      `SELECT DISTINCT d.name AS type FROM dax.prov_entity e JOIN dax.prov_entity_description d USING (description_no)
       WHERE NOT EXISTS (SELECT FROM dax.prov_generated g WHERE g.entity_no = e.entity_no) AND e.comment NOT LIKE '%ot in this archive' ORDER BY 1`,
    )
    expect(orphans.map(({ type }) => type)).toEqual(['season_2025_templates'])
  })

  it('has no edge without both ends, and no activity that read what did not exist', async () => {
    for (const edges of ['prov_used', 'prov_generated', 'prov_member', 'prov_attributed', 'prov_quality_rating']) {
      const entity = edges === 'prov_member' ? 'collection_no' : 'entity_no'
      expect(
        await number(`SELECT count(*) FROM dax.${edges} x WHERE NOT EXISTS (SELECT FROM dax.prov_entity e WHERE e.entity_no = x.${entity})`),
      ).toBe(0)
    }
    for (const edges of ['prov_used', 'prov_generated', 'prov_attempt'])
      expect(
        await number(`SELECT count(*) FROM dax.${edges} x WHERE NOT EXISTS (SELECT FROM dax.prov_activity a WHERE a.activity_no = x.activity_no)`),
      ).toBe(0)
    expect(
      await number('SELECT count(*) FROM dax.prov_used u JOIN dax.prov_entity e USING (entity_no) WHERE (u.state = 2) <> (NOT e.produced)'),
    ).toBe(0)
    expect(
      await number(
        'SELECT count(*) FROM dax.prov_used u JOIN dax.prov_activity a USING (activity_no) WHERE u.state = 0 AND (a.status = 0 OR u.time IS NULL)',
      ),
    ).toBe(0)
  })

  it('lets nothing be used before it was made', async () => {
    expect(
      await number(
        'SELECT count(*) FROM dax.prov_used u JOIN dax.prov_entity e USING (entity_no) WHERE u.state = 0 AND u.time < e.generated_at - 1e-9',
      ),
    ).toBe(0)
    expect(await number('SELECT count(*) FROM dax.prov_activity WHERE end_time <= start_time')).toBe(0)
  })

  it('derives every calibrated image from one raw, one bias, one dark and one flat of its detector and band', async () => {
    const rows = await db.rows<{ inputs: string; n: string }>(
      `SELECT inputs, count(*)::text AS n FROM (
         SELECT string_agg(d.name || CASE WHEN s.detector = e.detector AND coalesce(s.band, e.band) = e.band AND coalesce(s.visit, e.visit) = e.visit THEN '' ELSE '?' END, ' ' ORDER BY d.name) AS inputs
         FROM dax.prov_entity e JOIN dax.image i ON i.obs_publisher_did = e.entity_id AND i.dataproduct_subtype = 'lsst.visit_image'
         JOIN dax.prov_generated g ON g.entity_no = e.entity_no JOIN dax.prov_used u ON u.activity_no = g.activity_no AND u.state = 0
         JOIN dax.prov_generated h ON h.entity_no = u.entity_no JOIN dax.prov_used w ON w.activity_no = h.activity_no AND w.state = 0
         JOIN dax.prov_entity s ON s.entity_no = w.entity_no JOIN dax.prov_entity_description d ON d.description_no = s.description_no
         GROUP BY e.entity_no) AS x GROUP BY inputs`,
    )
    expect(rows).toEqual([{ inputs: 'bias dark flat raw', n: String(pairs.length) }])
  })

  it('makes every difference from its calibrated image and the templates that overlap it', async () => {
    const templates = coaddsOf(plan, 'page').filter(({ type }) => type === 'template_coadd')
    for (const pair of pairs.filter(({ v }) => v % 97 === 0)) {
      const { visit, detector } = pair
      const image = demoImage(plan, visitKey('difference_image', visit.visit, detector))!
      const found = await db.rows<{ id: string }>(
        `SELECT e.entity_id AS id FROM dax.prov_entity o JOIN dax.prov_generated g USING (entity_no) JOIN dax.prov_used u ON u.activity_no = g.activity_no
         JOIN dax.prov_entity e ON e.entity_no = u.entity_no WHERE o.entity_id = $1 AND e.kind = 'dataset'`,
        [did(visitKey('difference_image', visit.visit, detector))],
      )
      const wanted = templates.filter(
        ({ band, tract, patch }) => band === visit.band && intersects(footprint(patchImage({ tract, patch })!), footprint(image.pixels)),
      )
      expect(new Set(found.map(({ id }) => id))).toEqual(
        new Set([
          did(visitKey('visit_image', visit.visit, detector)),
          ...wanted.map(({ tract, patch, band }) => did(coaddKey('template_coadd', tract, patch, band))),
        ]),
      )
    }
  })

  it('stacks every image that overlaps a patch into its coadd', async () => {
    const coadd = did(`${storyCoadd.type}/${storyCoadd.tract}/${storyCoadd.patch}/${storyCoadd.band}`)
    const visits = await db.rows<{ visit: string }>(
      `SELECT DISTINCT e.visit::text AS visit FROM prov.was_derived_from d JOIN prov.entity e ON e.entity_id = d.used_entity_id WHERE d.entity_id = $1 ORDER BY 1`,
      [coadd],
    )
    const wanted = plan.visits('full').filter(({ band, target }) => band === storyCoadd.band && target === 'COSMOS')
    expect(visits.map(({ visit }) => Number(visit))).toEqual(wanted.map(({ visit }) => visit))
  })
})

describe('the stories, counted', () => {
  it('failed quanta and those they blocked', async () => {
    const rows = await db.rows<{ exception_type: string; n: string }>(
      `SELECT exception_type, count(*)::text AS n FROM prov.quantum WHERE status_name = 'FAILED' GROUP BY 1`,
    )
    expect(Object.fromEntries(rows.map(({ exception_type, n }) => [exception_type, Number(n)]))).toEqual({
      [storyExceptions.calibrate]: kinds('calibrateFailed'),
      [storyExceptions.subtract]: kinds('subtractFailed'),
      [storyExceptions.memory]: kinds('memoryFailed'),
      [storyExceptions.associate]: kinds('associateFailed') + kinds('associateOwed'),
    })
    expect(await number(`SELECT count(*) FROM prov.quantum WHERE status_name = 'BLOCKED'`)).toBe(
      3 * kinds('calibrateFailed') + 2 * (kinds('subtractFailed') + kinds('memoryFailed')),
    )
  })

  it('retries', async () => {
    expect(await number('SELECT count(*) FROM prov.quantum WHERE attempts > 1')).toBe(kinds('retried'))
    expect(
      await number(
        `SELECT count(*) FROM prov.quantum_attempt WHERE status_name = 'ABORTED' AND detector = ${storyDetectors.retried} AND visit = ${story.visit}`,
      ),
    ).toBe(1)
    expect(
      await number(
        'SELECT count(*) FROM prov.quantum q WHERE q.attempts <> (SELECT count(*) FROM prov.quantum_attempt a WHERE a.quantum_id = q.quantum_id)',
      ),
    ).toBe(0)
  })

  it('what was processed by two runs', async () => {
    const again = pairs.flatMap(({ fate }) => (fate.again === null ? [] : [5 - fate.again.first])).reduce((a, b) => a + b, 0)
    expect(
      await number(
        'SELECT count(*) FROM (SELECT FROM prov.quantum WHERE visit IS NOT NULL GROUP BY task, visit, detector HAVING count(DISTINCT run) = 2) AS x',
      ),
    ).toBe(again)
    expect(
      await number(
        `SELECT count(*) FROM prov.entity WHERE entity_id LIKE '%demo/superseded/difference_image/%' AND produced = 1 AND invalidated_at > generated_at`,
      ),
    ).toBe(189 * story.badSoftware.visits)
  })

  it('the bad flat', async () => {
    expect(await number('SELECT count(*) FROM prov.used WHERE entity_id = $1', [did(badFlatKey)])).toBe(story.badFlat.visits)
  })

  it('the bad node', async () => {
    const sick = pairs.filter(({ fate }) => wasSick(story, fate.prompt)).length
    expect(sick).toBeGreaterThan(10)
    expect(
      await number(
        `SELECT count(*) FROM (SELECT DISTINCT visit, detector FROM prov.quantum WHERE node = '${badNode}' AND start_time >= ${story.badNode.from} AND start_time < ${story.badNode.to}) AS x`,
      ),
    ).toBeGreaterThanOrEqual(sick)
    expect(await number(`SELECT count(*) FROM prov.quality_rating WHERE metric = 'astrometric_rms' AND value > upper_threshold`)).toBeGreaterThan(0)
  })

  it('the bad software, by its commit and by the configuration in force', async () => {
    expect(
      await number(
        `SELECT count(*) FROM prov.quantum q JOIN prov.package p ON p.run = q.run WHERE p.git_sha LIKE '${badSha.slice(0, 8)}%' AND q.task = 'subtractImages'`,
      ),
    ).toBe(189 * story.badSoftware.visits)
    expect(
      await number(
        `SELECT count(*) FROM prov.quantum q JOIN prov.configuration c ON c.configuration_id = q.configuration_id WHERE c.git_sha = '${badSha}'`,
      ),
    ).toBe(189 * story.badSoftware.visits)
    expect(await number(`SELECT count(*) FROM prov.quantum WHERE run = '${story.runs.reprocess}'`)).toBe(3 * 189 * story.badSoftware.visits)
  })

  it('the configuration of every quantum was in force when it began', async () => {
    expect(
      await number(
        `SELECT count(*) FROM prov.quantum q LEFT JOIN prov.configuration c ON c.configuration_id = q.configuration_id
         WHERE q.start_time IS NOT NULL AND NOT coalesce(c.validity_begin <= q.start_time AND (q.start_time < c.validity_end OR c.validity_end IS NULL) AND c.task = q.task, false)`,
      ),
    ).toBe(0)
    expect(await number('SELECT count(*) FROM prov.quantum WHERE configuration_version > 1')).toBe(kinds('calibrateFailed'))
  })

  it('a product that was foreseen and is not there', async () => {
    const missing = did(`${storyNoWork.type}/${storyNoWork.tract}/${storyNoWork.patch}/${storyNoWork.band}`)
    const rows = await db.rows(
      `SELECT e.produced, q.status_name, q.caveats FROM prov.entity e JOIN prov.was_generated_by g ON g.entity_id = e.entity_id
       JOIN prov.quantum q ON q.quantum_id = g.activity_id WHERE e.entity_id = $1`,
      [missing],
    )
    expect(rows).toEqual([{ produced: 0, status_name: 'SUCCESSFUL', caveats: '*N' }])
    expect(
      await number(`SELECT count(*) FROM prov.entity WHERE dataset_type = 'dia_source_apdb' AND produced = 0 AND entity_id NOT LIKE '%unmade%'`),
    ).toBe(kinds('associateOwed'))
  })
})
