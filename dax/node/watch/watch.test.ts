import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { IngestPorts } from '../../archive/ingest/take-in.ts'
import { smallFits } from '../../archive/testing/small-fits.ts'
import { testPorts, type TestPorts } from '../../services/testing/test-ports.ts'
import { oneLook } from '../testing/one-look.ts'
import { Inbox } from './inbox.ts'
import { watchInbox, type WatchOptions, type Watched } from './watch.ts'

describe('an inbox', () => {
  let ports: TestPorts
  let inbox: string
  beforeAll(async () => {
    ports = await testPorts()
  })
  afterAll(() => ports.db.close())
  beforeEach(async () => {
    inbox = await mkdtemp(join(tmpdir(), 'skydax-inbox-'))
  })
  afterEach(() => rm(inbox, { recursive: true, force: true }))

  const options = (more: Partial<WatchOptions> = {}): WatchOptions => ({ ...oneLook(inbox), ...more })
  async function watch(more: Partial<WatchOptions> = {}, on: IngestPorts = ports): Promise<Watched[]> {
    const seen: Watched[] = []
    await watchInbox(
      on,
      options(more),
      (one) => void seen.push(one),
      () => undefined,
      AbortSignal.timeout(60_000),
    )
    return seen
  }
  const fits = (seed: number, date?: string): Uint8Array => {
    const bytes = smallFits({ ra: seed, dec: 1, seed: 1000 + seed })
    if (date === undefined) return bytes
    const text = Buffer.from(bytes).toString('latin1', 0, 2880)
    return new Uint8Array(
      Buffer.concat([
        Buffer.from(text.replace(`${'END'.padEnd(80)}${' '.repeat(80)}`, `${`DATE-OBS= '${date}'`.padEnd(80)}${'END'.padEnd(80)}`), 'latin1'),
        bytes.subarray(2880),
      ]),
    )
  }

  it('gives what was observed first, first; with the sidecar, and nothing stays', async () => {
    await writeFile(join(inbox, 'a.fits'), fits(1, '2026-03-20T05:00:00'))
    await writeFile(join(inbox, 'b.fits'), fits(2, '2026-03-20T03:00:00'))
    await mkdir(join(inbox, 'deep'))
    await writeFile(join(inbox, 'deep', 'c.fits'), fits(3, '2026-03-20T04:00:00'))
    await writeFile(
      join(inbox, 'b.fits.prov.json'),
      '{"activity": {"skydax:w": {"skydax:task": "watched"}}, "wasGeneratedBy": {"_:1": {"prov:entity": "skydax:image", "prov:activity": "skydax:w"}}}',
    )
    const seen = await watch()
    expect(seen.map(({ name, ended }) => [name, ended.at])).toEqual([
      ['b.fits', 'stored'],
      ['deep/c.fits', 'stored'],
      ['a.fits', 'stored'],
    ])
    expect((await ports.db.rows("SELECT 1 FROM prov.activity WHERE task = 'watched'")).length).toBe(1)
    expect((await readdir(inbox, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())).toEqual([])
    expect(await ports.db.rows("SELECT name, outcome FROM dax.ingest WHERE source = 'watch' ORDER BY name")).toHaveLength(3)
  })

  it('puts what cannot be taken into quarantine, with the reasons beside it', async () => {
    await writeFile(join(inbox, 'bad.fits'), 'no FITS')
    await writeFile(join(inbox, 'good.fits'), fits(4))
    const seen = await watch()
    expect(seen.map(({ ended }) => ended.at).sort()).toEqual(['refused', 'stored'])
    expect(await readFile(join(inbox, 'quarantine', 'bad.fits'), 'utf8')).toBe('no FITS')
    expect(await readFile(join(inbox, 'quarantine', 'bad.fits.reason.txt'), 'utf8')).toMatch(/not FITS/u)
  })

  it('waits for files that are still being written: for their marker, or until they rest', async () => {
    const one = new Inbox(inbox, 40)
    await one.open()
    await writeFile(join(inbox, 'slow.fits'), 'abc')
    expect(await one.complete()).toEqual([])
    await writeFile(join(inbox, 'slow.fits'), 'abcdef')
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect(await one.complete()).toEqual([])
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect((await one.complete()).map(({ name }) => name)).toEqual(['slow.fits'])
    await writeFile(join(inbox, 'marked.fits'), 'abc')
    await writeFile(join(inbox, 'marked.fits.done'), '')
    expect((await one.complete()).map(({ name }) => name).sort()).toEqual(['marked.fits', 'slow.fits'])
    await one.close()
  })

  it('gives each file to one of several daemons', async () => {
    for (let i = 0; i < 30; i++) await writeFile(join(inbox, `f${i}.fits`), 'x')
    const daemons = await Promise.all(Array.from({ length: 4 }, async () => new Inbox(inbox, 0)))
    for (const daemon of daemons) await daemon.open()
    const claimed = await Promise.all(
      daemons.map(async (daemon) => {
        const taken: string[] = []
        for (const one of await daemon.complete()) if ((await daemon.claim(one)) !== null) taken.push(one.name)
        return taken
      }),
    )
    const all = claimed.flat()
    expect(all.length).toBe(30)
    expect(new Set(all).size).toBe(30)
  })

  it('finishes what a daemon left behind that was killed', async () => {
    await writeFile(join(inbox, 'left.fits'), fits(5))
    await writeFile(join(inbox, 'left.fits.prov.json'), '{}')
    const dead = new Inbox(inbox, 0)
    await dead.open()
    const [one] = await dead.complete()
    if (one === undefined) throw new Error('nothing arrived')
    await dead.claim(one)
    // as one of a process that is no more
    const [mine = ''] = await readdir(join(inbox, '.dax', 'claims'))
    await rename(join(inbox, '.dax', 'claims', mine), join(inbox, '.dax', 'claims', mine.replace(`-${process.pid}-`, '-999999999-')))
    const seen = await watch()
    expect(seen).toMatchObject([{ name: 'left.fits', ended: { at: 'stored' } }])
    expect(existsSync(join(inbox, 'left.fits'))).toBe(false)
  })

  it('leaves files where they are while the database is away, and takes them later', async () => {
    await writeFile(join(inbox, 'later.fits'), fits(6))
    let fails = 1
    const { DbError } = await import('../../archive/db.ts')
    const db = {
      ...ports.db,
      transaction: ((run, how) =>
        fails-- > 0 ? Promise.reject(new DbError('connection', 'away.')) : ports.db.transaction(run, how)) as typeof ports.db.transaction,
    }
    const seen = await watch({}, { ...ports, db })
    expect(seen).toMatchObject([{ name: 'later.fits', ended: { at: 'stored' } }])
  })
})
