// Builds the app (dist/app) and dax (dist/dax). "node dax/node/build.mjs" builds both; what is newer than its sources is left when asked to.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './install.mjs'

const outputs = {
  dax: { file: join(root, 'dist', 'dax', 'cli.js'), sources: ['vo', 'dax', 'package.json'] },
  app: {
    file: join(root, 'dist', 'app', 'index.html'),
    sources: ['vo', 'dax/contract', 'src', 'public', 'index.html', 'vite.config.ts', 'package.json'],
  },
}

function newest(path) {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) return 0
  if (!found.isDirectory()) return found.mtimeMs
  let latest = 0
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (/\.test\.tsx?$|^testing$|^node_modules$/u.test(entry.name)) continue
    latest = Math.max(latest, newest(join(path, entry.name)))
  }
  return latest
}

/** Whether a part is built, and its sources have not changed since. */
export function isBuilt(part) {
  const { file, sources } = outputs[part]
  return existsSync(file) && sources.every((source) => newest(join(root, source)) <= statSync(file).mtimeMs)
}

/** Builds 'dax' or 'app' with Vite. */
export async function build(part) {
  const vite = await import('vite')
  const quiet = process.env.DAX_DEBUG === undefined ? 'warn' : 'info'
  if (part === 'app') {
    await vite.build({ root, configFile: join(root, 'vite.config.ts'), logLevel: quiet })
    return
  }
  await vite.build({
    root,
    configFile: false,
    logLevel: quiet,
    publicDir: false,
    build: {
      ssr: true,
      outDir: 'dist/dax',
      emptyOutDir: true,
      target: 'node20',
      sourcemap: true,
      minify: false,
      // the thread that draws is a program of its own, beside the command line
      rolldownOptions: {
        input: ['dax/node/cli.ts', 'dax/node/draw-worker.ts'],
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  })
}

/** Builds what is not built or older than its sources; `tell` hears what is being done. */
export async function ensureBuilt(parts, tell = () => {}) {
  for (const part of parts) {
    if (isBuilt(part)) continue
    tell(part)
    await build(part)
  }
}

/** The built command line. */
export const builtCli = outputs.dax.file

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await build('app')
  await build('dax')
}
