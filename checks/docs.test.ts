import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { projectFiles, read, root } from './project-files.ts'

/** Project paths named in a Markdown text: links to files, and `code` that starts with one of our folders. */
function pathsNamedIn(markdown: string): readonly string[] {
  const links = [...markdown.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/gu)].map((m) => m[1] ?? '')
  const code = [...markdown.matchAll(/`((?:vo|dax|mocks|src|e2e|bench|checks|public|docs)\/[\w./-]+)`/gu)].map((m) => m[1] ?? '')
  return [...links, ...code].filter((p) => p !== '')
}

describe('documents', () => {
  const documents = ['README.md', ...projectFiles((p) => p.endsWith('.md'))]

  it.each(documents)('%s names only paths that exist', (document) => {
    const here = document.includes('/') ? document.slice(0, document.lastIndexOf('/')) : ''
    const missing = pathsNamedIn(read(document)).filter((p) => !existsSync(join(root, p)) && !existsSync(join(root, here, p)))
    expect(missing).toEqual([])
  })

  it('would see a path that does not exist', () => {
    expect(pathsNamedIn('see `vo/nowhere.ts` and [x](docs/no.md)')).toEqual(['docs/no.md', 'vo/nowhere.ts'])
  })
})
