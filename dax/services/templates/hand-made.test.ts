import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { templateLibrary } from '../../../vo/templates/library/library.ts'
import type { TemplateValue } from '../../../vo/templates/template.ts'
import { createDax, type Dax } from '../../dax.ts'
import { testPorts, type TestPorts } from '../testing/test-ports.ts'
import { askTemplate, told } from './testing/ask-template.ts'
import { loadHandMadeLog } from './testing/hand-made-log.ts'
import { badFlatUuid, loadHandMadeRows, visitA, visitB } from './testing/hand-made-rows.ts'

let ports: TestPorts
let dax: Dax

beforeAll(async () => {
  ports = await testPorts()
  await loadHandMadeRows(ports.db)
  await loadHandMadeLog(ports.db)
  dax = createDax(ports)
})
afterAll(async () => {
  await dax.close()
  await ports.db.close()
})

/** Question, its values, the columns looked at, and the whole answer. */
type Case = readonly [id: string, values: Readonly<Record<string, TemplateValue>>, columns: readonly string[], answer: readonly string[]]

const coadd = { tract: '1', patch: '2', band: 'g' }
const cases: readonly Case[] = [
  ['inputs-of-coadd', coadd, ['depth', 'entity_id'], ['1 e:calexp-A', '1 e:calexp-B2']],
  ['inputs-of-coadd', { ...coadd, depth: '3', input_type: ['raw', 'flat'] }, ['depth', 'entity_id'], ['3 e:raw-A', '3 e:raw-B', '3 e:flat']],
  ['inputs-of-coadd', { ...coadd, run: 'run/a' }, ['entity_id'], []],
  ['outputs-from-exposure', { visit: visitA }, ['depth', 'entity_id'], ['1 e:post-A', '2 e:calexp-A', '3 e:coadd', '4 e:poster']],
  [
    'outputs-from-exposure',
    { visit: visitB, detector: '5', depth: '2' },
    ['depth', 'entity_id', 'produced'],
    ['1 e:post-B (no produced)', '2 e:calexp-B (no produced)', '2 e:calexp-B2 (no produced)'],
  ],
  ['outputs-from-exposure', { visit: visitA, detector: '6' }, ['entity_id'], []],
  ['outputs-from-exposure', { visit: visitA, dataset_type: ['deep_coadd', 'calexp'] }, ['depth', 'entity_id'], ['2 e:calexp-A', '3 e:coadd']],
  ['lineage', { dataset: 'e:calexp-A', depth: '1' }, ['way', 'depth', 'entity_id'], ['back 1 e:post-A', 'forth 1 e:coadd', 'itself 0 e:calexp-A']],
  [
    'lineage',
    { dataset: 'e:poster', direction: 'BACK', depth: '2' },
    ['way', 'depth', 'entity_id'],
    ['back 1 e:coadd', 'back 2 e:calexp-A', 'back 2 e:calexp-B2', 'itself 0 e:poster'],
  ],
  ['lineage', { dataset: 'e:raw-B', direction: 'FORTH', depth: '6', task: ['stack'] }, ['way', 'depth', 'entity_id'], ['forth 3 e:coadd']],
  ['lineage', { dataset: badFlatUuid, direction: 'FORTH', depth: '1' }, ['entity_id'], ['e:post-A', 'e:post-B', 'e:flat']],
  [
    'affected-by-input',
    { input: badFlatUuid },
    ['depth', 'entity_id'],
    ['1 e:post-A', '1 e:post-B', '2 e:calexp-A', '2 e:calexp-B2', '3 e:coadd', '4 e:poster'],
  ],
  ['affected-by-input', { input: 'e:raw-B', dataset_type: ['calexp'] }, ['depth', 'entity_id'], ['2 e:calexp-B2']],
  ['affected-by-sha', { sha: 'BBBBBB' }, ['entity_id', 'task', 'run'], ['e:calexp-B2 cal run/b', 'e:coadd stack run/c']],
  ['affected-by-sha', { sha: 'cccccc' }, ['entity_id', 'task'], ['e:calexp-B2 cal']],
  ['affected-by-sha', { sha: 'aaaaaa', package: 'sci', task: ['isr'], started: '60001.5/' }, ['entity_id'], ['e:post-B']],
  ['affected-by-node', { node: 'n1' }, ['entity_id', 'produced'], ['e:post-A 1', 'e:post-B 1', 'e:calexp-A 1', 'e:calexp-B 0']],
  ['affected-by-node', { node: 'n1', started: '60002/60004' }, ['quantum_id'], ['a:isr-B', 'a:cal-A']],
  ['affected-by-node', { node: 'n2', task: ['cal', 'sub'] }, ['entity_id'], ['e:calexp-B2']],
  ['nodes-for-object', { object: '77' }, ['node', 'task', 'attempts'], ['n1 cal 2', 'n1 isr 2', 'n2 cal 2']],
  ['nodes-for-object', { object: '77', task: ['isr'] }, ['node', 'attempts'], ['n1 2']],
  ['failed-quanta', {}, ['quantum_id', 'status_name'], ['a:cal-B FAILED', 'a:sub-B BLOCKED']],
  [
    'failed-quanta',
    { status: ['FAILED'], exception: 'matcher', day_obs: '2026-01-01', run: 'run/a', task: ['cal'], node: 'n1', started: '60004/60004.1' },
    ['quantum_id', 'exception_message'],
    ['a:cal-B no stars'],
  ],
  ['failed-quanta', { day_obs: '20260102' }, ['quantum_id'], []],
  [
    'why-missing',
    { dataset_type: 'diff', visit: visitB, detector: '5' },
    ['verdict', 'task'],
    ['blocked: something before it failed sub', 'this failed before it cal'],
  ],
  ['why-missing', { dataset_type: 'calexp', visit: visitB, run: 'run/a' }, ['verdict', 'exception_type'], ['its execution failed x.MatcherFailure']],
  ['why-missing', { dataset_type: 'deep_coadd', ...coadd }, ['verdict'], ['it exists']],
  ['why-missing', { dataset_type: 'diff', visit: visitA }, ['verdict', 'dataset_type'], ['never predicted: no run was to make it diff']],
  ['retries', {}, ['quantum_id', 'attempt', 'attempt_status', 'attempt_node'], ['a:cal-A 1 ABORTED n2', 'a:cal-A 2 SUCCESSFUL n1']],
  ['retries', { attempts: '3' }, ['quantum_id'], []],
  ['retries', { run: 'run/a', started: '60003/60003.5', attempts: '2' }, ['attempt'], ['1', '2']],
  [
    'reprocessed',
    { task: 'cal' },
    ['visit', 'detector', 'first_run', 'first_status', 'second_run', 'second_status'],
    [`${visitB} 5 run/a FAILED run/b SUCCESSFUL`],
  ],
  ['reprocessed', { task: 'cal', visit: visitA }, ['visit'], []],
  ['reprocessed', { task: 'cal', day_obs: '20260101', started: '60004/60005' }, ['quantum_id'], ['a:cal-B2']],
  ['reprocessed', { task: 'cal', region: 'CIRCLE 10 20 1' }, ['quantum_id'], []],
  [
    'execution-detail',
    { quantum: 'a:isr-A' },
    ['way', 'role', 'entity_id', 'node', 'cores', 'memory_gb'],
    ['input flat e:flat n1 16 64', 'input in e:raw-A n1 16 64', 'output out e:post-A n1 16 64'],
  ],
  ['execution-detail', { quantum: 'a:cal-A' }, ['way', 'entity_id', 'cores'], ['input e:post-A 32', 'output e:calexp-A 32']],
  ['qa-threshold-failures', {}, ['entity_id', 'metric', 'value'], ['e:calexp-B2 seeing 2', 'e:calexp-A stars 9']],
  ['qa-threshold-failures', { metric: ['seeing', 'stars'], measured: '60010/', visit: visitB }, ['entity_id', 'metric'], ['e:calexp-B2 seeing']],
  [
    'task-version-for-source',
    { source: '2' },
    ['task', 'run', 'git_sha', 'configuration_version'],
    [`isr run/a ${'aaaaaa'.padEnd(40, '0')} 1`, `cal run/a ${'aaaaaa'.padEnd(40, '0')} 1`, `cal run/b ${'cccccc'.padEnd(40, '0')} 2`],
  ],
  ['task-version-for-source', { source: '1', task: 'isr' }, ['visit', 'quantum_id'], [`${visitA} a:isr-A`]],
  [
    'task-version-for-object-sources',
    { object: '77', task: 'cal' },
    ['dia_source_id', 'quantum_id', 'configuration_version'],
    ['1 a:cal-A 1', '2 a:cal-B 1', '2 a:cal-B2 2'],
  ],
  ['versions-in-run', { run: 'run/a' }, ['package', 'version'], ['base 7', 'sci 1.0']],
  [
    'versions-in-run',
    { run: 'run/a', other: 'run/b' },
    ['package', 'version', 'other_version', 'differs'],
    ['base 7 7 0', 'extra  1 1', 'sci 1.0 1.1 1'],
  ],
  ['versions-in-run', { run: 'run/b', other: 'run/b' }, ['package', 'differs'], ['base 0', 'extra 0', 'sci 0']],
  ['who-writes-column', { table: 'ap.dia_source', column: 'snr' }, ['task', 'validity_begin'], ['cal 60000', 'sub 60010']],
  ['who-writes-column', { table: 'ap.dia_source', column: 'snr', time: '60010' }, ['task'], ['sub']],
  ['who-writes-column', { table: 'ap.dia_object', column: 'ra' }, ['task', 'column_name'], ['sub *']],
  ['config-at-time', { time: '60005' }, ['task', 'version', 'name', 'value'], ['cal 2 threshold 30', 'cal 1 threshold 50', 'isr 1 doFlat True']],
  ['config-at-time', { time: '60010', task: ['cal'], version: '1' }, ['name', 'value'], ['mode auto', 'threshold 60']],
  ['config-at-time', { time: '60005', pipeline: 'Q' }, ['task'], []],
  [
    'config-diff',
    { first: '60001', second: '60005' },
    ['task', 'name', 'first_value', 'second_value'],
    [`cal git_sha ${'aaaaaa'.padEnd(40, '0')} ${'cccccc'.padEnd(40, '0')}`, 'cal threshold 50 30'],
  ],
  [
    'config-diff',
    { first: '60005', second: '60016', task: ['cal'] },
    ['name', 'first_value', 'second_value'],
    [`git_sha ${'cccccc'.padEnd(40, '0')} ${'bbbbbb'.padEnd(40, '0')}`, 'mode  auto', 'threshold 30 60'],
  ],
  ['config-diff', { first: '60005', second: '60005.5' }, ['name'], []],
  [
    'config-diff-runs',
    { run: 'run/a', other: 'run/b', task: ['cal'] },
    ['task', 'name', 'value', 'other_value'],
    [`cal git_sha ${'aaaaaa'.padEnd(40, '0')} ${'cccccc'.padEnd(40, '0')}`, 'cal threshold 50 30'],
  ],
  ['param-used', { key: 'threshold' }, ['quantum_id', 'value'], ['a:cal-A 50', 'a:cal-B 50', 'a:cal-B2 30']],
  ['param-used', { key: 'threshold', most: '40' }, ['quantum_id'], ['a:cal-B2']],
  ['param-used', { key: 'threshold', value: '50', least: '50', task: 'cal', started: '60004/' }, ['quantum_id'], ['a:cal-B']],
  ['manual-interventions', {}, ['quantum_id', 'author', 'reason'], ['a:cal-B2 Ada too few stars']],
  ['manual-interventions', { task: 'isr', started: '60000/' }, ['quantum_id'], []],
  ['changes-since', { when: '60004/' }, ['author', 'description'], ['Ada Patched cal: 100 % of the stars', 'Ben Deployed sci 1.1']],
  ['changes-since', { when: '60000/60010', text: 'PATCHED' }, ['author'], ['Ada']],
  [
    'proc-order-of-object',
    { object: '77' },
    ['dia_source_id', 'observed_rank', 'processed_rank', 'overtaken_by', 'overtook', 'is_precovery', 'latency_seconds'],
    ['2 2 1 0 1 0 259200', '1 1 2 1 0 1 1036800'],
  ],
  ['proc-order-of-object', { object: '77', clock: 'made' }, ['dia_source_id', 'observed_rank', 'processed_rank'], ['1 1 1', '2 2 2']],
  ['proc-order-of-object', { object: '77', clock: 'replicated' }, ['dia_source_id', 'processed_rank', 'own_clock'], ['1  explicit', '2  explicit']],
  ['proc-order-of-object', { object: '99' }, ['dia_source_id', 'processed_rank', 'own_clock'], ['3 1 stored']],
  ['out-of-order', {}, ['visit', 'overtaken_by_visit', 'shared_objects', 'lag_seconds'], [`${visitA} ${visitB} 1 691200`]],
  ['out-of-order', { day_obs: '20260101', lag: '691201' }, ['visit'], []],
  ['out-of-order', { observed: '60001 TAI/60001.5', region: 'CIRCLE 10 20 0.1', lag: '691200' }, ['visit'], [visitA]],
  ['out-of-order', { region: 'CIRCLE 50 20 0.1' }, ['visit'], []],
  ['reassociated-sources', {}, ['dia_source_id', 'ss_object_id'], ['3 99']],
  ['reassociated-sources', { object: '99', moved: '60030 TAI/60031' }, ['dia_source_id'], ['3']],
  ['reassociated-sources', { moved: '/60030 TAI' }, ['dia_source_id'], []],
  ['alerts-without', {}, ['visit', 'product', 'state', 'why', 'alerts'], [`${visitA} images failed disk full 12`]],
  ['alerts-without', { product: 'catalogue', day_obs: '20260101' }, ['visit'], []],
  ['never-retried', {}, ['visit', 'attempt', 'status'], ['13 1 -4', `${visitB} 1 -1`]],
  ['never-retried', { day_obs: '20260102', exception: 'WENT' }, ['visit', 'exception_type'], ['13 x.Gone']],
  ['never-retried', { exception: 'stars' }, ['visit'], []],
  ['overtaken', {}, ['visit', 'detector', 'attempt', 'overtaken_by', 'late_seconds', 'places'], ['11 7 2 2 43200 1']],
  ['overtaken', { day_obs: '20260102', lag: '43200', visits: '2' }, ['visit'], ['11']],
  ['overtaken', { lag: '43201' }, ['visit'], []],
  ['overtaken', { visits: '3' }, ['visit'], []],
  [
    'slowest',
    { latency: '5400' },
    ['visit', 'attempt', 'latency_seconds', 'waited_seconds', 'run_seconds'],
    ['11 2 75600 64800 10800', '11 1 16200 10800 5400', '13 1 16200 5400 10800', '12 1 10800 5400 5400', '14 1 5400 0 5400'],
  ],
  ['slowest', { day_obs: '20260102', reason: 'catch-up' }, ['visit', 'attempt'], ['11 2']],
  ['mended', {}, ['visit', 'attempt', 'product', 'n', 'why_not_before'], ['11 2 catalogue 5 x.NoStars', '11 2 images 2 x.NoStars']],
  ['mended', { day_obs: '20260102', reason: 'catch-up', product: 'images' }, ['visit'], ['11']],
  ['mended', { reason: 'retry' }, ['visit'], []],
  ['still-owed', { day_obs: '20260102' }, ['visit', 'attempt', 'product', 'why'], ['13 1 alerts x.Gone', '13 1 images x.Gone']],
  ['still-owed', { product: 'images' }, ['visit', 'why'], ['13 x.Gone', `${visitA} disk full`, `${visitB} `]],
  ['places-out-of-order', {}, ['cell', 'visits', 'inversions', 'overtaken_by', 'late_seconds'], ['99 1 2 2 43200']],
  ['places-out-of-order', { day_obs: '20260102', visit: '11', detector: '7' }, ['cell'], ['99']],
  ['places-out-of-order', { visit: '12' }, ['cell'], []],
  [
    'order-at-place',
    { cell: '99' },
    ['visit', 'observed_rank', 'processed_rank', 'overtaken_by', 'overtook', 'clock'],
    ['11 1 3 2 0 stored', '12 2 1 0 1 stored', '14 3 2 0 1 stored'],
  ],
  ['order-at-place', { cell: '99', day_obs: '20260103' }, ['visit'], []],
]

describe('answers on hand-made rows', () => {
  it.each(cases)('%s %j', async (id, values, columns, answer) => {
    expect(told(await askTemplate(dax, id, values), ...columns)).toEqual(answer)
  })

  it('are tried for every question', () => {
    expect(new Set(cases.map(([id]) => id))).toEqual(new Set(templateLibrary().map((t) => t.id)))
  })

  it('do not tell of what is private', async () => {
    await ports.db.exec(`UPDATE dax.prov_entity SET visibility = 'private' WHERE entity_id = 'e:post-A'`)
    try {
      expect(told(await askTemplate(dax, 'outputs-from-exposure', { visit: visitA }), 'entity_id')).toEqual([])
    } finally {
      await ports.db.exec(`UPDATE dax.prov_entity SET visibility = 'public' WHERE entity_id = 'e:post-A'`)
    }
  })
})
