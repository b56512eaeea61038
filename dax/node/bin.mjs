#!/usr/bin/env node
// The command dax: runs dist/dax, and builds it first when it is missing or older than its sources.
import { pathToFileURL } from 'node:url'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { builtCli, ensureBuilt } from './build.mjs'
import { root } from './install.mjs'

if (existsSync(join(root, 'node_modules', 'vite'))) {
  try {
    await ensureBuilt(['dax'], () => process.stderr.write('Building dax …\n'))
  } catch (error) {
    process.stderr.write(`dax could not be built: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  }
} else if (!existsSync(builtCli)) {
  process.stderr.write('dax is not built and its dependencies are not installed. Run "npm ci" in the folder of Skydax, or "npm start".\n')
  process.exit(1)
}
process.setSourceMapsEnabled(true)
await import(pathToFileURL(builtCli).href)
