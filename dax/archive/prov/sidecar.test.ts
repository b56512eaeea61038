import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sidecarSchema } from '../../contract/prov-sidecar.ts'
import { memoryStore } from '../../store/memory-store.ts'
import type { Db } from '../db.ts'
import { ingestFile } from '../ingest/take-in.ts'
import { smallFits } from '../testing/small-fits.ts'
import { testDb } from '../testing/test-db.ts'
import { lineage } from './lineage.ts'

const rawUuid = '11111111-2222-4333-8444-555555555555'
const sidecar = {
  prefix: { ex: 'https://example.org/', uuid: 'urn:uuid:', ivo: 'ivo://' },
  entity: {
    'skydax:image': { 'skydax:datasetType': 'visit_image', 'skydax:run': 'run/7', 'skydax:visit': '9007199254740993', 'skydax:detector': 94 },
    [`uuid:${rawUuid}`]: { 'prov:label': 'raw 7', 'skydax:datasetType': 'raw', 'skydax:visit': '9007199254740993', 'skydax:detector': 94 },
    'ex:post-isr': { 'skydax:datasetType': 'post_isr_image' },
  },
  activity: {
    'ex:isr': { 'skydax:task': 'isr', 'skydax:run': 'run/7' },
    'ex:calibrate': {
      'prov:startTime': '2026-03-20T02:00:00Z',
      'prov:endTime': '2026-03-20T02:01:00Z',
      'skydax:task': 'calibrateImage',
      'skydax:run': 'run/7',
    },
  },
  agent: { 'ex:ada': { 'prov:label': 'Ada', 'prov:type': 'prov:Person' } },
  used: {
    '_:1': { 'prov:activity': 'ex:isr', 'prov:entity': `uuid:${rawUuid}`, 'prov:role': 'ccdExposure' },
    '_:2': { 'prov:activity': 'ex:isr', 'prov:entity': 'ivo:t/a?upload/flat', 'skydax:inputState': 'available' },
    '_:3': { 'prov:activity': 'ex:calibrate', 'prov:entity': 'ex:post-isr' },
  },
  wasGeneratedBy: {
    '_:4': { 'prov:entity': 'ex:post-isr', 'prov:activity': 'ex:isr' },
    '_:5': { 'prov:entity': 'skydax:image', 'prov:activity': 'ex:calibrate' },
  },
  wasAssociatedWith: { '_:6': { 'prov:activity': 'ex:calibrate', 'prov:agent': 'ex:ada' } },
  wasStartedBy: { '_:7': { 'prov:activity': 'ex:calibrate', 'prov:trigger': 'ex:post-isr', 'prov:time': '2026-03-20T01:59:00Z' } },
  'skydax:attempts': {
    'ex:calibrate': [
      { attempt: 1, status: 'FAILED', node: 'node-7', exceptionType: 'OSError', exceptionMessage: 'disk' },
      { attempt: 2, status: 'SUCCESSFUL', node: 'node-8', cpuSeconds: 12.5, peakMemoryBytes: 4_000_000_000 },
    ],
  },
  'skydax:runs': { 'run/7': { pipeline: 'ApPipe', packages: { ip_isr: { version: '30.0.1', gitSha: '3e5d7f9' } } } },
}
const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))
const back = { depth: 9, directions: ['back'], limit: 100, actualOnly: false, agents: true } as const

