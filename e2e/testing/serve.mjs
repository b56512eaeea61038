// The server of the browser tests: the built app and dax on a fresh archive with the small demo survey, in a folder that goes with it.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
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
const server = spawn(process.execPath, [bin, 'serve', '--port', port, '--data', data], {
  cwd: root,
  stdio: ['ignore', 'pipe', 'inherit'],
  // where tests that damage the store (faults.ts) put a copy of it before
  env: { ...process.env, DAX_REPLICA: join(data, 'replica') },
})
// what the tests sign in with (sign-in.ts): the link that dax prints, and tokens that an administrator makes; and where the archive lies (faults.ts)
const keys = join(tmpdir(), `skydax-e2e-${port}.json`)
let printed = ''
server.stdout.on('data', (part) => {
  process.stdout.write(part)
  const before = printed
  printed += part
  const link = /once: (\S+)\n/u.exec(printed)?.[1]
  if (link !== undefined && !/once: \S+\n/u.test(before)) void makeKeys(link)
})
async function makeKeys(link) {
  const admin = spawn(process.execPath, [bin, 'token', 'create', '--user', 'keeper', '--admin', '--data', data], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let token = ''
  admin.stdout.on('data', (part) => (token += part))
  await ended(admin)
  const headers = { Authorization: `Bearer ${token.trim()}` }
  const scopes = ['read:tap', 'read:image', 'read:alertdb', 'write:files', 'write:templates', 'user:token']
  const tokens = { keeper: token.trim() }
  for (const [username, may, ...groups] of [
    ['ada', scopes, 'qa'],
    ['ben', scopes, 'qa'],
    ['eve', scopes],
    ['pipeline', ['write:processing']],
  ]) {
    const body = JSON.stringify({ username, token_type: 'user', scopes: may, groups })
    const answer = await fetch(`http://127.0.0.1:${port}/auth/api/v1/tokens`, { method: 'POST', headers, body })
    tokens[username] = (await answer.json()).token
  }
  writeFileSync(keys, JSON.stringify({ link, tokens, data }), { mode: 0o600 })
}
const stop = () => server.kill('SIGTERM')
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
const code = await ended(server)
rmSync(data, { recursive: true, force: true })
rmSync(keys, { force: true })
process.exit(code)
