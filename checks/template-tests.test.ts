import { describe, expect, it } from 'vitest'
import { templateLibrary } from '../vo/templates/library/library.ts'
import { read } from './project-files.ts'
import { untestedTemplates } from './template-tests.ts'

describe('tests of the query templates', () => {
  const tests = { onDemo: read('dax/services/templates/on-demo.test.ts'), handMade: read('dax/services/templates/hand-made.test.ts') }
  const ids = templateLibrary().map(({ id }) => id)

  it('sees the library', () => {
    expect(ids.length).toBeGreaterThanOrEqual(25)
  })

  it('are two for every question: its answer on the demo survey, and on hand-made rows', () => {
    expect(untestedTemplates(ids, tests)).toEqual([])
  })

  it('catches a template that nobody tests', () => {
    expect(untestedTemplates(['a-new-question'], tests)).toEqual([
      'a-new-question has no test of its answer on the demo survey',
      'a-new-question has no test of its answer on hand-made rows',
    ])
  })

  it.each([
    ["it('x', async () => { expect(await exampleAnswer('a')).toEqual([]) })", "const cases = [['a', {}, [], []]]\nit.each(cases)('%s', () => {})", 0],
    [
      "it('x', async () => { expect(await askTemplate(dax, 'a', {})).toEqual([]) })",
      "const cases = [['a', {}, [], []]]\nit.each(cases)('%s', () => {})",
      0,
    ],
    // asked, and not looked at; named in a comment; cases that nothing runs; a list that is not of cases
    ["it('x', async () => { await exampleAnswer('a') })", "const cases = [['a', {}, [], []]]\nit.each(cases)('%s', () => {})", 1],
    ["// exampleAnswer('a')\nit('x', () => { expect(1).toBe(1) })", "const cases = [['a', {}, [], []]]\nit.each(cases)('%s', () => {})", 1],
    ["it('x', async () => { expect(await exampleAnswer('a')).toEqual([]) })", "const cases = [['a', {}, [], []]]", 1],
    ["it('x', async () => { expect(await exampleAnswer('a')).toEqual([]) })", "const cases = [['b'], 'a']\nit.each(cases)('%s', () => {})", 1],
  ])('tells a test from what only looks like one: %s and %s', (onDemo, handMade, missing) => {
    expect(untestedTemplates(['a'], { onDemo, handMade })).toHaveLength(missing)
  })
})
