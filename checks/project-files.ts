import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

export const root = new URL('..', import.meta.url).pathname

const folders = ['vo', 'dax', 'mocks', 'src', 'e2e', 'bench', 'checks']

/** Paths (from the root, '/') of the project's files below its code folders, tracked or not, for which `wanted` holds. */
export function projectFiles(wanted: (path: string) => boolean): readonly string[] {
  const found: string[] = []
  const walk = (path: string): void => {
    for (const name of readdirSync(join(root, path))) {
      const child = `${path}/${name}`
      if (statSync(join(root, child)).isDirectory()) {
        if (name !== 'node_modules' && name !== 'dist') walk(child)
      } else if (wanted(child)) found.push(child)
    }
  }
  for (const folder of folders) if (existsSync(join(root, folder))) walk(folder)
  return found
}

export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

/** Paths that git tracks; empty outside a checkout. */
export function trackedFiles(): readonly string[] {
  try {
    return execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' })
      .split('\n')
      .filter((p) => p !== '')
  } catch {
    return []
  }
}