describe('the sidecar of an image', () => {
  let db: Db
  const files = new Map<string, Uint8Array>()
  beforeAll(async () => {
    db = await testDb()
  })
  afterAll(() => db.close())
  const take = (name: string, bytes: Uint8Array, options: object = {}) =>
    ingestFile({ db, store: memoryStore(files), config: { authority: 'ivo://t/a?', version: '1' } as never }, name, bytes, options)
  const entity = async (id: string) => (await db.rows<Record<string, unknown>>('SELECT * FROM dax.prov_entity WHERE entity_id = $1', [id]))[0]

  it('brings its provenance with the image: quanta, attempts, inputs, agents, software', async () => {
    expect(await take('seven.fits', smallFits({ ra: 10, dec: 1, seed: 7 }), { sidecar: bytesOf(sidecar) })).toMatchObject({ at: 'stored' })
    const told = await lineage(db, ['ivo://t/a?upload/seven'], back)
    expect(told.nodes.map(({ id }) => id).sort()).toEqual(
      [
        'ivo://t/a?upload/seven',
        'https://example.org/calibrate',
        'https://example.org/ada',
        'https://example.org/post-isr',
        'https://example.org/isr',
        rawUuid,
        'ivo://t/a?upload/flat',
      ].sort(),
    )
    expect(told.nodes.find(({ type }) => type === 'calibrateImage')).toMatchObject({
      status: 'SUCCESSFUL',
      attempts: 2,
      run: 'run/7',
      node: 'node-8',
    })
    expect(told.nodes.find(({ type }) => type === 'calibrateImage')?.history[0]).toMatchObject({ status: 'FAILED', exception: { type: 'OSError' } })
    expect(told.edges.find(({ to }) => to.endsWith('flat'))).toMatchObject({ state: 'available' })
    expect(told.further).toEqual([
      { kind: 'wasStartedBy', from: 'https://example.org/calibrate', to: 'https://example.org/post-isr', time: expect.closeTo(61119.0826, 4) },
    ])
    expect(await db.rows('SELECT package, version FROM prov.package')).toEqual([{ package: 'ip_isr', version: '30.0.1' }])
    const forth = await lineage(db, ['ivo://t/a?upload/seven'], { ...back, directions: ['forth'] })
    expect(forth.nodes.some(({ type }) => type === 'ingest')).toBe(true)
  })

  it('marks inputs that the archive does not know, and fills them when they arrive', async () => {
    expect(await entity(rawUuid)).toMatchObject({ kind: 'placeholder', visit: 9007199254740993n, detector: 94, dataset_uuid: rawUuid })
    expect(await entity('ivo://t/a?upload/flat')).toMatchObject({ kind: 'placeholder' })
    expect(await entity('https://example.org/post-isr')).toMatchObject({ kind: 'dataset' })
    await take('flat.fits', smallFits({ ra: 10, dec: 1, seed: 8 }))
    expect(await entity('ivo://t/a?upload/flat')).toMatchObject({ kind: 'dataset', name: 'Image flat' })
    await take('raw.fits', butlerFits({ ID: rawUuid, RUN: 'raw/all', DATASETTYPE: 'raw' }))
    expect(await entity('ivo://t/a?upload/seven')).toMatchObject({ visit: 9007199254740993n, detector: 94 })
    expect(await entity(rawUuid)).toBeUndefined()
    expect(await entity('ivo://t/a?upload/raw')).toMatchObject({ kind: 'dataset', visit: 9007199254740993n, dataset_uuid: rawUuid })
    expect((await lineage(db, ['ivo://t/a?upload/seven'], back)).nodes.some(({ id }) => id === 'ivo://t/a?upload/raw')).toBe(true)
  })

  it("reads the butler's cards of a file without sidecar", async () => {
    const quantum = '99999999-2222-4333-8444-555555555555'
    const done = await take(
      'calexp.fits',
      butlerFits({
        ID: '22222222-2222-4333-8444-555555555555',
        DATASETTYPE: 'visit_image',
        QUANTUM: quantum,
        N_INPUTS: 3,
        'DATAID VISIT': 42,
        'INPUT 0 ID': rawUuid,
        'INPUT 0 DATASETTYPE': 'raw',
      }),
    )
    expect(done.at === 'stored' && done.notes).toContain('the header names 1 of its 3 inputs')
    const told = await lineage(db, ['22222222-2222-4333-8444-555555555555'], back)
    expect(await entity('ivo://t/a?upload/calexp')).toMatchObject({ visit: 42n })
    expect(told.nodes.map(({ id }) => id)).toEqual(expect.arrayContaining(['ivo://t/a?upload/calexp', quantum, 'ivo://t/a?upload/raw']))
  })

  it('is read as the README prints it', async () => {
    const readme = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8')
    const printed = /### The sidecar.*?```json\n(.*?)```/su.exec(readme)?.[1] ?? ''
    expect(await take('m31.fits', smallFits({ ra: 50, dec: 1, seed: 11 }), { sidecar: new TextEncoder().encode(printed) })).toMatchObject({
      at: 'stored',
    })
    const { nodes } = await lineage(db, ['ivo://t/a?upload/m31'], back)
    expect(nodes.find(({ id }) => id === 'https://example.org/q1')).toMatchObject({ type: 'calibrateImage', run: 'run/7', attempts: 2 })
    expect(nodes.find(({ type }) => type === 'raw')).toMatchObject({ visit: '2026031900123', detector: 94 })
  })

  it('is as private as its image', async () => {
    const own = {
      ...sidecar,
      entity: {},
      activity: { 'ex:secret': { 'skydax:task': 'isr' } },
      used: { '_:1': { 'prov:activity': 'ex:secret', 'prov:entity': 'ex:hidden' } },
    }
    const told = {
      ...own,
      wasGeneratedBy: { '_:2': { 'prov:entity': 'skydax:image', 'prov:activity': 'ex:secret' } },
      wasAssociatedWith: {},
      wasStartedBy: {},
      'skydax:attempts': {},
    }
    expect(
      await take('secret.fits', smallFits({ ra: 20, dec: 1, seed: 9 }), { sidecar: bytesOf(told), visibility: 'private', owner: 'ada' }),
    ).toMatchObject({ at: 'stored' })
    expect((await lineage(db, ['ivo://t/a?upload/secret', 'https://example.org/secret', 'https://example.org/hidden'], back)).unknown).toHaveLength(3)
    expect(await entity('https://example.org/hidden')).toMatchObject({ visibility: 'private', owner: 'ada' })
  })

  it('is refused with its image, with all that is wrong, each with place and value; nothing stays', async () => {
    const wrong = {
      entity: { 'skydax:image': { 'skydax:detector': 'x' } },
      used: { '_:1': { 'prov:activity': 5 } },
      quanta: {},
    }
    const before = await db.rows('SELECT count(*)::int4 FROM dax.prov_entity')
    const done = await take('bad.fits', smallFits({ ra: 30, dec: 1, seed: 10 }), { sidecar: bytesOf(wrong) })
    expect(done.at === 'refused' && done.problems.join('\n')).toMatch(/entity\["skydax:image"\]\["skydax:detector"\] is "x"/u)
    expect(done.at === 'refused' && done.problems.join('\n')).toMatch(/used\["_:1"\]\["prov:activity"\] is 5/u)
    expect(done.at === 'refused' && done.problems.join('\n')).toMatch(/quanta is not known/u)
    const names = await take('bad.fits', smallFits({ ra: 30, dec: 1, seed: 10 }), {
      sidecar: bytesOf({ entity: { 'no:such': {} }, activity: { 'skydax:a': { 'prov:startTime': 'yesterday' } } }),
    })
    expect(names.at === 'refused' && names.problems).toHaveLength(2)
    expect((await take('bad.fits', smallFits({ ra: 30, dec: 1, seed: 10 }), { sidecar: new TextEncoder().encode('{"a":') })).at).toBe('refused')
    expect(await db.rows('SELECT count(*)::int4 FROM dax.prov_entity')).toEqual(before)
  })

  it('has a JSON Schema', () => {
    expect(sidecarSchema()).toMatchObject({ type: 'object', properties: { entity: {}, 'skydax:attempts': {} }, additionalProperties: false })
  })
})

/** A small image with the butler's cards, written as HIERARCH. */
function butlerFits(cards: Readonly<Record<string, string | number>>): Uint8Array {
  const bytes = smallFits({ ra: 40, dec: 1, seed: Object.keys(cards).length + 20 })
  const header = new TextDecoder().decode(bytes.subarray(0, 2880)).trimEnd().replace(/END$/u, '')
  const lines = Object.entries(cards).map(([key, value]) =>
    `HIERARCH LSST BUTLER ${key} = ${typeof value === 'string' ? `'${value}'` : value}`.padEnd(80),
  )
  bytes.set(new TextEncoder().encode(`${header}${lines.join('')}${'END'.padEnd(80)}`.padEnd(2880)))
  return bytes
}
