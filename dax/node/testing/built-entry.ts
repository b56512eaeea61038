import { join } from 'node:path'
import { build } from 'vite'
import { projectRoot } from '../project.ts'

/** Builds one TypeScript file of dax/node as a program that node runs, with what it imports; returns the program's path. */
export async function builtEntry(entry: string): Promise<string> {
  const outDir = join(projectRoot, 'node_modules', '.cache', 'skydax', `entry-${process.pid}`)
  await build({
    root: projectRoot,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    build: { ssr: entry, outDir, emptyOutDir: true, target: 'node20', minify: false, rolldownOptions: { output: { entryFileNames: 'entry.js' } } },
  })
  return join(outDir, 'entry.js')
}
