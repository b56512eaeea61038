import { spawn } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkFindings } from '../../archive/checks/check-rows.ts'
import { beginCheck, runCheck } from '../../archive/checks/run-check.ts'
import { smallFits } from '../../archive/testing/small-fits.ts'
import { openArchive, type OpenArchive } from '../open-archive.ts'
import { settingsOf } from '../settings.ts'
import { builtEntry } from '../testing/built-entry.ts'

/** 'all' = every step of the daemon is tried; else those after which files lie elsewhere, or the database knows more. */
const all = process.env['SKYDAX_STEPS'] === 'all'
const withoutDatabase = { ...process.env, DAX_DATABASE_URL: '' }

let folder: string
let data: string
let program: string
let archive: OpenArchive
/** Makes the content of each round its own. */
let round = 0

beforeAll(async () => {
  program = await builtEntry('dax/node/testing/watch-steps.ts')
  folder = await mkdtemp(join(tmpdir(), 'skydax-steps-'))
  // where root runs the tests, the server's user must be able to enter
  await chmod(folder, 0o755)
  data = join(folder, 'data')
  // the daemons use the server of this one
  archive = await openArchive(settingsOf({ data }, withoutDatabase))
})
afterAll(async () => {
  await archive.close()
  await rm(folder, { recursive: true, force: true })
  await rm(dirname(program), { recursive: true, force: true })
})

const task = (): string => `task-${round}`
const sidecar = (): string =>
  JSON.stringify({
    activity: { [`skydax:q${round}`]: { 'skydax:task': task() } },
    wasGeneratedBy: { '_:g': { 'prov:entity': 'skydax:image', 'prov:activity': `skydax:q${round}` } },
  })

/** One that is plain, the same again, one with sidecar and marker, one that is no FITS, one whose sidecar is wrong. */
async function fill(inbox: string): Promise<void> {
  round += 1
  const fits = (n: number): Uint8Array => smallFits({ ra: round % 360, dec: n, seed: 10 * round + n, object: `round ${round} no ${n}` })
  const files: Readonly<Record<string, string | Uint8Array>> = {
    'a.fits': fits(1),
    'b.fits': fits(1),
    'deep/c.fits.prov.json': sidecar(),
    'deep/c.fits': fits(2),
    'deep/c.fits.done': '',
    'd.fits.prov.json': sidecar(),
    'd.fits': `no FITS ${round}`,
    'e.fits.prov.json': '{"activity": 7}',
    'e.fits': fits(3),
  }
  await mkdir(join(inbox, 'deep'), { recursive: true })
  for (const [name, content] of Object.entries(files)) await writeFile(join(inbox, name), content)
}

async function filesOf(below: string): Promise<readonly string[]> {
  const entries = await readdir(below, { recursive: true, withFileTypes: true })
  return entries.flatMap((entry) => (entry.isFile() ? [relative(below, join(entry.parentPath, entry.name))] : [])).sort()
}

/** Runs the daemon until the inbox is empty or the step is reached at which it kills itself; gives the steps that it took. */
async function daemon(
  inbox: string,
  killAt: string,
  keep?: string,
): Promise<{ readonly steps: readonly string[]; readonly end: string | number | null }> {
  const log = join(folder, 'steps.log')
  await writeFile(log, '')
  const child = spawn(process.execPath, [program, inbox, data, killAt, log, ...(keep === undefined ? [] : [keep])], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: withoutDatabase,
  })
  let said = ''
  child.stderr.on('data', (part: Buffer) => (said += part.toString()))
  const end = await new Promise<string | number | null>((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)))
  if (end !== 0 && end !== 'SIGKILL') throw new Error(`the daemon ended with ${end}: ${said}`)
  return { steps: (await readFile(log, 'utf8')).split('\n').filter((line) => /^\d/u.test(line)), end }
}

