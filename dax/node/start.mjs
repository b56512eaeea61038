// npm start: installs, builds, makes the demo archive on first run, and serves app and dax on one port. Options after "--": see "dax serve --help".
import { pathToFileURL } from 'node:url'
import { ensureInstalled, root } from './install.mjs'

ensureInstalled()
process.chdir(root)
const { builtCli, ensureBuilt } = await import('./build.mjs')
try {
  await ensureBuilt(['app', 'dax'], (part) => process.stdout.write(part === 'app' ? 'Building the app …\n' : 'Building dax …\n'))
} catch (error) {
  process.stderr.write(`The build failed: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
process.setSourceMapsEnabled(true)
process.argv.splice(2, 0, 'serve', '--demo')
await import(pathToFileURL(builtCli).href)
