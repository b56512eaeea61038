import { describe, expect, it } from 'vitest'
import { violations } from './directions.ts'
import { projectFiles, read } from './project-files.ts'

const isCode = (path: string): boolean => /\.(ts|tsx)$/u.test(path)
const isProduct = (path: string): boolean => isCode(path) && !/\.test\.tsx?$|\/testing\//u.test(path)

describe('directions between the folders', () => {
  const files = projectFiles(isProduct).map((path) => ({ path, text: read(path) }))

  it('sees the project', () => {
    expect(files.length).toBeGreaterThan(50)
  })

  it('holds everywhere', () => {
    expect(violations(files).map((v) => `${v.from} → ${v.to}: ${v.why}`)).toEqual([])
  })

  it.each([
    ['vo/sky/a.ts', "import { x } from '../../dax/fault.ts'"],
    ['vo/sky/a.ts', "import { readFileSync } from 'node:fs'"],
    ['dax/services/a.ts', "export { x } from '../node/main.ts'"],
    ['dax/services/a.ts', "const x = await import('node:fs')"],
    ['src/api/a.ts', "import { x } from '../../dax/services/tap.ts'"],
    ['src/ui/a.tsx', "import type { X } from '../features/search/x.ts'"],
    ['src/features/search/a.ts', "import { x } from '../image/x.ts'"],
    ['src/features/search/a.ts', "import { x } from '../../app/x.tsx'"],
  ])('catches a planted violation in %s: %s', (path, text) => {
    expect(violations([{ path, text }])).toHaveLength(1)
  })
})
