import { chmod, cp, mkdir, mkdtemp, readFile, rm, truncate, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from 'vitest'
import { checkFindings } from '../archive/checks/check-rows.ts'
import { repairFinding } from '../archive/checks/repair.ts'
import { beginCheck, runCheck } from '../archive/checks/run-check.ts'
import { forgetImage } from '../archive/ingest/forget-image.ts'
import { changeImage, imageHistory, ownImage } from '../archive/ingest/own-images.ts'
import { rebuildDatabase } from '../archive/ingest/rebuild.ts'
import { ingestFile } from '../archive/ingest/take-in.ts'
import { smallFits } from '../archive/testing/small-fits.ts'
import type { CheckFinding, RepairKind } from '../contract/checks.ts'
import { nameOfContent } from '../store/store.ts'
import { backup, restore } from './backup.ts'
import { fileReader } from './file-store.ts'
import { openArchive, type OpenArchive } from './open-archive.ts'
import { settingsOf } from './settings.ts'

/** Everything that is about images and their provenance. */
const tables = [
  'file',
  'image',
  'image_cell',
  'tombstone',
  'prov_entity',
  'prov_activity',
  'prov_attempt',
  'prov_used',
  'prov_generated',
  'prov_derived',
  'prov_agent',
]
  .map((name) => `dax.${name}`)
  .concat('dax.prov_associated', 'dax.prov_entity_description', 'dax.prov_activity_description', 'dax.prov_run', 'dax.prov_package')

/** The same as TAP tells it: by names, not by numbers that start where others ended. */
const told = ['file', 'image', 'image_cell', 'tombstone']
  .map((name) => `dax.${name}`)
  .concat(
    [
      'entity',
      'activity',
      'quantum',
      'quantum_attempt',
      'used',
      'was_generated_by',
      'was_derived_from',
      'was_associated_with',
      'agent',
      'run',
      'package',
    ].map((name) => `prov.${name}`),
  )

// each starts PostgreSQL several times: minutes on a machine that is busy with other tests
describe('an archive that cannot lose data', { timeout: 300_000 }, () => {
  let folder: string
  let archive: OpenArchive
  let images: { readonly did: string; readonly imageId: bigint; readonly sha256: string }[]
  const settings = () => settingsOf({ data: join(folder, 'data') }, { ...process.env, DAX_DATABASE_URL: '', DAX_DRAW_THREADS: '0' })

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'skydax-safe-'))
    await chmod(folder, 0o755)
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  beforeEach(async () => {
    archive = await openArchive(settings())
    await archive.ports.db.exec(`TRUNCATE ${tables.join(', ')}, dax.image_change, dax.check_run CASCADE`)
    await rm(join(folder, 'data', 'store'), { recursive: true, force: true })
    await archive.close()
    archive = await openArchive(settings())
    images = []
    for (let i = 0; i < 5; i++) {
      const bytes = smallFits({ ra: 30 * i, dec: 10 * i - 20, object: `no ${i}`, seed: i })
      const sidecar = JSON.stringify({
        activity: { [`skydax:q${i}`]: { 'skydax:task': 'isr', 'skydax:run': 'run/1' } },
        used: { '_:u': { 'prov:activity': `skydax:q${i}`, 'prov:entity': `skydax:raw${i % 2}` } },
        wasGeneratedBy: { '_:g': { 'prov:entity': 'skydax:image', 'prov:activity': `skydax:q${i}` } },
        'skydax:runs': { 'run/1': { packages: { ip_isr: { version: '30.0' } } } },
      })
      const done = await ingestFile(archive.ports, `f${i}.fits`, bytes, {
        owner: i === 1 ? 'ada' : null,
        visibility: i === 1 ? 'private' : 'public',
        ...(i % 2 === 0 ? { sidecar: new TextEncoder().encode(sidecar) } : {}),
      })
      if (done.at === 'stored') images.push(done)
    }
    await ingestFile(archive.ports, 'kept.bin', new Uint8Array([1, 2, 3]), { storeOnly: true })
  })
  afterEach(() => archive.close())

  async function rows(of = tables): Promise<Record<string, readonly string[]>> {
    const out: Record<string, readonly string[]> = {}
    for (const table of of)
      out[table] = (await archive.ports.db.rows<{ row: string }>(`SELECT to_jsonb(t)::text AS row FROM ${table} t ORDER BY 1`)).map(({ row }) => row)
    return out
  }
  const change = async (at: number, patch: Parameters<typeof changeImage>[2]): Promise<void> => {
    const one = await ownImage(archive.ports.db, images[at]?.did ?? '')
    if (one === null || !(await changeImage(archive.ports, one, patch, 'ada', null))) throw new Error('not changed')
  }
  async function check(deep = false): Promise<readonly CheckFinding[]> {
    const run = await beginCheck(archive.ports.db, { deep, who: null })
    await runCheck(archive.ports, run, { deep, who: null })
    return checkFindings(archive.ports.db, { run, last: 100 })
  }
  const pathOf = (sha256: string): string => join(folder, 'data', 'store', nameOfContent(sha256))
  /** A minute later, when nothing that is new counts as on its way any more. */
  const later = (): Promise<void> => archive.ports.db.exec("UPDATE dax.file SET created_at = created_at - interval '2 minutes'")

  it('makes a lost database anew from the store, row for row', async () => {
    await change(0, { obs_title: 'A better title', visibility: 'private' })
    await change(0, { visibility: 'public', target_name: null })
    const before = await rows()
    const history = await imageHistory(archive.ports.db, String(images[0]?.imageId))
    expect(history.length).toBe(2)
    await archive.close()
    await rm(join(folder, 'data', 'pg'), { recursive: true, force: true })
    archive = await openArchive(settings(), { adoptStore: true })
    expect(await rebuildDatabase(archive.ports)).toMatchObject({ images: 5, kept: 1, tombstones: 0, problems: [] })
    expect(await rows()).toEqual(before)
    expect(await imageHistory(archive.ports.db, String(images[0]?.imageId))).toEqual(history)
    // and again: nothing is left to do
    await rebuildDatabase(archive.ports)
    expect(await rows()).toEqual(before)
    expect(await check(true)).toEqual([])
    const next = await ingestFile(archive.ports, 'new.fits', smallFits({ ra: 1, dec: 1, seed: 99 }))
    expect(next.at === 'stored' && next.imageId > (images.at(-1)?.imageId ?? 0n)).toBe(true)
  })

  it('remembers what was deleted: the file goes, the tombstone stays and comes back, the id is not given again', async () => {
    const { did, imageId, sha256 } = images[2]!
    await change(2, { obs_title: 'A title' })
    await forgetImage(archive.ports, imageId, 'ada', 'wrong field')
    expect(await archive.ports.store.size(nameOfContent(sha256))).toBeNull()
    expect(await check(true)).toEqual([])
    const before = await rows(told)
    const history = await imageHistory(archive.ports.db, String(imageId))
    expect(history.length).toBe(1)
    await archive.close()
    await rm(join(folder, 'data', 'pg'), { recursive: true, force: true })
    archive = await openArchive(settings(), { adoptStore: true })
    expect(await rebuildDatabase(archive.ports)).toMatchObject({ images: 4, tombstones: 1 })
    // what outlives the image is as it was: its provenance, and what was changed of it
    expect(await rows(told)).toEqual(before)
    expect(await imageHistory(archive.ports.db, String(imageId))).toEqual(history)
    await rebuildDatabase(archive.ports)
    expect(await rows(told)).toEqual(before)
    expect(await archive.ports.db.rows('SELECT did, reason FROM dax.tombstone')).toEqual([{ did, reason: 'wrong field' }])
    const again = await ingestFile(archive.ports, 'f2.fits', smallFits({ ra: 60, dec: 0, object: 'no 2', seed: 2 }))
    expect(again.at === 'stored' && again.did).toBe(`${did}-${sha256.slice(0, 8)}`)
  })

  it('backs up and restores all tables while others write', async () => {
    const before = await rows()
    const file = join(folder, 'backup.gz')
    const facts = await backup(archive.target, file)
    expect(facts.rows).toBeGreaterThan(20)
    await ingestFile(archive.ports, 'later.fits', smallFits({ ra: 77, dec: 7, seed: 77 }))
    await archive.ports.db.exec('DELETE FROM dax.prov_used')
    expect(await restore(archive.target, file)).toEqual(facts)
    expect(await rows()).toEqual(before)
    await later()
    // what came after the backup lies in the store, and can be had back
    const [orphan] = (await check()).filter(({ kind }) => kind === 'orphan-file')
    expect(await repairFinding(archive.ports, orphan!, 'register', null)).toMatch(/taken in as .*later/u)
    const half = await readFile(file)
    await writeFile(file, half.subarray(0, half.length - 200))
    const kept = await rows()
    await expect(restore(archive.target, file)).rejects.toThrow(/no whole backup/u)
    expect(await rows()).toEqual(kept)
  })

  it('lets those who read wait for a restore, and shows them what it brought', async () => {
    const { db } = archive.ports
    const file = join(folder, 'while-read.gz')
    await backup(archive.target, file)
    const waiting = (n: number): Promise<void> =>
      expect
        .poll(async () => (await db.rows('SELECT 1 FROM pg_locks WHERE NOT granted')).length, { timeout: 60_000, interval: 50 })
        .toBeGreaterThanOrEqual(n)
    const seen: unknown[] = []
    let done: Promise<unknown> = Promise.resolve()
    await db.transaction(async (tx) => {
      await tx.exec('LOCK TABLE dax.tombstone IN ACCESS SHARE MODE')
      const restored = restore(archive.target, file)
      await waiting(1)
      const read = async (): Promise<void> => {
        const { batches } = await db.stream('SELECT count(*)::int FROM ivoa.obscore', [], { as: 'user' })
        for await (const batch of batches) seen.push(...batch.flat())
      }
      done = Promise.all([restored, read()])
      await waiting(2)
    })
    await done
    expect(seen).toEqual([4])
  })

  it('finds what is wrong, and repairs it', async () => {
    const replica = join(folder, 'replica')
    await rm(replica, { recursive: true, force: true })
    await cp(join(folder, 'data', 'store'), replica, { recursive: true })
    const ports = { ...archive.ports, replica: fileReader(replica) }
    const { db } = archive.ports
    const [a, b, c, d, e] = images as [(typeof images)[0], (typeof images)[0], (typeof images)[0], (typeof images)[0], (typeof images)[0]]
    await later()
    for (const { did } of images)
      await repairFinding(
        archive.ports,
        { no: 0, kind: 'no-manifest', subject: did, message: '', repairs: ['regenerate'], repaired: null },
        'regenerate',
        null,
      )
    expect(await check(true)).toEqual([])
    await unlink(pathOf(a.sha256))
    await truncate(pathOf(b.sha256), 100)
    await chmod(pathOf(c.sha256), 0o644)
    await writeFile(pathOf(c.sha256), (await readFile(pathOf(c.sha256))).fill(7, 3000, 3010))
    await unlink(`${pathOf(d.sha256)}-i${d.imageId}`)
    await db.query('DELETE FROM dax.image_cell WHERE image_id = $1::bigint', [e.imageId])
    await db.query('DELETE FROM dax.prov_generated WHERE entity_no = (SELECT entity_no FROM dax.prov_entity WHERE entity_id = $1)', [d.did])
    await mkdir(join(folder, 'data', 'store', 'ff', 'ff'), { recursive: true })
    await writeFile(join(folder, 'data', 'store', 'ff', 'ff', 'f'.repeat(64)), 'nobody knows me')
    const found = await check(true)
    expect(found.map(({ kind, subject }) => `${kind} ${subject}`).sort()).toEqual(
      [
        `missing-file ${nameOfContent(a.sha256)}`,
        `damaged-file ${nameOfContent(b.sha256)}`,
        `damaged-file ${nameOfContent(c.sha256)}`,
        `no-manifest ${d.did}`,
        `no-provenance ${d.did}`,
        `stale-coverage ${e.did}`,
        `orphan-file ff/ff/${'f'.repeat(64)}`,
      ].sort(),
    )
    for (const finding of found) {
      const how: RepairKind = finding.kind === 'orphan-file' ? 'quarantine' : finding.kind.endsWith('-file') ? 'from-replica' : 'regenerate'
      await repairFinding(ports, finding, how, 'ada')
    }
    expect(await check(true)).toEqual([])
  })

  it('tells of images whose rows were lost, of those with a sidecar too, and brings them back by their manifests', async () => {
    await change(0, { obs_title: 'A better title' })
    await later()
    const before = await rows()
    const history = await imageHistory(archive.ports.db, String(images[0]?.imageId))
    await archive.ports.db.exec('DELETE FROM dax.image')
    const found = await check()
    expect(found.map(({ kind, subject, repairs }) => `${kind} ${subject} ${repairs.join(' ')}`).sort()).toEqual(
      images
        .flatMap(({ did, imageId, sha256 }) => [
          `no-image ${did} forget`,
          `stale-manifest ${nameOfContent(sha256)}-i${imageId} register remove`,
          `stale-coverage image ${imageId} regenerate`,
        ])
        .sort(),
    )
    for (const finding of found)
      if (finding.kind === 'stale-manifest') expect(await repairFinding(archive.ports, finding, 'register', null)).toMatch(/is there again/u)
    expect(await rows()).toEqual(before)
    expect(await imageHistory(archive.ports.db, String(images[0]?.imageId))).toEqual(history)
    expect(await check(true)).toEqual([])
    const [again] = found.filter(({ kind }) => kind === 'stale-manifest')
    await expect(repairFinding(archive.ports, again!, 'register', null)).rejects.toThrow(/is in its place/u)
  })
})
