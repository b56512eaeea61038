#!/usr/bin/env -S node --max-semi-space-size=64
// The command dax: runs dist/dax, and builds it first when it is missing or older than its sources. Rows on their way out are short-lived strings: with
// more room for young objects (the flag above, which the scripts of package.json give too) half of the garbage collection of a large TAP answer goes away.
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
