// npm run bench [NAME …]: each bench/NAME.ts exports `title` and `run(print)`, runs a peer on the same work in the same run, and prints the ratio.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'

const here = fileURLToPath(new URL('.', import.meta.url))
const all = readdirSync(here)
  .filter((f) => f.endsWith('.ts') && !f.endsWith('.test.ts') && !f.startsWith('lib-'))
  .map((f) => basename(f, '.ts'))
const asked = process.argv.slice(2).filter((a) => !a.startsWith('-'))
const unknown = asked.filter((name) => !all.includes(name))
if (unknown.length > 0) {
  process.stderr.write(`No benchmark ${unknown.join(', ')}. There are: ${all.join(', ')}.\n`)
  process.exit(2)
}
const server = await createServer({
  configFile: false,
  root: join(here, '..'),
  appType: 'custom',
  server: { middlewareMode: true, hmr: false, ws: false },
  logLevel: 'error',
})
mkdirSync(join(here, 'results'), { recursive: true })
for (const name of asked.length > 0 ? asked : all) {
  const bench = await server.ssrLoadModule(`/bench/${name}.ts`)
  if (typeof bench.run !== 'function') continue
  const lines = [`# ${bench.title}`]
  const print = (line) => {
    lines.push(line)
    process.stdout.write(`${line}\n`)
  }
  process.stdout.write(`\n${lines[0]}\n`)
  await bench.run(print)
  writeFileSync(join(here, 'results', `${name}.txt`), `${lines.join('\n')}\n`)
}
await server.close()
process.exit(0)
