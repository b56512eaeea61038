import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SaxesParser } from 'saxes'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { provJson } from '../../../vo/prov/prov-json.ts'
import { provN } from '../../../vo/prov/prov-n.ts'
import { readProvN } from '../../../vo/prov/read-prov-n.ts'
import { lineageDocument } from '../../services/lineage-document.ts'
import type { Db } from '../db.ts'
import { testDb } from '../testing/test-db.ts'
import { lineage } from './lineage.ts'
import { readProvenance } from './read-sidecar.ts'
import type { ReadProvenance } from './sidecar-reader.ts'
import { wordsOf } from './words-of.ts'
import { writeProvenance } from './write.ts'

const folder = join(process.env['SKYDAX_DATA'] ?? '../shared/data', 'provenance')
describe('the examples of W3C', () => {
  let db: Db
  beforeAll(async () => {
    db = await testDb()
  })
  afterAll(() => db.close())

  for (const file of ['w3c_prov_primer_complete_example.xml', 'w3c_pc1.xml']) {
    const xml = textOf(join(folder, file))
    it.skipIf(xml === null)(
      `goes into the archive and comes out as PROV-JSON and PROV-N with all that it says: ${file}${xml === null ? ' (skipped: the example is not here)' : ''}`,
      async () => {
        const original = jsonOf(xml ?? '')
        const first = read(JSON.stringify(original))
        expect(first.notes).toEqual([])
        for (let times = 0; times < 2; times++) await db.transaction((tx) => writeProvenance(tx, first.record, { owner: null, visibility: 'public' }))
        const ids = [...first.record.entities, ...first.record.activities, ...first.record.agents].map(({ id }) => id)
        const told = await lineage(db, ids, {
          depth: Number.POSITIVE_INFINITY,
          directions: ['back', 'forth'],
          limit: 5000,
          actualOnly: false,
          agents: true,
        })
        expect(told.unknown).toEqual([])
        const document = lineageDocument(told, await wordsOf(db, told))
        const expected = statements(original)
        expect(expected.length).toBeGreaterThan(30)
        expect(statements(JSON.parse(provJson(document)) as Sections)).toEqual(expected)
        const fromN = readProvN(provN(document))
        if (!fromN.ok) throw new Error(fromN.error.message)
        expect(statements(fromN.value as Sections)).toEqual(expected)
        // and what came out goes in again
        expect(read(provN(document)).record).toEqual(read(provJson(document)).record)
      },
    )
  }

  it('keeps every relation and argument of PROV, names of relations, types and languages; what PROV has no place for is told', async () => {
    const original: Sections = {
      prefix: { ex: 'http://ex.org/', own: 'urn:own:' },
      entity: {
        'ex:a': {
          'prov:label': { $: 'le chat', lang: 'fr' },
          'own:size': { $: '9007199254740993', type: 'xsd:long' },
          'own:tags': ['x', 'y'],
          'own:kind': { $: 'own:big', type: 'prov:QUALIFIED_NAME' },
          'own:mass': { $: '3', type: 'own:kilogram' },
        },
        'ex:b': { 'prov:type': { $: 'prov:Plan', type: 'prov:QUALIFIED_NAME' } },
      },
      activity: { 'ex:run': { 'own:host': 'n1' } },
      agent: { 'ex:ada': { 'prov:type': ['own:Person', 'own:Pilot'] }, 'ex:boss': { 'prov:type': 'prov:Person' } },
      used: {
        'ex:u1': { 'prov:activity': 'ex:run', 'prov:entity': 'ex:b', 'prov:time': '2020-01-01T00:00:00Z' },
        '_:u2': { 'prov:activity': 'ex:run', 'prov:role': 'lost' },
        '_:u3': { 'prov:activity': 'ex:run', 'prov:entity': 'ex:b', 'prov:role': 'again', 'prov:time': '2020-01-02T00:00:00Z' },
        '_:u4': { 'prov:activity': 'ex:run', 'prov:entity': 'ex:b', 'prov:role': 'again', 'prov:time': '2020-01-03T00:00:00Z' },
      },
      wasGeneratedBy: { 'ex:g1': { 'prov:entity': 'ex:a', 'prov:activity': 'ex:run', 'own:port': 'out' } },
      wasDerivedFrom: {
        '_:d': {
          'prov:generatedEntity': 'ex:a',
          'prov:usedEntity': 'ex:b',
          'prov:activity': 'ex:run',
          'prov:generation': 'ex:g1',
          'prov:usage': 'ex:u1',
        },
      },
      wasAssociatedWith: { '_:w': { 'prov:activity': 'ex:run', 'prov:agent': 'ex:ada', 'prov:plan': 'ex:b' } },
      wasStartedBy: { '_:s': { 'prov:activity': 'ex:run', 'prov:trigger': 'ex:b', 'prov:starter': 'ex:other', 'prov:time': '2020-01-01T00:00:00Z' } },
      wasInvalidatedBy: { '_:i': { 'prov:entity': 'ex:b', 'prov:activity': 'ex:run', 'prov:role': 'sweeper' } },
      wasInfluencedBy: { '_:f': { 'prov:influencee': 'ex:a', 'prov:influencer': 'ex:ada' } },
      actedOnBehalfOf: { '_:o': { 'prov:delegate': 'ex:ada', 'prov:responsible': 'ex:boss', 'prov:activity': 'ex:run' } },
      mentionOf: { '_:m': { 'prov:specificEntity': 'ex:a', 'prov:generalEntity': 'ex:b', 'prov:bundle': 'ex:bundle' } },
      alternateOf: { '_:t': { 'prov:alternate1': 'ex:a', 'prov:alternate2': 'ex:b' } },
    }
    const first = read(JSON.stringify(original))
    expect(first.notes).toEqual([])
    await db.transaction((tx) => writeProvenance(tx, first.record, { owner: null, visibility: 'public' }))
    const told = await lineage(db, ['http://ex.org/a', 'http://ex.org/boss'], {
      depth: 9,
      directions: ['back'],
      limit: 50,
      actualOnly: false,
      agents: true,
    })
    const document = lineageDocument(told, await wordsOf(db, told))
    expect(statements(JSON.parse(provJson(document)) as Sections)).toEqual(statements(original))
    const fromN = readProvN(provN(document))
    expect(fromN.ok && statements(fromN.value as Sections)).toEqual(statements(original))

    // what a private thing is named by does not come out through its neighbours
    await db.query("UPDATE dax.prov_entity SET visibility = 'private', owner = 'eve' WHERE entity_id = 'http://ex.org/b'")
    const seen = await lineage(db, ['http://ex.org/a'], { depth: 9, directions: ['back'], limit: 50, actualOnly: false, agents: true })
    const words = await wordsOf(db, seen)
    for (const text of [provJson(lineageDocument(seen, words)), provN(lineageDocument(seen, words))]) expect(text).not.toMatch(/ex\.org\/b\b/u)

    const odd = read('{"prefix":{"a":"http://a/"},"alternateOf":{"_:1":{"prov:alternate1":"a:x","prov:alternate2":"a:y","a:why":"z"}},"bundle":{}}')
    expect(odd.notes).toEqual([
      'alternateOf["_:1"] has http://a/why: PROV gives alternateOf no attributes, and it is not written out again',
      'bundle is read over: the archive keeps no bundles',
    ])
  })
})

