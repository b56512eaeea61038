import { describe, expect, it } from 'vitest'
import type { Table } from '../../../vo/table/columns.ts'
import { classColumns, maxClasses, skyClasses } from './sky-classes.ts'

const table = (columns: Readonly<Record<string, readonly (string | null)[]>>): Table => ({
  fields: Object.keys(columns).map((name) => ({ name, datatype: 'char', arraysize: '*' })),
  columns: Object.values(columns).map((data) => ({ kind: 'text', data })),
  length: Object.values(columns)[0]!.length,
  overflow: false,
})

describe('colours of an answer on the sky', () => {
  it('takes the status before the run, a column of one value last, identifiers never', () => {
    const rows = table({
      entity_id: Array.from({ length: 60 }, (_, i) => `e${i}`),
      task: Array.from({ length: 60 }, () => 'isr'),
      run: Array.from({ length: 60 }, (_, i) => `r${i % 2}`),
      status_name: Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? 'FAILED' : 'SUCCESSFUL')),
    })
    expect(classColumns(rows)).toEqual(['status_name', 'run', 'task'])
  })

  it('counts classes, most frequent first, and says none for null', () => {
    const { classes, ofRow } = skyClasses(table({ a: ['x', 'y', 'y', null] }), 'a')
    expect(classes).toEqual([
      { value: 'y', count: 2 },
      { value: 'x', count: 1 },
      { value: 'none', count: 1 },
    ])
    expect([...ofRow]).toEqual([1, 0, 0, 2])
  })

  it('gathers what is beyond the colours as other', () => {
    const many = skyClasses(table({ a: Array.from({ length: 30 }, (_, i) => `v${i % 12}`) }), 'a')
    expect(many.classes).toHaveLength(maxClasses)
    expect(many.classes.at(-1)?.value).toBe('other')
    expect(many.classes.reduce((n, c) => n + c.count, 0)).toBe(30)
  })
})