async function findings(): Promise<readonly string[]> {
  // what was new a moment ago counts as on its way
  await archive.ports.db.exec("UPDATE dax.file SET created_at = created_at - interval '1 hour'")
  const run = await beginCheck(archive.ports.db, { deep: false, who: null })
  await runCheck(archive.ports, run, { deep: false, who: null })
  return (await checkFindings(archive.ports.db, { run, last: 100 })).map(({ kind, subject }) => `${kind} ${subject}`)
}

/** What a round has become. */
async function outcome(inbox: string, keep?: string): Promise<object> {
  const { db } = archive.ports
  const count = async (sql: string, params: readonly string[]): Promise<number> => Number((await db.rows<{ n: bigint }>(sql, params))[0]?.n ?? 0n)
  const kept = keep === undefined ? [] : await filesOf(keep)
  return {
    inbox: await filesOf(inbox),
    ...(keep === undefined ? {} : { kept }),
    images: (
      await db.rows<{ target_name: string }>('SELECT target_name FROM ivoa.obscore WHERE target_name LIKE $1 ORDER BY 1', [`round ${round} no %`])
    ).map(({ target_name }) => target_name),
    provenance: await count('SELECT count(*) AS n FROM prov.quantum WHERE task = $1', [task()]),
    reasons: await Promise.all(
      ['d', 'e'].map(async (name) => (await readFile(join(inbox, 'quarantine', `${name}.fits.reason.txt`), 'utf8')).split('\n- ')[1]?.slice(0, 20)),
    ),
    quarantined: (await readFile(join(inbox, 'quarantine', 'd.fits'), 'utf8')) === `no FITS ${round}`,
    findings: await findings(),
  }
}

describe.each([
  ['removes what it has taken', undefined, /(?:rename|link) |quarantine|COMMIT/u],
  ['keeps what it has taken', 'kept', /rename \S+ → kept/u],
])('a daemon that %s, killed at a step', (_, keepName, decisive) => {
  const keep = keepName === undefined ? undefined : (): string => join(folder, `kept-${round}`)

  async function oneRound(killAt: string): Promise<{ readonly steps: readonly string[]; readonly wasKilled: boolean; readonly result: object }> {
    const inbox = join(folder, `inbox-${round + 1}`)
    await fill(inbox)
    const { steps, end } = await daemon(inbox, killAt, keep?.())
    if (end === 'SIGKILL') expect((await daemon(inbox, '', keep?.())).end).toBe(0)
    const result = await outcome(inbox, keep?.())
    await rm(inbox, { recursive: true })
    return { steps, wasKilled: end === 'SIGKILL', result: JSON.parse(JSON.stringify(result).replaceAll(`round ${round} `, '')) as object }
  }

  it('leaves every file in the archive once or in quarantine with its reason, and nothing else', { timeout: 3_600_000 }, async () => {
    const { steps, result } = await oneRound('')
    expect(result).toMatchObject({
      inbox: ['d.fits', 'd.fits.prov.json', 'd.fits.reason.txt', 'e.fits', 'e.fits.prov.json', 'e.fits.reason.txt'].map(
        (name) => `quarantine/${name}`,
      ),
      images: ['no 1', 'no 2'],
      provenance: 1,
      quarantined: true,
      findings: [],
    })
    const chosen = steps.filter((step) => all || (decisive.test(step) && step.startsWith('1 ')))
    expect(chosen.length).toBeGreaterThan(keep === undefined ? 15 : 2)
    const wrong: object[] = []
    let kills = 0
    for (const step of chosen) {
      const again = await oneRound(step)
      if (again.wasKilled) kills += 1
      if (!isDeepStrictEqual(again.result, result)) wrong.push({ step, ...again.result })
    }
    if (all) console.log(`${kills} kills at ${chosen.length} steps, ${wrong.length} with an end that was not right`)
    // folders of the store that are there already are not made again
    expect(kills).toBeGreaterThan(0.9 * chosen.length)
    expect(wrong).toEqual([])
  })
})
