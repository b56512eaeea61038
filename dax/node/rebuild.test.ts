import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { ingestFile } from '../archive/ingest/take-in.ts'
import { smallFits } from '../archive/testing/small-fits.ts'
import { rebuildCommand } from './commands/rebuild.ts'
import { ensureDemo } from './demo-archive.ts'
import { openArchive, type OpenArchive } from './open-archive.ts'
import { settingsOf } from './settings.ts'

/** What only the database knows, as `dax rebuild --help` says: people, jobs and logs; and what is this database’s own. */
const own = /^dax\.(?:archive|schema_version|auth_.*|job|template.*|ingest.*|upload|check_.*|repair|load_later)$/u

const folder = await mkdtemp(join(tmpdir(), 'skydax-rebuild-'))
await chmod(folder, 0o755)
afterAll(() => rm(folder, { recursive: true, force: true }))
const data = join(folder, 'data')
const open = (): Promise<OpenArchive> => openArchive(settingsOf({ data }, { ...process.env, DAX_DATABASE_URL: '', DAX_DRAW_THREADS: '0' }))

/** Number and digest of the rows of each table, in no order. */
async function tables({ ports: { db } }: OpenArchive): Promise<ReadonlyMap<string, string>> {
  const names = await db.rows<{ name: string }>(
    "SELECT schemaname || '.' || tablename AS name FROM pg_tables WHERE schemaname IN ('dax', 'ap', 'cat') ORDER BY 1",
  )
  const out = new Map<string, string>()
  for (const { name } of names) {
    if (own.test(name)) continue
    const [sum] = await db.rows<{ sum: string }>(
      `SELECT count(*) || ' ' || coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '') AS sum FROM ${name} t`,
    )
    out.set(name, sum?.sum ?? '')
  }
  return out
}

// starts PostgreSQL three times
it('makes the demo survey anew with what came before and after it, row for row', { timeout: 300_000 }, async () => {
  const archive = await open()
  const take = async (i: number): Promise<void> => {
    expect((await ingestFile(archive.ports, `own-${i}.fits`, smallFits({ ra: 30 * i, dec: 10, seed: i }))).at).toBe('stored')
  }
  await take(1)
  await ensureDemo(archive, data, 'page')
  await take(2)
  const before = await tables(archive)
  expect([...before.values()].filter((sum) => !sum.startsWith('0 ')).length).toBeGreaterThan(20)
  await archive.close()
  await rm(join(data, 'pg'), { recursive: true, force: true })
  process.env['DAX_DATABASE_URL'] = ''
  expect(await rebuildCommand.run({ data }, [])).toBe(0)
  const again = await open()
  const after = await tables(again)
  await again.close()
  expect([...before].filter(([name, sum]) => after.get(name) !== sum)).toEqual([])
})
