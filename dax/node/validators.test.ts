import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testPorts, type TestPorts } from '../services/testing/test-ports.ts'
import { loadValidatorArchive } from './testing/validator-archive.ts'
import { serveForTests, type RunningDax } from './testing/serve-for-tests.ts'

const run = promisify(execFile)
const has = (program: string) => (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)))
const stilts = has('stilts')
/** Debian's interpreter: another python3 on the PATH may lack the modules. */
const python = '/usr/bin/python3'
const pyvo = existsSync('/usr/lib/python3/dist-packages/pyvo') && existsSync(python)
if (!stilts) console.log('skipped: the VO validators need stilts (apt-get install stilts)')
if (!pyvo) console.log('skipped: the pyvo checks need python3-pyvo (apt-get install python3-pyvo)')

let ports: TestPorts
let dax: RunningDax
beforeAll(async () => {
  if (!stilts && !pyvo) return
  ports = await testPorts({ hardMaxrec: 1_000_000, defaultMaxrec: 100_000, uploadLimitBytes: 32_000_000 })
  await loadValidatorArchive(ports)
  dax = await serveForTests(ports)
})
afterAll(async () => {
  await dax?.close()
  await ports?.db.close()
})

interface LintReport {
  readonly sections: readonly {
    readonly code: string
    readonly reports: readonly { readonly level: string; readonly code?: string; readonly text?: string }[]
  }[]
}

/** Reports of level error, failure and warning, as 'E-QGE-XXXX text'. */
async function taplint(origin: string): Promise<string[]> {
  const { stdout } = await run('stilts', ['taplint', `tapurl=${origin}/api/tap`, 'stages=-LOC', 'format=json', 'maxrepeat=9', 'report=EWF'], {
    maxBuffer: 64e6,
  }).catch((error: { stdout?: string }) => ({ stdout: error.stdout ?? '' }))
  const report = JSON.parse(stdout) as LintReport
  expect(report.sections.length).toBeGreaterThan(10)
  return report.sections.flatMap((section) =>
    section.reports
      .filter(({ level, text }) => /^[EWF]/.test(level) && text !== undefined)
      .map(({ level, code, text }) => `${level[0] ?? ''}-${section.code}-${code ?? ''} ${text ?? ''}`),
  )
}

/**
 * A warning that remains, with its reason: taplint reads the text of each example. The grammar of STILTS 3.4 is that of ADQL 2.0, which lacks WITH and
 * UNION of ADQL 2.1; STILTS 3.5 reads them. CASE is in neither; three templates have columns that cannot be had without. That each of them runs and gives
 * rows is proven by dax/services/templates/on-demo.test.ts.
 */
const beyondAdql20 = (report: string) =>
  /^W-EXA-EXVL Validation syntax error for example [\w-]+: {2}Encountered "(?:WITH|UNION)"\./.test(report) ||
  /^W-EXA-EXVL Validation syntax error for example (?:why-missing|proc-order-of-object): {2}Encountered "CASE"\./.test(report) ||
  /^W-EXA-EXVL Validation syntax error for example versions-in-run: {2}Encountered "MAX"\./.test(report)

describe.skipIf(!stilts)('STILTS', () => {
  it('taplint finds no error and no warning in any stage', { timeout: 300_000 }, async () => {
    expect((await taplint(dax.origin)).filter((report) => !beyondAdql20(report))).toEqual([])
  })

  it.each(['votable/td', 'votable/b', 'votable/b2'])('votlint finds nothing wrong in %s', { timeout: 60_000 }, async (format) => {
    const query = encodeURIComponent('SELECT * FROM ivoa.obscore')
    const { stdout } = await run(
      'stilts',
      ['votlint', `votable=${dax.origin}/api/tap/sync?LANG=ADQL&RESPONSEFORMAT=${format}&MAXREC=50&QUERY=${query}`],
      { maxBuffer: 64e6 },
    )
    expect(stdout.trim()).toBe('')
  })

  it('datalinklint finds no error in links of one image, of several, and of an unknown one', { timeout: 120_000 }, async () => {
    const [first, second] = await ports.db.rows<{ did: string }>(
      `SELECT obs_publisher_did AS did FROM dax.image WHERE source IS NOT NULL ORDER BY image_id LIMIT 2`,
    )
    for (const ids of [[first?.did], [first?.did, second?.did], ['ivo://no.such/id']]) {
      const query = ids
        .filter((id) => id !== undefined)
        .map((id) => `ID=${encodeURIComponent(id)}`)
        .join('&')
      const { stdout } = await run('stilts', ['datalinklint', `votable=${dax.origin}/api/datalink/links?${query}`], { maxBuffer: 64e6 })
      expect(stdout.split('\n').filter((line) => /^(ERROR|E-|F-|W-|WARNING)/i.test(line.trim()))).toEqual([])
    }
  })
})

describe.skipIf(!pyvo)('pyvo', () => {
  it('finds every claim of testing/pyvo_check.py to hold', { timeout: 180_000 }, async () => {
    const script = fileURLToPath(new URL('testing/pyvo_check.py', import.meta.url))
    const { stdout } = await run(python, [script, dax.origin], { maxBuffer: 64e6 }).catch((error: { stdout?: string; stderr?: string }) => ({
      stdout: `${error.stdout ?? ''}${error.stderr ?? ''}`,
    }))
    expect(stdout.split('\n').filter((line) => line.startsWith('FAIL') || line.startsWith('Traceback'))).toEqual([])
    expect(stdout).toContain('all hold')
  })
})