type Sections = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/**
 * All that a document in PROV-JSON says, each as one line with URIs: things, their attributes, relations with theirs. Left out: the words of Skydax, the
 * mere mention of a thing, and the names of relations that have none.
 */
function statements(document: Sections): string[] {
  const prefixes: Readonly<Record<string, string>> = {
    prov: 'http://www.w3.org/ns/prov#',
    xsd: 'http://www.w3.org/2001/XMLSchema#',
    skydax: 'urn:skydax:prov#',
    ...(document['prefix'] as Record<string, string>),
  }
  const uri = (name: string): string => {
    const [prefix = '', local = ''] = [name.slice(0, name.indexOf(':')), name.slice(name.indexOf(':') + 1)]
    if (prefixes[prefix] === undefined) throw new Error(`${name}: no such prefix`)
    return prefixes[prefix] + local
  }
  const value = (key: string, one: unknown, relation: boolean): string => {
    if (/Time$|:time$/u.test(key)) return new Date(/[Zz]|[+-]\d\d:\d\d$/u.test(String(one)) ? String(one) : `${String(one)}Z`).toISOString()
    if (typeof one === 'object' && one !== null && 'type' in one && '$' in one) {
      const type = uri(String(one.type)).replace(`${prefixes['xsd']}QName`, `${prefixes['prov']}QUALIFIED_NAME`)
      // a text of type xsd:string is the text
      if (type === `${prefixes['xsd']}string`) return JSON.stringify(one.$)
      return type.endsWith('QUALIFIED_NAME') ? `'${uri(String(one.$))}'` : `${String(one.$)}^^${type}`
    }
    if (relation && typeof one === 'string' && key.startsWith('prov:') && !/^prov:(?:role|type|label|value|location)$/u.test(key)) return uri(one)
    return JSON.stringify(one)
  }
  const said = (told: object, relation: boolean): string[] =>
    Object.entries(told)
      .filter(([key]) => !uri(key).startsWith('urn:skydax:'))
      .flatMap(([key, list]) => [list].flat().map((one: unknown) => `${uri(key)}=${value(key, one, relation)}`))
      .sort()
  const lines = Object.entries(document).flatMap(([section, things]) =>
    section === 'prefix'
      ? []
      : Object.entries(things).flatMap(([id, list]) =>
          [list]
            .flat()
            .flatMap((told) =>
              ['entity', 'activity', 'agent'].includes(section)
                ? said(told as object, false).map((one) => `${section} ${uri(id)} ${one}`)
                : [`${section} ${id.startsWith('_:') ? '' : uri(id)} ${said(told as object, true).join(' ')}`],
            ),
        ),
  )
  return [...new Set(lines)].sort()
}

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

