import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

interface Package {
  readonly name?: string
  readonly version?: string
}

const packageAt = (folder: string): Package | null => {
  const path = join(folder, 'package.json')
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Package) : null
}

/** The folder of the project: the first above this code (as source, or built) whose package is skydax. */
export const projectRoot = findRoot(dirname(fileURLToPath(import.meta.url)))

function findRoot(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (packageAt(folder)?.name === 'skydax') return folder
    if (dirname(folder) === folder) return from
  }
}

/** The version in package.json. */
export function projectVersion(): string {
  return packageAt(projectRoot)?.version ?? '0.0.0'
}
