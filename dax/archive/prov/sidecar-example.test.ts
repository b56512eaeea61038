import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { memoryStore } from '../../store/memory-store.ts'
import type { Db } from '../db.ts'
import { ingestFile } from '../ingest/take-in.ts'
import { smallFits } from '../testing/small-fits.ts'
import { testDb } from '../testing/test-db.ts'
import { lineage } from './lineage.ts'

const hasPython = spawnSync('python3', ['-c', '']).status === 0
if (!hasPython) console.log('skipped: the example of docs/sidecar.md is a function of Python, and there is no python3 on the PATH')

const text = readFileSync(join(import.meta.dirname, '../../../docs/sidecar.md'), 'utf8')
const example = /```python\n(.*?)```/su.exec(text)?.[1] ?? ''

const [image, quantum, raw, flat] = ['1', '2', '3', '4'].map((n) => `${n.repeat(8)}-2222-4333-8444-555555555555`) as [string, string, string, string]

/** What a butler hands to a datastore, as far as the example looks: references to datasets, a quantum, its attempts. */
const call = `
import sys
from types import SimpleNamespace as Some
def ref(id, dataset_type, run, **data_id):
    return Some(id=id, run=run, datasetType=Some(name=dataset_type), dataId=Some(required={"instrument": "LSSTCam", **data_id}))
inbox, fits = sys.argv[1:]
put_with_provenance(
    inbox, "visit.fits", open(fits, "rb").read(),
    ref("${image}", "visit_image", "run/7", visit=9007199254740993, detector=94),
    Some(id="${quantum}", task_label="calibrateImage"),
    [(ref("${raw}", "raw", "raw/all", visit=9007199254740993, detector=94), "exposure", "actual"),
     (ref("${flat}", "flat", "calib/1", detector=94, band="r"), "flat", "available")],
    [{"attempt": 1, "status": "FAILED", "node": "node-7", "exceptionType": "OSError"}, {"attempt": 2, "status": "SUCCESSFUL", "node": "node-8"}],
    {"ip_isr": {"version": "30.0.1", "gitSha": "3e5d7f9"}})
`

describe.skipIf(!hasPython)('the butler of docs/sidecar.md', () => {
  const folder = mkdtempSync(join(tmpdir(), 'skydax-sidecar-'))
  const inbox = join(folder, 'inbox')
  let db: Db
  beforeAll(async () => {
    db = await testDb()
    mkdirSync(inbox)
    writeFileSync(join(folder, 'pixels.fits'), smallFits({ ra: 10, dec: 1, seed: 7 }))
    writeFileSync(join(folder, 'put.py'), `${example}\n${call}`)
    execFileSync('python3', [join(folder, 'put.py'), inbox, join(folder, 'pixels.fits')])
  })
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true })
    await db.close()
  })

  it('leaves the image, its sidecar and the marker in the inbox, and nothing else', () => {
    expect(readdirSync(inbox).sort()).toEqual(['visit.fits', 'visit.fits.done', 'visit.fits.prov.json'])
    expect(readFileSync(join(inbox, 'visit.fits')).equals(readFileSync(join(folder, 'pixels.fits')))).toBe(true)
  })

  it('tells the archive what made the image: quantum, attempts, inputs by state, software', async () => {
    const ports = { db, store: memoryStore(new Map()), config: { authority: 'ivo://t/a?', version: '1' } as never }
    const [bytes, sidecar] = ['visit.fits', 'visit.fits.prov.json'].map((name) => new Uint8Array(readFileSync(join(inbox, name))))
    expect(await ingestFile(ports, 'visit.fits', bytes!, { sidecar: sidecar! })).toMatchObject({ at: 'stored' })
    const told = await lineage(db, [image], { depth: 2, directions: ['back'], limit: 100, actualOnly: false, agents: false })
    expect(told.unknown).toEqual([])
    const made = told.nodes.find(({ kind }) => kind === 'activity')
    expect(made).toMatchObject({ id: quantum, type: 'calibrateImage', run: 'run/7', status: 'SUCCESSFUL', attempts: 2, node: 'node-8' })
    expect(made?.history[0]).toMatchObject({ status: 'FAILED', exception: { type: 'OSError' } })
    expect(told.nodes.find(({ depth }) => depth === 0)).toMatchObject({ type: 'visit_image', visit: '9007199254740993', detector: 94 })
    expect(told.edges.flatMap(({ kind, to, role, state }) => (kind === 'used' ? [[to, role, state]] : [])).sort()).toEqual([
      [raw, 'exposure', 'actual'],
      [flat, 'flat', 'available'],
    ])
    expect(await db.rows('SELECT package, version FROM prov.package')).toEqual([{ package: 'ip_isr', version: '30.0.1' }])
  })
})