/** PROV-XML as PROV-JSON: ids and references by name, types of literals in place, a thing or attribute told twice as a list. */
function jsonOf(xml: string): Sections {
  const out: Record<string, Record<string, unknown>> = { prefix: {} }
  let current: { readonly kind: string; readonly id: string; readonly told: Record<string, unknown> } | null = null
  let reference: string | undefined
  let type: string | undefined
  let text = ''
  let depth = 0
  const add = (into: Record<string, unknown>, key: string, one: unknown): void => {
    into[key] = key in into ? [into[key], one].flat() : one
  }
  const parser = new SaxesParser()
  parser.on('opentag', ({ name, attributes }) => {
    depth++
    text = ''
    if (depth === 1)
      for (const [key, uri] of Object.entries(attributes))
        if (key.startsWith('xmlns:')) out['prefix']![key.slice(6)] = uri.replace(/XMLSchema$/u, 'XMLSchema#')
    if (depth === 2) current = { kind: name.replace('prov:', ''), id: attributes['prov:id'] ?? `_:r${parser.position}`, told: {} }
    reference = attributes['prov:ref']
    type = attributes['xsi:type']
  })
  parser.on('text', (part) => {
    text += part
  })
  parser.on('closetag', ({ name }) => {
    if (depth === 3 && current !== null) add(current.told, name, reference ?? (type === undefined ? text : { $: text, type }))
    if (depth === 2 && current !== null) add((out[current.kind] ??= {}), current.id, current.told)
    depth--
  })
  parser.write(xml).close()
  return out
}
