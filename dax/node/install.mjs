// What npm start and npm test share before anything is installed: only node: imports may stand here.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the project. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** Installs the locked dependencies unless node_modules already holds exactly them. Exits with a sentence when it cannot. */
export function ensureInstalled() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    process.stderr.write(`Skydax needs Node 20.19 or newer; this is ${process.versions.node}.\n`)
    process.exit(1)
  }
  const lock = createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex')
  const mark = join(root, 'node_modules', '.skydax-lock')
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return
  process.stdout.write('Installing dependencies (npm ci) …\n')
  const run = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })
  if (run.status !== 0) {
    process.stderr.write('npm ci failed: see the lines above. Check the network to your npm registry, then start again.\n')
    process.exit(run.status ?? 1)
  }
  writeFileSync(mark, lock)
}
