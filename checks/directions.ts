import { posix } from 'node:path'
import ts from 'typescript'

/** A file of the project as the checker sees it: path from the root with '/', and its text. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

export interface Violation {
  readonly from: string
  readonly to: string
  readonly why: string
}

/** Which rooms a room may import from (besides itself). Paths are prefixes, the longest match names the room. */
export const rooms: Readonly<Record<string, readonly string[]>> = {
  vo: [],
  'dax/contract': ['vo'],
  dax: ['vo', 'dax/contract'],
  'dax/node': ['vo', 'dax', 'dax/contract'],
  mocks: ['vo', 'dax', 'dax/contract'],
  'src/platform': ['vo'],
  'src/ui': ['vo', 'src/platform'],
  'src/api': ['vo', 'dax/contract', 'src/platform'],
  'src/engine': ['vo', 'src/platform', 'src/api'],
  'src/features': ['vo', 'dax/contract', 'src/platform', 'src/ui', 'src/api', 'src/engine'],
  'src/app': ['vo', 'dax/contract', 'src/platform', 'src/ui', 'src/api', 'src/engine', 'src/features'],
  'src/main.tsx': ['src/app', 'src/platform', 'src/ui', 'mocks'],
}

function roomOf(path: string): string | null {
  let best: string | null = null
  for (const room of Object.keys(rooms)) {
    if ((path === room || path.startsWith(`${room}/`)) && (best === null || room.length > best.length)) best = room
  }
  return best
}

/** Every module named by an import, export-from or import() of the text. */
export function importsOf(file: SourceFile): readonly string[] {
  return ts.preProcessFile(file.text, true, true).importedFiles.map((f) => f.fileName)
}

const webOnly = ['vo', 'dax/contract', 'dax', 'mocks', 'src/platform', 'src/ui', 'src/api', 'src/engine', 'src/features', 'src/app', 'src/main.tsx']

/** Imports that go against the table of directions, node: imports outside dax/node, and features that know each other. */
export function violations(files: readonly SourceFile[]): readonly Violation[] {
  const found: Violation[] = []
  for (const file of files) {
    const from = roomOf(file.path)
    if (from === null) continue
    for (const spec of importsOf(file)) {
      if (spec.startsWith('node:') && webOnly.includes(from))
        found.push({ from: file.path, to: spec, why: `${from} runs in the page too: node: belongs to dax/node` })
      if (!spec.startsWith('.')) continue
      const target = posix.normalize(posix.join(posix.dirname(file.path), spec.replace(/\?.*$/u, '')))
      const to = roomOf(target)
      if (to === null || to === from) {
        const feature = (p: string): string | undefined => /^src\/features\/([^/]+)\//u.exec(p)?.[1]
        const [a, b] = [feature(file.path), feature(target)]
        if (a !== undefined && b !== undefined && a !== b)
          found.push({ from: file.path, to: target, why: `features never import each other (${a} → ${b})` })
        continue
      }
      if (!(rooms[from] ?? []).includes(to)) found.push({ from: file.path, to: target, why: `${from} may not import from ${to}` })
    }
  }
  return found
}
