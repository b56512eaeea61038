// npm test: installs what it needs, then lint, types, unit/property/contract tests, build, browser tests. Prints "N passed, N failed".
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureInstalled } from '../dax/node/install.mjs'
import { ensureChromium } from './browser.mjs'

const bin = (name) => join('node_modules', '.bin', name)
const scratch = mkdtempSync(join(tmpdir(), 'skydax-test-'))
const totals = { passed: 0, failed: 0, skipped: 0 }

function step(title, command, args, env = {}) {
  process.stdout.write(`\n── ${title}\n`)
  const started = Date.now()
  const run = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } })
  process.stdout.write(`   ${run.status === 0 ? 'ok' : `FAILED (${run.status ?? run.signal})`} in ${((Date.now() - started) / 1000).toFixed(1)} s\n`)
  return run.status === 0
}

/** A step that is one check: counts as one. */
function check(title, command, args, env) {
  totals[step(title, command, args, env) ? 'passed' : 'failed'] += 1
}

/** A test runner that leaves a JSON report; a runner that dies without one counts as one failure. */
function suite(title, command, args, report, count, env) {
  const fine = step(title, command, args, env)
  if (!existsSync(report)) {
    totals.failed += 1
    return
  }
  const counted = count(JSON.parse(readFileSync(report, 'utf8')))
  totals.passed += counted.passed
  totals.skipped += counted.skipped
  totals.failed += Math.max(counted.failed, fine ? 0 : 1)
}

ensureInstalled()
const tsc = join('node_modules', 'tsc7', 'bin', 'tsc')
check('lint', bin('oxlint'), [])
check('format', bin('prettier'), ['--check', '.', '--log-level', 'warn'])
for (const project of ['service', 'web', 'node']) check(`types: ${project}`, process.execPath, [tsc, '-p', `tsconfig.${project}.json`])

check('build', process.execPath, [join('dax', 'node', 'build.mjs')])

const unitReport = join(scratch, 'unit.json')
suite(
  'unit, property and contract tests',
  bin('vitest'),
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${unitReport}`],
  unitReport,
  (r) => ({ passed: r.numPassedTests, failed: r.numFailedTests, skipped: r.numPendingTests + (r.numTodoTests ?? 0) }),
)

let chromium = null
try {
  chromium = await ensureChromium()
} catch (error) {
  process.stdout.write(`\n${error.message}\n`)
  totals.failed += 1
}
if (chromium !== null) {
  const e2eReport = join(scratch, 'e2e.json')
  suite(
    'browser tests',
    bin('playwright'),
    ['test', '--reporter=list,json'],
    e2eReport,
    (r) => ({ passed: r.stats.expected + r.stats.flaky, failed: r.stats.unexpected, skipped: r.stats.skipped }),
    { CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: e2eReport },
  )
}

rmSync(scratch, { recursive: true, force: true })
process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed${totals.skipped > 0 ? `, ${totals.skipped} skipped` : ''}\n`)
process.exitCode = totals.failed === 0 && totals.passed > 0 ? 0 : 1
