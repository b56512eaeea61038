// The server of the browser tests: the built app and dax on a fresh archive with the small demo survey, in a folder that goes with it.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBuilt } from '../../dax/node/build.mjs'
import { root } from '../../dax/node/install.mjs'

const port = process.argv[process.argv.indexOf('--port') + 1]
const data = mkdtempSync(join(tmpdir(), 'skydax-e2e-'))
await ensureBuilt(['app', 'dax'])
const bin = join(root, 'dax', 'node', 'bin.mjs')

function dax(...args) {
  return spawn(process.execPath, [bin, ...args, '--data', data], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
}
function ended(child) {
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)))
}

const loaded = await ended(dax('demo', '--size', 'page'))
if (loaded !== 0) process.exit(loaded)
const server = dax('serve', '--port', port)
const stop = () => server.kill('SIGTERM')
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
const code = await ended(server)
rmSync(data, { recursive: true, force: true })
process.exit(code)
