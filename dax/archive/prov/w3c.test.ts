import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SaxesParser } from 'saxes'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { provJson } from '../../../vo/prov/prov-json.ts'
import { lineageDocument } from '../../services/lineage-document.ts'
import type { Db } from '../db.ts'
import { testDb } from '../testing/test-db.ts'
import { lineage } from './lineage.ts'
import { readProvenance, type ReadProvenance } from './read-sidecar.ts'
import { writeProvenance } from './write.ts'

const folder = join(process.env['SKYDAX_DATA'] ?? '../shared/data', 'provenance')
/** The ends of relations in PROV-XML, which PROV-JSON names the same. */
const kept = ['used', 'wasGeneratedBy', 'wasDerivedFrom', 'wasInformedBy', 'hadMember', 'wasAssociatedWith', 'wasAttributedTo']

describe('the examples of W3C', () => {
  let db: Db
  beforeAll(async () => {
    db = await testDb()
  })
  afterAll(() => db.close())

  for (const file of ['w3c_prov_primer_complete_example.xml', 'w3c_pc1.xml']) {
    const xml = textOf(join(folder, file))
    it.skipIf(xml === null)(
      `goes into the archive and comes out as PROV-JSON with the same things and the same of the seven relations kept: ${file}${xml === null ? ' (skipped: the example is not here)' : ''}`,
      async () => {
        const first = read(JSON.stringify(jsonOf(xml ?? '')))
        expect(first.record.relations.length).toBeGreaterThan(10)
        await db.transaction((tx) => writeProvenance(tx, first.record, { owner: null, visibility: 'public' }))
        const ids = [...first.record.entities, ...first.record.activities, ...first.record.agents].map(({ id }) => id)
        const told = await lineage(db, ids, {
          depth: Number.POSITIVE_INFINITY,
          directions: ['back', 'forth'],
          limit: 5000,
          actualOnly: false,
          agents: true,
        })
        expect(told.unknown).toEqual([])
        const again = read(provJson(lineageDocument(told)))
        const relations = ({ record }: ReadProvenance) =>
          [...new Set(record.relations.map(({ kind, from, to, role }) => `${kind} ${from} ${to} ${role ?? ''}`))].sort()
        expect(relations(again)).toEqual(relations(first))
        const names = ({ record }: ReadProvenance) => new Map([...record.entities, ...record.activities].map(({ id, name }) => [id, name]))
        for (const [id, name] of names(first)) expect([id, names(again).get(id)]).toEqual([id, name])
      },
    )
  }
})

function read(text: string): ReadProvenance {
  const got = readProvenance(new TextEncoder().encode(text), null)
  if (!got.ok) throw new Error(got.problems.join('\n'))
  return got.value
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/** PROV-XML as PROV-JSON: ids and references by name, the rest as text. */
function jsonOf(xml: string): object {
  const out: Record<string, Record<string, Record<string, string>>> = {}
  const prefix: Record<string, string> = {}
  let current: { kind: string; id: string; told: Record<string, string> } | null = null
  let text = ''
  let depth = 0
  const parser = new SaxesParser()
  parser.on('opentag', ({ name, attributes }) => {
    depth++
    text = ''
    if (depth === 1) for (const [key, uri] of Object.entries(attributes)) if (key.startsWith('xmlns:')) prefix[key.slice(6)] = uri
    if (depth === 2) current = { kind: name.replace('prov:', ''), id: attributes['prov:id'] ?? `_:r${parser.position}`, told: {} }
    if (depth === 3 && current !== null && attributes['prov:ref'] !== undefined) current.told[name] = attributes['prov:ref']
  })
  parser.on('text', (part) => {
    text += part
  })
  parser.on('closetag', ({ name }) => {
    if (depth === 3 && current !== null) current.told[name] ??= text
    if (depth === 2 && current !== null) {
      const ofKind = (out[current.kind] ??= {})
      ofKind[current.id] = { ...ofKind[current.id], ...current.told }
    }
    depth--
  })
  parser.write(xml).close()
  const known = Object.fromEntries(Object.entries(out).filter(([kind]) => ['entity', 'activity', 'agent', ...kept].includes(kind)))
  return { prefix, ...known }
}
