import { spawn, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isManifestName } from '../archive/ingest/manifest.ts'
import { smallFits } from '../archive/testing/small-fits.ts'
import { openArchive } from './open-archive.ts'
import { settingsOf } from './settings.ts'
import { builtEntry } from './testing/built-entry.ts'

const kills = Number(process.env['SKYDAX_KILLS'] ?? 15)
const fileCount = Math.max(300, 40 * kills)

describe('kill -9 during an ingest', () => {
  let folder: string
  let data: string
  let program: string
  beforeAll(async () => {
    program = await builtEntry('dax/node/testing/ingest-cli.ts')
    folder = await mkdtemp(join(tmpdir(), 'skydax-kill-'))
    // where root runs the tests, the server's user must be able to enter
    await chmod(folder, 0o755)
    data = join(folder, 'data')
    await mkdir(join(folder, 'in'))
    for (let i = 0; i < fileCount; i++) {
      await writeFile(join(folder, 'in', `f${String(i).padStart(5, '0')}.fits.prov.json`), i % 2 === 0 ? JSON.stringify(sidecarOf(i)) : '{}')
      await writeFile(
        join(folder, 'in', `f${String(i).padStart(5, '0')}.fits`),
        smallFits({ ra: (i * 7) % 360, dec: (i % 170) - 85, seed: i, object: `no ${i}` }),
      )
    }
  })
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true })
    await rm(dirname(program), { recursive: true, force: true })
  })

  const ingest = () => spawn(process.execPath, [program, join(folder, 'in'), data], { stdio: ['ignore', 'pipe', 'ignore'], env: withoutDatabase })

  /** Waits until the child has said so many times that a file was taken in. */
  function filesTaken(child: ChildProcess, count: number): Promise<void> {
    let text = ''
    return new Promise((resolve) => {
      child.stdout?.on('data', (part: Buffer) => {
        text += part.toString()
        if (text.split(': taken in').length > count) resolve()
      })
    })
  }

  async function killServer(): Promise<void> {
    const pid = Number((await readFile(join(data, 'pg', 'data', 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0])
    if (pid > 0) process.kill(pid, 'SIGKILL')
  }

  /** Every image is whole, with its file and its cells; nothing else is in the tables. Returns the number of images. */
  async function allOrNothing(): Promise<number> {
    const archive = await openArchive(settingsOf({ data }, withoutDatabase))
    const { db, store } = archive.ports
    try {
      const images = await db.rows<{ source: string; sha256: string; cells: bigint; file: string | null }>(
        `SELECT i.source, i.sha256, f.name AS file, (SELECT count(*) FROM dax.image_cell c WHERE c.image_id = i.image_id) AS cells
         FROM dax.image i LEFT JOIN dax.file f USING (sha256)`,
      )
      for (const { source, sha256, cells, file } of images) {
        expect(source).toBe(`store/${file ?? ''}`)
        expect(cells).toBeGreaterThan(0n)
        const bytes = await new Response(await store.read(source.slice(6))).arrayBuffer()
        expect(createHash('sha256').update(new Uint8Array(bytes)).digest('hex')).toBe(sha256)
      }
      const [strays] = await db.rows<{ files: bigint; cells: bigint }>(
        `SELECT (SELECT count(*) FROM dax.file f WHERE NOT EXISTS (SELECT FROM dax.image i WHERE i.sha256 = f.sha256)) AS files,
                (SELECT count(*) FROM dax.image_cell c WHERE NOT EXISTS (SELECT FROM dax.image i WHERE i.image_id = c.image_id)) AS cells`,
      )
      expect(strays).toEqual({ files: 0n, cells: 0n })
      const [provenance] = await db.rows<Record<string, bigint>>(
        `SELECT (SELECT count(*) FROM dax.image i WHERE NOT EXISTS (SELECT FROM dax.prov_entity e JOIN dax.prov_generated g USING (entity_no)
                   JOIN dax.prov_activity a USING (activity_no) WHERE e.entity_id = i.obs_publisher_did
                     AND (a.kind = 'ingest' OR EXISTS (SELECT FROM dax.prov_attempt WHERE activity_no = a.activity_no)
                       AND EXISTS (SELECT FROM dax.prov_used WHERE activity_no = a.activity_no)
                       AND EXISTS (SELECT FROM dax.prov_used u JOIN dax.prov_activity t USING (activity_no) WHERE u.entity_no = e.entity_no AND t.kind = 'ingest')))) AS unprovenanced,
                (SELECT count(*) FROM dax.prov_activity WHERE kind = 'quantum') - (SELECT count(*) FROM dax.prov_entity WHERE kind = 'placeholder') AS quanta,
                (SELECT count(*) FROM dax.prov_entity WHERE kind <> 'placeholder') - (SELECT count(*) FROM dax.image) AS entities,
                (SELECT count(*) FROM dax.prov_activity WHERE kind = 'ingest') - (SELECT count(*) FROM dax.image) AS activities,
                (SELECT count(*) FROM dax.prov_generated) - (SELECT count(*) FROM dax.image) AS generations`,
      )
      expect(provenance).toEqual({ unprovenanced: 0n, quanta: 0n, entities: 0n, activities: 0n, generations: 0n })
      return images.length
    } finally {
      await archive.close()
    }
  }

  it(`leaves all or nothing of each file, ${kills} times, and the next run finishes the work`, { timeout: 60_000 + kills * 10_000 }, async () => {
    const reached: number[] = []
    for (let round = 0; round < kills; round++) {
      const child = ingest()
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
      // every fourth kill at any time from the start, the others while files go in
      if (round % 4 === 0) await sleep(1000 * Math.random())
      else await Promise.race([filesTaken(child, Math.ceil(15 * Math.random())).then(() => sleep(30 * Math.random())), ended])
      if (round % 3 === 2) await killServer()
      child.kill('SIGKILL')
      await ended
      reached.push(await allOrNothing())
    }
    // kills hit while files were going in, not only before the first or after the last
    expect(new Set(reached).size).toBeGreaterThan(1)
    const last = ingest()
    last.stdout?.resume()
    expect(await new Promise((resolve) => last.once('exit', resolve))).toBe(0)
    expect(await allOrNothing()).toBe(fileCount)
    const archive = await openArchive(settingsOf({ data }, withoutDatabase))
    const stored = { files: 0, manifests: 0 }
    for await (const file of archive.ports.store.list('')) stored[isManifestName(file.name) ? 'manifests' : 'files'] += 1
    await archive.close()
    // an ingest that was killed after its manifest leaves that: the next one of the file has another number
    expect(stored.files).toBe(fileCount)
    expect(stored.manifests).toBeGreaterThanOrEqual(fileCount)
  })
})

/** Every second image comes with a quantum that was tried twice, and an input that the archive does not know. */
function sidecarOf(i: number): object {
  return {
    activity: { [`skydax:q${i}`]: { 'skydax:task': 'isr' } },
    used: { '_:u': { 'prov:activity': `skydax:q${i}`, 'prov:entity': `skydax:raw${i}` } },
    wasGeneratedBy: { '_:g': { 'prov:entity': 'skydax:image', 'prov:activity': `skydax:q${i}` } },
    'skydax:attempts': {
      [`skydax:q${i}`]: [
        { attempt: 1, status: 'FAILED' },
        { attempt: 2, status: 'SUCCESSFUL' },
      ],
    },
  }
}

const withoutDatabase = { ...process.env, DAX_DATABASE_URL: '' }
