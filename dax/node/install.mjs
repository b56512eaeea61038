// What npm start and npm test share before anything is installed: only node: imports may stand here.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the project. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

const npm = (stdio, ...args) =>
  spawnSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, stdio, shell: process.platform === 'win32' }).status

/** Whether node_modules holds what package-lock.json says, as far as this machine needs it: npm keeps its own account of what it installed. */
export function isInstalled() {
  const account = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(account)) return false
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const there = JSON.parse(readFileSync(account, 'utf8')).packages
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || there[path]?.version === version || (optional === true && there[path] === undefined),
  )
}

/** Installs the locked dependencies unless node_modules already holds them. Exits with a sentence when it cannot. */
export function ensureInstalled() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    process.stderr.write(`Skydax needs Node 20.19 or newer; this is ${process.versions.node}.\n`)
    process.exit(1)
  }
  if (isInstalled()) return
  process.stdout.write('Installing dependencies …\n')
  // npm ci refuses a lock that lacks optional packages of other platforms; npm install keeps to it and adds what this machine needs
  if (npm('ignore', 'ci') === 0 || npm('inherit', 'install', '--no-save') === 0) return
  process.stderr.write('The dependencies could not be installed: see the lines above. Check the network to your npm registry, then start again.\n')
  process.exit(1)
}
