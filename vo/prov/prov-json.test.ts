import { describe, expect, it } from 'vitest'
import type { ProvDocument } from './document.ts'
import { provJson } from './prov-json.ts'
import { provN } from './prov-n.ts'

const document: ProvDocument = {
  prefixes: { prov: 'http://www.w3.org/ns/prov#', skydax: 'urn:skydax:prov#' },
  things: [
    { kind: 'entity', id: 'ivo://a.b/c?d=1 (2)', attributes: [['prov:label', 'say "hi"\nthere \\ now']] },
    { kind: 'entity', id: 'ivo://a.b/x%20y', attributes: [] },
    {
      kind: 'activity',
      id: '-run.',
      start: '2025-01-01T00:00:00.000Z',
      attributes: [['skydax:visit', { value: '9007199254740993', type: 'xsd:long' }]],
    },
    { kind: 'agent', id: 'skydax://me', attributes: [] },
  ],
  relations: [
    { kind: 'used', from: '-run.', to: 'ivo://a.b/c?d=1 (2)', attributes: [] },
    { kind: 'hadMember', from: 'ivo://a.b/x%20y', to: 'ivo://a.b/c?d=1 (2)', attributes: [['prov:role', 'x']] },
    { kind: 'wasAssociatedWith', from: '-run.', to: 'skydax://me', attributes: [['prov:role', 'operator']] },
  ],
}

describe('PROV documents', () => {
  it('names ids by prefix and local name; a scheme never takes the prefix of the attributes', () => {
    const json = JSON.parse(provJson(document)) as Record<string, Record<string, unknown>>
    expect(json['prefix']).toMatchObject({ ivo: 'ivo://', id: 'urn:skydax:id:', skydax: 'urn:skydax:prov#', skydax_: 'skydax://' })
    expect(Object.keys(json['entity'] ?? {})).toEqual(['ivo:a.b/c?d=1%20(2)', 'ivo:a.b/x%20y'])
    expect(json['hadMember']).toEqual({ '_:r2': { 'prov:collection': 'ivo:a.b/x%20y', 'prov:entity': 'ivo:a.b/c?d=1%20(2)' } })
    expect(json['activity']?.['id:-run.']).toEqual({
      'prov:startTime': '2025-01-01T00:00:00.000Z',
      'skydax:visit': { $: '9007199254740993', type: 'xsd:long' },
    })
  })

  it('escapes names and texts in PROV-N', () => {
    expect(provN(document).split('\n')).toEqual([
      'document',
      '  prefix skydax <urn:skydax:prov#>',
      '  prefix ivo <ivo://>',
      '  prefix id <urn:skydax:id:>',
      '  prefix skydax_ <skydax://>',
      '  entity(ivo:a.b/c?d\\=1%20\\(2\\), [prov:label="say \\"hi\\"\\nthere \\\\ now"])',
      '  entity(ivo:a.b/x%20y)',
      '  activity(id:\\-run\\., 2025-01-01T00:00:00.000Z, -, [skydax:visit="9007199254740993" %% xsd:long])',
      '  agent(skydax_:me)',
      '  used(id:\\-run\\., ivo:a.b/c?d\\=1%20\\(2\\), -)',
      '  hadMember(ivo:a.b/x%20y, ivo:a.b/c?d\\=1%20\\(2\\))',
      '  wasAssociatedWith(id:\\-run\\., skydax_:me, -, [prov:role="operator"])',
      'endDocument',
      '',
    ])
  })
})
