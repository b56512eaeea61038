import { describe, expect, it } from 'vitest'
import { templateLibrary } from '../../../vo/templates/library/library.ts'
import { fitting, isMine } from './use-templates.ts'
import { probeOf } from './use-silence.ts'
import { lookupAdql } from '../../../vo/templates/lookup-adql.ts'
import { placesOf } from './row-places.ts'

const byNode = templateLibrary().find((t) => t.id === 'affected-by-node')!

describe('questions of an archive without a template service', () => {
  it('run where their tables are, whatever their case', () => {
    const tables = new Set(byNode.tables)
    expect(fitting({ ...byNode, tables: byNode.tables.map((t) => t.toUpperCase()) }, tables).cannot).toBeNull()
  })

  it('run in their other form where that one’s tables are', () => {
    const other = byNode.other![0]!
    const found = fitting(byNode, new Set(other.tables.map((t) => t.toLowerCase())))
    expect(found.cannot).toBeNull()
    expect(found.runs.adql).toBe(other.adql)
  })

  it('are refused with the tables that are missing', () => {
    expect(fitting(byNode, new Set(['prov.quantum'])).cannot).toBe(
      'This archive has no tables prov.was_generated_by, prov.entity, where the answer would be.',
    )
  })

  it('are not refused while nothing is known of the tables', () => {
    expect(fitting(byNode, null).cannot).toBeNull()
  })
})

describe('a template', () => {
  const offered = (more: object, isLocal = false) => ({
    template: { ...byNode, owner: 'ada', share: 'public' as const, ...more },
    runs: byNode,
    cannot: null,
    isLocal,
    isServed: !isLocal,
  })

  it('is edited in its place by whom its service lets, and as a copy by others', () => {
    expect(isMine(offered({ mayChange: true }))).toBe(true)
    expect(isMine(offered({ mayChange: false }))).toBe(false)
    expect(isMine(offered({ owner: null }))).toBe(false)
    expect(isMine(offered({}))).toBe(true)
    expect(isMine(offered({ mayChange: false }, true))).toBe(true)
  })
})

describe('an empty answer', () => {
  const parameters = [
    { name: 'task', type: 'text', label: 'Task' },
    { name: 'input', type: 'entity', label: 'Input' },
    { name: 'visit', type: 'visit', label: 'Visit', list: true },
  ] as const

  it('asks what is recorded of the thing that the form names, its text quoted', () => {
    expect(probeOf({ parameters }, { input: "it's" })?.recorded).toContain("entity_id = 'it''s'")
    expect(probeOf({ parameters }, { visit: ['12'] })?.about).toBe('visit 12')
  })

  it('asks nothing of a thing where the form names none, or no number', () => {
    expect(probeOf({ parameters }, { task: 'isr' })).toBeNull()
    expect(probeOf({ parameters }, { visit: ['12 OR 1=1'] })).toBeNull()
  })
})

describe('a lookup', () => {
  it('puts what is typed in as a text, and leaves optional parts out while nothing is', () => {
    expect(lookupAdql("SELECT n FROM t WHERE n LIKE {typed} || '%'", "o'x")).toBe("SELECT n FROM t WHERE n LIKE 'o''x' || '%'")
    expect(lookupAdql('SELECT n FROM t [[WHERE n = {typed}]]', '').trim()).toBe('SELECT n FROM t')
    expect(lookupAdql('SELECT n FROM t WHERE n LIKE {typed}', '')).toBe("SELECT n FROM t WHERE n LIKE ''")
  })
})

describe('where rows are', () => {
  it('is told by identifier, or by visit and detector where both are there', () => {
    const text = (data: readonly (string | null)[]) => ({ kind: 'text', data }) as const
    const table = {
      fields: ['entity_id', 'visit', 'detector'].map((name) => ({ name, datatype: 'char', arraysize: '*' }) as const),
      columns: [text(['a', null]), text(['7', '7']), text([null, '94'])],
      length: 2,
      overflow: false,
    }
    expect(placesOf(table, 'entity_id')).toEqual({ ids: ['a', null], detectors: [null, { visit: '7', detector: '94' }] })
  })
})
