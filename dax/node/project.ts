import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the project: this file lies two folders below it, and so does the built dist/dax/main.js. */
export const projectRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** The version in package.json. */
export function projectVersion(): string {
  return (JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { version: string }).version
}
